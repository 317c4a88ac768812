// 资料保存期限: every night what is past its term goes, a small piece in a transaction each, so that nobody waits and a process that dies
// leaves no half of it.
import { wallDate, wallInstant } from '../clocks/service-calendar.ts';
import { MOST_TRIES } from '../jobs/job-runner.ts';
import type { Job, Tx } from '../storage/contract.ts';
import type { House } from './house.ts';
import { retentionSteps } from './retention-steps.ts';

export const RETENTION_JOB = 'retention.purge';

const DAY_MS = 24 * 3_600_000;
/** The quietest hour. */
const AT_MINUTE = 3 * 60;
/** Between two pieces others get their turn. */
const PAUSE_MS = 50;
/**
 * Where the night before is longer ago, this one only says that it was here. A clock that is wrong by a year would take everything off;
 * so there is a day to put it right. It is also the day to look at the terms after an upgrade.
 */
const SURE_MS = 3 * DAY_MS;
/** One that began just now, late like this one, is not the night before. */
const APART_MS = 6 * 3_600_000;

type Payload = {
  day: string;
  startedAt: number;
  step: number;
  after: string;
  counts: Record<string, number>;
  /** What the piece before took off; told to the metrics once it is certain. */
  last: { kind: string; gone: number } | null;
};

/** The next night after `now`, once, however many processes ask for it. */
export async function planRetention(tx: Tx, now: number): Promise<void> {
  const today = wallInstant(wallDate(now), AT_MINUTE);
  const dueAt = today > now ? today : today + DAY_MS;
  const day = wallDate(dueAt);
  await tx.jobs.add({ ...jobOf(day), dueAt, payload: { day } });
}

const jobOf = (day: string) => ({
  ...{ kind: RETENTION_JOB, subjectId: 'retention' },
  uniqueKey: `${RETENTION_JOB}:${day}`,
});

/** One piece, and the next is due; the last one of a night says what went. */
export async function purgeStep(tx: Tx, job: Job, house: House): Promise<void> {
  const now = house.clock.now();
  const payload = job.payload as Partial<Payload> & { day: string };
  if (payload.step === undefined) return begin(tx, payload.day, now);
  const at = payload as Payload;
  const step = retentionSteps[at.step];
  if (!step) return;
  // By the start of the night, so that a run does not chase the time it takes.
  const beforeAt = at.startedAt - step.days(house.retention) * DAY_MS;
  // The other kinds go all the same.
  const isGivenUp = job.attempt > MOST_TRIES;
  const { gone, after } = isGivenUp
    ? { gone: 0, after: null }
    : await step.purge(tx, beforeAt, at.after, now);
  const counts = { ...at.counts, [step.kind]: (at.counts[step.kind] ?? 0) + gone };
  const isLast = after === null && at.step === retentionSteps.length - 1;
  if (after === null)
    await noteKind(tx, step.kind, { gone: counts[step.kind] ?? 0, beforeAt, isGivenUp }, now);
  await tx.retention.keepRun({
    ...{ day: at.day, startedAt: at.startedAt, endedAt: isLast ? now : null, counts },
  });
  // After the last one there is nothing left to do but to tell the metrics.
  await goOn(tx, now, {
    ...{ day: at.day, startedAt: at.startedAt, counts, last: { kind: step.kind, gone } },
    ...(after === null ? { step: at.step + 1, after: '' } : { step: at.step, after }),
  });
}

/** A piece of its own, which nothing that is purged can make fail: whatever becomes of this night, there is another. */
async function begin(tx: Tx, day: string, now: number): Promise<void> {
  await planRetention(tx, now);
  const before = await tx.retention.lastRun(now - APART_MS);
  const isSure = before !== null && now - before.startedAt < SURE_MS;
  await tx.retention.keepRun({ day, startedAt: now, endedAt: isSure ? null : now, counts: {} });
  if (isSure) await goOn(tx, now, { day, startedAt: now, step: 0, after: '', counts: {}, last: null });
}

const goOn = (tx: Tx, now: number, payload: Payload): Promise<void> =>
  tx.jobs.move({ ...jobOf(payload.day), dueAt: now + PAUSE_MS, payload });

/** What the piece before took off, where it was not told yet. */
export function purgedBefore({ payload, attempt }: Job): { kind: string; gone: number } | null {
  const { last = null } = payload as Partial<Payload>;
  return attempt === 1 && last !== null && last.gone > 0 ? last : null;
}

async function noteKind(
  tx: Tx,
  kind: string,
  { gone, beforeAt, isGivenUp }: { gone: number; beforeAt: number; isGivenUp: boolean },
  now: number,
): Promise<void> {
  // The pieces of the record of deeds say it, each for itself.
  if (!isGivenUp && (gone === 0 || kind === 'audit')) return;
  await tx.audit.add({
    ...{ at: now, accountId: null, role: null, action: 'retention', object: kind, address: null },
    ...{ detail: { gone, before: wallDate(beforeAt) }, result: isGivenUp ? 'refused' : 'done' },
  });
}
