import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/base/log.ts';
import { createPresence } from '../../src/signals/presence.ts';
import { CLOCK_JOB, checkClocks } from '../../src/tickets/clocks.ts';
import { acceptTicket } from '../../src/tickets/deeds.ts';
import { shanghai } from '../support/manual-clock.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';
import { onPostgres } from '../support/store-for-test.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const burst = { hazards: ['burst' as const], faults: [] };

describe('the clocks of a ticket', () => {
  let desk: TicketDesk;
  beforeEach(async () => {
    desk = await openTicketDesk(NOON);
  });
  afterEach(() => desk.close());

  const breaches = async (id: string) =>
    (await desk.under.store.read((tx) => tx.tickets.events(id)))
      .filter((event) => event.type === 'timer.breached')
      .map((event) => [event.data.kind, (event.at - NOON) / 1000]);

  it('are written down as missed, each once and at its own instant, never before', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(119);
    expect(await breaches(id)).toEqual([]);
    await desk.pass(90_000);
    expect(await breaches(id)).toEqual([
      ['accept', 120],
      ['first_reply', 120],
      ['take', 180],
      ['on_site', 900],
      ['update', 1_800],
      ['control', 7_200],
      ['resolve', 86_400],
    ]);
    const { timers } = await desk.ticket(id);
    for (const timer of timers) expect(timer.breachedAt).toBe(timer.dueAt);
  });

  it('are missed once also over restarts, and late ones are caught up with', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(100);
    await desk.restart();
    desk.clock.advance(2_000_000); // nothing of ours ran
    for (let n = 0; n < 3; n++) {
      await desk.pass(0);
      await desk.restart();
    }
    expect((await breaches(id)).map(([kind]) => kind)).toEqual([
      'accept',
      'first_reply',
      'take',
      'on_site',
      'update',
    ]);
    await desk.pass(100_000);
    expect((await breaches(id)).map(([kind]) => kind)).toEqual([
      'accept',
      'first_reply',
      'take',
      'on_site',
      'update',
      'control',
      'resolve',
    ]);
  });

  it('due while the process was down fire within 10 virtual seconds of a restart, also when it died at work', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(110);
    const ids = createSequentialIds();
    // It has taken the row and is no more.
    desk.clock.advance(15_000);
    await desk.unit(async (tx) => {
      await tx.processes.join({ id: 'gone', roles: 'worker', startedAt: NOON });
      const due = await tx.jobs.claim(desk.clock.now(), 20, 'gone:1', desk.clock.now() + 120_000);
      expect(due.map(({ kind }) => kind)).toContain(CLOCK_JOB);
    });
    desk.clock.advance(40_000);
    await desk.restart();
    const startedAt = desk.clock.now();
    const { store } = desk.under;
    const presence = createPresence({
      ...{ store, clock: desk.clock, ids, log: silentLogger, roles: ['worker'], alone: !onPostgres },
      onFreed() {},
    });
    for (let second = 0; second <= 10; second++) {
      await presence.round();
      await desk.pass(second < 10 ? 1 : 0);
    }
    const missed = (await desk.under.store.read((tx) => tx.tickets.events(id))).filter(
      ({ type }) => type === 'timer.breached',
    );
    expect(missed.map(({ data }) => data.kind)).toEqual(['accept', 'first_reply']);
    for (const { at } of missed) expect(at - startedAt).toBeLessThanOrEqual(10_000);
  });

  it('have one effect when two workers look at the same time', async () => {
    const { id } = await desk.open(burst);
    desk.clock.advance(130_000);
    await Promise.all([1, 2, 3].map(() => desk.unit((tx) => checkClocks(tx, id, desk.house))));
    expect(await breaches(id)).toEqual([
      ['accept', 130],
      ['first_reply', 130],
    ]);
  });

  it('that were met in time are never missed', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(60);
    await desk.unit((tx) =>
      acceptTicket(
        tx,
        id,
        { actor: { kind: 'staff', id: 'wang-zhiqiang', source: 'card' }, staffId: 'wang-zhiqiang' },
        desk.house,
      ),
    );
    await desk.pass(1_000);
    expect((await breaches(id)).map(([kind]) => kind)).not.toContain('accept');
  });

  it('are watched on when the time steps back between taking the row and looking', async () => {
    const { id } = await desk.open(burst);
    const dueAt = NOON + 120_000;
    const [job] = await desk.unit((tx) =>
      tx.jobs.claim(dueAt, 1, 'a', dueAt + 60_000, { kinds: [CLOCK_JOB], is: true }),
    );
    if (!job) throw new Error('no clock is watched');
    desk.clock.set(dueAt - 1_000);
    await desk.unit(async (tx) => {
      await checkClocks(tx, id, desk.house, job.dueAt);
      expect(await tx.jobs.done(job.id, 'a')).toBe(true);
    });
    expect(await breaches(id)).toEqual([]);
    await desk.pass(5);
    expect((await breaches(id)).map(([kind]) => kind)).toEqual(['accept', 'first_reply']);
  });

  it('are not missed earlier by a clock that jumps, nor twice when it jumps back', async () => {
    const { id } = await desk.open(burst);
    desk.clock.set(NOON - 7_200_000);
    await desk.pass(60);
    expect(await breaches(id)).toEqual([]);
    desk.clock.set(NOON + 130_000);
    await desk.pass(0);
    desk.clock.set(NOON);
    await desk.pass(140);
    expect((await breaches(id)).map(([kind]) => kind)).toEqual(['accept', 'first_reply']);
  });
});
