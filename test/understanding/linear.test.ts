// No words can make understanding slow: every pattern is linear, and long repetitions are read like anything else.
import { check } from 'recheck';
import { describe, expect, it } from 'vitest';
import { type GoldAct, type GoldAddress, QUESTIONS, readGold } from '../../src/cli/eval/exact-sets.ts';
import { createUnderstanding } from '../../src/understanding/understand.ts';
import { literalPatterns, literalsIn, type Pattern, usedPatterns } from './patterns.ts';
import { estate, lexicon } from './support.ts';

const understand = createUnderstanding({ lexicon, estate });
const hear = (text: string, after: keyof typeof QUESTIONS | null = null) =>
  understand({
    messages: [{ messageId: 'm1', text }],
    pending: after === null ? null : QUESTIONS[after],
    now: Date.parse('2026-11-27T10:00:00+08:00'),
  });

function everyPattern(): Pattern[] {
  const lines = [...readGold<GoldAddress>('addresses.jsonl'), ...readGold<GoldAct>('acts.jsonl')];
  const used = usedPatterns(() => {
    for (const { say } of lines) hear(say);
    for (const after of Object.keys(QUESTIONS) as (keyof typeof QUESTIONS)[])
      for (const { say } of lines.slice(0, 200)) hear(say, after);
  });
  const all = new Map([...literalPatterns(), ...used].map((one) => [`/${one.source}/${one.flags}`, one]));
  return [...all.values()];
}

/** By automata where they can judge, by attack where they can not (look-ahead at the beginning). */
async function verdict({ source, flags }: Pattern): Promise<string> {
  const judged = await check(source, flags, { checker: 'automaton', timeout: null });
  if (judged.status === 'safe') return 'safe';
  if (judged.status === 'vulnerable') return judged.complexity.summary;
  const attacked = await check(source, flags, { checker: 'fuzz', timeout: null });
  return attacked.status === 'vulnerable' ? attacked.complexity.summary : attacked.status;
}

describe('patterns', () => {
  it('are found in the source', () => {
    expect(literalsIn("const a = /x[/]y/u; // /no/\nconst b = 4 / 2 / 1; f(/z\\/+/g, '/q/');")).toEqual([
      { source: 'x[/]y', flags: 'u' },
      { source: 'z\\/+', flags: 'g' },
    ]);
  });

  it('that are slow are known', async () => {
    expect(await verdict({ source: '^(?:a|aa)+$', flags: '' })).toBe('exponential');
    expect(await verdict({ source: 'a[^b]*$', flags: '' })).toMatch(/polynomial/);
  });

  it('are all linear', { timeout: 300_000 }, async () => {
    const patterns = everyPattern();
    expect(patterns.length).toBeGreaterThan(250);
    const slow: string[] = [];
    // One by one: the judge gives up on a pattern when it is asked about all of them at once.
    for (const one of patterns) {
      const is = await verdict(one);
      if (is !== 'safe') slow.push(`${is}: /${one.source}/${one.flags}`);
    }
    expect(slow).toEqual([]);
  });
});

describe('words without end', () => {
  it.each(
    [
      '3',
      '三',
      '3栋',
      '3-',
      '1 ',
      '栋单元',
      '明天',
      '周一到',
      '半',
      '每天晚上',
      '点',
      '不对，',
      '对',
      '没有',
      '嗯嗯好的',
      '转人工',
      '多久',
      '[强]',
      '👌',
      '粤B',
      '车位1',
      '2号',
      '十几户',
      '保安王',
      '不是3栋是',
      '还',
      ' ',
      ',，。',
      '(',
      '\u200b',
      '棟',
    ].map((pump) => [pump]),
  )('%s, four thousand letters long, are read to the end', (pump) => {
    const text = pump.repeat(Math.ceil(4_000 / pump.length));
    for (const after of [null, 'address', 'confirm', 'phone'] as const)
      expect(Array.isArray(hear(text, after).commands)).toBe(true);
  });
});
