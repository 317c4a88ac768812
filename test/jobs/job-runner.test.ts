import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mayBegin } from '../../src/base/begin-before.ts';
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { Fault, TemporaryError } from '../../src/base/errors.ts';
import { silentLogger } from '../../src/base/log.ts';
import { type JobHandler, type JobPorts, runDueJobs } from '../../src/jobs/job-runner.ts';
import type { Tx } from '../../src/storage/contract.ts';
import type { StoreUnderTest } from '../contracts/storage/subject.ts';
import { createManualClock, type ManualClock, shanghai } from '../support/manual-clock.ts';
import { ownLeases } from '../support/own-leases.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';
import { openStoreForTest } from '../support/store-for-test.ts';

const NOON = shanghai('2026-11-23 12:00');
const LEASE_MS = 120_000;
const signal = new AbortController().signal;

describe('runDueJobs', () => {
  let under: StoreUnderTest;
  let clock: ManualClock;
  let handlers: Record<string, JobHandler>;
  let rung: number;
  let ports: JobPorts;

  beforeEach(async () => {
    under = await openStoreForTest();
    clock = createManualClock(NOON);
    handlers = {};
    rung = 0;
    const ids = createSequentialIds();
    ports = {
      store: under.store,
      clock,
      ids,
      leases: ownLeases(ids),
      log: silentLogger,
      crashPoint: noCrashPoints,
      handlers,
      onDone() {
        rung += 1;
      },
    };
  });
  afterEach(() => under.close());

  const add = (uniqueKey: string, dueAt = NOON, kind = 'k') =>
    under.store.transact((tx) =>
      tx.jobs.add({ kind, subjectId: uniqueKey, dueAt, uniqueKey, payload: { n: 1 } }),
    );
  const run = () => runDueJobs(ports, signal);
  /** An effect that can be seen: one row per time it was done. */
  const mark = (tx: Tx, what: string) => tx.tickets.nextNumber('marks', what).then(() => {});
  const marks = async () =>
    Object.fromEntries(
      (await under.raw("select day, last from ticket_number where community_id = 'marks'")).map((row) => [
        row.day,
        row.last,
      ]),
    );
  const jobStates = async () =>
    (await under.raw('select state, reason from job order by unique_key')).map((row) => [
      row.state,
      row.reason,
    ]);

  it('does what is due once, and leaves the rest', async () => {
    handlers.k = async (job) => (tx) => mark(tx, `${job.subjectId} ${JSON.stringify(job.payload)}`);
    await add('now');
    await add('later', NOON + 1);
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    expect(await marks()).toEqual({ 'now {"n":1}': 1 });
    expect(rung).toBe(1);
    clock.advance(1);
    expect(await run()).toBe(1);
    expect(await marks()).toEqual({ 'now {"n":1}': 1, 'later {"n":1}': 1 });
  });

  it('ends a job and does its effect together or not at all', async () => {
    let fail = true;
    handlers.k = async () => async (tx) => {
      await mark(tx, 'effect');
      if (fail) throw new Fault('test/broken', 'after half of it');
    };
    await add('a');
    await run();
    expect(await marks()).toEqual({});
    expect(await jobStates()).toEqual([['waiting', 'fault']]);
    fail = false;
    clock.advance(60_000);
    await run();
    expect(await marks()).toEqual({ effect: 1 });
    expect(await jobStates()).toEqual([['done', 'fault']]);
  });

  it('has no effect when the lease went to another while the handler was away', async () => {
    const away = Promise.withResolvers<void>();
    let calls = 0;
    handlers.k = async () => {
      calls += 1;
      if (calls === 1) await away.promise;
      const call = calls;
      return (tx) => mark(tx, `by call ${call}`);
    };
    await add('a');
    const slow = run();
    await expect.poll(() => calls).toBe(1);
    clock.advance(LEASE_MS);
    await run();
    away.resolve();
    await slow;
    expect(await marks()).toEqual({ 'by call 2': 1 });
  });

  it('lets a handler begin nothing more when its process has stood still', async () => {
    const mayAsk: boolean[] = [];
    handlers.k = async (_job, timely) => {
      mayAsk.push(mayBegin(timely, clock.now()));
      clock.advance(120_000);
      mayAsk.push(mayBegin(timely, clock.now()));
      return async () => {};
    };
    await add('job');
    await run();
    expect(mayAsk).toEqual([true, false]);
  });

  it('has no effect when the job was called off while the handler was away', async () => {
    handlers.k = async (job) => {
      await under.store.transact((tx) => tx.jobs.cancel('k', job.subjectId));
      return (tx) => mark(tx, 'effect');
    };
    await add('a');
    await run();
    expect(await marks()).toEqual({});
    expect(await jobStates()).toEqual([]);
  });

  it('tries again later and later, keeps the reason, and gives up for a person to see', async () => {
    handlers.k = async () => {
      throw new TemporaryError('wecom/45009', 'slow down');
    };
    await add('a');
    const waits: number[] = [];
    for (let n = 0; n < 30; n++) {
      const dueAt = await under.store.read((tx) => tx.jobs.nextDueAt());
      if (dueAt === null) break;
      waits.push(dueAt - clock.now());
      clock.advance(Math.max(0, dueAt - clock.now()));
      await run();
    }
    expect(waits).toHaveLength(12);
    expect(waits.slice(1)).toEqual([...waits.slice(1)].sort((a, b) => a - b));
    expect(waits[1]).toBeGreaterThanOrEqual(500);
    expect(await jobStates()).toEqual([['given-up', 'wecom/45009']]);
    clock.advance(86_400_000);
    expect(await run()).toBe(0);
  });

  it('keeps a job of a kind nobody here knows, for a process that does', async () => {
    await add('a', NOON, 'from-the-next-version');
    await run();
    expect(await jobStates()).toEqual([['waiting', 'jobs/unknown-kind']]);
    handlers['from-the-next-version'] = async () => (tx) => mark(tx, 'effect');
    clock.advance(60_000);
    await run();
    expect(await marks()).toEqual({ effect: 1 });
  });

  it('does not let one failing job take the others with it', async () => {
    handlers.k = async (job) => {
      if (job.subjectId === 'bad') throw new Error('no');
      return (tx) => mark(tx, job.subjectId);
    };
    for (const key of ['a', 'bad', 'b']) await add(key);
    expect(await run()).toBe(3);
    expect(await marks()).toEqual({ a: 1, b: 1 });
  });

  it('does what another process had taken and died with, once its lease has passed', async () => {
    handlers.k = async () => (tx) => mark(tx, 'effect');
    await add('a');
    await under.store.transact((tx) => tx.jobs.claim(NOON, 10, 'dead process', NOON + LEASE_MS));
    clock.advance(LEASE_MS - 1);
    expect(await run()).toBe(0);
    clock.advance(1);
    expect(await run()).toBe(1);
    expect(await marks()).toEqual({ effect: 1 });
  });

  it('fires 1,000 overdue jobs, each exactly once', async () => {
    handlers.k = async () => (tx) => mark(tx, 'effect');
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => add(`job-${n}`, NOON - n)));
    let done = 0;
    for (let count = await run(); count > 0; count = await run()) done += count;
    expect(done).toBe(1_000);
    expect(await marks()).toEqual({ effect: 1_000 });
  });
});
