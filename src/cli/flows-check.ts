// npm run flows:check — prints every problem of flows, patterns, replies and flow tests; exits 1 when there is one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { formatProblem, sortProblems } from '../flows/problem.ts';
import { loadFlowTests } from '../flows/test-files.ts';
import { openFlowHouse } from './flow-house.ts';

function main(): number {
  const flowsDir = process.env.FLOWS_DIR ?? 'flows';
  const { house, problems } = openFlowHouse(flowsDir, process.env.CONFIG_DIR ?? 'config');
  const testsDir = join(flowsDir, 'tests');
  const tests = existsSync(testsDir) ? loadFlowTests(testsDir) : { cases: [], problems: [] };
  const all = sortProblems([...problems, ...tests.problems]);
  for (const problem of all) console.log(formatProblem(problem));
  const flows = Object.values(house.book.flows);
  const patterns = flows.filter((flow) => flow.kind === 'pattern').length;
  const replies = Object.keys(house.book.replies['zh-CN'] ?? {}).length;
  console.log(
    `${flows.length - patterns} flows, ${patterns} patterns, ${replies} replies, ${tests.cases.length} flow tests: ${all.length} problems`,
  );
  return all.length === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main();
