// `npm test`: prepares what the suites need, runs them all on SQLite and those that need a store on PostgreSQL as well, and says at
// the end what ran and, by name, what did not. With TEST_STORE=postgres everything runs on PostgreSQL, once.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { postgresBinaries } from './support/postgres-server.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inCi = process.env.CI === 'true' || process.env.CI === '1';

type TestResult = { title: string; ancestorTitles: string[]; status: string; failureMessages?: string[] };
type FileResult = { name: string; status: string; assertionResults: TestResult[] };

const tools: readonly Tool[] = [
  { name: 'Chromium', aptPackage: 'chromium', words: /playwright/, isThere: hasChromium },
  {
    name: 'Redis',
    aptPackage: 'redis-server',
    words: /redis-server/,
    isThere: () => hasCommand('redis-server'),
  },
  {
    name: 'PostgreSQL',
    aptPackage: 'postgresql',
    words: /postgres-(server|store)/,
    isThere: () => globSync('/usr/lib/postgresql/*/bin/initdb').length > 0 || hasCommand('pg_config'),
  },
  { name: 'nginx', aptPackage: 'nginx-light', words: /nginx/, isThere: () => existsSync('/usr/sbin/nginx') },
  {
    name: 'systemd-analyze',
    aptPackage: 'systemd',
    words: /systemd-analyze/,
    isThere: () => hasCommand('systemd-analyze'),
  },
  { name: 'ffmpeg', aptPackage: 'ffmpeg', words: /ffmpeg/, isThere: () => hasCommand('ffmpeg') },
];

/**
 * These speak to a store, and so to whichever is under them. Left out: what is refused before any store is asked, is about a platform
 * or a page, plants defects in the embedded one, or is a model of rules that the contract holds on both. `TEST_STORE=postgres npm test` runs
 * them as well.
 */
const SUITES_OF_BOTH = [
  'crash',
  'desk',
  'http/api',
  'intake',
  'jobs',
  'journeys',
  'outbox',
  'storage/backup',
  'tickets',
];
const SQLITE_IS_ENOUGH = [
  'test/crash/identity.test.ts',
  'test/crash/other-roads.test.ts',
  'test/crash/planted-defects.test.ts',
  'test/http/api/access.test.ts',
  'test/journeys/applications.test.ts',
  'test/journeys/bot-framework.test.ts',
  'test/journeys/canary.test.ts',
  'test/journeys/card-link.test.ts',
  'test/journeys/cards.test.ts',
  'test/journeys/channels.test.ts',
  'test/journeys/crowd.test.ts',
  'test/journeys/dingtalk.test.ts',
  'test/journeys/direct-line-client.test.ts',
  'test/journeys/doubtful-danger.test.ts',
  'test/journeys/feishu.test.ts',
  'test/journeys/follow-up.test.ts',
  'test/journeys/media.test.ts',
  'test/journeys/members.test.ts',
  'test/journeys/model.test.ts',
  'test/journeys/mutated-callbacks.test.ts',
  'test/journeys/native-handover.test.ts',
  'test/journeys/official-account.test.ts',
  'test/journeys/optional-packages.test.ts',
  'test/journeys/platform-trouble.test.ts',
  'test/journeys/recorded-items.test.ts',
  'test/journeys/rubbish.test.ts',
  'test/journeys/same-everywhere.test.ts',
  'test/journeys/staff-in-robots.test.ts',
  'test/journeys/voice.test.ts',
  'test/journeys/welcome.test.ts',
  'test/outbox/deliver-model.test.ts',
];

/** More than these are no accident of a busy machine. */
const MOST_LOOKED_AT_AGAIN = 2;

type Engine = 'SQLite' | 'PostgreSQL';
type Run = {
  engine: Engine;
  files: FileResult[];
  exitCode: number;
  /** What failed first and passed in the second look, with its reason. */
  onlyAlone: string[];
};

useEvalData();
prepareTools();
const seed = process.env.TEST_SEED ?? String(Date.now() % 1_000_000);
console.log(`Order of the tests: TEST_SEED=${seed}`);
report(runAll(process.argv.slice(2)));

function runAll(filters: string[]): Run[] {
  if (process.env.TEST_STORE === 'postgres') return [secondLook(runVitest('PostgreSQL', filters))];
  const first = secondLook(runVitest('SQLite', filters));
  const both = filesOfBoth(first.files);
  return both.length === 0 || !hasPostgres() ? [first] : [first, secondLook(runVitest('PostgreSQL', both))];
}

