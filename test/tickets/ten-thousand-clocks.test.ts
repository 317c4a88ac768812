// Ten thousand clocks over processes that die, stand beside each other, and wake up to a clock that was set forward or back: none runs
// out early, none twice, none not at all.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { silentLogger } from '../../src/base/log.ts';
import { runDueJobs } from '../../src/jobs/job-runner.ts';
import type { Store } from '../../src/storage/contract.ts';
import { beginClocks, CLOCK_JOB, checkClocks } from '../../src/tickets/clocks.ts';
import { freshTimer } from '../../src/tickets/timers.ts';
import { type StoreUnderTest, ticketOf } from '../contracts/storage/subject.ts';
import { mulberry } from '../harness/random.ts';
import { createHouse } from '../support/house.ts';
import { createManualClock, shanghai } from '../support/manual-clock.ts';
import { ownLeases } from '../support/own-leases.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';
import { openStoreForTest } from '../support/store-for-test.ts';

const NOON = shanghai('2026-11-23 12:00');
const HOUR_MS = 60 * 60_000;
const KINDS = ['accept', 'take', 'on_site', 'resolve'] as const;
const TICKETS = 2_500;
const WITHIN_MS = 30 * HOUR_MS;
const LIVES = 14;
const TOGETHER = 100;

const ids = createSequentialIds();
const clock = createManualClock(NOON);
const shipped = createHouse({ clock, ids });
// What follows a missed clock has rows of its own; test/tickets/overdue.test.ts is about them.
const house = {
  ...shipped,
  escalation: { ...shipped.escalation, overdue: { ...shipped.escalation.overdue, steps: [] } },
};
let under: StoreUnderTest;
beforeEach(async () => {
  under = await openStoreForTest(ids);
  await under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON));
});
afterEach(() => under.close());

/** When each clock is due, by `ticket kind`. */
async function windUp(random: () => number): Promise<Map<string, number>> {
  const due = new Map<string, number>();
  for (let from = 0; from < TICKETS; from += TOGETHER)
    await under.store.transact(async (tx) => {
      for (let n = from; n < from + TOGETHER; n++) {
        const timers = KINDS.map((kind) => {
          const dueAt = NOON + Math.ceil(random() * WITHIN_MS);
          due.set(`t${n} ${kind}`, dueAt);
          return freshTimer(kind, dueAt);
        });
        const ticket = ticketOf(null, `t${n}`, { timers, grade: 4, firstOwner: null, assignee: null });
        await tx.tickets.add(ticket);
        await beginClocks(tx, ticket, house);
      }
    });
  return due;
}

/** A process that does `rounds` batches of what is due and then is no more; false when nothing is due. */
async function live(store: Store, rounds: number): Promise<boolean> {
  const ports = {
    ...{ store, clock, ids, leases: ownLeases(ids), log: silentLogger, crashPoint: noCrashPoints },
    onDone() {},
    handlers: {
      [CLOCK_JOB]:
        async (job: { subjectId: string; dueAt: number }) => (tx: Parameters<typeof checkClocks>[0]) =>
          checkClocks(tx, job.subjectId, house, job.dueAt),
    },
  };
  for (let round = 0; round < rounds; round++)
    if ((await runDueJobs(ports, new AbortController().signal)) === 0) return false;
  return true;
}

/** Takes work and dies before any of it is done; whoever comes after must find it. */
const dieWorking = (store: Store) =>
  store.transact((tx) => tx.jobs.claim(clock.now(), 20, ids.next(), clock.now() + 120_000));

it('ten thousand clocks run out once each, and none before its time', async () => {
  const random = mulberry(20261128);
  const due = await windUp(random);
  expect(due.size).toBe(10_000);
  for (let n = 0; n < LIVES; n++) {
    const jump = random();
    // Set back by up to three hours now and then, else on by up to six.
    clock.set(clock.now() + Math.round((jump < 0.25 ? -jump * 12 : jump * 6) * HOUR_MS));
    // Two at a time where the engine lets them in.
    const processes = [under.store, ...(under.second ? [await under.second()] : [])];
    const rounds = n % 3 === 0 ? 2 : 1_000;
    await Promise.all(processes.map((store) => live(store, rounds)));
    for (const store of processes) await dieWorking(store);
    for (const store of processes.slice(1)) await store.close();
    await under.reopen();
  }
  clock.set(NOON + 2 * WITHIN_MS);
  while (await live(under.store, 50));

  const ranOut = new Map<string, number>();
  const wrong: string[] = [];
  for (let n = 0; n < TICKETS; n++) {
    const events = await under.store.read((tx) => tx.tickets.events(`t${n}`));
    for (const { type, at, data } of events) {
      if (type !== 'timer.breached') continue;
      const key = `t${n} ${data.kind}`;
      if (ranOut.has(key)) wrong.push(`${key} twice`);
      if (at < (due.get(key) ?? Number.POSITIVE_INFINITY)) wrong.push(`${key} early`);
      ranOut.set(key, at);
    }
  }
  for (const key of due.keys()) if (!ranOut.has(key)) wrong.push(`${key} not at all`);
  expect(wrong).toEqual([]);
  expect(ranOut.size).toBe(10_000);
}, 120_000);
