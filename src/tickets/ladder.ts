// Where a missed clock stands on the ladder: who has been told by now, and who is next, and when. Pure; read by those who watch.
import type { OverdueLevel } from '../config/config.ts';
import type { House } from './house.ts';
import { isSilenced, personOf, stepAt } from './overdue.ts';
import type { Ticket, TicketTimer } from './ticket.ts';

type Rung = { level: OverdueLevel; at: number; staffIds: string[] };

export type Ladder = {
  /** While people are being called for the work nobody is told that it is late. */
  calling: boolean;
  reached: Rung | null;
  next: Rung | null;
};

export function ladderOf(ticket: Ticket, timer: TicketTimer, house: House): Ladder {
  if (isSilenced(ticket, timer, house)) return { calling: true, reached: null, next: null };
  const now = house.clock.now();
  const rungs = house.escalation.overdue.steps.map((step) => ({
    level: step.level,
    at: stepAt(ticket, timer, step, house),
    staffIds: step.who.flatMap((target) => personOf(target, ticket, timer.kind, house)?.id ?? []),
  }));
  return {
    calling: false,
    reached: rungs.findLast(({ at }) => at <= now) ?? null,
    next: rungs.find(({ at }) => at > now) ?? null,
  };
}
