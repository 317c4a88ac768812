// Shifts and skills as they are written at the console: what is wrong with them. Pure.
import { z } from 'zod';
import type { Community, Department, DispatchConfig, People, Weekday } from './config.ts';
import { coverageGaps } from './coverage.ts';

const id = z.string().min(1).max(64);

export const writtenRoster = z.strictObject({
  shifts: z
    .array(
      z.strictObject({
        name: z.string().trim().min(1).max(20),
        communityId: id,
        departmentId: id,
        days: z
          .array(z.literal([0, 1, 2, 3, 4, 5, 6]))
          .min(1)
          .max(7),
        fromMinute: z.int().min(0).max(1439),
        toMinute: z.int().min(0).max(1440),
        staffIds: z.array(id).min(1).max(30),
      }),
    )
    .min(1)
    .max(300),
});

export const writtenSkills = z.strictObject({
  staffId: id,
  skills: z.array(z.string().trim().min(1).max(20)).max(20),
});

/** Everything that is wrong, each with what to do. */
export function rosterProblems(
  { shifts }: z.infer<typeof writtenRoster>,
  { staff, roster }: People,
  departments: readonly Department[],
  communities: readonly Community[],
): string[] {
  const problems: string[] = [];
  const names = shifts.map((each) => each.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) problems.push(`班次“${twice}”写了两次，请换一个名称`);
  for (const { name, communityId, departmentId, days, staffIds } of shifts) {
    if (!communities.some((each) => each.id === communityId)) problems.push(`${name}：没有这个小区`);
    if (!departments.some((each) => each.id === departmentId)) problems.push(`${name}：没有这个部门`);
    if (new Set<Weekday>(days).size !== days.length) problems.push(`${name}：同一天选了两次`);
    if (new Set(staffIds).size !== staffIds.length) problems.push(`${name}：同一位同事选了两次`);
    const works = (staffId: string) =>
      staff.find((each) => each.id === staffId)?.communityIds.includes(communityId) ?? false;
    if (!staffIds.every(works)) problems.push(`${name}：有同事不在这个小区上班，请重新选`);
  }
  const left = roster.changes.find((each) => !names.includes(each.shift));
  if (left) problems.push(`${left.date} 有人换了“${left.shift}”的班，这个班次要留着`);
  if (problems.length > 0) return problems;
  return roster.cover.flatMap((cover) =>
    coverageGaps({ ...roster, shifts }, staff, cover).map(
      ({ when, onDuty }) =>
        `${departments.find((each) => each.id === cover.departmentId)?.name ?? ''} ${when} 只有 ${onDuty} 人在班，至少要 ${cover.atLeast} 人，请排上`,
    ),
  );
}

export function skillProblems(
  { staffId, skills }: z.infer<typeof writtenSkills>,
  { staff }: People,
  dispatch: Pick<DispatchConfig, 'skills'>,
): string[] {
  if (!staff.some((each) => each.id === staffId)) return ['没有这位同事，请重新选'];
  const unknown = skills.filter((skill) => !dispatch.skills.some((each) => each.skill === skill));
  return unknown.length > 0 ? [`“${unknown.join('、')}”不在派单的技能里`] : [];
}
