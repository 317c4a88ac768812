// How well places, times and acts are read in the project's own gold sets. The bars are issue 4's.
import { describe, expect, it } from 'vitest';
import type { Address, TimeSaid } from '../../src/understanding/commands.ts';
import { createUnderstanding } from '../../src/understanding/understand.ts';
import { type GoldAct, type GoldAddress, type GoldTime, QUESTIONS, readGold, score } from './gold/read.ts';
import { acts, lexicon } from './support.ts';

const understand = createUnderstanding({ lexicon, estate: null });
const now = Date.parse('2026-11-27T10:00:00+08:00');
const hear = (text: string, after?: keyof typeof QUESTIONS) =>
  understand({
    messages: [{ messageId: 'm1', text }],
    pending: after === undefined ? null : QUESTIONS[after],
    now,
  });

function short({ building, unit, floor, room }: Address): string {
  return [building, unit, floor, room].map((part) => part ?? '*').join('/');
}

const SHANGHAI_MS = 8 * 3_600_000;

function wall(at: number): string {
  return new Date(at + SHANGHAI_MS)
    .toISOString()
    .slice(0, 16)
    .replace('T', ' ')
    .replace(/^2026-/, '');
}

function shortTime({ startAt, endAt, approximate, open, repeats, lies }: TimeSaid): string {
  return [
    `${wall(startAt)}~${wall(endAt)}`,
    approximate ? 'approx' : '',
    open ?? '',
    repeats ?? '',
    lies === 'past' ? 'past' : '',
  ]
    .filter((word) => word !== '')
    .join(' ');
}

describe('addresses', () => {
  const cases = readGold<GoldAddress>('addresses.jsonl');

  it('are exact in all four fields in 98 of 100 messages', () => {
    const { share, misses } = score(cases, ({ say, is, asked }) => ({
      want: [...is].sort().join(' '),
      got: [
        ...new Set(
          hear(say, asked ? 'address' : undefined)
            .said.flatMap((found) => (found.entity === 'address' ? [short(found.value)] : []))
            .filter((place) => place !== '*/*/*/*'),
        ),
      ]
        .sort()
        .join(' '),
    }));
    expect(share, misses.join('\n')).toBeGreaterThanOrEqual(0.98);
  });

  it('are asked for in at least 400 messages', () => {
    expect(new Set(cases.map(({ say, asked }) => `${say}${asked}`)).size).toBeGreaterThanOrEqual(400);
  });
});

describe('times', () => {
  const cases = readGold<GoldTime>('times.jsonl');

  it('are exact in 97 of 100 messages', () => {
    const { share, misses } = score(cases, ({ say, is }) => ({
      want: is.join(', '),
      got: hear(say)
        .said.flatMap((found) => (found.entity === 'time' ? [shortTime(found.value)] : []))
        .join(', '),
    }));
    expect(share, misses.join('\n')).toBeGreaterThanOrEqual(0.97);
  });

  it('are told in at least 200 messages', () => {
    expect(new Set(cases.map(({ say }) => say)).size).toBeGreaterThanOrEqual(200);
  });
});

describe('acts', () => {
  const cases = readGold<GoldAct>('acts.jsonl');

  it('are exact in 97 of 100 messages', () => {
    const { share, misses } = score(cases, ({ say, is, after }) => ({
      want: [...is].sort().join(' '),
      got: acts(hear(say, after)).sort().join(' '),
    }));
    expect(share, misses.join('\n')).toBeGreaterThanOrEqual(0.97);
  });

  it('are done in at least 200 messages', () => {
    expect(new Set(cases.map(({ say, after }) => `${after} ${say}`)).size).toBeGreaterThanOrEqual(200);
  });
});
