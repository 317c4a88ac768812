// Buildings and what all residents share, as they are written at the console over the files: in the files' own form and whole. Pure.
import { z } from 'zod';
import type { Estate } from '../understanding/input.ts';
import type { Community, Grid, SharedPlaces } from './config.ts';
import { block, buildingsOf, publicPlacesOf } from './files/estate.ts';
import { readHouseNumbers, sayNumbers } from './files/estate-numbers.ts';

const id = z.string().min(1).max(64);
const words = z.string().trim().min(1);
const name = words.max(12);

const row = z.strictObject({
  buildings: words.max(200),
  units: words.max(60),
  floors: words.max(9),
  rooms: words.max(9),
  onlyRooms: words.max(4_000).optional(),
  names: z.array(name).max(6),
});
type Row = z.infer<typeof row>;

export const writtenBuildings = z.strictObject({
  communities: z
    .array(
      z.strictObject({
        id,
        // 13-15 is written once and kept as three, so that each can be changed.
        blocks: z
          .array(row)
          .min(1)
          .max(400)
          .transform((rows) =>
            rows.flatMap((each) =>
              (readHouseNumbers(each.buildings) ?? [each.buildings]).map((buildings) => ({
                ...each,
                buildings,
              })),
            ),
          ),
      }),
    )
    .min(1)
    .max(200),
});
export type WrittenBuildings = z.output<typeof writtenBuildings>;

export const writtenPlaces = z.strictObject({
  communities: z
    .array(
      z.strictObject({
        id,
        gates: z.array(name).max(40),
        liftsPerUnit: z.int().min(0).max(9),
        garage: z
          .strictObject({ levels: z.array(name).min(1).max(9), areas: z.array(name).max(40) })
          .nullable(),
        publicPlaces: z.array(z.strictObject({ name, aliases: z.array(name).max(20) })).max(200),
      }),
    )
    .min(1)
    .max(200),
});
export type WrittenPlaces = z.infer<typeof writtenPlaces>;

/** The estate with what was written of it; what was not stays as the files have it. */
export function estateWith(
  { estate, shared }: Pick<Community, 'estate' | 'shared'>,
  rows: readonly Row[] | undefined,
  places: SharedPlaces | undefined,
): Pick<Community, 'estate' | 'shared'> {
  const { gates, liftsPerUnit, garage, publicPlaces } = places ?? shared;
  return {
    shared: { gates, liftsPerUnit, garage, publicPlaces },
    estate: {
      ...estate,
      ...(rows ? { buildings: rows.flatMap((each) => readRow(each).buildings) } : {}),
      ...(places ? { publicPlaces: publicPlacesOf(places) } : {}),
    },
  };
}

/** Each building of its own, as it is written. */
export function rowsOf({ buildings }: Estate): Row[] {
  return buildings.map(({ id: building, units, floors, roomsPerFloor, rooms, names }) => ({
    buildings: building,
    units: sayNumbers(units),
    floors: floors.from === floors.to ? String(floors.from) : `${floors.from}-${floors.to}`,
    rooms: `1-${roomsPerFloor}`,
    ...(rooms ? { onlyRooms: sayNumbers(rooms) } : {}),
    names: [...(names ?? [])],
  }));
}

/** As config/estate.yaml has it: those that are alike in one row. */
export function fileRowOf({ id: communityId, name: called, office, estate, shared }: Community) {
  const alike = new Map<string, Row[]>();
  for (const each of rowsOf(estate)) {
    const shape = JSON.stringify({ ...each, buildings: each.names.length > 0 ? each.buildings : null });
    alike.set(shape, [...(alike.get(shape) ?? []), each]);
  }
  const blocks = [...alike.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first) return [];
    const { names, ...rest } = first;
    const numbers = sayNumbers(rows.map((each) => each.buildings));
    return [{ ...rest, buildings: numbers, ...(names.length > 0 ? { names } : {}) }];
  });
  const { garage, ...open } = shared;
  return { id: communityId, name: called, office, blocks, ...open, ...(garage ? { garage } : {}) };
}

/** Every community once and none left out. */
export function wholeProblems(
  given: readonly { id: string }[],
  communities: readonly Pick<Community, 'id'>[],
): string[] {
  const ids = given.map((each) => each.id);
  const isWhole = new Set(ids).size === ids.length && communities.every((each) => ids.includes(each.id));
  return isWhole && ids.length === communities.length ? [] : ['每个小区写一次，一个也不能少'];
}

