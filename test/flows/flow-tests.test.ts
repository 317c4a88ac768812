// The talks of flows/tests, each as a test of its own, with real understanding.
import { describe, expect, it } from 'vitest';
import { openFlowHouse } from '../../src/cli/flow-house.ts';
import { coverageOf } from '../../src/flows/coverage.ts';
import { formatProblem } from '../../src/flows/problem.ts';
import { loadFlowTests } from '../../src/flows/test-files.ts';
import { playFlowTest } from '../../src/flows/test-runner.ts';

const { house, problems } = openFlowHouse('flows', 'config');
const tests = loadFlowTests('flows/tests');

describe('flows and flow tests', () => {
  it('have no problems', () => expect([...problems, ...tests.problems].map(formatProblem)).toEqual([]));
  it('are many enough to mean something', () => expect(tests.cases.length).toBeGreaterThanOrEqual(250));
});

describe('the ways of the flows', () => {
  const gone = new Set(tests.cases.flatMap((test) => [...playFlowTest(test, house).steps]));
  const all = coverageOf(house.book, gone);
  const share = (some: typeof all) => {
    const sum = (of: (one: (typeof all)[number]) => number) => some.map(of).reduce((a, b) => a + b, 0);
    return (
      sum(({ branches }) => branches.gone) /
      Math.max(
        1,
        sum(({ branches }) => branches.all),
      )
    );
  };

  it.each(all.filter(({ kind, branches }) => kind !== 'pattern' && branches.all > 0))(
    'are gone in $flow, nineteen of twenty branches at least',
    (one) => expect(share([one]), one.missing.join('\n')).toBeGreaterThanOrEqual(0.95),
  );

  it('are all gone in payment: what is said of money is played whole', () =>
    expect(all.find(({ flow }) => flow === 'payment')?.missing).toEqual([]));

  it('are gone in the patterns, taken together', () => {
    const patterns = all.filter(({ kind }) => kind === 'pattern');
    const missing = patterns.flatMap((one) => one.missing).join('\n');
    expect(share(patterns), missing).toBeGreaterThanOrEqual(0.95);
  });
});

describe.each([...new Set(tests.cases.map((one) => one.suite))])('%s', (suite) => {
  it.each(tests.cases.filter((one) => one.suite === suite).map((one) => [one.name, one] as const))(
    '%s',
    (_, test) => {
      const result = playFlowTest(test, house);
      expect(result.failures, `\n${result.transcript.join('\n')}\n`).toEqual([]);
    },
  );
});
