// Which of many backups are still worth their place: close together for what went wrong just now, far apart for what is noticed late.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Up to an age, of each stretch of time the newest; older than the last, none. */
const STEPS = [
  { upToMs: 2 * HOUR, oneInMs: 0 },
  { upToMs: 2 * DAY, oneInMs: HOUR },
  { upToMs: 30 * DAY, oneInMs: DAY },
] as const;

const NAME = /^desk-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

/** Names of backups that may go. The newest stays whatever its age, and so does every name that is not a backup's. Pure. */
export function tooMany(names: readonly string[], now: number): string[] {
  const made = names
    .flatMap((name) => {
      const at = madeAt(name);
      return at === null ? [] : [{ name, at }];
    })
    .sort((a, b) => b.at - a.at);
  const newest = made[0]?.name;
  const taken = new Set<string>();
  return made
    .filter(({ name, at }) => {
      if (name === newest) return false;
      const age = now - at;
      const step = STEPS.find((one) => age <= one.upToMs);
      if (step === undefined) return true;
      if (step.oneInMs === 0) return false;
      const stretch = `${step.oneInMs}:${Math.floor(at / step.oneInMs)}`;
      if (taken.has(stretch)) return true;
      taken.add(stretch);
      return false;
    })
    .map(({ name }) => name);
}

/** Instant in the name of a backup's folder; null for anything else. */
export function madeAt(name: string): number | null {
  const found = NAME.exec(name);
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour, minute, second] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** Takes away what is too many in `folder`; answers how many. */
export async function thinOut(folder: string, now: number): Promise<number> {
  const names = tooMany(await readdir(folder), now);
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true });
  return names.length;
}

/** The newest whole backup in `folder`; null without one. */
export async function newestBackup(folder: string): Promise<string | null> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => madeAt(name) !== null).sort();
  const newest = names.at(-1);
  return newest === undefined ? null : join(folder, newest);
}
