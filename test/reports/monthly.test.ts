// The draft of a month: ten chapters of its numbers, and proposals only where the numbers ask for them.
import { describe, expect, it } from 'vitest';
import type { Cases } from '../../src/reports/cases.ts';
import { draftManualReview, type Gap, MEASURES_OF_REVIEW } from '../../src/reports/manual-review.ts';
import { measures } from '../../src/reports/measures.ts';
import { draftMonthly, type MonthlyNumbers } from '../../src/reports/monthly.ts';
import type { Report } from '../../src/reports/report.ts';
import type { Value } from '../../src/reports/tally.ts';

const nothing = {
  count: { kind: 'count', n: 0 },
  rate: { kind: 'rate', hits: 0, of: 0, rate: null },
} as const;

/** All measures, empty but for what is given. */
function month(given: Record<string, { whole: Value; groups?: Report['groups'] }> = {}): Report[] {
  return measures.map(({ name, title, definition, kind, by }) => ({
    ...{ name, title, definition, kind, by },
    whole: kind === 'duration' ? { kind, n: 0, wall: null, service: null } : nothing[kind],
    groups: [],
    ...given[name],
  }));
}
const say = (_by: string, key: string) => `〈${key}〉`;
const rate = (hits: number, of: number): Value => ({ kind: 'rate', hits, of, rate: hits / of });
const count = (n: number): Value => ({ kind: 'count', n });

const noCases: Cases = { examples: new Map(), overdue: [], dissatisfied: [], incidents: [], reviews: [] };
const draft = (numbers: Omit<MonthlyNumbers, 'cases'> & { cases?: Cases }) =>
  draftMonthly({ cases: noCases, ...numbers }, say);

