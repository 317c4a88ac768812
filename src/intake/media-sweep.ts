// Once a day: files that no row needs any more. What a crash, an erased resident or a restored database left behind.
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { type JobHandler, MOST_TRIES } from '../jobs/job-runner.ts';
import type { Store, Tx } from '../storage/contract.ts';
import type { MediaStore } from '../storage/media-contract.ts';

export const SWEEP_MEDIA_JOB = 'media.sweep';

const EVERY_MS = 24 * 3_600_000;
/** A younger file may belong to a row that is just being written. */
const YOUNGEST_MS = 24 * 3_600_000;
const BATCH = 200;

export type SweepPorts = { store: Store; files: MediaStore; clock: Clock; log: Logger };

export function createSweepMediaJob({ store, files, clock, log }: SweepPorts): JobHandler {
  return async (job, signal) => {
    const planNext = (tx: Tx) => planSweep(tx, job.dueAt + EVERY_MS);
    if (job.attempt > MOST_TRIES) return planNext;
    let removed = 0;
    let batch: string[] = [];
    const sweep = async () => {
      const names = batch;
      batch = [];
      const needed = await store.read(async (tx) => [
        ...(await tx.attachments.neededNames(names)),
        ...(await tx.photos.neededNames(names)),
      ]);
      for (const name of names.filter((one) => !needed.includes(one))) {
        await files.remove(name);
        removed += 1;
      }
    };
    for await (const { name, storedAt } of files.list()) {
      if (signal.aborted) break;
      if (clock.now() - storedAt < YOUNGEST_MS) continue;
      batch.push(name);
      if (batch.length === BATCH) await sweep();
    }
    await sweep();
    if (removed > 0) log.info({ event: 'media.swept', removed });
    return planNext;
  };
}

/** One sweep a day, however many processes ask for it. */
export async function planSweep(tx: Tx, at: number): Promise<void> {
  const day = Math.floor(at / EVERY_MS);
  await tx.jobs.add({
    kind: SWEEP_MEDIA_JOB,
    subjectId: 'media',
    dueAt: at,
    uniqueKey: `${SWEEP_MEDIA_JOB}:${day}`,
  });
}
