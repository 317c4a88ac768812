// `npm run check`: everything a change must pass, one step after the other, with a short table at the end.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = (name: string) => join(root, 'node_modules/.bin', name);

type Step = { name: string; command: string; args: string[]; mends: string };

const steps: Step[] = [
  {
    name: 'format, lint',
    command: bin('biome'),
    args: ['check', '--error-on-warnings', '.'],
    mends: 'npm run format',
  },
  { name: 'types', command: bin('tsc'), args: ['--noEmit'], mends: 'see the lines above' },
  { name: 'unused', command: bin('knip'), args: [], mends: 'remove what nobody uses' },
  {
    name: 'docs',
    command: bin('vitest'),
    args: ['run', 'test/docs.test.ts', 'test/architecture.test.ts', 'test/secrets.test.ts'],
    mends: 'bring the pages in line with the code',
  },
  {
    name: 'flows',
    command: process.execPath,
    args: ['src/cli/flows-check.ts'],
    mends: 'mend the flow files',
  },
  { name: 'tests', command: 'npm', args: ['test'], mends: 'TEST_SEED repeats the order' },
];

const results = steps.map((step) => {
  console.log(`\n== ${step.name}`);
  const started = performance.now();
  const { status } = spawnSync(step.command, step.args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return { step, ok: status === 0, seconds: Math.round((performance.now() - started) / 1000) };
});

console.log('\nstep           result   time');
for (const { step, ok, seconds } of results) {
  console.log(
    `${step.name.padEnd(14)} ${(ok ? 'ok' : 'FAILED').padEnd(8)} ${seconds} s${ok ? '' : `   ${step.mends}`}`,
  );
}
process.exitCode = results.every((result) => result.ok) ? 0 : 1;
