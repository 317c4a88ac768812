// npm run flows:check — prints every problem of flows, patterns, replies and flow tests; exits 1 when there is one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadFlowBook } from '../flows/load.ts';
import { formatProblem, sortProblems } from '../flows/problem.ts';
import { createFlowPorts, knownNames } from '../flows/standard-ports.ts';
import { loadFlowTests } from '../flows/test-files.ts';
import { gradeMatter } from '../tickets/grading.ts';
import { loadLexicon } from '../understanding/lexicon-load.ts';

const NO_ESTATE = { id: '', name: '', buildings: [], publicPlaces: [] };

function main(): number {
  const flowsDir = process.env.FLOWS_DIR ?? 'flows';
  const lexicon = loadLexicon(join(process.env.CONFIG_DIR ?? 'config', 'lexicon'));
  const ports = createFlowPorts({ lexicon, estate: NO_ESTATE, grade: gradeMatter });
  const { book, problems } = loadFlowBook(flowsDir, knownNames(ports, lexicon));
  const tests = existsSync(join(flowsDir, 'tests'))
    ? loadFlowTests(join(flowsDir, 'tests'))
    : { files: [], problems: [] };
  const all = sortProblems([...problems, ...tests.problems]);
  for (const problem of all) console.log(formatProblem(problem));
  const flows = Object.values(book.flows);
  const patterns = flows.filter((flow) => flow.kind === 'pattern').length;
  const replies = Object.keys(book.replies['zh-CN'] ?? {}).length;
  console.log(
    `${flows.length - patterns} flows, ${patterns} patterns, ${replies} replies, ${all.length} problems`,
  );
  return all.length === 0 ? 0 : 1;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exitCode = main();