/**
 * A browser lives by the machine's own clock, and a machine that stood still for a while is no fault of ours. Such a file gets one more
 * run, alone; what passes only then is named at the end. Every other test, above all one that kills processes, has one run.
 */
function secondLook(run: Run): Run {
  const failed = run.files.filter((file) => file.status === 'failed');
  const inBrowser = (file: FileResult) => /playwright|stagePerTest/.test(sourceOf(relative(root, file.name)));
  if (failed.length === 0 || failed.length > MOST_LOOKED_AT_AGAIN || !failed.every(inBrowser)) return run;
  console.log(`\nOnce more, alone: ${failed.map((file) => relative(root, file.name)).join(', ')}`);
  const again = runVitest(
    run.engine,
    failed.map((file) => relative(root, file.name)),
  );
  const files = run.files.map((file) => again.files.find(({ name }) => name === file.name) ?? file);
  const onlyAlone = failed.filter((file) =>
    again.files.some(({ name, status }) => name === file.name && status === 'passed'),
  );
  return { ...run, files, exitCode: again.exitCode, onlyAlone: failedLines({ ...run, files: onlyAlone }) };
}

/** Of the files that have just run, those that are worth a second engine. */
function filesOfBoth(files: FileResult[]): string[] {
  return files
    .map((file) => relative(root, file.name))
    .filter((name) => SUITES_OF_BOTH.some((suite) => name.startsWith(`test/${suite}/`)))
    .filter((name) => !SQLITE_IS_ENOUGH.includes(name));
}

function hasPostgres(): boolean {
  return postgresBinaries() !== null;
}

/** Some suites read data that is not part of this repository; it is known by its index and may lie beside the checkout. */
function useEvalData(): void {
  if (process.env.EVAL_DATA) return;
  const [index] = globSync('*/fixtures/index.json', { cwd: dirname(root) });
  if (index !== undefined) process.env.EVAL_DATA = join(dirname(root), dirname(dirname(index)));
}

type Tool = {
  name: string;
  aptPackage: string;
  /** Suites that need it hold one of these words. */
  words: RegExp;
  isThere(): boolean;
};

/** What suites start themselves. On Debian as root it is installed, elsewhere those suites say that they were not run. */
function prepareTools(): void {
  const sources = globSync('test/**/*.test.ts', { cwd: root }).map(sourceOf);
  const missing = tools.filter(
    (tool) => sources.some((source) => tool.words.test(source)) && !tool.isThere(),
  );
  if (missing.length === 0) return;
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return;
  console.log(`${missing.map((tool) => tool.name).join(', ')} missing; installing with apt-get.`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const packages = missing.map((tool) => tool.aptPackage);
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', ...packages]]) {
    const { status } = spawnSync('apt-get', ['-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env,
    });
    if (status !== 0) {
      console.log(`apt-get ${args[0]} failed; the suites that need them can not run.`);
      return;
    }
  }
}

function hasChromium(): boolean {
  const named = process.env.CHROMIUM_PATH;
  return (named !== undefined && existsSync(named)) || hasCommand('chromium');
}

function hasCommand(name: string): boolean {
  return spawnSync('which', [name], { stdio: 'ignore' }).status === 0;
}