describe('the draft of a month', () => {
  it('has its ten chapters also when nothing happened, and proposes nothing then', () => {
    const chapters = draft({ now: month(), before: month(), earlier: [], homes: 0 });
    expect(chapters.map(({ title }) => title.slice(0, 2))).toEqual(
      [...'一二三四五六七八九十'].map((number) => `${number}、`),
    );
    expect(chapters[8]?.sentences).toEqual(['各项数字没有触发建议，请结合实际补充。']);
    expect(chapters[9]?.sentences).toHaveLength(measures.length);
    expect(chapters.flatMap(({ tables }) => tables)).toEqual([]);
  });

  it('sets the month beside the one before', () => {
    const now = month({
      volume: { whole: count(12) },
      complaints: { whole: count(6) },
      satisfaction: { whole: rate(19, 20) },
    });
    const before = month({ volume: { whole: count(8) }, satisfaction: { whole: rate(1, 2) } });
    const [volume, rates] = draft({ now, before, earlier: [], homes: 400 });
    expect(volume?.sentences[0]).toContain('本月登记工单 12 件，上月 8 件');
    expect(volume?.sentences[1]).toBe('按 400 户计算，本月每百户投诉 1.50 件。');
    expect(rates?.sentences).toContain('满意率 95.0%（19/20），上月 50.0%。');
  });

  it('proposes where a clock is missed, a matter grows, and people come again', () => {
    const now = month({
      'on-time': {
        whole: rate(7, 12),
        groups: [
          { key: 'take', value: rate(5, 10) },
          { key: 'accept', value: rate(2, 2) },
        ],
      },
      'top-categories': {
        whole: count(15),
        groups: [
          { key: 'lift', value: count(9) },
          { key: 'leak', value: count(6) },
        ],
      },
      repeat: { whole: rate(4, 10) },
    });
    const before = month({
      'top-categories': {
        whole: count(8),
        groups: [
          { key: 'leak', value: count(6) },
          { key: 'lift', value: count(2) },
        ],
      },
    });
    const said = draft({ now, before, earlier: before, homes: 0 })[8]?.sentences.join('\n') ?? '';
    expect(said).toContain('〈take〉的按时率为 50.0%（5/10）');
    expect(said).not.toContain('〈accept〉');
    expect(said).toContain('“〈lift〉”本月 9 件，上月 2 件');
    expect(said).not.toContain('〈leak〉');
    expect(said).toContain('重复来单率为 40.0%');
    // Nobody may take what a machine proposes for a decision.
    expect(said.split('\n')[0]).toContain('供参考的草稿，请负责人核对');
  });

  it('proposes to put right a device that is mended again and again, beside how often it was the month before', () => {
    const devices = (of: Record<string, number>) => ({
      devices: { whole: count(0), groups: Object.entries(of).map(([key, n]) => ({ key, value: count(n) })) },
    });
    const now = month(devices({ '3栋2单元2号梯': 4, 北门道闸: 2 }));
    const before = month(devices({ '3栋2单元2号梯': 1 }));
    const chapters = draft({ now, before, earlier: before, homes: 0 });
    expect(chapters[5]?.sentences).toContain('〈3栋2单元2号梯〉本月报修 4 次，列为设备隐患。');
    expect(chapters[8]?.sentences[1]).toMatch(/^〈3栋2单元2号梯〉本月报修 4 次，上月 1 次，建议列为整改：/);
    expect(chapters[8]?.sentences).toHaveLength(2);
    expect(chapters[2]?.tables.find(({ title }) => title === '高频设备')?.rows).toEqual([
      ['〈3栋2单元2号梯〉', '4', '0.3', '+1100%'],
      ['〈北门道闸〉', '2', '0.0', '以前没有'],
    ]);
  });

  it('sets the most frequent matters beside the mean of the three months before', () => {
    const groups = (of: Record<string, number>) => ({
      'top-categories': {
        whole: count(0),
        groups: Object.entries(of).map(([key, n]) => ({ key, value: count(n) })),
      },
    });
    const now = month(groups({ lift: 9, leak: 4, light: 1 }));
    const earlier = month(groups({ lift: 18, leak: 24 }));
    const [matters] = draft({ now, before: month(), earlier, homes: 0 })[2]?.tables ?? [];
    expect(matters?.rows).toEqual([
      ['〈lift〉', '9', '6.0', '+50%'],
      ['〈leak〉', '4', '8.0', '-50%'],
      ['〈light〉', '1', '0.0', '以前没有'],
    ]);
  });

  it('says how long for all together before it says how long for each', () => {
    const spread = (median: number) => ({ mean: median, median, p90: median });
    const time = (n: number, median: number): Value => ({
      ...({ kind: 'duration', n, wall: spread(median), service: spread(median) } as const),
    });
    const groups = [
      { key: 'xu', value: time(2, 600) },
      { key: 'li', value: time(1, 60) },
    ];
    const now = month({ 'human-first-reply': { whole: time(3, 120), groups } });
    const tables = draft({ now, before: month(), earlier: [], homes: 0 })[1]?.tables ?? [];
    expect(
      tables.find(({ title }) => title === '人工首次回复用时')?.rows.map((row) => row.slice(0, 3)),
    ).toEqual([
      ['合计', '3', '2.0'],
      ['〈xu〉', '2', '10.0'],
      ['〈li〉', '1', '1.0'],
    ]);
  });

  it('says complaints by class for a hundred homes', () => {
    const groups = [
      { key: 'attitude', value: count(3) },
      { key: 'fee', value: count(1) },
    ];
    const now = month({ volume: { whole: count(9) }, complaints: { whole: count(4), groups } });
    const [volume] = draft({ now, before: month(), earlier: [], homes: 400 });
    const [table] = volume?.tables.filter(({ title }) => title === '投诉（按类型）') ?? [];
    expect(table?.rows).toEqual([
      ['〈attitude〉', '3', '0.75'],
      ['〈fee〉', '1', '0.25'],
    ]);
  });

  it('names the tickets behind its numbers: examples, the latest, every one that was not good enough, what is looked back at', () => {
    const one = { kind: 'repair', category: 'lift', place: '3', status: 'closed' } as const;
    const cases: Cases = {
      examples: new Map([['lift', [{ ...one, code: '261101-001' }]]]),
      overdue: [
        {
          ...{ ...one, code: '261101-002', clock: 'resolve', lateMs: 5_400_000 },
          ...{ stage: 'new', cause: 'delay:parts' },
        },
      ],
      dissatisfied: [{ ...one, code: '261101-003', answeredAt: 0, cycle: 1, putRight: 'planned' }],
      incidents: [
        { title: '7栋电梯', households: 3, openedAt: 0, toldAt: null, status: 'confirmed' },
        { title: '6栋停水', households: 40, openedAt: 0, toldAt: 600_000, status: 'reviewed' },
      ],
      reviews: [
        { ...one, code: '261101-004', why: 'serious', dueAt: 0, reached: 'held' },
        { ...one, code: '261101-005', why: 'overdue', dueAt: 0, reached: 'open' },
      ],
    };
    const groups = [{ key: 'lift', value: count(1) }];
    const now = month({ 'top-categories': { whole: count(1), groups } });
    const chapters = draft({ now, before: month(), earlier: [], homes: 0, cases });
    const rowsOf = (title: string) =>
      chapters.flatMap(({ tables }) => tables).find((table) => table.title === title)?.rows;
    expect(rowsOf('高频事项举例')).toEqual([['〈lift〉', '261101-001', '〈3〉', '已办结']]);
    expect(rowsOf('超时最久的工单')).toEqual([
      ['261101-002', '〈lift〉', '〈resolve〉', '1.5', '〈new〉', '〈delay:parts〉'],
    ]);
    expect(rowsOf('不满意清单')).toEqual([
      ['261101-003', '〈repair〉', '〈lift〉', '1970-01-01', '已办结', '整改中'],
    ]);
    expect(rowsOf('群体事件清单')).toEqual([
      ['6栋停水', '40', '1970-01-01', '10', '已复盘'],
      ['7栋电梯', '3', '1970-01-01', '还没有', expect.any(String)],
    ]);
    expect(rowsOf('要复盘的案例')).toEqual([
      ['261101-004', '〈repair〉', '重大投诉', '1970-01-01', '已复盘，待核实'],
      ['261101-005', '〈repair〉', '拖得太久', '1970-01-01', '还没有负责人'],
    ]);
  });

  it('says at which step time was lost, and why', () => {
    const now = month({
      overdue: { whole: count(3) },
      'overdue-stage': { whole: count(3), groups: [{ key: 'new', value: count(3) }] },
      'overdue-cause': { whole: count(2), groups: [{ key: 'delay:parts', value: count(2) }] },
    });
    const [, , , overdue] = draft({ now, before: month(), earlier: [], homes: 0 });
    expect(overdue?.tables.map(({ title, rows }) => [title, rows])).toEqual([
      ['超时发生在哪一步', [['〈new〉', '3']]],
      ['处理超时的原因', [['〈delay:parts〉', '2']]],
    ]);
  });
});

