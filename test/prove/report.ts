// reports/prove.json: what a run was, what it counted and what follows for each promise. No host name, no path.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { postgresBinaries } from '../support/postgres-server.ts';
import { promiseIds } from './promises.ts';

const promiseRow = z.strictObject({
  promise: z.enum(promiseIds),
  verdict: z.enum(['kept', 'broken', 'too-few', 'not-run']),
  counts: z.record(z.string(), z.number()),
  violations: z.array(z.string()),
  notRun: z.array(z.string()),
});
const partRow = z.strictObject({
  part: z.string(),
  about: z.string(),
  at: z.string(),
  commit: z.string(),
  seed: z.number().int(),
  seconds: z.number(),
  promises: z.array(promiseRow),
});
const reportSchema = z.strictObject({
  at: z.string(),
  commit: z.string(),
  size: z.enum(['short', 'full']),
  seed: z.number().int(),
  minutes: z.number(),
  machine: z.strictObject({
    cores: z.number(),
    processor: z.string(),
    memoryGiB: z.number(),
    os: z.string(),
  }),
  versions: z.record(z.string(), z.string()),
  parts: z.array(partRow),
  /** Parts that were not asked for, or could not be run, by name with the reason. */
  leftOut: z.array(z.strictObject({ part: z.string(), reason: z.string() })),
});

export type PromiseRow = z.infer<typeof promiseRow>;
export type PartRow = z.infer<typeof partRow>;
export type Report = z.infer<typeof reportSchema>;

export const REPORT_FILE = 'reports/prove.json';
/** Of a run of some parts only; not kept in the repository. */
export const PARTIAL_FILE = 'reports/prove.partial.json';

export function readReport(root: string): Report | null {
  const file = join(root, REPORT_FILE);
  return existsSync(file) ? reportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

export function writeReport(root: string, report: Report, file = REPORT_FILE): void {
  mkdirSync(join(root, 'reports'), { recursive: true });
  writeFileSync(join(root, file), `${JSON.stringify(reportSchema.parse(report), null, 2)}\n`);
}

export function machineHere(): Report['machine'] {
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: process.platform,
  };
}

export function versionsHere(): Record<string, string> {
  const database = new DatabaseSync(':memory:');
  const sqlite = String(database.prepare('select sqlite_version() v').get()?.v);
  database.close();
  const binaries = postgresBinaries();
  return {
    node: process.versions.node,
    sqlite,
    ...(binaries ? versionSaidBy('postgres', join(binaries, 'postgres')) : {}),
    ...versionSaidBy('redis', 'redis-server'),
  };
}

function versionSaidBy(name: string, program: string): Record<string, string> {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const version = /\d+(?:\.\d+)+/.exec(stdout ?? '')?.[0];
  return version === undefined ? {} : { [name]: version };
}

export function rowOf(report: Report, promise: PromiseRow['promise']): PromiseRow | null {
  return report.parts.flatMap((part) => part.promises).find((row) => row.promise === promise) ?? null;
}

/** A part that was run again by itself takes the place of what the whole run found; each row tells when it was made. */
export function merged(whole: Report, again: Report): Report {
  const names = new Set(again.parts.map((part) => part.part));
  // A promise is told of by whoever looked last, whichever part that was.
  const anew = new Set(again.parts.flatMap((part) => part.promises.map((row) => row.promise)));
  const withoutThose = (part: Report['parts'][number]) => ({
    ...part,
    promises: part.promises.filter((row) => !anew.has(row.promise)),
  });
  return {
    ...whole,
    versions: { ...whole.versions, ...again.versions },
    parts: whole.parts
      .map((part) => again.parts.find((one) => one.part === part.part) ?? withoutThose(part))
      .concat(again.parts.filter((one) => !whole.parts.some((part) => part.part === one.part))),
    leftOut: [
      ...whole.leftOut.filter((one) => !names.has(one.part)),
      ...again.leftOut.filter((one) => one.reason !== NOT_ASKED),
    ],
  };
}

export const NOT_ASKED = 'not asked for';
