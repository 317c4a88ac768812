// What goes straight up without waiting for a clock (desk model §4.4): people are in danger or threatened, the resident goes outside
// with it, presses, asks for somebody above or comes back again and again, those in charge do not answer, nobody is there at the agreed
// time. Each cause is raised once, and again only after it was gone. Here is what counts and what ends it; `raise-step.ts` tells people.
import type { RaiseCause, RaiseTrigger } from '../config/config.ts';
import type { Tx } from '../storage/contract.ts';
import type { PressId } from '../understanding/pressing-words.ts';
import { type House, timerActor } from './house.ts';
import { isOpen } from './states.ts';
import type { Ticket, TicketEvent } from './ticket.ts';

export const RAISE_JOB = 'ticket.raise';

/** Those above have been told of a grave complaint; `staffIds` says who. */
export const TOLD_ABOVE = 'ticket.told-above';

type Rule = {
  /** The lines of the history that count. */
  counts: string;
  /** All of the ticket's life, or only since it was last gone. */
  since: 'ever' | 'gone';
  endedBy: readonly string[];
  /** A word of ours to the resident ends it, too. */
  endedByWords: boolean;
};

const DONE = ['ticket.resolved', 'ticket.closed', 'ticket.cancelled', 'ticket.merged'];
const SEEN_TO = [...DONE, 'resident.called', 'ticket.departed', 'ticket.arrived', 'delay.decided'];
const TAKEN = [...DONE, 'ticket.accepted'];
/** From then on the clocks of the gravest grade watch over it. */
const ON_THE_WAY = [...TAKEN, 'ticket.taken', 'ticket.departed', 'ticket.arrived'];

const rules: Record<RaiseCause, Rule> = {
  urged: { counts: 'ticket.urged', since: 'gone', endedBy: SEEN_TO, endedByWords: true },
  'leader-asked': { counts: 'ticket.leader-asked', since: 'gone', endedBy: SEEN_TO, endedByWords: true },
  reopened: { counts: 'ticket.reopened', since: 'ever', endedBy: DONE, endedByWords: false },
  breached: { counts: 'timer.breached', since: 'ever', endedBy: DONE, endedByWords: false },
  group: {
    counts: 'ticket.incident-suspected',
    since: 'gone',
    endedBy: [...DONE, 'ticket.incident-confirmed', 'ticket.incident-dismissed', 'ticket.incident-joined'],
    endedByWords: false,
  },
  'lead-silent': { counts: 'ticket.paged', since: 'gone', endedBy: TAKEN, endedByWords: false },
  'manager-silent': { counts: 'ticket.paged', since: 'gone', endedBy: TAKEN, endedByWords: false },
  danger: { counts: 'ticket.danger-told', since: 'gone', endedBy: ON_THE_WAY, endedByWords: false },
  threat: { counts: 'ticket.threat-told', since: 'gone', endedBy: SEEN_TO, endedByWords: true },
  outside: { counts: 'ticket.outside-told', since: 'gone', endedBy: SEEN_TO, endedByWords: true },
  'no-show': {
    counts: 'ticket.not-there',
    since: 'gone',
    endedBy: [...DONE, 'ticket.arrived', 'ticket.returned', 'ticket.taken', 'delay.decided'],
    endedByWords: false,
  },
};

/** Looks whether this has happened often enough by now, and lets it be told upwards. */
export async function raise(
  tx: Tx,
  ticket: Ticket,
  cause: RaiseCause,
  house: House,
  /** Only lines that are about this; absent = all. */
  ofThis: (event: TicketEvent) => boolean = () => true,
): Promise<void> {
  const trigger = triggerFor(ticket, cause, house);
  if (!trigger || !isOpen(ticket.status)) return;
  const { counts, since } = rules[cause];
  const events = await tx.tickets.events(ticket.id);
  const raisedAt = events.findLastIndex((each) => each.type === 'ticket.raised' && each.data.cause === cause);
  const raised = events[raisedAt];
  if (raised && !(await isGone(tx, ticket, cause, raised, events))) return;
  const endedAt = events.findLastIndex(({ type }) => rules[cause].endedBy.includes(type));
  const from = since === 'ever' ? 0 : Math.max(raisedAt, endedAt) + 1;
  const times = events.slice(from).filter((each) => each.type === counts && ofThis(each)).length;
  if (times < trigger.times) return;
  const at = house.clock.now();
  await note(tx, ticket, 'ticket.raised', { cause, times, level: trigger.level }, at);
  await dueRaise(tx, ticket.id, { cause, at, times, level: trigger.level }, at);
}

