// Joins departments, staff and roster: names become ids, and what does not fit together is said.
import type { z } from 'zod';
import type { Community, Department, Roster, Staff } from './config.ts';
import { coverageGaps } from './coverage.ts';
import type { departmentsFile, rosterFile, staffFile } from './files/people.ts';
import type { Lookup } from './names.ts';

type DepartmentRows = z.infer<typeof departmentsFile>['departments'];
type StaffRows = z.infer<typeof staffFile>['staff'];
type RosterRows = z.infer<typeof rosterFile>;

export function joinStaff(
  rows: StaffRows,
  departments: DepartmentRows,
  communities: readonly Community[],
  look: Lookup,
): Staff[] {
  look.unique(column(rows, 'staff', 'id'), 'id');
  look.unique(column(rows, 'staff', 'wecomUserId'), 'WeCom account');
  return rows.map((row, index) => {
    const departmentId = look.department(['staff', index, 'department'], row.department, departments);
    const given = row.communities ?? communities.map((community) => community.id);
    return {
      id: row.id,
      name: row.name,
      title: row.title,
      role: row.role,
      wecomUserId: row.wecomUserId,
      ...(row.feishuOpenId === undefined ? {} : { feishuOpenId: row.feishuOpenId }),
      ...(row.dingtalkUserId === undefined ? {} : { dingtalkUserId: row.dingtalkUserId }),
      departmentId,
      phone: row.phone ?? departments.find((department) => department.id === departmentId)?.phone ?? '',
      skills: row.skills,
      communityIds: given.map((id, place) =>
        look.community(['staff', index, 'communities', place], id, communities),
      ),
    };
  });
}

export function joinDepartments(rows: DepartmentRows, staff: readonly Staff[], look: Lookup): Department[] {
  look.unique(column(rows, 'departments', 'id'), 'id');
  return rows.map((row, index) => ({
    id: row.id,
    name: row.name,
    phone: row.phone,
    leadStaffId: look.staff(['departments', index, 'lead'], row.lead, staff),
  }));
}

export function joinRoster(
  rows: RosterRows,
  departments: readonly Department[],
  staff: readonly Staff[],
  communities: readonly Community[],
  look: Lookup,
): Roster {
  look.unique(column(rows.shifts, 'shifts', 'name'), 'shift name');
  const staffIds = (list: string, index: number, given: readonly string[]) =>
    given.map((name, place) => look.staff([list, index, 'staff', place], name, staff));

  const roster: Roster = {
    shifts: rows.shifts.map((row, index) => ({
      name: row.name,
      communityId: look.community(['shifts', index, 'community'], row.community, communities),
      departmentId: look.department(['shifts', index, 'department'], row.department, departments),
      days: row.days,
      fromMinute: row.from,
      toMinute: row.to,
      staffIds: staffIds('shifts', index, row.staff),
    })),
    changes: rows.changes.map((row, index) => {
      if (!rows.shifts.some((shift) => shift.name === row.shift)) {
        const names = rows.shifts.map((shift) => shift.name).join(', ');
        look.problem(['changes', index, 'shift'], `there is no shift "${row.shift}"`, `Use one of: ${names}`);
      }
      return { date: row.date, shift: row.shift, staffIds: staffIds('changes', index, row.staff) };
    }),
    cover: rows.cover.map((row, index) => ({
      communityId: look.community(['cover', index, 'community'], row.community, communities),
      departmentId: look.department(['cover', index, 'department'], row.department, departments),
      atLeast: row.atLeast,
    })),
  };

  // Gaps are only worth telling once all names are right.
  if (look.problems.length > 0) return roster;
  for (const [index, cover] of roster.cover.entries()) {
    for (const gap of coverageGaps(roster, staff, cover)) {
      look.problem(
        ['cover', index],
        `${cover.departmentId} has only ${gap.onDuty} on duty ${gap.when}; ${cover.atLeast} are asked for`,
        'Add people to the shifts of that time, or lower atLeast',
      );
    }
  }
  return roster;
}

function column<K extends string>(rows: readonly Record<K, string>[], list: string, key: K) {
  return rows.map((row, index) => ({ path: [list, index, key], value: row[key] }));
}