const SAY: Record<string, string> = {
  buildings: '楼号写成 13、13-15 或 A',
  units: '单元写成 1-3 或 A，只有一个就写 1',
  floors: '楼层写成 1-33',
  rooms: '每层房号写成 1-4',
  onlyRooms: '房号写成 101-102，201-204，同一层的才能连着写',
};

function readRow(given: Row): { buildings: Estate['buildings']; wrong: string[] } {
  const parsed = block.safeParse(given);
  if (parsed.success) return { buildings: buildingsOf([parsed.data]), wrong: [] };
  const fields = new Set(parsed.error.issues.map(({ path }) => String(path[0])));
  return { buildings: [], wrong: [...fields].map((field) => SAY[field] ?? '请再看一遍') };
}

/** 3栋, A座, 12: what is read as a number already. */
const A_NUMBER = /^[A-Z]{0,2}[\d一二三四五六七八九十甲乙丙丁]*(?:栋|幢|座|号楼|号|#|楼|单元)?$/iu;

/** Everything that is wrong, each with what to do. `grids`: who is responsible for which buildings now. */
export function buildingProblems(
  { communities }: WrittenBuildings,
  now: readonly Community[],
  grids: readonly Grid[],
): string[] {
  const problems = wholeProblems(communities, now);
  for (const { id: communityId, blocks } of communities) {
    const community = now.find((each) => each.id === communityId);
    if (!community) continue;
    const seen = new Set<string>();
    const called = namesOf(community.estate.publicPlaces);
    called.set(community.name, community.name);
    for (const each of blocks) {
      const of = `${each.buildings} 栋`;
      const { buildings, wrong } = readRow(each);
      for (const say of wrong) problems.push(`${of}：${say}`);
      if (seen.has(each.buildings)) problems.push(`${of}写了两次，请留一个`);
      seen.add(each.buildings);
      for (const building of buildings) problems.push(...shapeProblems(building, each));
      for (const one of each.names) {
        if (one.length < 2 || A_NUMBER.test(one)) problems.push(`${of}：“${one}”会和楼号弄混，请换一个叫法`);
        const taken = called.get(one);
        if (taken !== undefined) problems.push(`“${one}”已经是${taken}的叫法，只能指一个地方`);
        called.set(one, of);
      }
    }
    for (const grid of grids.filter((each) => each.communityId === communityId)) {
      const gone = grid.buildings.filter((each) => !seen.has(each));
      if (gone.length > 0)
        problems.push(`网格“${grid.name}”里还有 ${gone.join('、')} 栋，请先在下面的网格里去掉`);
    }
  }
  return problems;
}

function shapeProblems({ id: building, floors, rooms }: Estate['buildings'][number], given: Row): string[] {
  if (!/^1(?:-|$)/.test(given.rooms)) return [`${building} 栋：每层房号从 1 算起，比如 1-4`];
  const outside = rooms?.find((room) => {
    const floor = Number(room.slice(0, -2));
    return floor < floors.from || floor > floors.to;
  });
  return outside === undefined
    ? []
    : [`${building} 栋：${outside} 不在 ${given.floors} 层里，请改房号或楼层`];
}

export function placeProblems({ communities }: WrittenPlaces, now: readonly Community[]): string[] {
  const problems = wholeProblems(communities, now);
  for (const { id: communityId, ...shared } of communities) {
    const community = now.find((each) => each.id === communityId);
    if (!community) continue;
    const called = new Map<string, string>([[community.name, community.name]]);
    for (const { id: building, names = [] } of community.estate.buildings)
      for (const one of names) called.set(one, `${building} 栋`);
    for (const place of publicPlacesOf(shared)) {
      for (const one of new Set([place.name, ...place.aliases])) {
        const taken = called.get(one);
        if (taken !== undefined && taken !== place.name)
          problems.push(`“${one}”已经是${taken}的叫法，只能指一个地方`);
        called.set(one, taken ?? place.name);
      }
    }
    const written = [...shared.gates, ...shared.publicPlaces.map((each) => each.name)];
    const twice = written.find((each, at) => written.indexOf(each) !== at);
    if (twice !== undefined) problems.push(`“${twice}”写了两次，请留一个`);
  }
  return problems;
}

function namesOf(places: Estate['publicPlaces']): Map<string, string> {
  return new Map(
    places.flatMap((place) => [place.name, ...place.aliases].map((one) => [one, place.name] as const)),
  );
}
