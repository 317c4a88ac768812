// The talks of flows/tests, each as a test of its own, with real understanding.
import { describe, expect, it } from 'vitest';
import { openFlowHouse } from '../../src/cli/flow-house.ts';
import { formatProblem } from '../../src/flows/problem.ts';
import { loadFlowTests } from '../../src/flows/test-files.ts';
import { playFlowTest } from '../../src/flows/test-runner.ts';

const { house, problems } = openFlowHouse('flows', 'config');
const tests = loadFlowTests('flows/tests');

describe('flows and flow tests', () => {
  it('have no problems', () => expect([...problems, ...tests.problems].map(formatProblem)).toEqual([]));
  it('are many enough to mean something', () => expect(tests.cases.length).toBeGreaterThanOrEqual(40));
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
