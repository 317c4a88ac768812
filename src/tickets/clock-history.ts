// Every clock a ticket ever had, one row for each time it ran: with its target, its calendar, what it waits for, and what became of it.
// The ticket itself keeps the last of each kind; the earlier ones are read from its lines, which never change.
import { serviceMsBetween } from '../clocks/service-calendar.ts';
import { calendarOf, pausesForResident } from './clock-deeds.ts';
import type { House } from './house.ts';
import { transitions } from './states.ts';
import type { ClockKind, Ticket, TicketEvent, TicketTimer } from './ticket.ts';

export type ClockRun = {
  kind: ClockKind;
  /** Of the ticket: 2 after it came back once. */
  cycle: number;
  startedAt: number;
  dueAt: number;
  /** What was allowed at its start, in the time of its calendar. */
  targetMs: number;
  calendar: 'always' | 'service';
  pausesWhile: 'waiting-resident' | null;
  pauses: { from: number; to: number | null }[];
  /** Another due time of the same clock: its grade changed. */
  moves: { at: number; from: number; to: number }[];
  metAt: number | null;
  breachedAt: number | null;
  /** Another one took its place, or the ticket needs none any more. */
  endedAt: number | null;
};

/** In the order in which they began. Of lines from a version that did not say what they changed there is nothing to read. */
export function clocksOf(
  events: readonly TicketEvent[],
  ticket: Ticket,
  house: Pick<House, 'calendar' | 'sla' | 'complaints'>,
): ClockRun[] {
  const runs: ClockRun[] = [];
  const running = new Map<string, ClockRun>();
  let cycle = 1;
  let grade = ticket.grade;

  const end = (kind: string, at: number) => {
    const run = running.get(kind);
    if (run && run.metAt === null) run.endedAt = at;
    running.delete(kind);
  };
  const begin = ({ kind, dueAt }: TicketTimer, at: number): ClockRun => {
    end(kind, at);
    const calendar = calendarOf({ ...ticket, grade }, kind, house);
    const run: ClockRun = {
      ...{ kind, cycle, startedAt: at, dueAt },
      targetMs: calendar === 'always' ? dueAt - at : serviceMsBetween(calendar, at, dueAt),
      calendar: calendar === 'always' ? 'always' : 'service',
      pausesWhile: pausesForResident(kind) ? 'waiting-resident' : null,
      ...{ pauses: [], moves: [], metAt: null, breachedAt: null, endedAt: null },
    };
    running.set(kind, run);
    runs.push(run);
    return run;
  };
  const hear = (timer: TicketTimer, { at, type }: TicketEvent) => {
    const { kind, dueAt, pausedAt, metAt, breachedAt } = timer;
    const known = running.get(kind);
    const run = known && goesOn(known, timer, type) ? known : begin(timer, at);
    const pause = run.pauses.at(-1);
    const resumes = pause !== undefined && pause.to === null && pausedAt === null;
    if (run.dueAt !== dueAt && !resumes) run.moves.push({ at, from: run.dueAt, to: dueAt });
    if (resumes) pause.to = at;
    else if (pausedAt !== null && pause?.to !== null) run.pauses.push({ from: pausedAt, to: null });
    Object.assign(run, { dueAt, metAt, breachedAt });
  };

  for (const event of events) {
    const { type, at, data } = event;
    if (type === 'timer.breached' && data.to === undefined) {
      const missed = running.get(String(data.kind));
      if (missed && missed.metAt === null) missed.breachedAt = at;
      continue;
    }
    const { timers = [], timersGone = [], course, ...to } = (data.to ?? {}) as Change;
    cycle = course?.cycle ?? cycle;
    grade = to.grade ?? grade;
    for (const key of timersGone) end(key.split('#')[0] ?? key, at);
    for (const timer of timers) hear(timer, event);
  }
  return runs;
}

type Change = {
  timers?: TicketTimer[];
  timersGone?: string[];
  course?: { cycle?: number };
  grade?: Ticket['grade'];
};

/** The same clock: another due time is another clock, unless it stood still meanwhile or its grade is another one. */
function goesOn(run: ClockRun, { dueAt, metAt, breachedAt }: TicketTimer, type: string): boolean {
  if (run.metAt !== null && metAt === null) return false;
  if (run.breachedAt !== null && breachedAt === null) return false;
  const stood = run.pauses.at(-1)?.to === null;
  return run.dueAt === dueAt || stood || type === transitions.regrade.event;
}
