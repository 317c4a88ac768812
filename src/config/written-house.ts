// Offices, departments, estates and the parts of them somebody is responsible for, as they are written at the console over the files. Pure.
import { z } from 'zod';
import type { Community, Department, Grid, People } from './config.ts';
import { phone } from './files/words.ts';
import { estateWith, type WrittenBuildings, type WrittenPlaces, wholeProblems } from './written-estate.ts';
import { RULE_KINDS, type WrittenRule } from './written-rules.ts';

const id = z.string().min(1).max(64);
const short = z.string().trim().min(1).max(20);

export const writtenDepartments = z.strictObject({
  departments: z
    .array(z.strictObject({ id, name: short, phone, leadStaffId: id }))
    .min(1)
    .max(50),
});

export const writtenOffices = z.strictObject({
  communities: z
    .array(
      z.strictObject({
        id,
        office: z.strictObject({
          name: short,
          phone,
          address: z.string().trim().min(1).max(60),
        }),
      }),
    )
    .min(1)
    .max(200),
});

export const writtenGrids = z.strictObject({
  grids: z
    .array(
      z.strictObject({
        name: short,
        communityId: id,
        buildings: z.array(z.string().min(1).max(10)).min(1).max(200),
        staffIds: z.array(id).min(1).max(20),
      }),
    )
    .max(200),
});

export type WrittenHouse = {
  communities: readonly Community[];
  departments: readonly Department[];
  grids: readonly Grid[];
};
type Files = Pick<WrittenHouse, 'communities' | 'departments'>;

/** What holds on a day: of each the newest version whose day has come, else the files. */
export function houseOn(files: Files, rows: readonly WrittenRule[], on: string): WrittenHouse {
  const newest = <T>(key: string) =>
    rows.findLast((row) => row.kind === RULE_KINDS.rule && row.key === key && row.effective <= on)?.value as
      | T
      | undefined;
  const departments = newest<z.infer<typeof writtenDepartments>>('departments')?.departments;
  const offices = newest<z.infer<typeof writtenOffices>>('offices')?.communities;
  const buildings = newest<WrittenBuildings>('buildings')?.communities;
  const places = newest<WrittenPlaces>('places')?.communities;
  const asWritten = (each: Community): Community => {
    const of = <T extends { id: string }>(rows: readonly T[] | undefined) =>
      rows?.find((one) => one.id === each.id);
    return {
      ...each,
      ...estateWith(each, of(buildings)?.blocks, of(places)),
      office: of(offices)?.office ?? each.office,
    };
  };
  return {
    // One that came into the files since is there, and one that left them is not.
    departments: files.departments.map((each) => departments?.find((one) => one.id === each.id) ?? each),
    communities: offices || buildings || places ? files.communities.map(asWritten) : files.communities,
    grids: newest<z.infer<typeof writtenGrids>>('grids')?.grids ?? [],
  };
}

/** Everything that is wrong, each with what to do. */
export function departmentProblems(
  { departments }: z.infer<typeof writtenDepartments>,
  files: Files,
  { staff }: People,
): string[] {
  const problems: string[] = [];
  const ids = departments.map((each) => each.id);
  if (new Set(ids).size !== ids.length || !files.departments.every((each) => ids.includes(each.id)))
    problems.push('每个部门写一次，一个也不能少');
  if (ids.some((each) => !files.departments.some((one) => one.id === each)))
    problems.push('有的部门这里没有，请重新选');
  if (new Set(departments.map((each) => each.name)).size !== departments.length)
    problems.push('两个部门不能用同一个名称');
  for (const { name, leadStaffId } of departments)
    if (!staff.some((each) => each.id === leadStaffId)) problems.push(`${name}的负责人不在人员里，请重新选`);
  return problems;
}

export function officeProblems(
  { communities }: z.infer<typeof writtenOffices>,
  files: Pick<Files, 'communities'>,
): string[] {
  return wholeProblems(communities, files.communities);
}

export function gridProblems(
  { grids }: z.infer<typeof writtenGrids>,
  { communities }: Pick<WrittenHouse, 'communities'>,
  { staff }: People,
): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { name, communityId, buildings, staffIds } of grids) {
    const community = communities.find((each) => each.id === communityId);
    if (!community) {
      problems.push(`${name}：没有这个小区，请重新选`);
      continue;
    }
    for (const building of new Set(buildings)) {
      if (!community.estate.buildings.some((each) => each.id === building))
        problems.push(`${name}：${community.name}没有 ${building} 栋`);
      const place = `${communityId} ${building}`;
      if (seen.has(place)) problems.push(`${building} 栋写在了两个网格里，请只留一个`);
      seen.add(place);
    }
    const works = (staffId: string) =>
      staff.find((each) => each.id === staffId)?.communityIds.includes(communityId) ?? false;
    if (!staffIds.every(works)) problems.push(`${name}：有同事不在这个小区上班，请重新选`);
  }
  const names = grids.map((each) => `${each.communityId} ${each.name}`);
  if (new Set(names).size !== names.length) problems.push('两个网格不能用同一个名称');
  return problems;
}
