// Service hours and deadlines in them. Pure; wall time is Asia/Shanghai, which has no summer time.
import type { CalendarConfig, DayHours } from '../config/config.ts';

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Long enough for any holiday; a calendar without a single hour in it is refused at start. */
const MAX_DAYS = 400;

/** True when the office works at this instant. */
export function isServiceTime(calendar: CalendarConfig, at: number): boolean {
  const { day, minute } = wallTime(at);
  return hoursOn(calendar, day).some((part) => minute >= part.fromMinute && minute < part.toMinute);
}

/** The instant at which so many service seconds have passed since `startAt`. */
export function addServiceSeconds(calendar: CalendarConfig, startAt: number, seconds: number): number {
  return addServiceMs(calendar, startAt, seconds * 1000);
}

function addServiceMs(calendar: CalendarConfig, startAt: number, serviceMs: number): number {
  let restMs = serviceMs;
  const first = wallTime(startAt).day;
  for (let day = first; day < first + MAX_DAYS; day++) {
    for (const part of hoursOn(calendar, day)) {
      const beginsAt = Math.max(startAt, instantOf(day, part.fromMinute));
      const endsAt = instantOf(day, part.toMinute);
      if (endsAt <= beginsAt) continue;
      if (restMs <= endsAt - beginsAt) return beginsAt + restMs;
      restMs -= endsAt - beginsAt;
    }
  }
  return startAt + serviceMs;
}

/** When the office closes on the so-manieth day it works after this one: 3个工作日内. */
export function endOfServiceDay(calendar: CalendarConfig, at: number, days: number): number {
  const first = wallTime(at).day;
  let left = days;
  for (let day = first + 1; day < first + MAX_DAYS; day++) {
    const last = hoursOn(calendar, day).at(-1);
    if (last === undefined) continue;
    left -= 1;
    if (left === 0) return instantOf(day, last.toMinute);
  }
  return at + days * DAY_MS;
}

/**
 * The next instant after this one at a minute of a day on which the office works, half an hour before it closes where that comes first.
 * `weekday` (0 = Monday): once a week, on that day or the first after it on which the office works.
 */
export function nextAtMinute(
  calendar: CalendarConfig,
  after: number,
  { minute, weekday = null }: { minute: number; weekday?: number | null },
): number {
  const first = wallTime(after).day - (weekday === null ? 0 : LONGEST_CLOSED_DAYS);
  for (let day = first; day < first + MAX_DAYS; day++) {
    if (weekday !== null && weekdayOf(day) !== weekday) continue;
    const at = fromDayOn(calendar, day, minute);
    if (at !== null && at > after) return at;
  }
  return after + 7 * DAY_MS;
}
/** Two weeks hold any holiday that puts a day off. */
const LONGEST_CLOSED_DAYS = 14;
const BEFORE_CLOSING_MINUTES = 30;

function fromDayOn(calendar: CalendarConfig, first: number, minute: number): number | null {
  for (let day = first; day < first + MAX_DAYS; day++) {
    const last = hoursOn(calendar, day).at(-1);
    if (last) return instantOf(day, Math.min(minute, last.toMinute - BEFORE_CLOSING_MINUTES));
  }
  return null;
}

/** Midnight before and after this instant. */
export function dayAround(at: number): { from: number; to: number } {
  const { day } = wallTime(at);
  return { from: instantOf(day, 0), to: instantOf(day + 1, 0) };
}

/** How much service time lies between two instants; none when the second is not later. */
export function serviceMsBetween(calendar: CalendarConfig, fromAt: number, toAt: number): number {
  let sumMs = 0;
  for (let day = wallTime(fromAt).day; day <= wallTime(toAt).day; day++) {
    for (const part of hoursOn(calendar, day)) {
      const beginsAt = Math.max(fromAt, instantOf(day, part.fromMinute));
      const endsAt = Math.min(toAt, instantOf(day, part.toMinute));
      sumMs += Math.max(0, endsAt - beginsAt);
    }
  }
  return sumMs;
}

/**
 * When a clock is due that was stopped at `pausedAt` and goes on at `resumedAt`: what was left of it then is left of it now, counted in
 * the time it runs in (desk model §4.3: 30 minutes from 16:50, stopped at 16:55, on at 10:00 the next day, due at 10:25).
 */
