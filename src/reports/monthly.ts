// The draft of the monthly report: chapters of sentences and tables, made of the numbers of the month, of the one before, and of the
// tickets behind them. Pure.
import { wallDate } from '../clocks/service-calendar.ts';
import { sayIncidentStatus } from '../tickets/incident-course.ts';
import { sayStatus } from '../tickets/states.ts';
import type { Cases, PutRight } from './cases.ts';
import {
  type Chapter,
  countOf,
  ENOUGH,
  FOR_A_PERSON,
  type Numbers,
  numbersOf,
  rateSentence,
  type Say,
  share,
  sizeOf,
  tableOf,
} from './draft.ts';
import { HOUR_MS } from './measure.ts';
import type { Report } from './report.ts';

const TOP = 10;
/** From here on a rate is worth a proposal. */
const ON_TIME_GOAL = 0.9;
const SATISFIED_GOAL = 0.9;
const REPEAT_LIMIT = 0.15;
const GROWN_BY = 1.5;
/** Mended so often in a month, a device is no longer mended but put right. */
const MENDED_AGAIN = 3;

export type MonthlyNumbers = {
  now: readonly Report[];
  before: readonly Report[];
  /** The three months before this one together. */
  earlier: readonly Report[];
  /** How many homes there are to complain from. */
  homes: number;
  cases: Cases;
};

export function draftMonthly({ now, before, earlier, homes, cases }: MonthlyNumbers, say: Say): Chapter[] {
  const month = numbersOf(now);
  const last = numbersOf(before);
  const table = (name: string, most = TOP) => tableOf(month, name, say, most);
  const proposals = proposalsFrom(month, last, say);
  return [
    {
      title: '一、受理量与趋势',
      sentences: [
        `本月登记工单 ${countOf(month, 'volume')} 件，上月 ${countOf(last, 'volume')} 件，其中投诉 ${countOf(month, 'complaints')} 件，上月 ${countOf(last, 'complaints')} 件。`,
        ...perHundred(countOf(month, 'complaints'), homes),
      ],
      tables: [
        ...table('volume'),
        ...complaintsPerHundred(month, homes, say),
        ...table('contacts'),
        ...table('volume-by-day', 31),
      ],
    },
    {
      title: '二、三率与各项时限',
      sentences: [
        'contacted-in-time',
        'solved',
        'satisfaction',
        'satisfied-of-asked',
        'survey-answered',
        'on-time',
        'follow-up',
        'reached',
        'on-site-grade-1',
        'bot-containment',
        'one-contact',
      ]
        .map((name) => rateSentence(month, last, name))
        .filter((sentence) => sentence !== ''),
      tables: [
        ...table('on-time', 30),
        ...table('bot-first-reply'),
        ...table('person-wait'),
        ...table('human-first-reply'),
        ...table('next-response'),
        ...table('handling-time'),
        ...table('held-time'),
        ...table('unheld-time'),
      ],
    },
    {
      title: '三、高频事项',
      sentences: [],
      tables: [
        ...beside('top-categories', month, numbersOf(earlier), say),
        ...examplesOf(month, cases, say),
        ...beside('places', month, numbersOf(earlier), say),
        ...beside('devices', month, numbersOf(earlier), say),
      ],
    },
    {
      title: '四、超时分析',
      sentences: [
        `本月超时 ${countOf(month, 'overdue')} 项，另有定级过晚 ${countOf(month, 'late-grading')} 项。`,
        rateSentence(month, last, 'told-in-time'),
        rateSentence(month, last, 'on-time-with-delay'),
      ].filter((sentence) => sentence !== ''),
      tables: [
        ...table('overdue'),
        ...table('overdue-stage'),
        ...table('overdue-cause'),
        ...table('overdue-cause-stage'),
        ...latestOf(cases, say),
        ...table('late-grading'),
      ],
    },
    {
      title: '五、不满意与整改',
      sentences: [
        `回访中回答不满意 ${countOf(month, 'dissatisfied')} 次，打过电话没有联系上 ${countOf(month, 'unreached')} 次。`,
        rateSentence(month, last, 'rectification'),
        rateSentence(month, last, 'rectification-verified'),
        rateSentence(month, last, 'rectification-again'),
        rateSentence(month, last, 'complaint-founded'),
        rateSentence(month, last, 'case-reviews'),
      ].filter((sentence) => sentence !== ''),
      tables: [...table('dissatisfied'), ...notContentOf(cases, say), ...table('complaint-levels')],
    },
    {
      title: '六、重复来单、返修与设备隐患',
      sentences: [
        rateSentence(month, last, 'repeat'),
        rateSentence(month, last, 'rework'),
        ...mendedAgain(month).map(({ key, n }) => `${say('device', key)}本月报修 ${n} 次，列为设备隐患。`),
      ].filter((sentence) => sentence !== ''),
      tables: [...table('repeat'), ...table('rework'), ...table('causes')],
    },
    {
      title: '七、人员',
      sentences: ['数字记在当时实际办理的人名下。'],
      tables: [
        ...table('resolved-by', 50),
        ...table('holding-time', 50),
        ...table('first-owner-throughout', 50),
        ...table('pause-time', 50),
        ...table('pause-after-word', 50),
        ...table('script-use', 50),
        ...table('unkind-words', 50),
        ...table('reveals', 50),
        ...table('exports', 50),
      ],
    },
    {
      title: '八、案例分析',
      sentences: [
        `本月群体事件 ${countOf(month, 'incidents')} 件，涉及 ${countOf(month, 'incident-households')} 户。`,
        '（请填写：经过、原因、改进。）',
      ],
      tables: [...incidentsOf(cases), ...table('incident-first-bulletin'), ...reviewsOf(cases, say)],
    },
    {
      title: '九、建议',
      sentences:
        proposals.length > 0 ? [FOR_A_PERSON, ...proposals] : ['各项数字没有触发建议，请结合实际补充。'],
      tables: [],
    },
    {
      title: '十、口径说明',
      sentences: now.map(({ title, definition }) => `${title}：${definition}`),
      tables: [],
    },
  ];
}