/** What has no line of its own in the history gets one, and is looked at. */
export async function noteAndRaise(
  tx: Tx,
  ticket: Ticket,
  cause: 'leader-asked' | 'no-show' | 'danger' | PressId,
  data: Record<string, unknown>,
  house: House,
): Promise<void> {
  if (!isOpen(ticket.status)) return;
  await note(tx, ticket, rules[cause].counts, data, house.clock.now());
  await raise(tx, ticket, cause, house);
}

/** Somebody was called; when it is one of those in charge who does not answer, the next above hears it. */
export async function noteCalledInVain(
  tx: Tx,
  ticket: Ticket,
  member: { id: string; role: string },
  house: House,
): Promise<void> {
  if (ticket.status !== 'new' || (member.role !== 'lead' && member.role !== 'manager')) return;
  const cause = member.role === 'lead' ? 'lead-silent' : 'manager-silent';
  // A reminder is no second call.
  const calls = new Set<unknown>();
  await raise(tx, ticket, cause, house, ({ at, data: { staffId, step } }) => {
    const call = step === 'everyone' ? at : step;
    if (staffId !== member.id || calls.has(call)) return false;
    calls.add(call);
    return true;
  });
}

/** Of what was raised at that moment somebody must still hear. */
export async function stillRaised(
  tx: Tx,
  ticket: Ticket,
  { cause, at }: { cause: RaiseCause; at: number },
): Promise<TicketEvent | null> {
  const events = await tx.tickets.events(ticket.id);
  const raised = events.findLast(
    (each) => each.type === 'ticket.raised' && each.data.cause === cause && each.at === at,
  );
  return raised && !(await isGone(tx, ticket, cause, raised, events)) ? raised : null;
}

/** Nobody need hear of it any more. */
export async function isGone(
  tx: Tx,
  ticket: Ticket,
  cause: RaiseCause,
  raised: TicketEvent,
  events: readonly TicketEvent[],
): Promise<boolean> {
  return !isOpen(ticket.status) || (await goneAt(tx, ticket, cause, raised, events)) !== null;
}

/** Since when nobody need hear of it; null = they do, or it ended with the ticket alone. */
export async function goneAt(
  tx: Tx,
  ticket: Pick<Ticket, 'conversationId'>,
  cause: RaiseCause,
  raised: TicketEvent,
  events: readonly TicketEvent[],
): Promise<number | null> {
  const { endedBy, endedByWords } = rules[cause];
  const ended = events.find(({ seq, type }) => seq > raised.seq && endedBy.includes(type));
  if (ended || !endedByWords || ticket.conversationId === null) return ended?.at ?? null;
  const said = await tx.messages.latest(ticket.conversationId, { limit: LOOKED_BACK });
  const words = said.filter(({ author, createdAt }) => author === 'staff' && createdAt > raised.at);
  return words.length === 0 ? null : Math.min(...words.map(({ createdAt }) => createdAt));
}
const LOOKED_BACK = 50;

export async function dueRaise(
  tx: Tx,
  ticketId: string,
  raised: { cause: RaiseCause; at: number; times: number; level: string },
  dueAt: number,
): Promise<void> {
  await tx.jobs.add({
    kind: RAISE_JOB,
    subjectId: ticketId,
    dueAt,
    payload: raised,
    uniqueKey: `${RAISE_JOB}:${ticketId}:${raised.cause}:${raised.at}:${raised.level}`,
  });
}

export function triggerFor(
  { grade }: Pick<Ticket, 'grade'>,
  cause: RaiseCause,
  house: House,
): RaiseTrigger | undefined {
  return house.escalation.overdue.triggers.find(
    ({ when, grades }) => when === cause && grades.includes(grade),
  );
}

async function note(
  tx: Tx,
  ticket: Ticket,
  type: string,
  data: Record<string, unknown>,
  at: number,
): Promise<void> {
  await tx.tickets.addEvent(ticket.id, {
    ...{ type, at, data },
    actor: { kind: timerActor.kind, id: null },
    source: timerActor.source,
  });
}
