// Four eyes for bulk export: what is asked for and who released it. Each step is a line of the record.
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../base/errors.ts';
import { wallDate } from '../../clocks/service-calendar.ts';
import { exportersOn, RULE_KINDS, writtenApproval } from '../../config/written-rules.ts';
import { tellAsker, tellOfOneAlone, tellReleasers } from '../../desk/export-news.ts';
import { askExport, decideExport, isOwn, listExports, releasersOf } from '../../desk/export-release.ts';
import { type Account, actorIdOf, worksFor } from '../../people/account.ts';
import { type ExportRequest, exportReasons, looksAfter, standingOf } from '../../people/export-request.ts';
import type { Tx } from '../../storage/contract.ts';
import { declined, json } from '../api/answer.ts';
import { spanOf } from '../api/days.ts';
import { id } from '../api/inputs.ts';
import { maskPhonesIn } from '../api/masking.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from '../api/route.ts';
import { routes as apiRoutes } from '../api/routes.ts';
import { problem } from '../problem.ts';
import { mayDo } from './access.ts';
import { personOf } from './conversation-routes.ts';
import { exportsOfPeople, namesPeople, oldestSheet } from './exports.ts';
import type { DeskPorts } from './ports.ts';
import { createRuleKeeper } from './rule-keeper.ts';
import { anything, nothing } from './shapes.ts';

const one = z.strictObject({ exportId: id });
const values = z.record(z.string().regex(/^[A-Za-z]{1,40}$/), z.string().max(128)).default({});

export const notYourExport = problem(
  403,
  'exports/not-yours-to-have',
  '这一项由经理或管理员导出，请找他们申请',
);
export const noSuchExport = problem(404, 'exports/not-found', '没有找到这次导出申请');

const mayRelease = (person: Account) => mayDo(person, 'releaseExport');

/** One's own, and for whoever releases those of their communities. */
export function seesExport(person: Account, request: ExportRequest): boolean {
  return isOwn(request, person) || (mayRelease(person) && looksAfter(person, request));
}

export function viewExport(request: ExportRequest, me: Account, now: number) {
  const { id: exportId, version, operation, params, query, communityIds, why, note, decided } = request;
  return {
    ...{ id: exportId, version, operation, params, query, communityIds, why, note },
    ...{ state: standingOf(request, now), askedAt: request.askedAt, askedBy: request.askedName },
    isMine: isOwn(request, me),
    decided: decided && { by: decided.name, at: decided.at, isAsker: decided.by === request.askedBy },
    untilAt: request.untilAt,
  };
}

/** The route that makes what may be asked for. */
export function routeOf(operation: string): Route | undefined {
  return operation in exportsOfPeople ? apiRoutes.find((each) => each.operationId === operation) : undefined;
}

export async function noteStep(
  tx: Tx,
  person: Account,
  action: string,
  { id: request, operation: what, why, query, communityIds }: ExportRequest,
  at: number,
): Promise<void> {
  const days = Object.fromEntries(Object.entries(query).filter(([name]) => name === 'from' || name === 'to'));
  await tx.audit.add({
    ...{ at, accountId: person.id, role: person.role, action, object: communityIds.join(',') },
    ...{ detail: { request, what, why, ...days }, address: null, result: 'done' },
  });
}

/** Pages that show them look again: the others', and one's own elsewhere. */
export function announced(route: Route, { announce }: Pick<DeskPorts, 'announce'>): Route {
  if (route.method === 'get') return route;
  return {
    ...route,
    async answerTo(raw, ports) {
      const answer = await route.answerTo(raw, ports);
      if (answer.kind !== 'problem') announce?.('exports.changed', {});
      return answer;
    },
  };
}

