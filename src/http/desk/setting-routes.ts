// Settings that are written: grades, service hours, who takes over a shift; and what would come of them on a Saturday at 22:10.
import { stringify } from 'yaml';
import { z } from 'zod';
import { isServiceTime, wallDate } from '../../clocks/service-calendar.ts';
import { coverageGaps } from '../../config/coverage.ts';
import { fileRowOf } from '../../config/written-estate.ts';
import {
  calendarProblems,
  gradeProblems,
  RULE_KINDS,
  rulesOn,
  swapProblems,
  withSwaps,
  writtenApproval,
  writtenCalendar,
  writtenGrades,
  writtenSwap,
} from '../../config/written-rules.ts';
import type { Tx } from '../../storage/contract.ts';
import { newCourse } from '../../tickets/course.ts';
import { staffById } from '../../tickets/house.ts';
import { resolveTarget } from '../../tickets/paging.ts';
import { promiseFor, timersFor } from '../../tickets/promise.ts';
import { onDuty } from '../../tickets/roster.ts';
import type { Grade } from '../../tickets/ticket.ts';
import { declined, json } from '../api/answer.ts';
import { word } from '../api/inputs.ts';
import { deedRoute, type Route, readRoute } from '../api/route.ts';
import { problem } from '../problem.ts';
import { communitiesFor, personOf } from './conversation-routes.ts';
import type { DeskPorts } from './ports.ts';
import { createRuleKeeper } from './rule-keeper.ts';
import { anything, nothing } from './shapes.ts';

const FAR_MS = 400 * 86_400_000;

