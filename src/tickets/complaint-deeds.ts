// What people do about a complaint: set its level, tell fact, feeling and demand apart, hear those concerned, find out, bring others in,
// propose, and say that it is over. The words are in the history, the course knows who and when.
import { accepted, type Outcome } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import { meetContact } from './complaint-clocks.ts';
import {
  type Finding,
  type HeardParty,
  type Investigation,
  newInvestigation,
  type ThirdParty,
} from './course.ts';
import { endIfContent } from './follow-up.ts';
import type { House } from './house.ts';
import { type By, type DeedInput, perform } from './perform.ts';
import type { Deed } from './states.ts';
import { makeRoom } from './stepping-aside.ts';
import type { ComplaintLevel, Ticket } from './ticket.ts';
import { nowWeighty } from './weighing.ts';

type Change = (sheet: Investigation, now: number, ticket: Ticket) => Partial<Investigation>;

/** Every line of the sheet goes the same way. */
function write(
  tx: Tx,
  ticketId: string,
  deed: Deed,
  { by, input, data, change }: { by: By; input: DeedInput; data: Record<string, unknown>; change: Change },
  house: House,
): Promise<Outcome<Ticket>> {
  return perform(
    tx,
    ticketId,
    deed,
    {
      by,
      input,
      data,
      change(ticket, now) {
        const sheet = ticket.course.complaint ?? newInvestigation();
        ticket.course.complaint = { ...sheet, ...change(sheet, now, ticket) };
      },
    },
    house,
  );
}

/** Anybody may make it weightier; lighter only whoever leads and has no hand in it. */
export async function setLevel(
  tx: Tx,
  ticketId: string,
  by: By & { level: ComplaintLevel; reason: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const { level, reason, staffId } = by;
  const set = await perform(
    tx,
    ticketId,
    'setLevel',
    {
      by,
      input: { level, reason },
      data: { level, reason },
      change(ticket) {
        const sheet = ticket.course.complaint ?? newInvestigation();
        ticket.course.complaint = { ...sheet, levelReason: reason, levelBy: staffId };
        ticket.level = level;
        // Not weighty after all: nothing is looked back at that nobody has begun to.
        if (!house.complaints.levels[level].review)
          ticket.course.reviews = ticket.course.reviews.filter(
            (each) => each.why !== 'serious' || each.held !== null,
          );
      },
      words: { lead: `投诉级别改为${level}：${reason}` },
    },
    house,
  );
  if (set.ok) await nowWeighty(tx, set.value, house);
  return set;
}

/** Whom it is about, as a person knows it; the words of residents name by surname alone. Whoever of them has it gives it away. */
export async function nameColleagues(
  tx: Tx,
  ticketId: string,
  by: By & { colleagues: string[]; reason: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const colleagues = [...new Set(by.colleagues)];
  const named = await perform(
    tx,
    ticketId,
    'nameColleagues',
    {
      by,
      input: { colleagues, reason: by.reason },
      data: { reason: by.reason },
      change(ticket) {
        const sheet = ticket.course.complaint ?? newInvestigation();
        const before = [...sheet.cleared, ...ticket.course.complainedAbout];
        const cleared = [...new Set(before)].filter((id) => !colleagues.includes(id));
        ticket.course.complaint = { ...sheet, cleared };
        ticket.course.complainedAbout = colleagues;
      },
    },
    house,
  );
  if (!named.ok) return named;
  await makeRoom(tx, named.value, house);
  return accepted(named.value);
}

export function tellApart(
  tx: Tx,
  ticketId: string,
  by: By & { fact: string; emotion: string; demand: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const { fact, emotion, demand, staffId } = by;
  const words = { fact, emotion, demand };
  const change: Change = (_sheet, at) => ({ account: { by: staffId, at } });
  return write(tx, ticketId, 'tellApart', { by, input: words, data: words, change }, house);
}

export function hear(
  tx: Tx,
  ticketId: string,
  by: By & { whom: HeardParty; colleague?: string; words: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const { whom, colleague = null, words } = by;
  const colleagues = colleague === null ? [] : [colleague];
  const change: Change = ({ heard }, at, ticket) => {
    if (whom === 'resident') meetContact(ticket, at);
    return { heard: [...heard, { whom, staffId: colleague, by: by.staffId, at }] };
  };
  const data = { whom, colleague, words };
  return write(tx, ticketId, 'hear', { by, input: { colleagues, reason: words }, data, change }, house);
}

/** What was approved was approved on the finding of then. */
export function noteFinding(
  tx: Tx,
  ticketId: string,
  by: By & { verdict: Finding; words: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const { verdict, words, staffId } = by;
  const change: Change = (_sheet, at) => ({ finding: { verdict, by: staffId, at }, approval: null });
  const data = { verdict, words };
  return write(tx, ticketId, 'noteFinding', { by, input: { reason: words }, data, change }, house);
}

/** A superior, another department, the owners' committee, the street office, a mediator: who, for what, until when. */
export function askThirdParty(
  tx: Tx,
  ticketId: string,
  by: By & { party: ThirdParty; name?: string; reason: string; dueAt: number },
  house: House,
): Promise<Outcome<Ticket>> {
  const { party, name = null, reason, dueAt, staffId } = by;
  const id = house.ids.next();
  const change: Change = ({ outside }, at) => ({
    outside: [...outside, { id, party, dueAt, asked: { by: staffId, at }, answered: null }],
  });
  const data = { thirdPartyId: id, party, name, reason, dueAt };
  return write(tx, ticketId, 'askThirdParty', { by, input: { reason, dueAt }, data, change }, house);
}

export function noteThirdParty(
  tx: Tx,
  ticketId: string,
  by: By & { thirdPartyId: string; result: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const { thirdPartyId, result, staffId } = by;
  const change: Change = ({ outside }, at) => ({
    outside: outside.map((each) =>
      each.id === thirdPartyId ? { ...each, answered: { by: staffId, at } } : each,
    ),
  });
  const input = { outsideId: thirdPartyId, reason: result };
  const data = { thirdPartyId, result };
  return write(tx, ticketId, 'noteThirdParty', { by, input, data, change }, house);
}

export function propose(
  tx: Tx,
  ticketId: string,
  by: By & { proposal: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const { proposal, staffId } = by;
  const change: Change = (_sheet, at) => ({ proposal: { by: staffId, at }, approval: null });
  return write(
    tx,
    ticketId,
    'propose',
    { by, input: { reason: proposal }, data: { proposal }, change },
    house,
  );
}

/** It may end, says whoever may say so at this level and had no hand in it. */
export async function approveClosing(
  tx: Tx,
  ticketId: string,
  by: By & { note?: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const change: Change = (_sheet, at, { level, course }) => ({
    approval: { by: by.staffId, at, level: level ?? '一般', cycle: course.cycle },
  });
  const data = { note: by.note ?? null };
  const approved = await write(tx, ticketId, 'approveClosing', { by, input: {}, data, change }, house);
  // What was only waiting for this ends now.
  return approved.ok ? endIfContent(tx, approved.value, house) : approved;
}
