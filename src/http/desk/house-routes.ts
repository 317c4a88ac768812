// 小区、部门、网格、值班表 as they are written at the console, and which channels are on.
import { type Outcome, refused } from '../../base/errors.ts';
import type { Department, People } from '../../config/config.ts';
import {
  departmentProblems,
  gridProblems,
  officeProblems,
  writtenDepartments,
  writtenGrids,
  writtenOffices,
} from '../../config/written-house.ts';
import { rosterProblems, skillProblems, writtenRoster, writtenSkills } from '../../config/written-roster.ts';
import type { Tx } from '../../storage/contract.ts';
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

  const offices = ruleRoute({
    key: 'offices',
    operationId: 'writeOffices',
    summary: 'Name, telephone and address of every service centre from a day on.',
    value: writtenOffices,
    problems: (value) => officeProblems(value, ports.shown),
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
    problems: (value) => gridProblems(value, ports.shown, house.people()),
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
        problems: rosterProblems(body, withCover(people), known, house.communities),
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
        problems: skillProblems(body, people, house.dispatch),
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
        return json({
          peopleVersion: (await tx.staff.importedAt()) ?? 0,
          shifts: stored.shifts,
          staff: staff.map(({ id, name, title, departmentId, skills: able }) => ({
            ...{ id, name, title, departmentId, skills: able },
          })),
          departments: house.departments,
          grids: house.grids ?? [],
          buildings: house.communities.map(({ id, name, estate }) => ({
            ...{ id, name },
            buildings: estate.buildings.map((each) => ({
              ...{ id: each.id, units: each.units.length, roomsPerFloor: each.roomsPerFloor },
              floors: [each.floors.from, each.floors.to],
            })),
          })),
          skills: [...new Set(house.dispatch.skills.map((each) => each.skill))],
          channels: channelsOn(ports.shown.channels, ports.channelStates?.() ?? {}),
        });
      }),
  });

  return [shown, offices, departments, grids, roster, skills];
}
