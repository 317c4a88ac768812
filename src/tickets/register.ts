// The register of receptions (接待登记表): exactly one line per contact. A conversation makes its own; what came by phone or to the
// counter a person writes down, on the same day. Reception only confirms what bot and tickets know already.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import { dayCode, wallDate } from '../clocks/service-calendar.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { Tx } from '../storage/contract.ts';
import type { HazardId } from '../understanding/commands.ts';
import type { ApplicationFacts } from './application.ts';
import { openTicket } from './deeds.ts';
import type { House } from './house.ts';
import type { By } from './perform.ts';
import { noFacts, type RegisterEntry, type RegisterFacts, type waysByHand } from './register-entry.ts';
import type { Grade, Ticket, TicketKind } from './ticket.ts';

/** Whoever writes after so long comes with something new. */
const NEW_CONTACT_AFTER_MS = 6 * 60 * 60_000;
const MOST_TICKETS = 20;

/** A resident has written; `at` by the platform's clock. Called before the conversation notes it. */
export async function noteContact(tx: Tx, conversation: Conversation, at: number): Promise<void> {
  const before = conversation.lastResidentMessageAt;
  if (before !== null && at - before < NEW_CONTACT_AFTER_MS) return;
  const { owner } = conversation;
  await tx.register.add(
    {
      communityId: conversation.communityId,
      code: null,
      way: conversation.channel,
      conversationId: conversation.id,
      ticketId: null,
      at,
      receptionist: owner.kind === 'staff' ? owner.staffId : null,
      botFirst: owner.kind !== 'staff',
      enteredBy: null,
      enteredAt: null,
      late: false,
      facts: noFacts(),
    },
    `${conversation.id}:${at}`,
  );
}

/** What people say of a contact; who told of a recording, and when, is written down by us. */
export type ToldFacts = Partial<Omit<RegisterFacts, 'recordingTold'>> & { toldOfRecording?: boolean };

export type HandEntry = ToldFacts & {
  way: (typeof waysByHand)[number];
  communityId: string;
  /** Absent = now. */
  at?: number;
  /** What has to be done about it; absent = nothing more. */
  ticket?: {
    kind: TicketKind;
    grade?: Grade;
    building?: string;
    unit?: string;
    room?: string;
    /** What is applied for, where it is an application. */
    application?: ApplicationFacts;
  };
};

/** On the phone or at the counter: one line, and a ticket where something is to be done. */
export async function enterContact(
  tx: Tx,
  entry: HandEntry,
  by: By,
  house: House,
): Promise<Outcome<RegisterEntry>> {
  const { way, communityId, at = house.clock.now(), ticket: wish, ...told } = entry;
  const now = house.clock.now();
  if (at > now) return refused('register/in-the-future', '接待时间不能晚于现在');
  const late = wallDate(at) !== wallDate(now);
  const facts = withTold(noFacts(), told, by, now);
  if (isUntold(facts)) return untold;
  if (late && !facts.lateReason?.trim())
    return refused('register/late-reason-needed', '不是当天登记，请写明补录原因');
  const missing = missingOf(facts);
  if (missing.length > 0)
    return refused('register/incomplete', `还差：${missing.map((each) => REQUIRED[each]).join('、')}`);
  const ticket = wish ? await openByHand(tx, wish, { communityId, facts, by }, house) : null;
  const id = await tx.register.add(
    {
      communityId,
      code: await nextCode(tx, communityId, now),
      way,
      conversationId: null,
      ticketId: ticket?.id ?? null,
      at,
      receptionist: by.staffId,
      botFirst: false,
      enteredBy: by.staffId,
      enteredAt: now,
      late,
      facts,
    },
    `hand:${house.ids.next()}`,
  );
  const kept = id === null ? null : await tx.register.get(id);
  return kept ? accepted(kept) : refused('register/not-kept', '没有登记上，请再试一次');
}

async function openByHand(
  tx: Tx,
  wish: NonNullable<HandEntry['ticket']>,
  { communityId, facts, by }: { communityId: string; facts: RegisterFacts; by: By },
  house: House,
): Promise<Ticket> {
  const { building, unit, room } = wish;
  const place = {
    ...(building === undefined ? {} : { building }),
    ...(unit === undefined ? {} : { unit }),
    ...(room === undefined ? {} : { room }),
    ...(building === undefined && facts.place !== null ? { publicPlace: facts.place } : {}),
  };
  const { ticket } = await openTicket(
    tx,
    {
      conversation: null,
      communityId,
      name: facts.name,
      grade: wish.grade ?? null,
      kind: wish.kind,
      facts: {
        ...(facts.category === null ? {} : { category: facts.category }),
        faults: house.lexicon.faults.some((each) => each.id === facts.category) ? [facts.category ?? ''] : [],
        hazards: house.lexicon.hazards.flatMap((each) =>
          each.id === facts.category ? [each.id as HazardId] : [],
        ),
        place,
        description: [facts.words, facts.facts].filter((part) => part !== null).join('\n'),
        ...(facts.phone === null ? {} : { phone: facts.phone }),
        photoMessageIds: [],
        grade: wish.grade ?? 3,
        gradeReason: '',
        ...(wish.application === undefined ? {} : { application: wish.application }),
      },
      partial: false,
      actor: by.actor,
      firstOwner: by.staffId,
    },
    house,
  );
  return ticket;
}