export function createExportRoutes(ports: DeskPorts): Route[] {
  const { clock, ids, house } = ports;
  const { keep } = createRuleKeeper(ports);
  const today = () => wallDate(clock.now());
  const view = (request: ExportRequest, me: Account) => viewExport(request, me, clock.now());

  const list = readRoute({
    path: '/exports',
    operationId: 'listExports',
    summary: 'Requests to take many people’s data out: one’s own, and those one may release.',
    params: nothing,
    query: nothing,
    answer: anything,
    handle: ({ principal }, { store }) =>
      store.read(async (tx) => {
        const person = personOf(principal);
        const all = await listExports(tx, person, { mayRelease: mayRelease(person), now: clock.now() });
        const people = exportersOn(await tx.written.list(RULE_KINDS.rule), today());
        const { exportReleaseMinutes, exportRowsAlone } = ports.shown.retention;
        return json({
          ...{ people, minutes: exportReleaseMinutes, rowsAlone: exportRowsAlone },
          oldestSheet: oldestSheet(clock.now()),
          items: all.map((each) => view(each, person)),
        });
      }),
  });

  const ask = deedRoute({
    path: '/exports',
    operationId: 'askExport',
    summary: 'Asks for a file with many people in it: which, of which days, and what for.',
    params: nothing,
    body: z.strictObject({
      operation: z.enum(Object.keys(exportsOfPeople)),
      params: values,
      query: values,
      why: z.enum(exportReasons),
      note: z.string().trim().min(2).max(80),
    }),
    answer: anything,
    problems: [403],
    async perform(tx, { body, principal }) {
      const person = personOf(principal);
      const { operation, params, why, note } = body;
      const now = clock.now();
      const route = routeOf(operation);
      if (!route || !mayDo(person, operation)) return declined(notYourExport);
      const query = withDays(route, body.query, today());
      const unfit = whyUnfit(route, { params, query }, now);
      if (unfit) return declined(unfit);
      const meant = communitiesMeant(operation, query.community, person, house);
      if (!meant.ok) return refusalAnswer(meant, null);
      const asked = {
        ...{ id: ids.next(), operation, params, query, communityIds: meant.value, why },
        note: maskPhonesIn(note),
        ...{ askedBy: actorIdOf(person), askedName: person.name, askedAt: now },
      };
      const releasers = await releasersOf(tx, asked, mayRelease);
      if (releasers.length === 0)
        return declined(
          problem(
            422,
            'exports/nobody-else',
            '现在没有另一位经理或管理员可以放行。请管理员给另一位开账号；只有一位经理的，在 设置 → 导出放行 打开“一个人就可以导出”',
          ),
        );
      const done = await askExport(tx, asked);
      if (!done.ok) return refusalAnswer(done, null);
      await noteStep(tx, person, 'ask-export', done.value, now);
      await tellReleasers(tx, done.value, releasers, house);
      return json(view(done.value, person), done.value.version);
    },
  });

  const decide = (isReleased: boolean) =>
    deedRoute({
      path: `/exports/{exportId}/${isReleased ? 'release' : 'decline'}`,
      operationId: isReleased ? 'releaseExport' : 'declineExport',
      summary: isReleased
        ? 'Another than who asked lets it out, once and for some minutes.'
        : 'It is not let out, or not any more while nobody has fetched it; who asked may take it back so, too.',
      params: one,
      body: nothing,
      answer: anything,
      async perform(tx, { params, principal, expectedVersion: before }) {
        const person = personOf(principal);
        const seen = await tx.exports.get(params.exportId);
        if (!seen) return declined(noSuchExport);
        if (!seesExport(person, seen))
          return refusalAnswer(
            refused('exports/not-yours', '放不放行由经理或管理员来定，谁申请的谁可以撤回'),
            null,
          );
        const now = clock.now();
        const step = { id: seen.id, before, by: actorIdOf(person), at: now };
        const minutes = ports.shown.retention.exportReleaseMinutes;
        const done = await decideExport(tx, step, { isReleased, name: person.name, minutes });
        if (!done.ok) return refusalAnswer(done, { view: view(seen, person), version: seen.version });
        await noteStep(tx, person, isReleased ? 'release-export' : 'decline-export', done.value, now);
        await tellAsker(tx, done.value, house);
        return json(view(done.value, person), done.value.version);
      },
    });

  const exporters = deedRoute({
    path: '/settings/exports',
    operationId: 'writeExporters',
    summary:
      "How many people stand for a file with many people's data: two, or one where the company has only one.",
    params: nothing,
    body: writtenApproval,
    answer: anything,
    async perform(tx, { body, principal, expectedVersion }) {
      const person = personOf(principal);
      const row = { kind: RULE_KINDS.rule, key: 'exports', value: body, effective: today() };
      const kept = await keep(tx, principal, expectedVersion, row, [], { people: body.people });
      if (kept.kind === 'json' && body.people === 1) {
        const who = { askedBy: actorIdOf(person), communityIds: [] };
        await tellOfOneAlone(tx, person, await releasersOf(tx, who, mayRelease), house);
      }
      return kept;
    },
  });

  return [list, ask, decide(true), decide(false), exporters];
}

type Asked = { params: Readonly<Record<string, string>>; query: Readonly<Record<string, string>> };

/** Looked over as the route will look it over when it is fetched, so that nobody releases what cannot be made. */
function whyUnfit({ operationId, ...route }: Route, { params, query }: Asked, now: number) {
  if (!route.params.safeParse(params).success || !(route.query?.safeParse(query).success ?? true))
    return problem(422, 'exports/not-fit', '要导出的内容没有写对，请从页面上的按钮申请');
  if (route.mostDays !== undefined && spanOf(query, now, route.mostDays) === null)
    return problem(422, 'exports/bad-days', `日期要从前到后，一次最多 ${route.mostDays} 天，请改一改再申请`);
  if (!namesPeople(operationId, { params, query }, now))
    return problem(422, 'exports/no-need', '这一份里没有很多人的资料，直接下载就可以');
  return null;
}

/** Where no days are named it is today, also when it is fetched tomorrow. */
function withDays(
  { mostDays }: Route,
  query: Readonly<Record<string, string>>,
  today: string,
): Record<string, string> {
  if (mostDays === undefined) return { ...query };
  return { ...query, from: query.from ?? query.to ?? today, to: query.to ?? query.from ?? today };
}

/** Whose data will be in it. */
function communitiesMeant(
  operation: string,
  community: string | undefined,
  person: Account,
  { communities }: DeskPorts['house'],
): Outcome<string[]> {
  const all = communities.map((each) => each.id);
  const own = all.filter((each) => worksFor(person, each));
  // Colleagues belong to no one community.
  if (operation === 'getImportTemplate')
    return own.length === all.length
      ? accepted(all)
      : refused('exports/not-everywhere', '人员和排班是所有小区共用的，请让管所有小区的管理员来申请');
  const meant = community === undefined ? own : own.filter((each) => each === community);
  return meant.length > 0 ? accepted(meant) : refused('exports/community-not-found', '没有这个小区');
}
