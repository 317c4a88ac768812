// Lines written by a hand that had seen nothing of ours: no fewer are read right, and nobody is woken more often, than was measured.
import { expect, it } from 'vitest';
import { type Tally, tallyStranger } from '../../src/cli/eval/stranger-sets.ts';
import { createReport } from '../../src/understanding/report.ts';
import { createUnderstanding } from '../../src/understanding/understand.ts';
import { lexicon } from './support.ts';

const report = createReport(lexicon);
const tallies = tallyStranger(createUnderstanding({ lexicon, estate: null }), (text) => report(text, 0));
const both = (what: string, take: (one: Tally) => number) => {
  const [found, ...more] = tallies.filter((one) => one.what === what);
  if (found === undefined || more.length > 0) throw new Error(`no tally ${what}`);
  return take(found);
};
const count = ({ first, second }: Tally) => first.count + second.count;
const lines = ({ first, second }: Tally) => first.of + second.of;

it.each([
  ['dangers heard', 140, 135],
  ['intents', 149, 140],
  ['addresses', 80, 73],
  ['times', 80, 79],
  ['acts', 79, 77],
])('%s: of %i lines at least %i', (what, of, least) => {
  expect(both(what, lines)).toBe(of);
  expect(both(what, count)).toBeGreaterThanOrEqual(least);
});

it('few of the dangers are passed over without a question', () => {
  const heardOrAsked = both('dangers heard', count) + both('dangers asked about besides', count);
  expect(heardOrAsked).toBeGreaterThanOrEqual(139);
});

it('at most three in a hundred look-alikes raise an alarm', () => {
  expect(both('others that raise an alarm', lines)).toBe(140);
  expect(both('others that raise an alarm', count)).toBeLessThanOrEqual(4);
});
