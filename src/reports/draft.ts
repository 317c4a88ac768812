// What drafts of reports are made of: chapters of sentences and tables, set beside the time before. Pure.
import type { GroupedBy } from './measure.ts';
import type { Report } from './report.ts';
import type { Value } from './tally.ts';

export type Chapter = {
  title: string;
  sentences: string[];
  tables: { title: string; head: string[]; rows: string[][] }[];
};

export type Say = (by: GroupedBy, key: string) => string;
export type Numbers = ReadonlyMap<string, Report>;

/** Of a handful nothing follows. */
export const ENOUGH = 5;
/** Whoever signs the report decides; a machine only points at numbers. */
export const FOR_A_PERSON = '以下由系统按数字列出，是供参考的草稿，请负责人核对、取舍后再定稿。';

export const numbersOf = (reports: readonly Report[]): Numbers =>
  new Map(reports.map((report) => [report.name, report]));

export function rateSentence(month: Numbers, last: Numbers, name: string): string {
  const report = month.get(name);
  const before = last.get(name)?.whole;
  if (report?.whole.kind !== 'rate') return '';
  const { rate, hits, of } = report.whole;
  const then = before?.kind === 'rate' && before.rate !== null ? `，上月 ${share(before.rate)}` : '';
  return rate === null
    ? `${report.title}：本月没有可以计算的工单。`
    : `${report.title} ${share(rate)}（${hits}/${of}）${then}。`;
}

export function tableOf(month: Numbers, name: string, say: Say, most: number): Chapter['tables'] {
  const report = month.get(name);
  if (!report || report.groups.length === 0) return [];
  const shown =
    report.by === 'day' ? report.groups.toSorted((a, b) => (a.key < b.key ? -1 : 1)) : report.groups;
  const lines = shown.slice(0, most).map(({ key, value }) => [say(report.by, key), ...cellsOf(value)]);
  // Medians of groups say nothing of the median of all.
  const isSpread = report.kind === 'duration' && report.groups.length > 1;
  const rows = isSpread ? [['合计', ...cellsOf(report.whole)], ...lines] : lines;
  return [{ title: report.title, head: ['', ...HEADS[report.kind]], rows }];
}

const HEADS = {
  count: ['数量'],
  rate: ['比率', '分子/分母'],
  duration: ['样本数', '中位数（分钟）', 'P90（分钟）', '服务时间中位数（分钟）', '服务时间P90（分钟）'],
};

function cellsOf(value: Value): string[] {
  if (value.kind === 'count') return [String(value.n)];
  if (value.kind === 'rate') return [share(value.rate), `${value.hits}/${value.of}`];
  const { wall, service } = value;
  return [String(value.n), ...[wall?.median, wall?.p90, service?.median, service?.p90].map(minutes)];
}

export function countOf(numbers: Numbers, name: string): number {
  const whole = numbers.get(name)?.whole;
  return whole ? sizeOf(whole) : 0;
}

export function sizeOf(value: Value): number {
  return value.kind === 'rate' ? value.of : value.n;
}

export function share(rate: number | null): string {
  return rate === null ? '暂无' : `${(rate * 100).toFixed(1)}%`;
}

function minutes(seconds: number | undefined): string {
  return seconds === undefined ? '暂无' : (seconds / 60).toFixed(1);
}