function perHundred(complaints: number, homes: number): string[] {
  if (homes === 0) return [];
  return [`按 ${homes} 户计算，本月每百户投诉 ${((complaints * 100) / homes).toFixed(2)} 件。`];
}

function complaintsPerHundred(month: Numbers, homes: number, say: Say): Chapter['tables'] {
  const groups = month.get('complaints')?.groups ?? [];
  if (homes === 0 || groups.length === 0) return [];
  const rows = groups.map(({ key, value }) => {
    const n = sizeOf(value);
    return [say('class', key), String(n), ((n * 100) / homes).toFixed(2)];
  });
  return [{ title: '投诉（按类型）', head: ['', '数量', '每百户'], rows }];
}

/** The most frequent of a kind, each beside the mean of the three months before. */
function beside(name: string, month: Numbers, earlier: Numbers, say: Say): Chapter['tables'] {
  const report = month.get(name);
  if (!report || report.groups.length === 0) return [];
  const old = new Map((earlier.get(name)?.groups ?? []).map(({ key, value }) => [key, sizeOf(value)]));
  const rows = report.groups.slice(0, TOP).map(({ key, value }) => {
    const n = sizeOf(value);
    const mean = (old.get(key) ?? 0) / 3;
    const change =
      mean === 0 ? '以前没有' : `${n >= mean ? '+' : ''}${(((n - mean) / mean) * 100).toFixed(0)}%`;
    return [say(report.by, key), String(n), mean.toFixed(1), change];
  });
  return [{ title: report.title, head: ['', '数量', '前三个月平均', '变化'], rows }];
}

function tableFrom(title: string, head: string[], rows: string[][]): Chapter['tables'] {
  return rows.length === 0 ? [] : [{ title, head, rows }];
}

const placeOf = (place: string | null, say: Say) => (place === null ? '' : say('place', place));

/** A few tickets of each of the most frequent matters, to be looked up. */
function examplesOf(month: Numbers, { examples }: Cases, say: Say): Chapter['tables'] {
  const top = (month.get('top-categories')?.groups ?? []).slice(0, TOP);
  const rows = top.flatMap(({ key }) =>
    (examples.get(key) ?? []).map(({ code, place, status }) => [
      ...[say('category', key), code, placeOf(place, say), sayStatus(status)],
    ]),
  );
  return tableFrom('高频事项举例', ['事项', '单号', '位置', '现在'], rows);
}

