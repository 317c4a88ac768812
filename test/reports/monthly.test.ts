// The draft of a month: ten chapters of its numbers, and proposals only where the numbers ask for them.
import { describe, expect, it } from 'vitest';
import { measures } from '../../src/reports/measures.ts';
import { draftMonthly } from '../../src/reports/monthly.ts';
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

describe('the draft of a month', () => {
  it('has its ten chapters also when nothing happened, and proposes nothing then', () => {
    const chapters = draftMonthly(month(), month(), say);
    expect(chapters.map(({ title }) => title.slice(0, 2))).toEqual(
      [...'一二三四五六七八九十'].map((number) => `${number}、`),
    );
    expect(chapters[8]?.sentences).toEqual(['各项数字没有触发建议，请结合实际补充。']);
    expect(chapters[9]?.sentences).toHaveLength(measures.length);
    expect(chapters.flatMap(({ tables }) => tables)).toEqual([]);
  });

  it('sets the month beside the one before', () => {
    const now = month({ volume: { whole: count(12) }, satisfaction: { whole: rate(19, 20) } });
    const before = month({ volume: { whole: count(8) }, satisfaction: { whole: rate(1, 2) } });
    const [volume, rates] = draftMonthly(now, before, say);
    expect(volume?.sentences[0]).toContain('本月登记工单 12 件，上月 8 件');
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
    const said = draftMonthly(now, before, say)[8]?.sentences.join('\n') ?? '';
    expect(said).toContain('〈take〉的按时率为 50.0%（5/10）');
    expect(said).not.toContain('〈accept〉');
    expect(said).toContain('“〈lift〉”本月 9 件，上月 2 件');
    expect(said).not.toContain('〈leak〉');
    expect(said).toContain('重复来单率为 40.0%');
  });
});
