// Days and minutes of the wall clock in Asia/Shanghai, which has no summer time. Days are counted from 1970-01-01.

const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export function dayOf(at: number): number {
  return Math.floor((at + OFFSET_MS) / DAY_MS);
}

export function minuteOf(at: number): number {
  return Math.floor((at + OFFSET_MS - dayOf(at) * DAY_MS) / MINUTE_MS);
}

/** `minute` may lie beyond the day: 1440 is the next midnight. */
export function instantOf(day: number, minute: number): number {
  return day * DAY_MS + minute * MINUTE_MS - OFFSET_MS;
}

export function dateOf(day: number): { year: number; month: number; date: number } {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, date: date.getUTCDate() };
}

/** Null when there is no such day (31 November). */
export function dayOn(year: number, month: number, date: number): number | null {
  const at = Date.UTC(year, month - 1, date);
  const made = new Date(at);
  const exists = made.getUTCMonth() === month - 1 && made.getUTCDate() === date;
  return exists ? at / DAY_MS : null;
}

/** The first day of a month; months may lie outside 1–12. */
export function firstOfMonth(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / DAY_MS;
}

/** 0 is Monday. Day 0 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** 2026-11-27, as calendars write it. */
export function isoDate(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
