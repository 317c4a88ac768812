// What is promised for a grade, in words and as an instant, and the clocks that watch it. Pure.
import { addServiceSeconds, isServiceTime, sayInstant } from '../clocks/service-calendar.ts';
import type { CalendarConfig, GradePolicy } from '../config/config.ts';
import type { TicketTimer } from './ticket.ts';

export function promiseFor(
  policy: GradePolicy,
  calendar: CalendarConfig,
  at: number,
): { text: string; dueAt: number | null } {
  const seconds = policy.promise.timer === null ? null : policy.targetSeconds[policy.promise.timer];
  const dueAt = seconds === null ? null : dueFrom(policy, calendar, at, seconds);
  const late =
    policy.calendar === 'service' && policy.promise.afterHours !== null && !isServiceTime(calendar, at);
  const words = late ? (policy.promise.afterHours ?? policy.promise.text) : policy.promise.text;
  return { text: dueAt === null ? words : words.replaceAll('{{by}}', sayInstant(dueAt, at)), dueAt };
}

/** One clock for each target of the grade that runs from the opening. `next_reply` starts with a message, not here. */
export function timersFor(policy: GradePolicy, calendar: CalendarConfig, at: number): TicketTimer[] {
  return Object.entries(policy.targetSeconds).flatMap(([kind, seconds]) =>
    seconds === null || kind === 'next_reply'
      ? []
      : [
          {
            kind,
            dueAt: dueFrom(policy, calendar, at, seconds),
            metAt: null,
            breachedAt: null,
            pausedAt: null,
          },
        ],
  );
}

function dueFrom(policy: GradePolicy, calendar: CalendarConfig, at: number, seconds: number): number {
  return policy.calendar === 'always' ? at + seconds * 1000 : addServiceSeconds(calendar, at, seconds);
}