function latestOf({ overdue }: Cases, say: Say): Chapter['tables'] {
  const rows = overdue.map(({ code, category, clock, lateMs, stage, cause }) => [
    ...[code, say('category', category ?? ''), say('clock', clock), (lateMs / HOUR_MS).toFixed(1)],
    ...[say('stage', stage), say('cause', cause)],
  ]);
  const head = ['单号', '事项', '时限', '超时（小时）', '到期时', '原因'];
  return tableFrom('超时最久的工单', head, rows);
}

const PUT_RIGHT: Record<PutRight, string> = {
  verified: '整改已核实',
  planned: '整改中',
  open: '还没有整改计划',
  none: '没有要求整改',
};

function notContentOf({ dissatisfied }: Cases, say: Say): Chapter['tables'] {
  const rows = dissatisfied.map(({ code, kind, category, answeredAt, status, putRight }) => [
    ...[code, say('kind', kind), say('category', category ?? ''), wallDate(answeredAt)],
    ...[sayStatus(status), PUT_RIGHT[putRight]],
  ]);
  return tableFrom('不满意清单', ['单号', '类型', '事项', '回答的日子', '现在', '整改'], rows);
}

/** Which matters touched several households, the largest first. */
function incidentsOf({ incidents }: Cases): Chapter['tables'] {
  const rows = incidents
    .toSorted((a, b) => b.households - a.households)
    .map(({ title, households, openedAt, toldAt, status }) => [
      ...[title, String(households), wallDate(openedAt)],
      ...[toldAt === null ? '还没有' : ((toldAt - openedAt) / 60_000).toFixed(0), sayIncidentStatus(status)],
    ]);
  return tableFrom('群体事件清单', ['事件', '户数', '日期', '多少分钟后第一次通报', '现在'], rows);
}

const REVIEW_WHY: Record<string, string> = {
  serious: '重大投诉',
  'twice-dissatisfied': '两次不满意',
  overdue: '拖得太久',
};
const REVIEW_REACHED = {
  verified: '已核实',
  held: '已复盘，待核实',
  owned: '已指定负责人',
  open: '还没有负责人',
};

function reviewsOf({ reviews }: Cases, say: Say): Chapter['tables'] {
  const rows = reviews.map(({ code, kind, why, dueAt, reached }) => [
    ...[code, say('kind', kind), REVIEW_WHY[why] ?? why, wallDate(dueAt), REVIEW_REACHED[reached]],
  ]);
  return tableFrom('要复盘的案例', ['单号', '类型', '为什么', '期限', '到哪一步'], rows);
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
  for (const { key, n } of mendedAgain(month))
    proposals.push(
      `${say('device', key)}本月报修 ${n} 次，上月 ${countIn(last, 'devices', key)} 次，建议列为整改：查清根本原因，定负责人和完成日期，做完请别的同事核实。`,
    );
  const repeat = month.get('repeat')?.whole;
  if (repeat?.kind === 'rate' && repeat.of >= ENOUGH && (repeat.rate ?? 0) > REPEAT_LIMIT)
    proposals.push(`重复来单率为 ${share(repeat.rate)}，建议处理完成时当场请住户确认。`);
  const content = month.get('satisfaction')?.whole;
  if (content?.kind === 'rate' && content.of >= ENOUGH && (content.rate ?? 1) < SATISFIED_GOAL)
    proposals.push(`满意率为 ${share(content.rate)}，建议逐件看不满意的原因，并安排沟通训练。`);
  return proposals;
}

function mendedAgain(month: Numbers): { key: string; n: number }[] {
  const groups = month.get('devices')?.groups ?? [];
  return groups.map(({ key, value }) => ({ key, n: sizeOf(value) })).filter(({ n }) => n >= MENDED_AGAIN);
}

function countIn(numbers: Numbers, name: string, wanted: string): number {
  const group = numbers.get(name)?.groups.find(({ key }) => key === wanted);
  return group ? sizeOf(group.value) : 0;
}
