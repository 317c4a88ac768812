// How long there is still time, by the clock of the house.
import type { TicketView } from '../base/shapes.ts';
import { saySpan, useHouseNow } from '../base/time.ts';

/** The next clock that runs. */
export function dueOf({ timers }: TicketView): number | null {
  const running = timers.filter((timer) => timer.metAt === null && timer.pausedAt === null);
  return running.length === 0 ? null : Math.min(...running.map((timer) => Date.parse(timer.dueAt)));
}

export function Countdown({ ticket }: { ticket: TicketView }) {
  const now = useHouseNow();
  const due = dueOf(ticket);
  if (due === null) return null;
  return due > now ? (
    <span className="due">还有 {saySpan(due - now)}</span>
  ) : (
    <span className="due late">超时 {saySpan(now - due)}</span>
  );
}
