// The draft of the monthly report: chapters of sentences and tables, made of the numbers of the month and of the one before. Pure.
import type { GroupedBy } from './measures.ts';
import type { Report } from './report.ts';
import type { Value } from './tally.ts';

export type Chapter = {
  title: string;
  sentences: string[];
  tables: { title: string; head: string[]; rows: string[][] }[];
};

type Say = (by: GroupedBy, key: string) => string;
type Numbers = ReadonlyMap<string, Report>;

const TOP = 10;
/** From here on a rate is worth a proposal. */
const ON_TIME_GOAL = 0.9;
const SATISFIED_GOAL = 0.9;
const REPEAT_LIMIT = 0.15;
/** Of a handful nothing follows. */
const ENOUGH = 5;
const GROWN_BY = 1.5;

export function draftMonthly(now: readonly Report[], before: readonly Report[], say: Say): Chapter[] {
  const month = new Map(now.map((report) => [report.name, report]));
  const last = new Map(before.map((report) => [report.name, report]));
  const table = (name: string, most = TOP) => tableOf(month, name, say, most);
  const proposals = proposalsFrom(month, last, say);
  return [
    {
      title: '一、受理量与趋势',
      sentences: [
        `本月登记工单 ${countOf(month, 'volume')} 件，上月 ${countOf(last, 'volume')} 件，其中投诉 ${countOf(month, 'complaints')} 件，上月 ${countOf(last, 'complaints')} 件。`,
      ],
      tables: [...table('volume'), ...table('volume-by-day', 31)],
    },
    {
      title: '二、三率与各项时限',
      sentences: [
        'on-time',
        'satisfaction',
        'satisfied-of-asked',
        'survey-answered',
        'follow-up',
        'on-site-grade-1',
      ]
        .map((name) => rateSentence(month, last, name))
        .filter((sentence) => sentence !== ''),
      tables: [...table('on-time'), ...table('human-first-reply'), ...table('handling-time')],
    },
    { title: '三、高频事项', sentences: [], tables: table('top-categories') },
    {
      title: '四、超时分析',
      sentences: [
        `本月超时 ${countOf(month, 'overdue')} 项，另有定级过晚 ${countOf(month, 'late-grading')} 项。`,
        rateSentence(month, last, 'told-in-time'),
        rateSentence(month, last, 'on-time-with-delay'),
      ].filter((sentence) => sentence !== ''),
      tables: [...table('overdue'), ...table('late-grading')],
    },
    {
      title: '五、不满意与整改',
      sentences: [
        `回访中回答不满意 ${countOf(month, 'dissatisfied')} 次。`,
        rateSentence(month, last, 'rectification'),
      ].filter((sentence) => sentence !== ''),
      tables: table('dissatisfied'),
    },
    {
      title: '六、重复来单与返修',
      sentences: [rateSentence(month, last, 'repeat'), rateSentence(month, last, 'rework')].filter(
        (sentence) => sentence !== '',
      ),
      tables: [...table('repeat'), ...table('rework')],
    },
    {
      title: '七、人员',
      sentences: ['数字记在当时实际办理的人名下。'],
      tables: [...table('resolved-by', 50), ...table('holding-time', 50), ...table('first-owner-closed', 50)],
    },
    { title: '八、案例分析', sentences: ['（请填写：经过、原因、改进。）'], tables: [] },
    {
      title: '九、建议',
      sentences: proposals.length > 0 ? proposals : ['各项数字没有触发建议，请结合实际补充。'],
      tables: [],
    },
    {
      title: '十、口径说明',
      sentences: now.map(({ title, definition }) => `${title}：${definition}`),
      tables: [],
    },
  ];
}

function proposalsFrom(month: Numbers, last: Numbers, say: Say): string[] {
  const proposals: string[] = [];
  for (const { key, value } of month.get('on-time')?.groups ?? [])
    if (value.kind === 'rate' && value.of >= ENOUGH && (value.rate ?? 1) < ON_TIME_GOAL)
      proposals.push(
        `${say('clock', key)}的按时率为 ${share(value.rate)}（${value.hits}/${value.of}），建议核对这一环节的排班和派单。`,
      );
  const old = new Map(
    (last.get('top-categories')?.groups ?? []).map(({ key, value }) => [key, sizeOf(value)]),
  );
  for (const { key, value } of month.get('top-categories')?.groups ?? []) {
    const n = sizeOf(value);
    if (n >= ENOUGH && n >= (old.get(key) ?? 0) * GROWN_BY)
      proposals.push(
        `“${say('category', key)}”本月 ${n} 件，上月 ${old.get(key) ?? 0} 件，建议排查设备并准备统一说法。`,
      );
  }
  const repeat = month.get('repeat')?.whole;
  if (repeat?.kind === 'rate' && repeat.of >= ENOUGH && (repeat.rate ?? 0) > REPEAT_LIMIT)
    proposals.push(`重复来单率为 ${share(repeat.rate)}，建议处理完成时当场请住户确认。`);
  const content = month.get('satisfaction')?.whole;
  if (content?.kind === 'rate' && content.of >= ENOUGH && (content.rate ?? 1) < SATISFIED_GOAL)
    proposals.push(`满意率为 ${share(content.rate)}，建议逐件看不满意的原因，并安排沟通训练。`);
  return proposals;
}

function rateSentence(month: Numbers, last: Numbers, name: string): string {
  const report = month.get(name);
  const before = last.get(name)?.whole;
  if (report?.whole.kind !== 'rate') return '';
  const { rate, hits, of } = report.whole;
  const then = before?.kind === 'rate' && before.rate !== null ? `，上月 ${share(before.rate)}` : '';
  return rate === null
    ? `${report.title}：本月没有可以计算的工单。`
    : `${report.title} ${share(rate)}（${hits}/${of}）${then}。`;
}

function tableOf(month: Numbers, name: string, say: Say, most: number): Chapter['tables'] {
  const report = month.get(name);
  if (!report || report.groups.length === 0) return [];
  const shown =
    report.by === 'day' ? report.groups.toSorted((a, b) => (a.key < b.key ? -1 : 1)) : report.groups;
  const rows = shown.slice(0, most).map(({ key, value }) => [say(report.by, key), ...cellsOf(value)]);
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

function countOf(numbers: Numbers, name: string): number {
  const whole = numbers.get(name)?.whole;
  return whole ? sizeOf(whole) : 0;
}

function sizeOf(value: Value): number {
  return value.kind === 'rate' ? value.of : value.n;
}

function share(rate: number | null): string {
  return rate === null ? '暂无' : `${(rate * 100).toFixed(1)}%`;
}

function minutes(seconds: number | undefined): string {
  return seconds === undefined ? '暂无' : (seconds / 60).toFixed(1);
}
