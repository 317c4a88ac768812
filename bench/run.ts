// `npm run bench`: measures what docs/benchmarks.md shows. Runs by itself; at most about 40 minutes unless a longer flood is asked for.
//   npm run bench -- --only turns,start       only these parts (turns, profile, callback, kf, live, console, growth, tickets, understanding, start, flood)
//   npm run bench -- --only start --merge     takes the place of those parts in the report, which says so
//   npm run bench -- --flood-minutes 10       a longer flood
//   npm run bench -- --quick                  a look in a few minutes; writes no report
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, type as systemName, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchmarksPage } from './page.ts';
import { openBenchPostgres } from './postgres.ts';
import { canPin, root } from './processes.ts';
import { mergeReports, type Report, type Row } from './report.ts';
import { measureCallback } from './rows/callback.ts';
import { measureConsole } from './rows/console.ts';
import { measureFlood } from './rows/flood.ts';
import { measureGrowth } from './rows/growth.ts';
import { measureKf } from './rows/kf.ts';
import { measureLive } from './rows/live.ts';
import { measureStart } from './rows/start.ts';
import { measureTickets } from './rows/tickets.ts';
import { measureTurns } from './rows/turns.ts';
import { measureUnderstanding } from './rows/understanding.ts';
import { measureWhereTimeGoes } from './rows/where-time-goes.ts';
import { installPeers } from './servers.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    merge: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    'flood-minutes': { type: 'string' },
    seed: { type: 'string' },
  },
});
const quick = values.quick;
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const say = (line: string) => process.stdout.write(`  ${line}\n`);
type Part = () => Promise<{ rows: Row[]; problems: string[] }>;

const postgres = await openBenchPostgres();
const parts: Record<string, Part> = {
  turns: () =>
    measureTurns(
      {
        rounds: quick ? 1 : 5,
        warmSeconds: quick ? 2 : 4,
        seconds: quick ? 4 : 8,
        postgres: postgres?.database ?? null,
      },
      say,
    ),
  profile: () => measureWhereTimeGoes({ warmSeconds: 4, seconds: quick ? 4 : 15 }, say),
  callback: () => measureCallback({ rounds: quick ? 1 : 3, seconds: quick ? 5 : 20 }, say),
  kf: () => measureKf({ rounds: quick ? 1 : 2, seconds: quick ? 10 : 30 }, say),
  live: () =>
    measureLive(
      { rounds: quick ? 1 : 3, takeovers: quick ? 30 : 200, postgres: postgres?.database ?? null },
      say,
    ),
  console: () => measureConsole({ rounds: quick ? 1 : 5, wheels: quick ? 100 : 400 }, say),
  understanding: () => measureUnderstanding({ rounds: quick ? 1 : 5 }, say),
  start: () => measureStart({ rounds: quick ? 1 : 3 }, say),
  growth: () =>
    measureGrowth(
      quick
        ? { rounds: 1, messages: 50_000, conversations: 5_000 }
        : { rounds: 5, messages: 1_000_000, conversations: 100_000 },
      say,
    ),
  tickets: () =>
    measureTickets(
      quick ? { rounds: 1, tickets: 50_000, deeds: 100 } : { rounds: 5, tickets: 1_000_000, deeds: 500 },
      say,
    ),
  flood: () => measureFlood({ minutes: Number(values['flood-minutes'] ?? (quick ? 1 : 4)) }, say),
};
const wanted = values.only?.split(',') ?? Object.keys(parts);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  process.stderr.write(`no such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}\n`);
  process.exit(2);
}

if (canPin) execFileSync('taskset', ['-cp', '1', String(process.pid)], { stdio: 'ignore' });
if (wanted.includes('turns')) installPeers();
const report: Report = {
  version: 1,
  startedAt: new Date().toISOString(),
  finishedAt: '',
  seed,
  machine: {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `${systemName()} ${release()}`,
    pinned: canPin,
  },
  versions: {
    node: process.versions.node,
    sqlite: process.versions.sqlite ?? '',
    ...(postgres ? { postgresql: postgres.version } : {}),
    ...peerVersions(),
    desk: git(['rev-parse', '--short', 'HEAD']),
  },
  load: { before: Number(loadavg()[0]?.toFixed(2)), after: 0 },
  parts: [],
  rows: [],
  problems: [],
};

for (const name of wanted) {
  process.stdout.write(`${name}\n`);
  const startedMs = performance.now();
  try {
    const { rows, problems } = await (parts[name] as Part)();
    report.rows.push(...rows.map((row) => ({ part: name, ...row })));
    report.problems.push(...problems.map((each) => (each.startsWith(name) ? each : `${name}: ${each}`)));
  } catch (error) {
    // One part that cannot be measured does not take the others with it, but the report says so.
    report.problems.push(`${name} could not be measured: ${String(error).split('\n')[0]}`);
    process.stderr.write(`${String(error)}\n`);
  }
  report.parts.push({ name, seconds: Math.round((performance.now() - startedMs) / 1000) });
}
await postgres?.stop();
report.load.after = Number(loadavg()[0]?.toFixed(2));
report.finishedAt = new Date().toISOString();

/** Lists of numbers stand on one line, as the formatter would put them. */
function inHouseFormat(value: Report): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /\[\s+(-?[\d.]+(?:,\s+-?[\d.]+)*)\s+\]/g,
    (_, numbers: string) => `[${numbers.replaceAll(/\s+/g, ' ')}]`,
  );
}

const reportFile = join(root, 'reports/bench.json');
const toKeep = values.merge
  ? mergeReports(JSON.parse(readFileSync(reportFile, 'utf8')) as Report, report)
  : report;
const page = benchmarksPage(toKeep);
if (!quick && (values.only === undefined || values.merge)) {
  mkdirSync(join(root, 'reports'), { recursive: true });
  writeFileSync(reportFile, `${inHouseFormat(toKeep)}\n`);
  writeFileSync(join(root, 'docs/benchmarks.md'), page);
  say('written: reports/bench.json, docs/benchmarks.md');
}
process.stdout.write(`\n${page}`);
const missed = report.rows.filter((row) => row.target && !row.target.met);
process.exit(report.problems.length > 0 || missed.length > 0 ? 1 : 0);

function peerVersions(): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'bench/peers/package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return Object.fromEntries(Object.entries(dependencies).map(([name, version]) => [name, version]));
}

function git(args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}
