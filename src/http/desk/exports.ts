// What leaves the desk as a file or on paper: whether many people stand in it, and who must have released it. A route that gives out
// files stands in one of the two lists, or the test of them fails.
import { wallDate } from '../../clocks/service-calendar.ts';
import { exportersOn, RULE_KINDS } from '../../config/written-rules.ts';
import { measures } from '../../reports/measures.ts';
import type { Tx } from '../../storage/contract.ts';
import { type ApiAnswer, declined } from '../api/answer.ts';
import { spanOf } from '../api/days.ts';
import { holdsPeople, noteExport, takesOut } from '../api/note-export.ts';
import type { RawRequest, Route } from '../api/route.ts';
import { problem } from '../problem.ts';
import { personOf } from './conversation-routes.ts';
import { markFile } from './export-mark.ts';
import type { DeskPorts } from './ports.ts';

type Asked = { params: Readonly<Record<string, unknown>>; query: Readonly<Record<string, unknown>> };
type Names = (asked: Asked, now: number) => boolean;

const DAY_MS = 86_400_000;
/** So long a sheet may wait for whoever was away to print and sign it. */
const SIGNED_WITHIN_DAYS = 7;
const PAGE = 500;

const always: Names = () => true;
/** Of those that are told of each colleague by name, and of whatever is not known. */
const withStaff: Names = ({ params: { reportName } }) => !withoutNames.has(String(reportName));
const withoutNames = new Set([
  'sums',
  ...measures.filter(({ by }) => by !== 'staff').map(({ name }) => name),
]);

/** Of each, whether what is asked of it names people. */
export const exportsOfPeople: Readonly<Record<string, Names>> = {
  exportRegister: always,
  // The sheet of one day is printed and signed daily; day by day through the past it would be the register.
  printRegister: ({ query: { from, to } }, now) => {
    const [first, last] = [from ?? to, to ?? from];
    return first !== undefined && (first !== last || String(first) < oldestSheet(now));
  },
  exportHomes: always,
  // The empty forms name nobody; these two come with who is in them now.
  getImportTemplate: ({ query }) => holdsPeople(query),
  // Some numbers are told of each colleague by name.
  exportReport: withStaff,
  exportReportCsv: withStaff,
};

/** Counts, approved words, settings; and single files of one matter. */
export const exportsWithoutPeople: readonly string[] = [
  'exportRegisterSummary',
  'draftMonthlyReport',
  'exportMonthlyReport',
  'draftManualReview',
  'exportManualReview',
  'exportKnowledge',
  'exportWritten',
  'getAttachment',
];

export function namesPeople(operationId: string, asked: Asked, now: number): boolean {
  return exportsOfPeople[operationId]?.(asked, now) ?? false;
}

/** Of which day a sheet is still printed without anybody else. */
export function oldestSheet(now: number): string {
  return wallDate(now - SIGNED_WITHIN_DAYS * DAY_MS);
}

const needsRelease = declined(
  problem(403, 'exports/needs-release', '里面有很多人的资料，要另一位经理或管理员放行：请填用途申请导出'),
);

/** What a person asks for; a file with many people in it only where nobody else's word is needed, and marked with who has it. */
export async function answerPerson(route: Route, raw: RawRequest, ports: DeskPorts): Promise<ApiAnswer> {
  const { operationId } = route;
  const { store, clock } = ports;
  const asked = { params: raw.params as Asked['params'], query: raw.query as Asked['query'] };
  const now = clock.now();
  const what = { operationId, query: asked.query };
  if (!namesPeople(operationId, asked, now)) {
    const answer = await route.answerTo(raw, ports);
    if (answer.kind !== 'problem' && takesOut(operationId, asked.query))
      await store.transact((tx) => noteExport(tx, what, raw.principal, { clock }));
    return answer;
  }
  const rules = await store.read((tx) => tx.written.list(RULE_KINDS.rule));
  const isAlone = exportersOn(rules, wallDate(now)) === 1;
  const { exportRowsAlone } = ports.shown.retention;
  if (!isAlone && exportRowsAlone === 0) return needsRelease;
  const answer = await route.answerTo(raw, ports);
  if (answer.kind === 'problem' || answer.kind === 'json') return answer;
  const { rows } = answer;
  const person = personOf(raw.principal);
  const isLetOut = await store.transact(async (tx) => {
    if (!isAlone) {
      // Two at once are counted one after the other.
      await tx.people.get(person.id);
      const before = await takenAlone(tx, person.id, now);
      // What is not counted is many.
      if (rows === undefined || before + rows > exportRowsAlone) return false;
    }
    await noteExport(tx, what, raw.principal, { clock, rows });
    return true;
  });
  return isLetOut ? markFile(answer, { name: person.name, at: now, release: null }) : needsRelease;
}

/** Lines this person has taken out today without anybody else, so that many small files are not one large one. */
async function takenAlone(tx: Tx, accountId: string, now: number): Promise<number> {
  const since = spanOf({}, now, 1)?.fromAt ?? now;
  let taken = 0;
  for (let before: number | null = null; ; ) {
    const page = await tx.audit.list({ before, limit: PAGE });
    for (const entry of page) {
      if (entry.at < since) return taken;
      if (entry.accountId === accountId && entry.action === 'export') taken += Number(entry.detail.rows ?? 0);
    }
    const oldest = page.at(-1);
    if (page.length < PAGE || !oldest) return taken;
    before = oldest.seq;
  }
}
