// The one place where deeds touch a ticket's clocks. They change in memory and are kept with the ticket.
import { addServiceSeconds, resumedDueAt, sayInstant } from '../clocks/service-calendar.ts';
import { type CalendarConfig, type GradePolicy, noTargets } from '../config/config.ts';
import { isNotFollowedUp } from './application.ts';
import {
  beginLevelClocks,
  levelCalendar,
  levelClocks,
  watchReviews,
  watchThirdParties,
} from './complaint-clocks.ts';
import type { House } from './house.ts';
import { promiseFor, timersFor } from './promise.ts';
import { type Deed, transitions } from './states.ts';
import type { ClockKind, Ticket, TicketTimer } from './ticket.ts';
import { beginTimer } from './timers.ts';

/** Clocks that wait while we wait for the resident; all others run on (desk rule: the resident still waits). */
const waitForResident: readonly ClockKind[] = ['update', 'resolve', 'next_reply', 'promise'];

export function pausesForResident(kind: ClockKind): boolean {
  return waitForResident.includes(kind);
}

/** Another grade does not change them. */
const ofNoGrade: readonly ClockKind[] = [
  'promise',
  'followup',
  'bulletin',
  'review',
  'rectify',
  'put_right',
  'third_party',
  'case_review',
  ...levelClocks,
];

/** Goes on when danger raises the grade; a date that was agreed on does not. */
export function outlivesRaising({ kind, metAt }: TicketTimer): boolean {
  return metAt !== null || (kind !== 'promise' && ofNoGrade.includes(kind));
}

/** What the house puts right after a resident was not content; the work at the resident's does not end it. */
const ofTheHouse: readonly ClockKind[] = ['rectify', 'put_right', 'third_party', 'case_review'];

export function turnClocks(ticket: Ticket, deed: Deed, now: number, house: House): void {
  const { met, paused } = transitions[deed].clocks;
  if (paused === 'resume') resumeClocks(ticket, now, house);
  for (const timer of ticket.timers) {
    if (timer.metAt === null && isMetBy(met, timer.kind)) timer.metAt = now;
  }
  if (paused === 'pause' && ticket.course.waiting?.reason === 'waiting_resident') pauseClocks(ticket, now);
  if (transitions[deed].clocks.started === 'cycle') beginCycle(ticket, now, house);
  if (transitions[deed].clocks.started === 'grade') regradeClocks(ticket, now, house);
  if (transitions[deed].clocks.started === 'promise') movePromise(ticket, now);
  if (transitions[deed].clocks.started === 'follow-up') beginFollowUp(ticket, now, house);
  if (transitions[deed].clocks.started === 'putting-right') beginPuttingRight(ticket);
  if (transitions[deed].clocks.started === 'level') beginLevelClocks(ticket, now, house);
  if (transitions[deed].clocks.started === 'third-party') watchThirdParties(ticket, now);
  if (['level', 'case-review'].includes(transitions[deed].clocks.started)) watchReviews(ticket, now);
}

function isMetBy(met: readonly ClockKind[] | 'all' | 'work', kind: ClockKind): boolean {
  if (met === 'all') return true;
  return met === 'work' ? !ofTheHouse.includes(kind) : met.includes(kind);
}

function pauseClocks(ticket: Ticket, now: number): void {
  for (const timer of ticket.timers)
    if (isRunning(timer) && waitForResident.includes(timer.kind)) timer.pausedAt = now;
}

function resumeClocks(ticket: Ticket, now: number, house: House): void {
  const { pauses } = ticket.course;
  for (const timer of ticket.timers) {
    const { pausedAt } = timer;
    if (pausedAt === null) continue;
    timer.dueAt = resumedDueAt(calendarOf(ticket, timer.kind, house), { pausedAt, dueAt: timer.dueAt }, now);
    timer.pausedAt = null;
    // They stood together: one pause for all of them.
    if (!pauses.some((each) => each.from === pausedAt)) pauses.push({ from: pausedAt, to: now });
  }
}

/** A date told to the resident has a clock of its own. The others stand: a delay that was allowed is still a delay. */
function movePromise(ticket: Ticket, now: number): void {
  const approved = ticket.course.delays.find((each) => each.decidedAt === now && each.state === 'approved');
  if (approved) beginTimer(ticket, 'promise', approved.dueAt);
}

/** It came back: what is left is to be done in half the time. Its follow-up is to come again, too. */
function beginCycle(ticket: Ticket, now: number, house: House): void {
  const fresh = cycleTimers(house.sla.grades[ticket.grade], now, house);
  const due = fresh.find((each) => each.kind === 'resolve')?.dueAt;
  if (due !== undefined) ticket.promise = { text: `最晚${sayInstant(due, now)} 处理好`, dueAt: due };
  const replaced = new Set<ClockKind>(['followup', ...fresh.map((timer) => timer.kind)]);
  ticket.timers = [...ticket.timers.filter((old) => !replaced.has(old.kind)), ...fresh];
  beginRectification(ticket, now, house);
}