describe('the review of the manual', () => {
  const review = (gaps: Gap[], now = month(), before = month()) =>
    draftManualReview({ now, before, gaps }, say);
  const gap = (question: string, answerKey: string | null = null): Gap => ({ question, answerKey });

  it('lists what was asked in vain, the most frequent first, apart from what did not help', () => {
    const chapters = review([
      ...[gap('泳池几点开'), gap(' 泳池几点开 '), gap('能养鸡吗'), gap('停车费', 'answer.parking')],
    ]);
    expect(chapters[0]?.sentences).toEqual(['本季度有 3 次提问没有找到已批准的答案。']);
    expect(chapters[0]?.tables[0]?.rows).toEqual([
      ['泳池几点开', '2'],
      ['能养鸡吗', '1'],
    ]);
    expect(chapters[1]?.tables[0]?.rows).toEqual([['answer.parking', '1']]);
    const proposals = chapters[4]?.sentences.join('\n') ?? '';
    expect(proposals).toContain('“泳池几点开”有 2 人问过');
    expect(proposals).not.toContain('能养鸡吗');
    expect(proposals).toMatch(/^.*供参考的草稿/);
  });

  it('proposes to look at wordings after which many wanted a person', () => {
    const groups = [
      { key: 'repair.where', value: count(6) },
      { key: 'fee.which', value: count(2) },
    ];
    const now = month({ 'called-a-person': { whole: count(8), groups } });
    const before = month({ 'called-a-person': { whole: count(3) } });
    const chapters = review([], now, before);
    expect(chapters[2]?.sentences[0]).toBe('机器人转人工 8 次，上季度 3 次。');
    expect(chapters[4]?.sentences.slice(1)).toEqual([
      '在“〈repair.where〉”之后转人工 6 次，建议核对这一步的问法和话术。',
    ]);
  });

  it('proposes nothing where nothing asks for it, and explains each of its numbers', () => {
    const chapters = review([]);
    expect(chapters[4]?.sentences).toEqual(['各项数字没有触发建议，请结合案例、法规变化补充。']);
    expect(chapters[6]?.sentences).toHaveLength(MEASURES_OF_REVIEW.length);
  });
});
