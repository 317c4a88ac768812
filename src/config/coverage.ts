// Finds the times at which fewer people are on duty than the roster promises. Pure.
import { onDuty } from '../tickets/roster.ts';
import type { Cover, Roster, Staff } from './config.ts';
import { weekdayNames } from './files/words.ts';

const SHANGHAI_OFFSET_MS = 8 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Midnight in Shanghai of a Monday before any roster's changes: 1970-01-05. */
const REFERENCE_MONDAY = 4 * DAY_MS - SHANGHAI_OFFSET_MS;

export type CoverageGap = { when: string; onDuty: number };

/** Gaps of an ordinary week, then those of the dates on which a shift is done by others. */
export function coverageGaps(roster: Roster, staff: readonly Staff[], cover: Cover): CoverageGap[] {
  const week = weekdayNames.flatMap((name, day) =>
    gapsOfDay(roster, staff, cover, REFERENCE_MONDAY + day * DAY_MS, name),
  );
  const ordinary = new Set(week.map((gap) => gap.when));
  const dates = new Set(
    roster.changes.flatMap((change) => [startOf(change.date), startOf(change.date) + DAY_MS]),
  );
  const changed = [...dates].sort().flatMap((start) => {
    const wall = new Date(start + SHANGHAI_OFFSET_MS);
    const date = wall.toISOString().slice(0, 10);
    const weekday = weekdayNames[(wall.getUTCDay() + 6) % 7] ?? '';
    // What is missing every week was said already.
    return gapsOfDay(roster, staff, cover, start, date).filter(
      (gap) => !ordinary.has(gap.when.replace(date, weekday)),
    );
  });
  return [...week, ...changed];
}

/** The number on duty changes only where a shift begins or ends, so only those minutes are asked. */
function gapsOfDay(
  roster: Roster,
  staff: readonly Staff[],
  cover: Cover,
  startAt: number,
  name: string,
): CoverageGap[] {
  const edges = new Set([0, 1440]);
  for (const shift of roster.shifts) {
    edges.add(shift.fromMinute);
    edges.add(shift.toMinute);
  }
  const minutes = [...edges].sort((a, b) => a - b);
  const gaps: { from: number; to: number; onDuty: number }[] = [];
  for (const [index, from] of minutes.entries()) {
    const to = minutes[index + 1];
    if (to === undefined) break;
    const people = onDuty(roster, staff, {
      department: cover.departmentId,
      communityId: cover.communityId,
      at: startAt + from * 60_000,
    });
    if (people.length >= cover.atLeast) continue;
    const last = gaps.at(-1);
    if (last && last.to === from && last.onDuty === people.length) last.to = to;
    else gaps.push({ from, to, onDuty: people.length });
  }
  return gaps.map((gap) => ({
    when: `${name} ${clockTime(gap.from)}-${clockTime(gap.to)}`,
    onDuty: gap.onDuty,
  }));
}

function startOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) - SHANGHAI_OFFSET_MS;
}

function clockTime(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