export function resumedDueAt(
  calendar: CalendarConfig | 'always',
  { pausedAt, dueAt }: { pausedAt: number; dueAt: number },
  resumedAt: number,
): number {
  if (calendar === 'always') return resumedAt + (dueAt - pausedAt);
  return addServiceMs(calendar, resumedAt, serviceMsBetween(calendar, pausedAt, dueAt));
}

/** The State Council announces a year's days off in November; from here on somebody should put them in. */
const HEED_DAYS = 45;

/** Days for which holidays are still known, when few or none (negative) are left; null = enough. */
export function daysUntilHolidaysUnknown(
  { exceptionsKnownUntil }: CalendarConfig,
  at: number,
): number | null {
  const last = Math.floor(Date.parse(`${exceptionsKnownUntil}T00:00:00Z`) / DAY_MS);
  const days = last - wallTime(at).day;
  return days <= HEED_DAYS ? days : null;
}

/** When the quiet hours end that this instant lies in; null = it lies in none. */
export function untilQuietEnds({ quietHours }: CalendarConfig, at: number): number | null {
  const { day, minute } = wallTime(at);
  const { fromMinute, toMinute } = quietHours;
  if (fromMinute <= toMinute)
    return minute >= fromMinute && minute < toMinute ? instantOf(day, toMinute) : null;
  if (minute >= fromMinute) return instantOf(day + 1, toMinute);
  return minute < toMinute ? instantOf(day, toMinute) : null;
}

/** A promised instant as people say it: 今天 16:20, 明天（周二）09:30, 周四（11月26日）09:30. People plan by the weekday. */
export function sayInstant(at: number, now: number): string {
  return `${sayDay(at, now)}${sayClock(at)}`;
}

/** Ready to be followed by the clock. */
export function sayDay(at: number, now: number): string {
  const { day } = wallTime(at);
  const ahead = day - wallTime(now).day;
  if (ahead === 0) return '今天 ';
  const date = new Date(day * DAY_MS);
  const weekday = `周${'日一二三四五六'[date.getUTCDay()] ?? ''}`;
  if (ahead === 1) return `明天（${weekday}）`;
  return `${weekday}（${date.getUTCMonth() + 1}月${date.getUTCDate()}日）`;
}

export function sayClock(at: number): string {
  const { minute } = wallTime(at);
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** The wall date, 2026-11-27. */
export function wallDate(at: number): string {
  return new Date(wallTime(at).day * DAY_MS).toISOString().slice(0, 10);
}

/** The instant of a minute of a wall date. */
export function wallInstant(date: string, minute: number): number {
  return Date.parse(`${date}T00:00:00Z`) - SHANGHAI_OFFSET_MS + minute * MINUTE_MS;
}

/** The wall date, YYMMDD. */
export function dayCode(at: number): string {
  return wallDate(at).slice(2).replaceAll('-', '');
}

function hoursOn(calendar: CalendarConfig, day: number): readonly DayHours[] {
  return exceptionsOf(calendar).get(day) ?? calendar.week[weekdayOf(day)] ?? [];
}

/** 0 = Monday; day 0 was a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** The exceptions of a calendar by their day; asked for in every turn and for every clock. */
const byDay = new WeakMap<CalendarConfig['exceptions'], Map<number, readonly DayHours[]>>();

function exceptionsOf({ exceptions }: CalendarConfig): Map<number, readonly DayHours[]> {
  const known = byDay.get(exceptions);
  if (known) return known;
  const days = new Map<number, readonly DayHours[]>();
  for (const { date, hours } of exceptions) {
    const day = Math.floor(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
    if (!days.has(day)) days.set(day, hours);
  }
  byDay.set(exceptions, days);
  return days;
}

function wallTime(at: number): { day: number; minute: number } {
  const wall = at + SHANGHAI_OFFSET_MS;
  const day = Math.floor(wall / DAY_MS);
  return { day, minute: Math.floor((wall - day * DAY_MS) / MINUTE_MS) };
}

function instantOf(day: number, minute: number): number {
  return day * DAY_MS + minute * MINUTE_MS - SHANGHAI_OFFSET_MS;
}