/** A resident was not content: within a working day somebody says what will be put right. */
function beginRectification(ticket: Ticket, now: number, house: House): void {
  if (!ticket.course.rectifications.some((each) => each.openedAt === now)) return;
  const dueAt = addServiceSeconds(house.calendar, now, house.sla.rectificationWithinSeconds);
  beginTimer(ticket, 'rectify', dueAt);
}

/** The plan names a day. Several plans are watched by the latest. */
function beginPuttingRight(ticket: Ticket): void {
  const dates = ticket.course.rectifications.flatMap(({ plan, verifiedAt }) =>
    plan !== null && verifiedAt === null ? [plan.dueAt] : [],
  );
  beginTimer(ticket, 'put_right', Math.max(...dates));
}

function cycleTimers(policy: GradePolicy, beganAt: number, house: House): TicketTimer[] {
  const { resolve, update } = policy.targetSeconds;
  const halved = resolve === null ? null : Math.ceil(resolve / 2);
  const targets = { ...noTargets, resolve: halved, update };
  return timersFor({ ...policy, targetSeconds: targets }, house.calendar, beganAt);
}

/** Whoever is not asked afterwards how it went is not known to be content. A question that was answered needs no asking. */
function beginFollowUp(ticket: Ticket, now: number, house: House): void {
  if (isNotFollowedUp(ticket)) return;
  beginTimer(ticket, 'followup', now + house.sla.followUpWithinSeconds * 1000);
}

/**
 * Another grade: what ran already is due from where it began, with the pauses it has earned; what is new runs from now. A clock that
 * ran out stays run out, and one that would have run out long ago is late by the grading, not by whoever works on it.
 */
function regradeClocks(ticket: Ticket, now: number, house: House): void {
  const policy = house.sla.grades[ticket.grade];
  const fromBeginning = begunWith(ticket, policy, house);
  const kept: TicketTimer[] = ticket.timers.filter(
    // What was asked since runs on as it was begun.
    (old) =>
      old.metAt !== null ||
      old.breachedAt !== null ||
      old.kind === 'next_reply' ||
      ofNoGrade.includes(old.kind),
  );
  for (const timer of timersFor(policy, house.calendar, now)) {
    if (kept.some((old) => old.kind === timer.kind)) continue;
    const ran = ticket.timers.find((old) => old.kind === timer.kind);
    const begun = fromBeginning.find((each) => each.kind === timer.kind);
    const due = ran && begun ? withPauses(ticket, begun, house) : timer.dueAt;
    kept.push({ ...timer, dueAt: due, pausedAt: ran?.pausedAt ?? null });
  }
  const { timer } = policy.promise;
  const ranBefore = ticket.timers.some((old) => old.kind === timer);
  const promised = kept.some((each) => each.kind === timer && each.metAt === null);
  ticket.timers = kept;
  ticket.course.regradedAt = now;
  if (promised) ticket.promise = promiseFor(policy, house.calendar, ranBefore ? ticket.openedAt : now);
}

/** The clocks of a grade as they would have begun: at the opening, or when it came back. */
function begunWith(ticket: Ticket, policy: GradePolicy, house: House): TicketTimer[] {
  const { cycle, legs } = ticket.course;
  const cameBackAt = cycle === 1 ? undefined : legs.find((leg) => leg.cycle === cycle)?.from;
  const fromOpening = timersFor(policy, house.calendar, ticket.openedAt);
  if (cameBackAt === undefined) return fromOpening;
  const again = cycleTimers(policy, cameBackAt, house);
  return [...again, ...fromOpening.filter((old) => !again.some((each) => each.kind === old.kind))];
}

function withPauses(ticket: Ticket, { kind, dueAt }: TicketTimer, house: House): number {
  if (!waitForResident.includes(kind)) return dueAt;
  const calendar = calendarOf(ticket, kind, house);
  return ticket.course.pauses.reduce(
    (due, { from, to }) => (from < due ? resumedDueAt(calendar, { pausedAt: from, dueAt: due }, to) : due),
    dueAt,
  );
}

/** Told dates are dates, whatever the office hours. */
export function calendarOf(
  ticket: Ticket,
  kind: ClockKind,
  house: Pick<House, 'calendar' | 'sla' | 'complaints'>,
): CalendarConfig | 'always' {
  if (kind === 'rectify') return house.calendar;
  if (levelClocks.some((each) => each === kind)) return levelCalendar(ticket, house);
  const isAlways = house.sla.grades[ticket.grade].calendar === 'always' || ofNoGrade.includes(kind);
  return isAlways ? 'always' : house.calendar;
}

function isRunning(timer: TicketTimer): boolean {
  return timer.metAt === null && timer.breachedAt === null && timer.pausedAt === null;
}
