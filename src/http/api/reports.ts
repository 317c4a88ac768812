// Reports over the API: every number with its definition, as JSON, as CSV and as a workbook.
import { z } from 'zod';
import { tellReports } from '../../desk/reports.ts';
import { measureNames, measures } from '../../reports/measures.ts';
import type { Report } from '../../reports/report.ts';
import type { Period } from '../../reports/reported.ts';
import { problem } from '../problem.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { CSV } from './csv.ts';
import { communitiesOf, day, spanOf } from './days.ts';
import { word } from './inputs.ts';
import type { ApiPorts } from './ports.ts';
import type { Principal } from './principal.ts';
import { XLSX } from './register-files.ts';
import { sayGroup, toCsv, toReportWorkbook } from './report-files.ts';
import { type Route, readRoute } from './route.ts';
import { reportView } from './schemas.ts';

/** A year and what it is compared with; the numbers of one report are all kept until it is told. */
const MOST_DAYS = 400;

const nothing = z.strictObject({});
const span = z.strictObject({ community: word.optional(), from: day.optional(), to: day.optional() });
const one = z.strictObject({ reportName: z.enum([...measureNames, 'all', 'sums']) });

const answer = z.strictObject({ from: z.string(), to: z.string(), items: z.array(reportView) });

export type Asked = { query: z.output<typeof span>; principal: Principal };

const list = readRoute({
  path: '/reports',
  operationId: 'listReports',
  summary: 'All reports of some days, this one unless days are named; every number with its definition.',
  params: nothing,
  query: span,
  answer,
  problems: [404],
  handle: (asked, ports) => told(measureNames, asked, ports, shown),
});

const get = readRoute({
  path: '/reports/{reportName}',
  operationId: 'getReport',
  summary: 'One report of some days.',
  params: one,
  query: span,
  answer,
  problems: [404],
  handle: (asked, ports) => told(namesOf(asked.params), asked, ports, shown),
});

const csv = readRoute({
  path: '/reports/{reportName}/csv',
  operationId: 'exportReportCsv',
  summary: 'One report, `all`, or `sums` (all without the names of colleagues), as CSV.',
  params: one,
  query: span,
  answer: { files: [CSV] },
  problems: [404],
  mostDays: MOST_DAYS,
  handle: (asked, ports) =>
    told(namesOf(asked.params), asked, ports, async (reports, days) => ({
      kind: 'file',
      bytes: toCsv(reports, ports.house),
      contentType: CSV,
      fileName: `report-${asked.params.reportName}-${days.from}.csv`,
    })),
});

const workbook = readRoute({
  path: '/reports/{reportName}/workbook',
  operationId: 'exportReport',
  summary: 'One report, `all`, or `sums` (all without the names of colleagues), as an Excel workbook.',
  params: one,
  query: span,
  answer: { files: [XLSX] },
  problems: [404],
  mostDays: MOST_DAYS,
  handle: (asked, ports) =>
    told(namesOf(asked.params), asked, ports, async (reports, days) => ({
      kind: 'file',
      bytes: await toReportWorkbook(reports, ports.house),
      contentType: XLSX,
      fileName: `report-${asked.params.reportName}-${days.from}.xlsx`,
    })),
});

export const reportRoutes: readonly Route[] = [list, get, csv, workbook];

/** `sums`: all that tell of no colleague by name. */
function namesOf({ reportName }: { reportName: string }): readonly string[] {
  if (reportName === 'sums') return measures.filter(({ by }) => by !== 'staff').map(({ name }) => name);
  return reportName === 'all' ? measureNames : [reportName];
}

export type Days = { from: string; to: string };

export async function told(
  names: readonly string[],
  { query, principal }: Asked,
  ports: ApiPorts,
  give: (reports: readonly Report[], days: Days, ports: ApiPorts) => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  const meant = meantBy({ query, principal }, ports);
  if ('kind' in meant) return meant;
  const { days, ...asked } = meant;
  return give(await tellReports(ports.store, { ...asked, names }, ports.house), days, ports);
}

/** The days and communities somebody asks about, and may. */
export function meantBy(
  { query, principal }: Asked,
  { clock, house }: ApiPorts,
): { days: Days; communityIds: string[]; period: Period } | ReturnType<typeof declined> {
  const now = clock.now();
  const within = spanOf(query, now, MOST_DAYS);
  if (within === null)
    return declined(
      problem(400, 'reports/bad-days', `from and to are days in this order, at most ${MOST_DAYS} of them.`),
    );
  const mine = communitiesOf(principal, query.community, house);
  const communityIds = house.communities
    .map((each) => each.id)
    .filter((each) => mine === null || mine.includes(each));
  if (query.community !== undefined && communityIds.length === 0)
    return declined(problem(404, 'reports/community-not-found', '没有这个小区'));
  const { from, to, ...period } = within;
  return { days: { from, to }, communityIds, period: { ...period, now } };
}

async function shown(reports: readonly Report[], days: Days, { house }: ApiPorts): Promise<ApiAnswer> {
  const items = reports.map((report) => ({
    ...report,
    groups: report.groups.map(({ key, value }) => ({ key, title: sayGroup(report.by, key, house), value })),
  }));
  return json({ ...days, items });
}
