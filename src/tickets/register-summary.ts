// What a day or a month of the register comes to: each line counted once in every part, each part with what it means. Pure.
import { wallDate } from '../clocks/service-calendar.ts';
import type { RegisterLine } from './register.ts';
import { complaintLevels } from './ticket.ts';

export type SummaryPart = {
  name: 'way' | 'kind' | 'grade' | 'level' | 'entry' | 'form' | 'recording' | 'day';
  title: string;
  definition: string;
  counts: { key: string; n: number }[];
};
export type RegisterSummary = { lines: number; parts: SummaryPart[] };

/** Of lines nothing was opened for. */
export const NO_TICKET = '';

type Told = Omit<SummaryPart, 'counts'> & {
  /** Null = the line is no matter of this part. */
  of(line: RegisterLine): string | null;
  order: 'most-first' | 'by-key';
};

const parts: readonly Told[] = [
  {
    name: 'way',
    title: '按渠道',
    definition: '每条登记算一次，按客户怎么找到我们计数。',
    of: ({ entry }) => entry.way,
    order: 'most-first',
  },
  {
    name: 'kind',
    title: '按来意',
    definition: '每条登记算一次，按它开的第一张单的类型计数；没有开单的单独列出。',
    of: ({ tickets }) => tickets[0]?.kind ?? NO_TICKET,
    order: 'most-first',
  },
  {
    name: 'grade',
    title: '按紧急等级',
    definition: '每条登记算一次，开了几张单的按最急的一张计数；没有开单的单独列出。',
    of: ({ tickets }) =>
      tickets.length === 0 ? NO_TICKET : String(Math.min(...tickets.map(({ grade }) => grade))),
    order: 'by-key',
  },
  {
    name: 'level',
    title: '投诉级别',
    definition: '只算开了投诉单的登记，按最重的一级计数；还没有定级的单独列出。',
    of: ({ tickets }) => {
      const complaints = tickets.filter(({ kind }) => kind === 'complaint');
      if (complaints.length === 0) return null;
      return complaintLevels.findLast((level) => complaints.some((each) => each.level === level)) ?? '';
    },
    order: 'by-key',
  },
  {
    name: 'entry',
    title: '登记情况',
    definition: '接待当天由员工登记或确认的是当日登记，过后才登记的是补录，还没有人确认的是待登记。',
    of: ({ entry }) => (entry.enteredAt === null ? 'open' : entry.late ? 'late' : 'same-day'),
    order: 'most-first',
  },
  {
    name: 'form',
    title: '必填项',
    definition: '登记表上带 ★ 的项目（地点、来意类别、诉求原文）是否都有了；已经写上的和单子里带出来的都算。',
    of: ({ missing }) => (missing.length === 0 ? 'complete' : 'incomplete'),
    order: 'by-key',
  },
  {
    name: 'recording',
    title: '通话录音',
    definition: '只算有录音的电话；员工确认已经告诉住户的和还没有确认的分开。',
    of: ({ entry: { facts } }) => {
      if (facts.callRecorded !== true) return null;
      return facts.recordingTold === null ? 'untold' : 'told';
    },
    order: 'by-key',
  },
  {
    name: 'day',
    title: '每天',
    definition: '每条登记算一次，按接待那一天（北京时间）计数。',
    of: ({ entry }) => wallDate(entry.at),
    order: 'by-key',
  },
];

export function summariseRegister(lines: readonly RegisterLine[]): RegisterSummary {
  return {
    lines: lines.length,
    parts: parts.map(({ of, order, ...told }) => ({ ...told, counts: countsOf(lines, of, order) })),
  };
}

function countsOf(
  lines: readonly RegisterLine[],
  of: Told['of'],
  order: Told['order'],
): SummaryPart['counts'] {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const key = of(line);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const byKey = (a: string, b: string) => (a < b ? -1 : 1);
  return [...counts]
    .map(([key, n]) => ({ key, n }))
    .sort((a, b) => (order === 'by-key' ? byKey(a.key, b.key) : b.n - a.n || byKey(a.key, b.key)));
}
