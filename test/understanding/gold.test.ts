// How well places, times and acts are read in the project's own gold sets. The bars are issue 4's.
import { describe, expect, it } from 'vitest';
import { compareActs, compareAddresses, compareTimes, score } from '../../src/cli/eval/exact-sets.ts';
import { createUnderstanding } from '../../src/understanding/understand.ts';
import { lexicon } from './support.ts';

const understand = createUnderstanding({ lexicon, estate: null });

describe.each([
  { what: 'addresses', compared: compareAddresses(understand), bar: 0.98, least: 400 },
  { what: 'times', compared: compareTimes(understand), bar: 0.97, least: 200 },
  { what: 'acts', compared: compareActs(understand), bar: 0.97, least: 200 },
])('$what', ({ compared, bar, least }) => {
  it(`are exact in ${bar * 100} of 100 messages`, () => {
    const { share, misses } = score(compared);
    expect(share, misses.join('\n')).toBeGreaterThanOrEqual(bar);
  });

  it(`are told in at least ${least} messages`, () => {
    expect(new Set(compared.map(({ say }) => say)).size).toBeGreaterThanOrEqual(least);
  });
});
