// The one place where deeds touch a ticket's clocks. They change in memory and are kept with the ticket.
import { resumedDueAt, sayInstant } from '../clocks/service-calendar.ts';
import type { House } from './house.ts';
import { promiseFor, timersFor } from './promise.ts';
import { type Deed, transitions } from './states.ts';
import type { Ticket, TicketTimer } from './ticket.ts';

/** Clocks that wait while we wait for the resident; all others run on (desk rule: the resident still waits). */
const waitForResident: readonly string[] = ['update', 'resolve', 'next_reply', 'promise'];

export function turnClocks(ticket: Ticket, deed: Deed, now: number, house: House): void {
  const { met, paused } = transitions[deed].clocks;
  if (paused === 'resume') resumeClocks(ticket, now, house);
  for (const timer of ticket.timers) {
    if (timer.metAt === null && (met === 'all' || met.includes(timer.kind))) timer.metAt = now;
  }
  if (paused === 'pause' && ticket.course.waiting?.reason === 'waiting_resident') pauseClocks(ticket, now);
  if (transitions[deed].clocks.started === 'cycle') beginCycle(ticket, now, house);
  if (transitions[deed].clocks.started === 'grade') regradeClocks(ticket, now, house);
  if (transitions[deed].clocks.started === 'promise') movePromise(ticket, now);
}

function pauseClocks(ticket: Ticket, now: number): void {
  for (const timer of ticket.timers)
    if (isRunning(timer) && waitForResident.includes(timer.kind)) timer.pausedAt = now;
}

function resumeClocks(ticket: Ticket, now: number, house: House): void {
  const isAlways = house.sla.grades[ticket.grade].calendar === 'always';
  for (const timer of ticket.timers) {
    if (timer.pausedAt === null) continue;
    // A date told to the resident is a date, whatever the office hours.
    const calendar = isAlways || timer.kind === 'promise' ? 'always' : house.calendar;
    timer.dueAt = resumedDueAt(calendar, { pausedAt: timer.pausedAt, dueAt: timer.dueAt }, now);
    timer.pausedAt = null;
  }
}

/** A date told to the resident has a clock of its own. The others stand: a delay that was allowed is still a delay. */
function movePromise(ticket: Ticket, now: number): void {
  const approved = ticket.course.delays.find((each) => each.decidedAt === now && each.state === 'approved');
  if (!approved) return;
  const fresh = { kind: 'promise', dueAt: approved.dueAt, metAt: null, breachedAt: null, pausedAt: null };
  ticket.timers = [...ticket.timers.filter((timer) => timer.kind !== 'promise'), fresh];
}

/** It came back: what is left is to be done in half the time. */
function beginCycle(ticket: Ticket, now: number, house: House): void {
  const policy = house.sla.grades[ticket.grade];
  const { resolve, update } = policy.targetSeconds;
  const halved = {
    ...policy,
    targetSeconds: {
      ...NO_CLOCKS,
      resolve: resolve === null ? null : Math.ceil(resolve / 2),
      update,
    },
  };
  const fresh = timersFor(halved, house.calendar, now);
  const due = fresh.find((each) => each.kind === 'resolve')?.dueAt;
  if (due !== undefined) ticket.promise = { text: `最晚${sayInstant(due, now)} 处理好`, dueAt: due };
  ticket.timers = [...ticket.timers.filter((old) => !fresh.some((each) => each.kind === old.kind)), ...fresh];
}

/**
 * Another grade: what ran already is due from the opening, what is new runs from now. A clock that ran out stays run out, and one
 * that would have run out long ago is late by the grading, not by whoever works on it.
 */
function regradeClocks(ticket: Ticket, now: number, house: House): void {
  const policy = house.sla.grades[ticket.grade];
  const fromOpening = timersFor(policy, house.calendar, ticket.openedAt);
  const fromNow = timersFor(policy, house.calendar, now);
  const kept: TicketTimer[] = ticket.timers.filter((old) => old.metAt !== null || old.breachedAt !== null);
  for (const timer of fromNow) {
    if (kept.some((old) => old.kind === timer.kind)) continue;
    const ran = ticket.timers.find((old) => old.kind === timer.kind);
    const due = ran
      ? (fromOpening.find((each) => each.kind === timer.kind)?.dueAt ?? timer.dueAt)
      : timer.dueAt;
    kept.push({ ...timer, dueAt: due, pausedAt: ran?.pausedAt ?? null });
  }
  const { timer } = policy.promise;
  const ranBefore = ticket.timers.some((old) => old.kind === timer);
  const promised = kept.some((each) => each.kind === timer && each.metAt === null);
  ticket.timers = kept;
  if (promised) ticket.promise = promiseFor(policy, house.calendar, ranBefore ? ticket.openedAt : now);
}

function isRunning(timer: TicketTimer): boolean {
  return timer.metAt === null && timer.breachedAt === null && timer.pausedAt === null;
}

const NO_CLOCKS = {
  accept: null,
  take: null,
  on_site: null,
  first_reply: null,
  next_reply: null,
  update: null,
  control: null,
  resolve: null,
};