export function createSettingRoutes(ports: DeskPorts): Route[] {
  const { clock, house } = ports;
  const today = () => wallDate(clock.now());
  const { keep, ruleRoute } = createRuleKeeper(ports);
  const rowsIn = async (tx: Tx) => [
    ...(await tx.written.list(RULE_KINDS.rule)),
    ...(await tx.written.list(RULE_KINDS.swap)),
  ];

  const whatIf = readRoute({
    path: '/settings/what-if',
    operationId: 'whatIf',
    summary:
      'What would be promised, by when what must be done, and who would be called, if it came in then.',
    params: nothing,
    query: z.strictObject({
      at: z.iso.datetime({ offset: true }),
      grade: z.enum(['1', '2', '3', '4']),
      department: word,
      community: word.optional(),
    }),
    answer: anything,
    handle: ({ query, principal }, { store }) =>
      store.read(async (tx) => {
        const at = Date.parse(query.at);
        const [communityId] = communitiesFor(personOf(principal), query.community, house);
        if (communityId === undefined || Math.abs(at - clock.now()) > FAR_MS)
          return declined(problem(422, 'settings/too-far', '请选最近一年里的时间'));
        const rules = rulesOn(ports.shown, await rowsIn(tx), wallDate(at));
        const grade = Number(query.grade) as Grade;
        const policy = rules.sla.grades[grade];
        const people = withSwaps(house.people(), rules.swaps);
        const then = { ...house, clock: { ...clock, now: () => at }, people: () => people, ...rules };
        const { department } = query;
        const matter = { course: newCourse(), department, communityId };
        let after = 0;
        const calls = [];
        for (const step of house.escalation.ladders.find((each) => each.grades.includes(grade))?.steps ??
          []) {
          const who = resolveTarget(step.who, matter, then);
          if (who) {
            calls.push({ staffId: who.id, at: at + after * 1000 });
            after += step.nextAfterSeconds;
          }
        }
        return json({
          isService: isServiceTime(rules.calendar, at),
          promise: promiseFor(policy, rules.calendar, at),
          clocks: timersFor(policy, rules.calendar, at)
            .map(({ kind, dueAt }) => ({ kind, dueAt }))
            .sort((a, b) => a.dueAt - b.dueAt),
          duty: onDuty(people.roster, people.staff, { department, at, communityId }).map((each) => each.id),
          calls,
        });
      }),
  });

  const list = readRoute({
    path: '/settings/written',
    operationId: 'listWritten',
    summary: 'What was written over the files: by whom, when, and from which day it holds.',
    params: nothing,
    query: nothing,
    answer: anything,
    handle: (_asked, { store }) =>
      store.read(async (tx) =>
        json({
          today: today(),
          items: (await rowsIn(tx)).map(({ by, ...row }) => ({
            ...row,
            by: staffById(house, by)?.name ?? null,
          })),
        }),
      ),
  });

  const exported = readRoute({
    path: '/settings/export',
    operationId: 'exportWritten',
    summary: 'Grades, service hours or estates as they hold today, in the form of their file in config/.',
    params: nothing,
    query: z.strictObject({ part: z.enum(['sla', 'calendar', 'estate']) }),
    answer: { files: ['application/yaml'] },
    handle: ({ query: { part } }, { store }) =>
      store.read(async (tx) => {
        const { sla, calendar } = rulesOn(ports.shown, await rowsIn(tx), today());
        const wholes = {
          sla: () => ({ ...sla, grades: Object.values(sla.grades) }),
          calendar: () => calendarFile(calendar),
          estate: () => ({ communities: house.communities.map(fileRowOf) }),
        };
        const bytes = new TextEncoder().encode(stringify(wholes[part]()));
        return { kind: 'file', bytes, contentType: 'application/yaml', fileName: `${part}.yaml` };
      }),
  });

  const grades = ruleRoute({
    key: 'grades',
    operationId: 'writeGrades',
    summary: 'Figures and promises of all grades from a day on; tickets that are open keep their clocks.',
    value: writtenGrades,
    problems: (value) => gradeProblems(value, house.sla),
  });

  const calendar = ruleRoute({
    key: 'calendar',
    operationId: 'writeCalendar',
    summary: 'Service hours, holidays and the quiet hours from a day on.',
    value: writtenCalendar,
    problems: calendarProblems,
  });

  const swap = deedRoute({
    path: '/settings/swaps',
    operationId: 'writeSwap',
    summary: 'Who takes over a shift on a date; null = as the roster has it.',
    params: nothing,
    body: writtenSwap,
    answer: anything,
    async perform(tx, { body, principal, expectedVersion }) {
      const people = house.people();
      const problems = swapProblems(body, people);
      if (problems.length === 0 && body.staffIds !== null) {
        const { date, shift, staffIds } = body;
        const swapped = withSwaps(people, [{ date, shift, staffIds }]);
        for (const cover of ports.shown.roster.cover) {
          const before = new Set(coverageGaps(people.roster, people.staff, cover).map((each) => each.when));
          const gaps = coverageGaps(swapped.roster, people.staff, cover).filter(
            (each) => !before.has(each.when),
          );
          if (gaps.length > 0)
            problems.push(`这样换，${gaps[0]?.when} 起值班的人不够 ${cover.atLeast} 位，请再加一位`);
        }
      }
      // It is of its own date, and for a shift that has begun as well.
      const row = {
        kind: RULE_KINDS.swap,
        key: `${body.date} ${body.shift}`,
        value: body,
        effective: body.date,
      };
      return keep(tx, principal, expectedVersion, row, problems);
    },
  });

  const approval = deedRoute({
    path: '/settings/approval',
    operationId: 'writeApproval',
    summary: 'How many people stand for an answer: two, or one where the company has only one.',
    params: nothing,
    body: writtenApproval,
    answer: anything,
    perform: (tx, { body, principal, expectedVersion }) => {
      const row = { kind: RULE_KINDS.rule, key: 'approval', value: body, effective: today() };
      return keep(tx, principal, expectedVersion, row, []);
    },
  });

  return [whatIf, list, exported, grades, calendar, swap, approval];
}

const WEEK = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];

function calendarFile({ week, exceptions, quietHours, ...rest }: DeskPorts['shown']['calendar']) {
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const span = ({ fromMinute, toMinute }: { fromMinute: number; toMinute: number }) =>
    `${clock(fromMinute)}-${clock(toMinute)}`;
  return {
    ...rest,
    week: Object.fromEntries(WEEK.map((name, at) => [name, (week[at] ?? []).map(span)])),
    exceptions: exceptions.map(({ date, name, hours }) => ({
      ...{ date, name },
      ...(hours.length === 0 ? {} : { hours: hours.map(span) }),
    })),
    quietHours: span(quietHours),
  };
}
