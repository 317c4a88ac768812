// Days of the wall calendar as callers name them, and the communities they may ask about.
import { wallDate } from '../../clocks/service-calendar.ts';
import { worksFor } from '../../people/account.ts';
import type { House } from '../../tickets/house.ts';
import { word } from './inputs.ts';
import type { Principal } from './principal.ts';

const DAY_MS = 24 * 60 * 60_000;
const SHANGHAI_OFFSET_MS = 8 * 60 * 60_000;

export const day = word.regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date: 2026-11-27').meta({ format: 'date' });

/** Null = all; whoever is signed in sees the communities they work for. */
export function communitiesOf(
  { person }: Principal,
  wanted: string | undefined,
  { communities }: House,
): string[] | null {
  if (!person) return wanted === undefined ? null : [wanted];
  return communities
    .map((each) => each.id)
    .filter((each) => worksFor(person, each) && (wanted === undefined || wanted === each));
}

/** Both days included; today where none is named. */
export function spanOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  now: number,
  mostDays: number,
): { fromAt: number; toAt: number; from: string; to: string } | null {
  const days = { from: from ?? to ?? wallDate(now), to: to ?? from ?? wallDate(now) };
  const first = dayStart(days.from);
  const last = dayStart(days.to);
  if (first === null || last === null || last < first || last - first >= mostDays * DAY_MS) return null;
  return { fromAt: first, toAt: last + DAY_MS, ...days };
}

function dayStart(date: string): number | null {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? null : at - SHANGHAI_OFFSET_MS;
}