/** Reception looks the line over, mends it and puts its name to it. Again later it is a correction. */
export async function confirmEntry(
  tx: Tx,
  entryId: string,
  change: ToldFacts,
  by: By,
  house: House,
): Promise<Outcome<RegisterEntry>> {
  const entry = await tx.register.get(entryId);
  if (!entry) return refused('register/not-found', '没有找到这条登记');
  if (by.expectedVersion !== undefined && by.expectedVersion !== entry.version)
    return refused('register/version-conflict', '这条登记刚刚有人改过，请刷新后再操作');
  const now = house.clock.now();
  const whole = await tellLine(tx, entry);
  const facts = withTold(whole.entry.facts, change, by, now);
  if (isUntold(facts)) return untold;
  const late = entry.late || (entry.enteredAt === null && wallDate(entry.at) !== wallDate(now));
  if (late && !facts.lateReason?.trim())
    return refused('register/late-reason-needed', '不是当天登记，请写明补录原因');
  const missing = missingOf(facts);
  if (missing.length > 0)
    return refused('register/incomplete', `还差：${missing.map((each) => REQUIRED[each]).join('、')}`);
  entry.facts = facts;
  entry.late = late;
  entry.code ??= await nextCode(tx, entry.communityId, now);
  entry.receptionist ??= whole.receptionist ?? by.staffId;
  entry.enteredBy ??= by.staffId;
  entry.enteredAt ??= now;
  if (!(await tx.register.save(entry)))
    return refused('register/version-conflict', '这条登记刚刚有人改过，请刷新后再操作');
  return accepted(entry);
}

const untold = refused('register/recording-untold', '这通电话有录音，请确认已经告诉住户，并写明是谁告诉的');

/** A voice is kept only of whom we told; the line says who did, and when they said so. */
function withTold(
  before: RegisterFacts,
  { toldOfRecording, ...facts }: ToldFacts,
  { staffId }: By,
  now: number,
): RegisterFacts {
  const whole = { ...before, ...facts };
  if (whole.callRecorded !== true) return { ...whole, recordingTold: null };
  if (!toldOfRecording || staffId === null) return whole;
  return { ...whole, recordingTold: whole.recordingTold ?? { by: staffId, at: now } };
}

const isUntold = ({ callRecorded, recordingTold }: RegisterFacts) =>
  callRecorded === true && recordingTold === null;

/** A line with all that the house knows: its own words first, else the profile's and the tickets'. */
export type RegisterLine = {
  entry: RegisterEntry;
  receptionist: string | null;
  tickets: Ticket[];
  missing: string[];
};

export async function tellLine(tx: Tx, entry: RegisterEntry): Promise<RegisterLine> {
  const tickets = await ticketsOf(tx, entry);
  const [first] = tickets;
  const residentId = first?.residentId ?? null;
  const profile = residentId === null ? null : await tx.residents.profile(residentId);
  const { facts } = entry;
  const filled: RegisterFacts = {
    ...facts,
    place: facts.place ?? (first?.place.text || null),
    name: facts.name ?? first?.contact.name ?? profile?.name ?? null,
    phone: facts.phone ?? first?.contact.phone ?? profile?.phone ?? null,
    category: facts.category ?? first?.category ?? null,
    words: facts.words ?? (first?.description || null),
    solvedAtOnce: facts.solvedAtOnce ?? (tickets.length === 0 ? null : false),
  };
  return {
    entry: { ...entry, facts: filled },
    receptionist: entry.receptionist ?? first?.firstOwner ?? null,
    tickets,
    missing: missingOf(filled).map((each) => REQUIRED[each]),
  };
}

async function ticketsOf(tx: Tx, entry: RegisterEntry): Promise<Ticket[]> {
  if (entry.conversationId === null) {
    const own = entry.ticketId === null ? null : await tx.tickets.get(entry.ticketId);
    return own ? [own] : [];
  }
  const until = (await tx.register.endOf(entry)) ?? Number.MAX_SAFE_INTEGER;
  const page = await tx.tickets.list(
    { conversationId: entry.conversationId, openedBetween: [entry.at, until] },
    { after: null, limit: MOST_TICKETS },
  );
  return page.items.sort((a, b) => a.openedAt - b.openedAt);
}

/** Marked ★ on the form; time, way and receptionist are known by themselves. */
const REQUIRED = { place: '小区楼栋或公共部位', category: '来意类别', words: '诉求原文' } as const;

function missingOf(facts: RegisterFacts): (keyof typeof REQUIRED)[] {
  return (Object.keys(REQUIRED) as (keyof typeof REQUIRED)[]).filter((each) => !facts[each]?.trim());
}

async function nextCode(tx: Tx, communityId: string, now: number): Promise<string> {
  const day = dayCode(now);
  // Counted apart from tickets of the same day.
  const number = await tx.tickets.nextNumber(communityId, `D${day}`);
  return `D${day}-${String(number).padStart(3, '0')}`;
}
