// 小区、部门、网格、值班表 as they are written at the console, and which channels are on.
import { isDeepStrictEqual } from 'node:util';
import { type Outcome, refused } from '../../base/errors.ts';
import { wallDate } from '../../clocks/service-calendar.ts';
import type { Community, Department, People } from '../../config/config.ts';
import {
  buildingProblems,
  placeProblems,
  rowsOf,
  writtenBuildings,
  writtenPlaces,
} from '../../config/written-estate.ts';
import {
  departmentProblems,
  gridProblems,
  houseOn,
  officeProblems,
  writtenDepartments,
  writtenGrids,
  writtenOffices,
} from '../../config/written-house.ts';
import { rosterProblems, skillProblems, writtenRoster, writtenSkills } from '../../config/written-roster.ts';
import { RULE_KINDS } from '../../config/written-rules.ts';
import { worksFor } from '../../people/account.ts';
import type { Tx } from '../../storage/contract.ts';
import { countHomes } from '../../understanding/entities/check-address.ts';
import { type ApiAnswer, json } from '../api/answer.ts';
import type { Principal } from '../api/principal.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from '../api/route.ts';
import { channelsOn } from './channel-states.ts';
import { personOf } from './conversation-routes.ts';
import type { DeskPorts } from './ports.ts';
import { createRuleKeeper } from './rule-keeper.ts';
import { anything, nothing } from './shapes.ts';

