// Watches a ticket's clocks: one due row per ticket, moved from clock to clock. A clock that runs out soon is said once, a missed one is
// written down once.
import { TemporaryError } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import { type House, timerActor } from './house.ts';
import { announceOverdue } from './news.ts';
import { beginOverdue, isSilenced, warnAt, warnOf } from './overdue.ts';
import { noteAndRaise, raise } from './raising.ts';
import type { Ticket, TicketTimer } from './ticket.ts';

export const CLOCK_JOB = 'ticket.clock';

export async function beginClocks(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  await watchNext(tx, ticket, house);
}

export async function stopClocks(tx: Tx, ticketId: string): Promise<void> {
  await tx.jobs.cancel(CLOCK_JOB, ticketId);
}

/** Writes every clock down that has run out, says which will soon (`watchedFrom`: for when this look was due), and watches the next. */
export async function checkClocks(
  tx: Tx,
  ticketId: string,
  house: House,
  watchedFrom = house.clock.now(),
): Promise<void> {
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket) return;
  const now = house.clock.now();
  const missed = ticket.timers.filter((timer) => isRunning(timer) && timer.dueAt <= now);
  for (const timer of missed) timer.breachedAt = now;
  if (missed.length > 0) {
    ticket.updatedAt = now;
    if (!(await tx.tickets.save(ticket)))
      throw new TemporaryError('tickets/changed-meanwhile', 'the ticket has changed meanwhile', {
        retryAfterMs: 0,
      });
    for (const timer of missed) {
      await tx.tickets.addEvent(ticket.id, {
        type: 'timer.breached',
        at: now,
        actor: { kind: timerActor.kind, id: null },
        source: timerActor.source,
        data: { kind: timer.kind, dueAt: timer.dueAt, ...causeOf(ticket, timer) },
      });
    }
  }
  if (missed.length > 0) {
    await announceOverdue(tx, ticket, missed, now);
    await beginOverdue(tx, ticket, missed, house);
    await raiseMissed(tx, ticket, missed, house);
    if (missed.some(({ kind }) => kind === 'on_site') && ticket.assignee !== null)
      await noteAndRaise(tx, ticket, 'no-show', { staffId: ticket.assignee }, house);
  }
  for (const timer of ticket.timers.filter(isRunning)) {
    const at = warnAt(ticket, timer, watchedFrom - 1, house);
    if (at !== null && at <= now) await warnOf(tx, ticket, timer, house);
  }
  await watchNext(tx, ticket, house);
}

/** What ran out while people were being called for it is one delay, and those who could act know of it. */
async function raiseMissed(
  tx: Tx,
  ticket: Ticket,
  missed: readonly TicketTimer[],
  house: House,
): Promise<void> {
  if (missed.every((timer) => isSilenced(ticket, timer, house))) return;
  const takenAt = ticket.course.milestones.find(({ kind }) => kind === 'accepted')?.at ?? 0;
  await raise(tx, ticket, 'breached', house, ({ at }) => at >= takenAt);
}

/** A grade that came too late is a fault of the grading; reports must not lay it to whoever works on the ticket. */
function causeOf({ course: { regradedAt } }: Ticket, { dueAt }: TicketTimer): { cause?: 'late-grading' } {
  return regradedAt !== null && dueAt <= regradedAt ? { cause: 'late-grading' } : {};
}

async function watchNext(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  const now = house.clock.now();
  let next: { kind: string; dueAt: number; at: number } | null = null;
  for (const { kind, dueAt, ...rest } of ticket.timers.filter(isRunning)) {
    const at = warnAt(ticket, { kind, dueAt, ...rest }, now, house) ?? dueAt;
    if (next === null || at < next.at) next = { kind, dueAt, at };
  }
  if (!next) return;
  await tx.jobs.add({
    kind: CLOCK_JOB,
    subjectId: ticket.id,
    dueAt: next.at,
    // With the instant of looking: the row that is being worked on, or was once, must not swallow this one when the time steps back
    // or a clock returns to an instant it had before.
    uniqueKey: `${CLOCK_JOB}:${ticket.id}:${next.kind}:${next.at}:${now}`,
  });
}

function isRunning(timer: TicketTimer): boolean {
  return timer.metAt === null && timer.breachedAt === null && timer.pausedAt === null;
}
