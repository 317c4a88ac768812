// `npm run prove`: makes every trouble of the programme, writes reports/prove.json and the pages made from it.
// `npm run prove -- crash order` runs some parts only; `--seed 7` repeats a run, `--minutes 20` gives it less time, `--short` is what npm test does,
// `--merge` puts the parts run into the report of the last whole run.
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { systemClock } from '../../src/base/clock.ts';
import { writePages } from './pages.ts';
import { parts } from './parts/index.ts';
import { verdictOf } from './promises.ts';
import type { Part, Proof } from './proof.ts';
import {
  machineHere,
  merged,
  NOT_ASKED,
  PARTIAL_FILE,
  type PartRow,
  type Report,
  readReport,
  versionsHere,
  writeReport,
} from './report.ts';

/** Of a whole run on two cores; with less time every part gets less. */
const WHOLE_MINUTES = 80;
/** What a part needs after its time is over: the last answers, the check. */
const END_MS = 90_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: String(WHOLE_MINUTES) },
    short: { type: 'boolean', default: false },
    merge: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? systemClock.now() % 1_000_000);
const minutes = Number(values.minutes);
const unknown = positionals.filter((name) => !parts.some((part) => part.name === name));
if (unknown.length > 0 || !Number.isSafeInteger(seed) || !(minutes > 0)) {
  process.stderr.write(
    `npm run prove -- [part …] [--seed N] [--minutes N] [--short]\nparts: ${parts.map((part) => part.name).join(' ')}\n`,
  );
  process.exit(2);
}
const chosen = positionals.length === 0 ? parts : parts.filter((part) => positionals.includes(part.name));
const begunMs = systemClock.monotonicMs();
process.stdout.write(`prove: seed ${seed}, at most ${minutes} minutes, ${chosen.length} parts\n`);

const commit = commitHere();
let hasFallenOver = false;
const report: Report = {
  at: nowText(),
  commit,
  size: values.short ? 'short' : 'full',
  seed,
  minutes: 0,
  machine: machineHere(),
  versions: versionsHere(),
  parts: [],
  leftOut: parts
    .filter((part) => !chosen.includes(part))
    .map((part) => ({ part: part.name, reason: NOT_ASKED })),
};
// The long part goes on beside the others, which sleep much of their time.
const beside = chosen.filter((part) => part.minutes === 'rest').map((part) => runPart(part));
for (const part of chosen) if (part.minutes !== 'rest') report.parts.push(await runPart(part));
report.parts.push(...(await Promise.all(beside)));
report.minutes = Math.round((systemClock.monotonicMs() - begunMs) / 6_000) / 10;
// A run of some parts is for whoever looks for a fault; the pages tell of whole runs only.
const root = process.cwd();
const isWhole = chosen.length === parts.length && !values.short;
const before = values.merge && !values.short ? readReport(root) : null;
if (isWhole) writeReport(root, report);
else if (before) writeReport(root, merged(before, report));
else writeReport(root, report, PARTIAL_FILE);
if (isWhole || before) writePages(root);
const rows = report.parts.flatMap((part) => part.promises);
for (const row of rows) {
  process.stdout.write(`${row.verdict.padEnd(8)} ${row.promise.padEnd(16)} ${JSON.stringify(row.counts)}\n`);
  for (const line of [...row.violations.slice(0, 20), ...row.notRun])
    process.stdout.write(`           ${line}\n`);
}
process.exit(hasFallenOver || rows.some((row) => row.verdict === 'broken') ? 1 : 0);

async function runPart(part: Part): Promise<PartRow> {
  const startedMs = systemClock.monotonicMs();
  const share = Math.min(1, minutes / WHOLE_MINUTES);
  const ownEndMs =
    part.minutes === 'rest' ? Number.POSITIVE_INFINITY : startedMs + part.minutes * share * 60_000;
  const proof: Proof = {
    seed,
    size: values.short ? 'short' : 'full',
    untilMs: Math.min(ownEndMs, begunMs + minutes * 60_000 - END_MS),
    say: (line) => process.stdout.write(`  ${part.name}: ${line}\n`),
  };
  process.stdout.write(`${part.name}: ${part.about}\n`);
  const findings = await part.run(proof).catch((error: unknown) => {
    // A harness that falls over has proved nothing.
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${told}\n`);
    hasFallenOver = true;
    return null;
  });
  const seconds = Math.round((systemClock.monotonicMs() - startedMs) / 100) / 10;
  process.stdout.write(`  ${part.name}: ${seconds} s\n`);
  if (findings === null)
    report.leftOut.push({ part: part.name, reason: 'the harness itself failed; see the output of the run' });
  return {
    part: part.name,
    about: part.about,
    at: nowText(),
    commit,
    seed,
    seconds,
    promises: (findings ?? []).map(({ promise, counts, violations, notRun = [] }) => ({
      promise,
      verdict: verdictOf(promise, { counts, violations }),
      counts,
      violations,
      notRun,
    })),
  };
}

function nowText(): string {
  return new Date(systemClock.now()).toISOString().slice(0, 16);
}

function commitHere(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}
