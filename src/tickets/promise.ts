// What is promised for a grade, in words and as an instant, and the clocks that watch it. Pure.
import { addServiceSeconds, isServiceTime, sayInstant } from '../clocks/service-calendar.ts';
import type { CalendarConfig, GradePolicy, TimerKind } from '../config/config.ts';
import type { ClockKind, Ticket, TicketTimer } from './ticket.ts';
import { freshTimer } from './timers.ts';

export function promiseFor(
  policy: GradePolicy,
  calendar: CalendarConfig,
  at: number,
): { text: string; dueAt: number | null } {
  const seconds = policy.promise.timer === null ? null : policy.targetSeconds[policy.promise.timer];
  const dueAt = seconds === null ? null : dueFrom(policy, calendar, at, seconds);
  // Two hours told at 17:30 end tomorrow: whatever runs past closing time is told as an instant.
  const spills = seconds !== null && dueAt !== null && dueAt - at > seconds * 1000;
  const late =
    policy.calendar === 'service' &&
    policy.promise.afterHours !== null &&
    (spills || !isServiceTime(calendar, at));
  const words = late ? (policy.promise.afterHours ?? policy.promise.text) : policy.promise.text;
  return { text: dueAt === null ? words : words.replaceAll('{{by}}', sayInstant(dueAt, at)), dueAt };
}

/** The promise as it stands now: 今天 16:20 前到现场. Words of the opening (15分钟内, 明天) are untrue an hour or a night later. */
export function sayPromise({ promise, timers }: Pick<Ticket, 'promise' | 'timers'>, now: number): string {
  const { text, dueAt } = promise;
  if (dueAt === null) return text;
  const timer = timers.find((each) => each.dueAt === dueAt && PROMISED[each.kind] !== undefined);
  const { todo, done } = (timer && PROMISED[timer.kind]) ?? { todo: '给您回话', done: '已经给您回过话' };
  if (timer && timer.metAt !== null) return done;
  const words = `${sayInstant(dueAt, now)} 前${todo}`;
  return now > dueAt ? `原来说好${words}，已经晚了，对不起` : `说好${words}`;
}

/** What was told and still stands; once it is kept (somebody is there, somebody has called), nothing more was told. */
export function nextPromised({ promise, timers }: Pick<Ticket, 'promise' | 'timers'>): number | null {
  const timer = timers.find((each) => each.dueAt === promise.dueAt && PROMISED[each.kind] !== undefined);
  return timer && timer.metAt !== null ? null : promise.dueAt;
}

const PROMISED: Partial<Record<ClockKind, { todo: string; done: string }>> = {
  on_site: { todo: '到现场', done: '师傅已经到过现场' },
  first_reply: { todo: '给您回话', done: '已经给您回过话' },
  promise: { todo: '办好', done: '已经办好' },
  resolve: { todo: '处理好', done: '已经处理好' },
};

/** One clock for each target of the grade that runs from the opening. `next_reply` starts with a message, not here. */
export function timersFor(policy: GradePolicy, calendar: CalendarConfig, at: number): TicketTimer[] {
  const targets = Object.entries(policy.targetSeconds) as [TimerKind, number | null][];
  return targets.flatMap(([kind, seconds]) =>
    seconds === null || kind === 'next_reply'
      ? []
      : [freshTimer(kind, dueFrom(policy, calendar, at, seconds))],
  );
}

function dueFrom(policy: GradePolicy, calendar: CalendarConfig, at: number, seconds: number): number {
  return policy.calendar === 'always' ? at + seconds * 1000 : addServiceSeconds(calendar, at, seconds);
}