export function createHouseRoutes(ports: DeskPorts): Route[] {
  const { clock, house } = ports;
  const { ruleRoute } = createRuleKeeper(ports);
  /** As the page shows it: also what holds only from a day to come. */
  const newestOf = async <T>(tx: Tx, key: string): Promise<T | null> => {
    const rows = await tx.written.list(RULE_KINDS.rule);
    return (rows.findLast((each) => each.key === key)?.value ?? null) as T | null;
  };

  /** Of a part that every community has: held against what the page showed of those that are written now. */
  async function changedInOthers<T extends { id: string }>(
    key: string,
    { communities }: { communities: readonly T[] },
    { tx, principal }: { tx: Tx; principal: Principal },
    fromFile: (community: Community) => T,
  ): Promise<string[]> {
    const written = await newestOf<{ communities: readonly T[] }>(tx, key);
    const before = communities.flatMap(({ id }) => {
      const file = ports.shown.communities.find((each) => each.id === id);
      return written?.communities.find((each) => each.id === id) ?? (file ? [fromFile(file)] : []);
    });
    return changedElsewhere(principal, before, communities, ({ id }) => id);
  }

  const offices = ruleRoute({
    key: 'offices',
    operationId: 'writeOffices',
    summary: 'Name, telephone and address of every service centre from a day on.',
    value: writtenOffices,
    problems: async (value, deed) => [
      ...officeProblems(value, ports.shown),
      ...(await changedInOthers('offices', value, deed, ({ id, office }) => ({ id, office }))),
    ],
  });

  const departments = ruleRoute({
    key: 'departments',
    operationId: 'writeDepartments',
    summary: 'Name, telephone and lead of every department from a day on.',
    value: writtenDepartments,
    problems: (value) => departmentProblems(value, ports.shown, house.people()),
  });

  const grids = ruleRoute({
    key: 'grids',
    operationId: 'writeGrids',
    summary: 'Who is responsible for which buildings from a day on; free work there goes to them first.',
    value: writtenGrids,
    async problems(value, { tx, principal }) {
      const before = (await newestOf<typeof value>(tx, 'grids'))?.grids ?? [];
      return [
        ...gridProblems(value, house, house.people()),
        ...changedElsewhere(principal, before, value.grids, ({ communityId }) => communityId),
      ];
    },
  });

  const buildings = ruleRoute({
    key: 'buildings',
    operationId: 'writeBuildings',
    summary:
      'All buildings of every estate from a day on: entrances, floors, rooms, what residents call them.',
    value: writtenBuildings,
    problems: async (value, deed) => [
      ...buildingProblems(value, house.communities, house.grids ?? []),
      ...(await changedInOthers('buildings', value, deed, ({ id, estate }) => ({
        id,
        blocks: rowsOf(estate),
      }))),
    ],
  });

  const places = ruleRoute({
    key: 'places',
    operationId: 'writePlaces',
    summary:
      'What all residents share from a day on: gates, lifts, garage and other places, with their names.',
    value: writtenPlaces,
    problems: async (value, deed) => [
      ...placeProblems(value, house.communities),
      ...(await changedInOthers('places', value, deed, ({ id, shared }) => ({ id, ...shared }))),
    ],
  });

  /** How many must be there is the company's word, in the files; who they are is not. */
  const withCover = ({ staff, roster }: People): People => ({
    staff,
    roster: { ...roster, cover: ports.shown.roster.cover },
  });

  /** People and their shifts lie where a table that is brought in puts them, so there is one of them. */
  async function keepPeople(
    tx: Tx,
    principal: Principal,
    expected: number | undefined,
    action: string,
    object: string,
    change: (people: People, departments: readonly Department[]) => { people: People; problems: string[] },
  ): Promise<ApiAnswer> {
    const before = await tx.staff.load();
    const mark = (await tx.staff.importedAt()) ?? 0;
    const { people, problems } = change(before, house.departments);
    const done: Outcome<null> =
      expected !== undefined && expected !== mark
        ? refused('written/version-conflict', '同事刚改过值班表或人员，请看看新的再改')
        : problems.length > 0
          ? refused('settings/not-fit', `${problems.join('；')}。`)
          : { ok: true, value: null };
    if (!done.ok)
      return refusalAnswer(done, { view: { at: mark, shifts: before.roster.shifts }, version: mark });
    const now = Math.max(clock.now(), mark + 1);
    await tx.staff.replaceAll(people, now);
    await tx.staff.noteImported(now);
    const { id: accountId, role } = personOf(principal);
    await tx.audit.add({
      ...{ at: clock.now(), accountId, role, action, object, detail: {} },
      ...{ address: null, result: 'done' as const },
    });
    return json({ version: now }, now);
  }

  const roster = deedRoute({
    path: '/settings/roster',
    operationId: 'writeRoster',
    summary: 'All shifts: which days, from when until when, who in the order they are called. At once.',
    params: nothing,
    body: writtenRoster,
    answer: anything,
    perform: (tx, { body, principal, expectedVersion }) =>
      keepPeople(tx, principal, expectedVersion, 'write-roster', 'roster', (people, known) => ({
        people: { ...people, roster: { ...people.roster, shifts: body.shifts } },
        problems: [
          ...rosterProblems(body, withCover(people), known, house.communities),
          ...changedElsewhere(principal, people.roster.shifts, body.shifts, ({ communityId }) => communityId),
        ],
      })),
  });

  const skills = deedRoute({
    path: '/settings/skills',
    operationId: 'writeSkills',
    summary: 'What a colleague can do, by which work is given to them. At once.',
    params: nothing,
    body: writtenSkills,
    answer: anything,
    perform: (tx, { body, principal, expectedVersion }) =>
      keepPeople(tx, principal, expectedVersion, 'write-skills', body.staffId, (people) => ({
        people: {
          ...people,
          staff: people.staff.map((each) =>
            each.id === body.staffId ? { ...each, skills: body.skills } : each,
          ),
        },
        problems: [
          ...skillProblems(body, people, house.dispatch),
          ...(people.staff.some(
            (each) =>
              each.id === body.staffId &&
              !each.communityIds.some((one) => worksFor(personOf(principal), one)),
          )
            ? [OF_OTHERS]
            : []),
        ],
      })),
  });

  const shown = readRoute({
    path: '/settings/house',
    operationId: 'readHouse',
    summary: 'Parts of estates with who is responsible, shifts with their version, skills, and channels.',
    params: nothing,
    query: nothing,
    answer: anything,
    handle: (_asked, { store }) =>
      store.read(async (tx) => {
        const { staff, roster: stored } = await tx.staff.load();
        // As it was written a moment ago: this process may not have looked yet.
        const { communities } = houseOn(
          ports.shown,
          await tx.written.list(RULE_KINDS.rule),
          wallDate(clock.now()),
        );
        return json({
          peopleVersion: (await tx.staff.importedAt()) ?? 0,
          shifts: stored.shifts,
          staff: staff.map(({ id, name, title, departmentId, skills: able }) => ({
            ...{ id, name, title, departmentId, skills: able },
          })),
          departments: house.departments,
          grids: house.grids ?? [],
          communities: communities.map(({ id, name, estate, shared }) => ({
            ...{ id, name, shared, blocks: rowsOf(estate) },
            homes: estate.buildings.reduce((sum, each) => sum + countHomes(each), 0),
          })),
          skills: [...new Set(house.dispatch.skills.map((each) => each.skill))],
          channels: channelsOn(ports.shown.channels, ports.channelStates?.() ?? {}),
        });
      }),
  });

  return [shown, offices, departments, grids, buildings, places, roster, skills];
}

const OF_OTHERS = '别的小区的要由那边的同事来改，这里请照原样';

/** All of it is kept as one, so whoever writes sends what belongs to other communities too: as it was. */
function changedElsewhere<T>(
  principal: Principal,
  before: readonly T[],
  after: readonly T[],
  communityOf: (each: T) => string,
): string[] {
  const person = personOf(principal);
  const others = (all: readonly T[]) => all.filter((each) => !worksFor(person, communityOf(each)));
  return isDeepStrictEqual(others(before), others(after)) ? [] : [OF_OTHERS];
}
