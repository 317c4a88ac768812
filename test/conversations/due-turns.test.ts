// Batches of turns: the next one is claimed beside the one that runs, and whatever is claimed is run.
import { expect, it } from 'vitest';
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { silentLogger } from '../../src/base/log.ts';
import { type DueTurnPorts, runDueTurns } from '../../src/conversations/due-turns.ts';
import type { Tx } from '../../src/storage/contract.ts';

/** A store in which so many turns are due; each unit is a line of its diary. */
function desk(due: number, onUnit: (what: string) => void = () => {}, strikes = 1) {
  const diary: string[] = [];
  let left = due;
  const finished = new Set<string>();
  const tx = {
    turns: {
      nextDueAt: async () => (left > 0 ? 0 : null),
      async claim(_now: number, limit: number, _token: string, _until: number, only: string) {
        const count = only === 'fresh' ? Math.min(limit, left) : 0;
        note(`claim ${only}`);
        left -= count;
        return Array.from({ length: count }, (_, n) => ({ conversationId: `c${left + n}`, strikes }));
      },
      async finish(id: string) {
        note('turn');
        finished.add(id);
        return true;
      },
      async retry() {
        note('retry');
      },
    },
    conversations: { get: async () => null },
    inbox: { pending: async () => [], markQuarantined: async () => note('set aside') },
  } as unknown as Tx;
  function note(what: string): void {
    if (diary.at(-1) !== what) diary.push(what);
    onUnit(what);
  }
  type Work = (tx: Tx) => Promise<unknown>;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: Work) => {
    const unit = last.then(() => work(tx));
    last = unit.catch(() => {});
    return unit;
  };
  const ports = {
    store: { read: (work: Work) => work(tx), transact: inTurn },
    house: { clock: { now: () => 1 } },
    log: silentLogger,
    crashPoint: noCrashPoints,
    ids: { random: () => 0 },
    leases: { newToken: () => 'token', goodUntilAt: () => Number.POSITIVE_INFINITY },
    turnAttempts: 3,
    advising: null,
    observe() {},
  } as unknown as DueTurnPorts;
  return { ports, diary, finished, left: () => left };
}

it('runs every turn that is due, and claims the next ones behind those that run', async () => {
  const { ports, diary, finished } = desk(300);
  expect(await runDueTurns(ports)).toBe(300);
  expect(finished.size).toBe(300);
  expect(diary).toEqual([
    'claim fresh',
    ...['turn', 'claim fresh', 'turn', 'claim fresh', 'turn', 'claim fresh'],
    'claim tried',
  ]);
});

it('takes a breath after a number of batches, with nothing claimed that is not run', async () => {
  const { ports, finished, left } = desk(10_000);
  const count = await runDueTurns(ports);
  expect(count).toBeLessThan(10_000);
  expect(finished.size).toBe(count);
  expect(left()).toBe(10_000 - count);
});

it('claims nothing more once it is to stop, and runs what it has claimed', async () => {
  const stopping = new AbortController();
  const { ports, finished, left } = desk(1_000, (what) => what === 'turn' && stopping.abort());
  const count = await runDueTurns(ports, stopping.signal);
  expect(finished.size).toBe(count);
  expect(left()).toBe(1_000 - count);
  expect(count).toBeLessThan(400);
});

it('tells that a claim failed only after what was claimed before has run', async () => {
  let claims = 0;
  const { ports, finished } = desk(300, (what) => {
    if (what === 'claim fresh' && ++claims === 2) throw new Error('the disk is full');
  });
  await expect(runDueTurns(ports)).rejects.toThrow('the disk is full');
  expect(finished.size).toBe(128);
});

it('sets a turn aside after so many failures, or twice as many deaths, which may be nobody’s fault', async () => {
  const outcomeAfter = async (strikes: number) => {
    const { ports, diary } = desk(1, () => {}, strikes);
    await runDueTurns(ports);
    return diary.includes('set aside');
  };
  // The sixth time it is taken after five deaths; the fourth time after three failures, each a strike of its own.
  expect(await outcomeAfter(6)).toBe(false);
  expect(await outcomeAfter(7)).toBe(true);
});
