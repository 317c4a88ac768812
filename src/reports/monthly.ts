// The draft of the monthly report: chapters of sentences and tables, made of the numbers of the month and of the one before. Pure.
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
import type { Report } from './report.ts';

const TOP = 10;
/** From here on a rate is worth a proposal. */
const ON_TIME_GOAL = 0.9;
const SATISFIED_GOAL = 0.9;
const REPEAT_LIMIT = 0.15;
const GROWN_BY = 1.5;

export type MonthlyNumbers = {
  now: readonly Report[];
  before: readonly Report[];
  /** The three months before this one together. */
  earlier: readonly Report[];
  /** How many homes there are to complain from. */
  homes: number;
};

export function draftMonthly({ now, before, earlier, homes }: MonthlyNumbers, say: Say): Chapter[] {
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
      tables: [...table('volume'), ...table('contacts'), ...table('volume-by-day', 31)],
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
        ...table('on-time'),
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
      tables: [...mattersBeside(month, numbersOf(earlier), say), ...table('places')],
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
        ...table('late-grading'),
      ],
    },
    {
      title: '五、不满意与整改',
      sentences: [
        `回访中回答不满意 ${countOf(month, 'dissatisfied')} 次，打过电话没有联系上 ${countOf(month, 'unreached')} 次。`,
        rateSentence(month, last, 'rectification'),
        rateSentence(month, last, 'rectification-verified'),
        rateSentence(month, last, 'complaint-founded'),
        rateSentence(month, last, 'case-reviews'),
      ].filter((sentence) => sentence !== ''),
      tables: [...table('dissatisfied'), ...table('complaint-levels')],
    },
    {
      title: '六、重复来单与返修',
      sentences: [rateSentence(month, last, 'repeat'), rateSentence(month, last, 'rework')].filter(
        (sentence) => sentence !== '',
      ),
      tables: [...table('repeat'), ...table('rework'), ...table('causes')],
    },
    {
      title: '七、人员',
      sentences: ['数字记在当时实际办理的人名下。'],
      tables: [
        ...table('resolved-by', 50),
        ...table('holding-time', 50),
        ...table('first-owner-throughout', 50),
      ],
    },
    {
      title: '八、案例分析',
      sentences: [
        `本月群体事件 ${countOf(month, 'incidents')} 件，涉及 ${countOf(month, 'incident-households')} 户。`,
        '（请填写：经过、原因、改进。）',
      ],
      tables: table('incident-first-bulletin'),
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

/** The most frequent matters, each beside the mean of the three months before. */
function mattersBeside(month: Numbers, earlier: Numbers, say: Say): Chapter['tables'] {
  const report = month.get('top-categories');
  if (!report || report.groups.length === 0) return [];
  const old = new Map(
    (earlier.get('top-categories')?.groups ?? []).map(({ key, value }) => [key, sizeOf(value)]),
  );
  const rows = report.groups.slice(0, TOP).map(({ key, value }) => {
    const n = sizeOf(value);
    const mean = (old.get(key) ?? 0) / 3;
    const change =
      mean === 0 ? '以前没有' : `${n >= mean ? '+' : ''}${(((n - mean) / mean) * 100).toFixed(0)}%`;
    return [say('category', key), String(n), mean.toFixed(1), change];
  });
  return [{ title: report.title, head: ['', '数量', '前三个月平均', '变化'], rows }];
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
