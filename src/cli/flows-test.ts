// npm run flows:test — plays flows/tests with real understanding; prints the talk of every test that fails. `--coverage` lists branches never taken.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { coverageOf } from '../flows/coverage.ts';
import { formatProblem } from '../flows/problem.ts';
import { loadFlowTests } from '../flows/test-files.ts';
import { playFlowTest } from '../flows/test-runner.ts';
import { openFlowHouse } from './flow-house.ts';

function main(): number {
  const flowsDir = process.env.FLOWS_DIR ?? 'flows';
  const { house, problems } = openFlowHouse(flowsDir, process.env.CONFIG_DIR ?? 'config');
  const tests = loadFlowTests(join(flowsDir, 'tests'));
  const all = [...problems, ...tests.problems];
  if (all.length > 0) {
    for (const problem of all) console.log(formatProblem(problem));
    return 1;
  }
  const results = tests.cases.map((test) => playFlowTest(test, house));
  const failed = results.filter((result) => result.failures.length > 0);
  for (const result of failed) {
    console.log(`\n✗ ${result.name}  ${result.file}:${result.line}`);
    for (const line of result.transcript) console.log(`    ${line}`);
    for (const failure of result.failures) console.log(`  - ${failure}`);
  }
  if (process.argv.includes('--coverage')) {
    const gone = new Set(results.flatMap((result) => [...result.steps]));
    for (const { flow, branches, missing } of coverageOf(house.book, gone)) {
      console.log(`${flow.padEnd(20)} ${branches.gone} of ${branches.all} branches`);
      for (const name of missing) console.log(`  never gone: ${name}`);
    }
  }
  console.log(
    `${results.length - failed.length} of ${results.length} flow tests hold (${tests.files.length} files)`,
  );
  return failed.length === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main();
