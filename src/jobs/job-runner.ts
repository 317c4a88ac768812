// Due jobs: takes them with a lease, lets their handler prepare outside the transaction, and ends each in one transaction with its effect.
import { beginBefore } from '../base/begin-before.ts';
import type { Clock } from '../base/clock.ts';
import type { CrashPoint } from '../base/crash-points.ts';
import { TemporaryError } from '../base/errors.ts';
import type { Ids } from '../base/ids.ts';
import type { Logger } from '../base/log.ts';
import { retryDelayMs } from '../outbox/retry-policy.ts';
import type { Leases } from '../signals/contract.ts';
import type { Job, JobFilter, Store, Tx } from '../storage/contract.ts';

/** May call the network; what it answers is run in the transaction that ends the job. */
export type JobHandler = (job: Job, signal: AbortSignal) => Promise<(tx: Tx) => Promise<void>>;

export type JobPorts = {
  store: Store;
  clock: Clock;
  ids: Ids;
  leases: Leases;
  log: Logger;
  crashPoint: CrashPoint;
  handlers: Record<string, JobHandler>;
  /** Which jobs this runner takes; absent = all. */
  only?: JobFilter;
  /** How many are worked on side by side; 32 unless they are heavy. */
  batch?: number;
  /** How often what time may cure is tried, where the handler itself knows when it is too late. */
  maxAttempts?: number;
  /** Told when a job's effect may have put words on their way. */
  onDone(): void;
};

const LEASE_MS = 120_000;
const BATCH = 32;
const MAX_ATTEMPTS = 12;
/** What comes again by itself and has failed so often is left for its next time: one that is given up would be the last. */
export const MOST_TRIES = 5;

/** Runs one batch of due jobs; answers how many there were. */
export async function runDueJobs(ports: JobPorts, signal: AbortSignal): Promise<number> {
  const { store, clock, leases, crashPoint, only, batch = BATCH } = ports;
  const now = clock.now();
  const next = await store.read((tx) => tx.jobs.nextDueAt());
  if (next === null || next > now) return 0;
  const leaseToken = leases.newToken();
  const jobs = await store.transact((tx) => tx.jobs.claim(now, batch, leaseToken, now + LEASE_MS, only));
  if (jobs.length > 0) crashPoint('job.claimed');
  await Promise.all(jobs.map((job) => runJob(job, leaseToken, ports, signal)));
  if (jobs.length > 0) ports.onDone();
  return jobs.length;
}

async function runJob(job: Job, leaseToken: string, ports: JobPorts, signal: AbortSignal): Promise<void> {
  const { store, clock, ids, leases, log, crashPoint, handlers } = ports;
  const leaseUntilAt = clock.now() + LEASE_MS;
  try {
    const handler = handlers[job.kind];
    if (!handler) throw new TemporaryError('jobs/unknown-kind', `nobody here does ${job.kind}`);
    // A process that stood still must not ask of a platform what another has asked of it since.
    const timely = beginBefore(signal, () => Math.min(leaseUntilAt, leases.goodUntilAt(leaseToken)));
    const effect = await handler(job, timely);
    await store.transact(async (tx) => {
      // First, so that a job whose lease was lost has no effect.
      if (!(await tx.jobs.done(job.id, leaseToken))) return;
      await effect(tx);
      crashPoint('job.before-commit');
    });
    crashPoint('job.done');
  } catch (error) {
    const code = error instanceof TemporaryError ? error.code : 'fault';
    log.error(
      { event: 'job.failed', jobId: job.id, kind: job.kind, attempt: job.attempt, error },
      'a job failed',
    );
    const isTemporary = error instanceof TemporaryError;
    const most = isTemporary ? (ports.maxAttempts ?? MAX_ATTEMPTS) : MAX_ATTEMPTS;
    const delayMs = Math.max(
      retryDelayMs(job.attempt, ids.random()),
      isTemporary ? (error.retryAfterMs ?? 0) : 0,
    );
    await store.transact((tx) =>
      job.attempt >= most
        ? tx.jobs.giveUp(job.id, leaseToken, code)
        : tx.jobs.retry(job.id, leaseToken, clock.now() + delayMs, code),
    );
  }
}