function runVitest(engine: Engine, filters: string[]): Run {
  const folder = mkdtempSync(join(tmpdir(), 'test-run-'));
  const outputFile = join(folder, 'results.json');
  console.log(`\nOn ${engine}:`);
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${outputFile}`,
      ...filters,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        TEST_SEED: seed,
        TEST_STORE: engine === 'PostgreSQL' ? 'postgres' : 'sqlite',
      },
    },
  );
  const files = existsSync(outputFile) ? JSON.parse(readFileSync(outputFile, 'utf8')).testResults : [];
  rmSync(folder, { recursive: true });
  return { engine, files, exitCode: status ?? 1, onlyAlone: [] };
}

function report(runs: Run[]): void {
  const files = runs.flatMap((run) => run.files);
  const exitCode = Math.max(...runs.map((run) => run.exitCode));
  const missingEngine = hasPostgres() ? 0 : 1;
  const passed = countOf(files, 'passed');
  const silent = silentlyShorter(files);
  const notRun = files.flatMap((file) => file.assertionResults.filter((test) => !isRun(test)));
  const skipped = notRun.length + silent.length + missingEngine;
  // A file that can not even be loaded has no tests to fail; it counts as one failure.
  let failed =
    countOf(files, 'failed') +
    files.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    ).length;

  console.log('\nsuite                     files  tests');
  for (const { engine, files: ran } of runs) {
    for (const [suite, inSuite] of Object.entries(Object.groupBy(ran, suiteOf)).sort()) {
      const tests = (inSuite ?? []).reduce((sum, file) => sum + file.assertionResults.length, 0);
      const name = engine === 'PostgreSQL' ? `${suite} (PostgreSQL)` : suite;
      console.log(
        `${name.padEnd(24)} ${String(inSuite?.length ?? 0).padStart(6)} ${String(tests).padStart(6)}`,
      );
    }
  }

  if (skipped > 0) {
    console.log('\nNot run:');
    for (const line of notRunLines(files)) console.log(`  ${line}`);
    if (missingEngine > 0) console.log('  everything on PostgreSQL: there is no PostgreSQL here');
    for (const name of silent)
      console.log(`  the part of ${name} that reads EVAL_DATA: EVAL_DATA is not set`);
  }
  for (const run of runs) for (const line of failedLines(run)) console.log(line);
  for (const run of runs)
    for (const line of run.onlyAlone) console.log(`${line}\n  It passed when it was run once more, alone.`);
  if (exitCode !== 0 && failed === 0) {
    console.log(`\nvitest ended with exit code ${exitCode} although no test failed; its words are above.`);
    failed = 1;
  }
  if (passed === 0 && failed === 0) {
    console.log('\nNo test was run at all.');
    failed = 1;
  }
  if (failed > 0) console.log(`\nThe same order again: TEST_SEED=${seed} npm test`);
  if (inCi && skipped > 0) console.log('\nCI=true: nothing may be left out, so this run counts as failed.');

  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed > 0 || (inCi && skipped > 0) ? 1 : 0;
}

/** Whoever sees only the end of a long log finds the failed tests there as well, each with the first lines of its reason. */
function failedLines({ engine, files }: Pick<Run, 'engine' | 'files'>): string[] {
  return files.flatMap((file) => {
    const name = `${relative(root, file.name)} on ${engine}`;
    const failures = file.assertionResults.filter((test) => test.status === 'failed');
    if (failures.length === 0 && file.status === 'failed') return [`\nFailed: ${name} (the file itself)`];
    return failures.map((test) => {
      const reason = (test.failureMessages?.[0] ?? '').split('\n').slice(0, 4).join('\n  ');
      return `\nFailed: ${name}: ${[...test.ancestorTitles, test.title].join(' > ')}\n  ${reason}`;
    });
  });
}

/** One line per group of tests that were left out, with the reason as far as it is known. */
function notRunLines(files: FileResult[]): string[] {
  return files.flatMap((file) => {
    const groups = Object.groupBy(
      file.assertionResults.filter((test) => !isRun(test)),
      (test) => test.ancestorTitles[0] ?? test.title,
    );
    return Object.entries(groups).map(([title, tests = []]) => {
      const all = file.assertionResults.filter(
        (test) => (test.ancestorTitles[0] ?? test.title) === title,
      ).length;
      const names = tests.length === all ? '' : `: ${tests.map((test) => test.title).join('; ')}`;
      return `${title} (${tests.length} of ${all} in ${relative(root, file.name)}${names}): ${reasonFor(file)}`;
    });
  });
}

/** Files that make their tests from EVAL_DATA: without it these tests do not even exist, so each file counts as one. */
function silentlyShorter(files: FileResult[]): string[] {
  if (process.env.EVAL_DATA) return [];
  return files
    .filter((file) => file.assertionResults.every(isRun))
    .map((file) => relative(root, file.name))
    .filter((name) => /\beval[A-Z]\w*\(|EVAL_DATA/.test(sourceOf(name)));
}

function reasonFor(file: FileResult): string {
  const source = sourceOf(relative(root, file.name));
  if (source.includes('EVAL_DATA') && !process.env.EVAL_DATA) return 'EVAL_DATA is not set';
  const lacking = tools.find((tool) => tool.words.test(source) && !tool.isThere());
  if (lacking) return `there is no ${lacking.name} here`;
  return 'the file leaves it out here';
}

function isRun(test: TestResult): boolean {
  return test.status === 'passed' || test.status === 'failed';
}

function countOf(files: FileResult[], status: string): number {
  return files.reduce(
    (sum, file) => sum + file.assertionResults.filter((test) => test.status === status).length,
    0,
  );
}

/** The first folder under test/, or the file's own name. */
function suiteOf(file: FileResult): string {
  return (relative(join(root, 'test'), file.name).split('/')[0] ?? '').replace(/\.test\.ts$/, '');
}

function sourceOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
