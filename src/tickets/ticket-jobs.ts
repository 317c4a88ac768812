// Due work of a ticket beside its clocks: a worker who does not take it, a wait that ends, silence after the work is done.
import type { Tx } from '../storage/contract.ts';
import type { House } from './house.ts';
import type { Ticket } from './ticket.ts';

export const TAKE_JOB = 'ticket.take';
export const WAKE_JOB = 'ticket.wake';
export const SETTLE_JOB = 'ticket.settle';

/** Silence for a day after the work is done leads to the follow-up; it is not satisfaction. */
const SETTLE_AFTER_MS = 24 * 60 * 60_000;

/** Whoever was sent has as long as the grade gives for taking; then the next is asked. */
export async function startTakeTimer(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  await stopTakeTimer(tx, ticket.id);
  const seconds =
    house.sla.grades[ticket.grade].targetSeconds.take ?? house.sla.grades[3].targetSeconds.take ?? 3_600;
  const dueAt = house.clock.now() + seconds * 1000;
  await tx.jobs.add({
    kind: TAKE_JOB,
    subjectId: ticket.id,
    dueAt,
    payload: { holder: ticket.assignee, version: ticket.version },
    uniqueKey: `${TAKE_JOB}:${ticket.id}:${ticket.version}`,
  });
}

export async function stopTakeTimer(tx: Tx, ticketId: string): Promise<void> {
  await tx.jobs.cancel(TAKE_JOB, ticketId);
}

export async function setWakeUp(tx: Tx, ticket: Ticket): Promise<void> {
  const { waiting } = ticket.course;
  if (waiting?.wakeAt == null) return;
  await tx.jobs.add({
    kind: WAKE_JOB,
    subjectId: ticket.id,
    dueAt: waiting.wakeAt,
    payload: { since: waiting.since },
    uniqueKey: `${WAKE_JOB}:${ticket.id}:${waiting.since}`,
  });
}

export async function dropWakeUp(tx: Tx, ticketId: string): Promise<void> {
  await tx.jobs.cancel(WAKE_JOB, ticketId);
}

export async function startSettleTimer(tx: Tx, ticket: Ticket, now: number): Promise<void> {
  await tx.jobs.add({
    kind: SETTLE_JOB,
    subjectId: ticket.id,
    dueAt: now + SETTLE_AFTER_MS,
    payload: { cycle: ticket.course.cycle },
    uniqueKey: `${SETTLE_JOB}:${ticket.id}:${ticket.course.cycle}`,
  });
}
