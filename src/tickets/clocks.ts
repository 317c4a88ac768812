// Watches a ticket's clocks: one due row per ticket, moved from clock to clock; a missed clock is written down once.
import type { Tx } from '../storage/contract.ts';
import { type House, timerActor } from './house.ts';
import type { Ticket } from './ticket.ts';

export const CLOCK_JOB = 'ticket.clock';

export async function beginClocks(tx: Tx, ticket: Ticket): Promise<void> {
  await watchNext(tx, ticket);
}

export async function stopClocks(tx: Tx, ticketId: string): Promise<void> {
  await tx.jobs.cancel(CLOCK_JOB, ticketId);
}

/** Writes every clock down that has run out, and watches the next. */
export async function checkClocks(tx: Tx, ticketId: string, house: Pick<House, 'clock'>): Promise<void> {
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket) return;
  const now = house.clock.now();
  const missed = ticket.timers.filter((timer) => isRunning(timer) && timer.dueAt <= now);
  for (const timer of missed) timer.breachedAt = now;
  if (missed.length > 0) {
    ticket.updatedAt = now;
    await tx.tickets.save(ticket);
    for (const timer of missed) {
      await tx.tickets.addEvent(ticket.id, {
        type: 'timer.breached',
        at: now,
        actor: { kind: timerActor.kind, id: null },
        source: timerActor.source,
        data: { kind: timer.kind, dueAt: timer.dueAt },
      });
    }
  }
  await watchNext(tx, ticket);
}

async function watchNext(tx: Tx, ticket: Ticket): Promise<void> {
  const next = ticket.timers.filter(isRunning).sort((a, b) => a.dueAt - b.dueAt)[0];
  if (!next) return;
  await tx.jobs.add({
    kind: CLOCK_JOB,
    subjectId: ticket.id,
    dueAt: next.dueAt,
    uniqueKey: `${CLOCK_JOB}:${ticket.id}:${next.kind}:${next.dueAt}`,
  });
}

function isRunning(timer: Ticket['timers'][number]): boolean {
  return timer.metAt === null && timer.breachedAt === null && timer.pausedAt === null;
}
