// Who is on duty at an instant. Pure: the roster and the instant come in, people come out in the order they are called.
import type { Roster, Shift, Staff } from '../config/config.ts';

/** China has no summer time: wall time is always UTC+8. */
const SHANGHAI_OFFSET_MS = 8 * 60 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;
const MINUTE_MS = 60 * 1000;

export type DutyQuery = {
  /** Department id. */
  department: string;
  /** UTC ms. */
  at: number;
  /** Absent = any community. */
  communityId?: string;
};

/** People on duty now, each once, in the order of the roster. A shift ends at its end minute, where the next begins. */
export function onDuty(
  roster: Roster,
  staff: readonly Staff[],
  { department, at, communityId }: DutyQuery,
): Staff[] {
  const ids = new Set<string>();
  for (const shift of roster.shifts) {
    if (shift.departmentId !== department) continue;
    if (communityId !== undefined && shift.communityId !== communityId) continue;
    for (const id of staffOfShiftAt(roster, shift, at)) ids.add(id);
  }
  return [...ids].flatMap((id) => staff.filter((person) => person.id === id));
}

/** In whichever department. */
export function worksAt(roster: Roster, staffId: string, at: number): boolean {
  return roster.shifts.some((shift) => staffOfShiftAt(roster, shift, at).includes(staffId));
}

/** Their hours are written down. */
export function isRostered(roster: Roster, staffId: string): boolean {
  return (
    roster.shifts.some(({ staffIds }) => staffIds.includes(staffId)) ||
    roster.changes.some(({ staffIds }) => staffIds.includes(staffId))
  );
}

/** Until when each of those on duty now is (the longest of their shifts). */
export function dutyEnds(roster: Roster, department: string, at: number): Map<string, number> {
  const ends = new Map<string, number>();
  const wall = at + SHANGHAI_OFFSET_MS;
  const minute = Math.floor((wall % DAY_MS) / MINUTE_MS);
  const midnight = at - (wall % DAY_MS);
  for (const shift of roster.shifts) {
    if (shift.departmentId !== department) continue;
    const isTomorrow = shift.toMinute <= shift.fromMinute && minute >= shift.fromMinute;
    const until = midnight + shift.toMinute * MINUTE_MS + (isTomorrow ? DAY_MS : 0);
    for (const id of staffOfShiftAt(roster, shift, at)) ends.set(id, Math.max(until, ends.get(id) ?? 0));
  }
  return ends;
}

/** Nobody when the shift does not run at this instant. */
function staffOfShiftAt(roster: Roster, shift: Shift, at: number): readonly string[] {
  const wall = at + SHANGHAI_OFFSET_MS;
  const today = Math.floor(wall / DAY_MS);
  const minute = Math.floor((wall - today * DAY_MS) / MINUTE_MS);
  const crossesMidnight = shift.toMinute <= shift.fromMinute;

  if (minute >= shift.fromMinute && (crossesMidnight || minute < shift.toMinute)) {
    return staffOfShiftOn(roster, shift, today);
  }
  // The part after midnight belongs to the shift that began the day before.
  if (crossesMidnight && minute < shift.toMinute) return staffOfShiftOn(roster, shift, today - 1);
  return [];
}

function staffOfShiftOn(roster: Roster, shift: Shift, dayNumber: number): readonly string[] {
  if (!shift.days.some((day) => day === weekdayOf(dayNumber))) return [];
  if (roster.changes.length === 0) return shift.staffIds;
  const date = new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
  const change = roster.changes.find((entry) => entry.date === date && entry.shift === shift.name);
  return change ? change.staffIds : shift.staffIds;
}

/** 0 = Monday; day 0 of the epoch was a Thursday. */
function weekdayOf(dayNumber: number): number {
  return (((dayNumber + 3) % 7) + 7) % 7;
}
