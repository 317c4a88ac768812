// How a clock of a ticket begins.
import type { ClockKind, Ticket, TicketTimer } from './ticket.ts';

export function freshTimer(kind: ClockKind, dueAt: number): TicketTimer {
  return { kind, dueAt, metAt: null, breachedAt: null, pausedAt: null };
}

/** In place of the one of its kind that ran before. */
export function beginTimer(ticket: Ticket, kind: ClockKind, dueAt: number): void {
  ticket.timers = [...ticket.timers.filter((old) => old.kind !== kind), freshTimer(kind, dueAt)];
}
