// The arithmetic of measuring, on cases small enough to count by hand.
import { describe, expect, it } from 'vitest';
import {
  percentile,
  scoreBcubed,
  scoreLabels,
  scorePairs,
  withoutBiggest,
} from '../../src/cli/eval/scores.ts';

const rows = [
  { gold: 'a', said: 'a' },
  { gold: 'a', said: 'b', alternative: 'b' },
  { gold: 'b', said: 'b' },
  { gold: 'b', said: 'a' },
] as const;

describe('scoreLabels', () => {
  it('counts the first label only when strict', () => {
    const scores = scoreLabels(rows, ['a', 'b']);
    expect(scores.accuracy).toBe(0.5);
    expect(scores.macroF1).toBe(0.5);
    expect(scores.confusion.get('a')?.get('b')).toBe(1);
  });

  it('takes a second right answer as right when lenient', () => {
    expect(scoreLabels(rows, ['a', 'b'], 'lenient').accuracy).toBe(0.75);
  });

  it('leaves a label that nobody has out of the mean', () => {
    expect(scoreLabels([{ gold: 'a', said: 'a' }], ['a', 'b', 'c']).macroF1).toBe(1);
  });
});

describe('groups', () => {
  const grouped = [
    { gold: 'x', said: '1' },
    { gold: 'x', said: '1' },
    { gold: 'x', said: null },
    { gold: null, said: '1' },
    { gold: null, said: null },
  ];

  it('counts pairs: 1 of 3 right, 1 of 3 found', () => {
    expect(scorePairs(grouped)).toMatchObject({ pairs: 3, precision: 1 / 3, recall: 1 / 3 });
  });

  it('counts every message with its own group', () => {
    const { precision, recall } = scoreBcubed(grouped);
    expect(precision).toBeCloseTo((2 / 3 + 2 / 3 + 1 + 1 / 3 + 1) / 5);
    expect(recall).toBeCloseTo((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5);
  });

  it('leaves the biggest out', () => {
    expect(withoutBiggest(grouped, 1)).toHaveLength(2);
  });
});

it('percentile', () => {
  expect(percentile([4, 1, 3, 2], 0.5)).toBe(3);
  expect(percentile([], 0.5)).toBe(0);
});
