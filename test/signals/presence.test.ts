// Several processes on one database, each with a clock of its own: who is dead, who only stood still, and what either may do.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryError } from '../../src/base/errors.ts';
import { createIds } from '../../src/base/ids.ts';
import { silentLogger } from '../../src/base/log.ts';
import { createPresence, type Presence } from '../../src/signals/presence.ts';
import { watchStore } from '../../src/signals/watched-store.ts';
import type { Store } from '../../src/storage/contract.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../support/sqlite-store.ts';

const NOON = Date.parse('2026-11-23T12:00:00+08:00');

let under: SqliteStoreUnderTest;
let clocks: ManualClock[];
beforeEach(async () => {
  under = await openSqliteForTest();
  clocks = [];
});
afterEach(() => under.close());

type Member = Presence & { clock: ManualClock; freed: number };

function processAt(startAt = NOON, store: Store = under.store, alone = false): Member {
  const clock = createManualClock(startAt);
  clocks.push(clock);
  const presence = createPresence({
    store,
    clock,
    ids: createIds(clock),
    log: silentLogger,
    roles: ['web', 'worker'],
    alone,
    onFreed: () => {
      member.freed++;
    },
  });
  const member: Member = Object.assign(presence, { clock, freed: 0 });
  return member;
}

/** Time passes for all of them; those named give their signs of life every second. */
async function seconds(count: number, ...living: Member[]): Promise<void> {
  for (let second = 0; second < count; second++) {
    for (const clock of clocks) clock.advance(1_000);
    for (const each of living) await each.round();
  }
}

const addJob = () =>
  under.store.transact((tx) => tx.jobs.add({ kind: 'k', subjectId: 's', dueAt: 0, uniqueKey: 'job' }));
const claimJob = (by: Member) =>
  under.store.transact(async (tx) => {
    const token = by.newToken();
    const jobs = await tx.jobs.claim(by.clock.now(), 1, token, by.clock.now() + 120_000);
    return jobs[0] ? { id: jobs[0].id, token } : null;
  });
const finish = (claim: { id: string; token: string }) =>
  under.store.transact((tx) => tx.jobs.done(claim.id, claim.token));

describe('a process that is gone', () => {
  it('is found out by another within eleven seconds, and its work is free long before its leases end', async () => {
    const [dead, living] = [processAt(), processAt()];
    await dead.round();
    await living.round();
    await addJob();
    expect(await claimJob(dead)).not.toBeNull();
    await seconds(9, living);
    expect(await claimJob(living)).toBeNull();
    expect(living.processCount()).toBe(2);
    await seconds(2, living);
    expect(living.freed).toBe(1);
    expect(living.processCount()).toBe(1);
    expect(await claimJob(living)).not.toBeNull();
  });

  it('and whose clock was wrong by hours is found out all the same; a living one with such a clock is not', async () => {
    const ahead = processAt(NOON + 7_200_000);
    const behind = processAt(NOON - 7_200_000);
    const living = processAt();
    for (const each of [ahead, behind, living]) await each.round();
    await seconds(30, behind, living);
    expect((await under.store.read((tx) => tx.processes.list())).length).toBe(2);
    expect(behind.goodUntilAt(behind.newToken())).toBeGreaterThan(behind.clock.now());
  });

  it('that left by itself leaves nothing claimed', async () => {
    const [leaving, living] = [processAt(), processAt()];
    await leaving.round();
    await living.round();
    await addJob();
    await claimJob(leaving);
    await leaving.leave();
    expect(await claimJob(living)).not.toBeNull();
  });
});

describe('a process that stood still', () => {
  it('may begin nothing on its claims from eight seconds on, before anyone takes them over', async () => {
    const [still, living] = [processAt(), processAt()];
    await still.round();
    await living.round();
    const token = still.newToken();
    await seconds(7, living);
    expect(still.goodUntilAt(token)).toBeGreaterThan(still.clock.now());
    await seconds(1, living);
    expect(still.goodUntilAt(token)).toBe(0);
    expect(living.freed).toBe(0);
  });

  it('commits nothing that another has taken over, and goes on under a new name', async () => {
    const [still, living] = [processAt(), processAt()];
    await still.round();
    await living.round();
    await addJob();
    const lost = await claimJob(still);
    await seconds(12, living);
    const taken = await claimJob(living);
    await still.round();
    expect(still.freed).toBe(1);
    if (!lost || !taken) throw new Error('nothing was claimed');
    expect(still.goodUntilAt(lost.token)).toBe(0);
    expect(await finish(lost)).toBe(false);
    expect(await finish(taken)).toBe(true);
    const again = still.newToken();
    expect(still.goodUntilAt(again)).toBeGreaterThan(still.clock.now());
    await seconds(30, still, living);
    expect(living.processCount()).toBe(2);
  });

  it('is not fooled by a wall clock that was set back meanwhile', async () => {
    const still = processAt();
    await still.round();
    const token = still.newToken();
    still.clock.advance(9_000);
    still.clock.set(NOON);
    expect(still.goodUntilAt(token)).toBe(0);
  });

  it('takes nobody for dead only because it did not look', async () => {
    const [still, living] = [processAt(), processAt()];
    await still.round();
    await living.round();
    await living.round();
    await seconds(60);
    await still.round();
    expect(still.freed).toBe(0);
    expect((await under.store.read((tx) => tx.processes.list())).length).toBe(2);
  });
});

describe('a database that failed in the middle', () => {
  it.each([true, false])('lets the process claim afresh what it had claimed (alone: %s)', async (alone) => {
    let failing = false;
    const store: Store = {
      ...under.store,
      transact: (work) =>
        failing
          ? Promise.reject(new TemporaryError('storage/unreachable', 'the database is away'))
          : under.store.transact(work),
    };
    const member = processAt(NOON, store, alone);
    const watched = watchStore(store, member.suspect);
    await member.round();
    await addJob();
    const claim = await claimJob(member);
    if (!claim) throw new Error('nothing was claimed');
    failing = true;
    await expect(watched.transact((tx) => tx.jobs.done(claim.id, claim.token))).rejects.toThrow();
    await expect(member.round()).rejects.toThrow();
    expect(await claimJob(member)).toBeNull();
    failing = false;
    await member.round();
    expect(member.goodUntilAt(claim.token)).toBe(0);
    expect(await claimJob(member)).not.toBeNull();
    expect(await finish(claim)).toBe(false);
    expect(await under.raw('select count(*) as n from process')).toEqual([{ n: alone ? 0 : 1 }]);
  });
});
