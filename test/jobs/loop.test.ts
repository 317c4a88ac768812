import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/base/log.ts';
import { createLoop, type LoopOutcome } from '../../src/jobs/loop.ts';
import { createManualClock } from '../support/manual-clock.ts';

/** A loop whose rounds the test answers one by one. */
function bench() {
  const clock = createManualClock(0);
  const rounds: { at: number; signal: AbortSignal; answer: (outcome: LoopOutcome | Error) => void }[] = [];
  const loop = createLoop({
    name: 'test',
    clock,
    log: silentLogger,
    work: (signal) =>
      new Promise((resolve, reject) => {
        rounds.push({
          at: clock.now(),
          signal,
          answer: (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)),
        });
      }),
  });
  const settle = async () => {
    for (let n = 0; n < 20; n++) await Promise.resolve();
  };
  const answer = async (outcome: LoopOutcome | Error) => {
    rounds.at(-1)?.answer(outcome);
    await settle();
  };
  return { clock, loop, rounds, settle, answer };
}
const idle: LoopOutcome = { more: false, nextAt: null };

describe('a loop', () => {
  it('goes on at once while there is more', async () => {
    const { loop, rounds, answer } = bench();
    loop.start();
    await answer({ more: true });
    await answer({ more: true });
    expect(rounds).toHaveLength(3);
  });

  it('does one round at a time, however often it is started or rung', async () => {
    const { loop, rounds, settle } = bench();
    loop.start();
    loop.start();
    loop.wake();
    await settle();
    expect(rounds).toHaveLength(1);
  });

  it('sleeps until the next work is due', async () => {
    const { loop, rounds, answer, clock, settle } = bench();
    loop.start();
    await answer({ more: false, nextAt: 300 });
    clock.advance(299);
    await settle();
    expect(rounds).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(rounds.map((round) => round.at)).toEqual([0, 300]);
  });

  it('looks again after a second also when nobody rings: another process may have left work', async () => {
    const { loop, rounds, answer, clock, settle } = bench();
    loop.start();
    await answer({ more: false, nextAt: 90_000 });
    clock.advance(1_000);
    await settle();
    await answer(idle);
    clock.advance(1_000);
    await settle();
    expect(rounds.map((round) => round.at)).toEqual([0, 1_000, 2_000]);
  });

  it('is woken by a ring', async () => {
    const { loop, rounds, answer, settle } = bench();
    loop.start();
    await answer(idle);
    loop.wake();
    await settle();
    expect(rounds).toHaveLength(2);
  });

  it('does not miss a ring that comes while it works', async () => {
    const { loop, rounds, answer } = bench();
    loop.start();
    loop.wake();
    await answer(idle);
    expect(rounds).toHaveLength(2);
  });

  it('goes on, slowly, after a failure', async () => {
    const { loop, rounds, answer, clock, settle } = bench();
    loop.start();
    await answer(new Error('disk full'));
    clock.advance(499);
    await settle();
    expect(rounds).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(rounds).toHaveLength(2);
  });

  it('stops from its sleep and leaves no timer behind', async () => {
    const { loop, rounds, answer, clock, settle } = bench();
    loop.start();
    await answer(idle);
    await loop.stop();
    clock.advance(10_000);
    await settle();
    expect(rounds).toHaveLength(1);
    expect(clock.waitingCount()).toBe(0);
  });

  it('stops after the round that is under way, and tells that round', async () => {
    const { loop, rounds, answer, settle } = bench();
    loop.start();
    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    await settle();
    expect(rounds[0]?.signal.aborted).toBe(true);
    expect(stopped).toBe(false);
    await answer({ more: true });
    await stopping;
    expect(rounds).toHaveLength(1);
  });

  it('can be stopped without ever having been started', async () => {
    await bench().loop.stop();
  });
});
