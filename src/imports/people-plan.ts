// What a table of staff or a roster would change, as people read it. Pure.

import type { Department, People, Shift, Staff } from '../config/config.ts';
import { coverageGaps } from '../config/coverage.ts';
import type { RowProblem } from '../sheets/sheet.ts';
import type { ImportCounts } from './batch.ts';

export type PersonChange = { kind: 'add' | 'change' | 'end'; what: string; who: string; when: string };

const DAYS = '一二三四五六日';

export function planPeople(
  kind: 'staff' | 'roster',
  before: People,
  after: People,
): { changes: PersonChange[]; counts: ImportCounts } {
  const name = (people: People) => (id: string) => people.staff.find((each) => each.id === id)?.name ?? id;
  const [old, young] =
    kind === 'staff'
      ? [before.staff.map(sayStaff), after.staff.map(sayStaff)]
      : [before.roster.shifts.map(sayShift(name(before))), after.roster.shifts.map(sayShift(name(after)))];
  const known = new Map(old.map((each) => [each.key, each]));
  const changes: PersonChange[] = [];
  let same = 0;
  for (const { key, ...said } of young) {
    const was = known.get(key);
    known.delete(key);
    if (
      was &&
      was.what === said.what &&
      was.who === said.who &&
      was.when === said.when &&
      was.rest === said.rest
    )
      same++;
    else changes.push({ kind: was ? 'change' : 'add', what: said.what, who: said.who, when: said.when });
  }
  for (const { what, who, when } of known.values()) changes.push({ kind: 'end', what, who, when });
  const count = (of: PersonChange['kind']) => changes.filter((each) => each.kind === of).length;
  const rows = young.length + (kind === 'roster' ? after.roster.changes.length : 0);
  return {
    changes,
    counts: { rows, added: count('add'), changed: count('change'), ended: count('end'), same },
  };
}

type Said = { key: string; what: string; who: string; when: string; rest: string };

function sayStaff({ id, name, title, phone, ...more }: Staff): Said {
  const { role, wecomUserId, departmentId, skills, communityIds } = more;
  const rest = JSON.stringify([role, wecomUserId, departmentId, skills, [...communityIds].sort()]);
  return { key: id, what: title, who: name, when: phone, rest };
}

function sayShift(nameOf: (id: string) => string): (shift: Shift) => Said {
  return ({ name, days, fromMinute, toMinute, staffIds, communityId, departmentId }) => ({
    key: name,
    what: name,
    who: staffIds.map(nameOf).join('、'),
    when: `${days.length === 7 ? '每天' : `周${days.map((day) => DAYS[day]).join('')}`} ${clock(fromMinute)}–${clock(toMinute)}`,
    rest: `${communityId} ${departmentId}`,
  });
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Times at which fewer people are on duty than the house asks for. */
export function gapsIn({ roster, staff }: People, departments: readonly Department[]): RowProblem[] {
  return roster.cover.flatMap((cover) =>
    coverageGaps(roster, staff, cover).map(({ when, onDuty }) => ({
      row: 0,
      column: '',
      message: `${departments.find((each) => each.id === cover.departmentId)?.name ?? ''} ${when} 只有 ${onDuty} 人在班，至少要 ${cover.atLeast} 人，请排上`,
    })),
  );
}
