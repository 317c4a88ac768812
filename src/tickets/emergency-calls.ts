// In the gravest grade a message may lie unheard: where the ladder says so, the telephone rings too. Ordered in the deed's own
// transaction, placed outside of it, and what became of it is a line of the ticket. Off unless the house has somebody who rings.
import { mayBegin } from '../base/begin-before.ts';
import type { Clock } from '../base/clock.ts';
import { TemporaryError } from '../base/errors.ts';
import type { RaiseCause, Staff } from '../config/config.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { Job, Store, Tx } from '../storage/contract.ts';
import type { CallResult, EmergencyCaller } from '../webhooks/emergency-call.ts';
import { sayPlaceForStaff } from './describe.ts';
import { type House, staffById, timerActor } from './house.ts';
import { stillRaised } from './raising.ts';
import { isOpen } from './states.ts';
import type { Ticket } from './ticket.ts';

export const CALL_JOB = 'ticket.call';

const MINUTE_MS = 60_000;
/** More than that nobody can listen to, and platforms allow none (protocols §2.8). */
const LIMITS = [
  { name: 'call-8min', max: 3, perMs: 8 * MINUTE_MS },
  { name: 'call-day', max: 8, perMs: 24 * 60 * MINUTE_MS },
] as const;
const RETRY_AFTER_MS = [10_000, 30_000] as const;

/** What it rings for; once that is gone it does not ring. */
export type CallCause =
  | { of: 'nobody-took-it' }
  | { of: 'overdue'; kind: string; dueAt: number }
  /** `at`: when it was raised. */
  | { of: 'raised'; cause: RaiseCause; at: number };

/** Orders a call. Whoever was called too often already is left to the next step of the ladder. */
export async function orderCall(
  tx: Tx,
  ticket: Ticket,
  member: Staff,
  cause: CallCause,
  house: House,
): Promise<void> {
  if (!house.emergencyCalls || ticket.grade !== 1) return;
  const now = house.clock.now();
  for (const { name, ...limit } of LIMITS)
    if ((await tx.limits.take(`${name}:${member.id}`, limit, now)) > 0)
      return note(tx, ticket.id, { staffId: member.id, result: 'left-out', code: name, tries: 0 }, now);
  const callId = house.ids.next();
  await due(tx, ticket.id, { callId, staffId: member.id, cause, tries: 0 }, now);
}

type Ordered = { callId: string; staffId: string; cause: CallCause; tries: number };

async function due(tx: Tx, ticketId: string, ordered: Ordered, dueAt: number): Promise<void> {
  await tx.jobs.add({
    kind: CALL_JOB,
    subjectId: ticketId,
    dueAt,
    payload: ordered,
    uniqueKey: `${CALL_JOB}:${ordered.callId}:${ordered.tries}`,
  });
}

export function createCallJob({
  store,
  clock,
  house,
  caller,
  matterOf,
}: {
  store: Store;
  clock: Clock;
  house: House;
  /** Null = nobody rings any more. */
  caller: EmergencyCaller | null;
  matterOf(ticket: Ticket): string;
}): JobHandler {
  return async (job: Job, signal) => {
    const ordered = job.payload as Ordered;
    const ticket = await store.read(async (tx) => {
      const held = await tx.tickets.get(job.subjectId);
      return held && (await isStillWanted(tx, held, ordered.cause)) ? held : null;
    });
    const member = staffById(house, ordered.staffId);
    if (!ticket || !member || caller === null) return async () => {};
    if (ticket.course.complainedAbout.includes(member.id)) return async () => {};
    if (!mayBegin(signal, clock.now()))
      throw new TemporaryError('calls/too-late', 'another may be at it', { retryAfterMs: 0 });
    const call = {
      id: ordered.callId,
      to: { name: member.name, phone: member.phone },
      ticketCode: ticket.code,
      grade: ticket.grade,
      words: `${member.name}您好，一级特急：${sayPlaceForStaff(ticket.place)}，${matterOf(ticket)}，${whatNow(ordered.cause)}。`,
    };
    const result = await caller.place(call, signal);
    return (tx) => record(tx, ticket, ordered, result, clock.now());
  };
}

/** The version before puts its calls among the deliveries to other programs; those it had ordered ring all the same. */
export function withCallsOfBefore(tell: JobHandler, ring: JobHandler): JobHandler {
  return (job, signal) => (job.payload.deed === 'emergency-call' ? ring : tell)(job, signal);
}

async function record(
  tx: Tx,
  ticket: Ticket,
  ordered: Ordered,
  result: CallResult,
  now: number,
): Promise<void> {
  const tries = ordered.tries + 1;
  const again = result.kind === 'later' ? RETRY_AFTER_MS[ordered.tries] : undefined;
  if (again !== undefined) return due(tx, ticket.id, { ...ordered, tries }, now + again);
  const { staffId } = ordered;
  if (result.kind === 'placed')
    return note(tx, ticket.id, { staffId, result: 'placed', code: null, tries }, now);
  await note(tx, ticket.id, { staffId, result: 'failed', code: result.code, tries }, now);
  await tx.tasks.add({
    communityId: ticket.communityId,
    kind: 'undeliverable',
    conversationId: null,
    ticketId: ticket.id,
    reason: `emergency-call:${result.code}`,
    createdAt: now,
    uniqueKey: `${CALL_JOB}:${ordered.callId}`,
  });
}

async function note(
  tx: Tx,
  ticketId: string,
  data: { staffId: string; result: 'placed' | 'failed' | 'left-out'; code: string | null; tries: number },
  at: number,
): Promise<void> {
  await tx.tickets.addEvent(ticketId, {
    ...{ type: 'ticket.rung', at, data },
    actor: { kind: timerActor.kind, id: null },
    source: timerActor.source,
  });
}

async function isStillWanted(tx: Tx, ticket: Ticket, cause: CallCause): Promise<boolean> {
  if (ticket.grade !== 1) return false;
  if (cause.of === 'nobody-took-it') return ticket.status === 'new';
  if (cause.of === 'raised') return (await stillRaised(tx, ticket, cause)) !== null;
  const timer = ticket.timers.find(({ kind, dueAt }) => kind === cause.kind && dueAt === cause.dueAt);
  return isOpen(ticket.status) && timer !== undefined && timer.metAt === null;
}

function whatNow({ of }: CallCause): string {
  if (of === 'nobody-took-it') return '还没有人接单，请马上看企业微信';
  return of === 'raised' ? '已经报到您这一级，请马上过问' : '已经超过时限，请马上过问';
}
