import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { armSilence, callOffSilence, nextSilence, SILENCE_JOB } from '../../src/conversations/silence.ts';
import type { Tx } from '../../src/storage/contract.ts';
import { type DeliveryBench, openDeliveryBench } from '../support/delivery.ts';
import { shanghai } from '../support/manual-clock.ts';

const NOON = shanghai('2026-11-23 12:00');
const MINUTE_MS = 60_000;

let bench: DeliveryBench;
beforeEach(async () => {
  bench = await openDeliveryBench(NOON);
});
afterEach(() => bench.close());

async function arm(afterMinutes: number[], now = NOON) {
  const conversation = await bench.conversation('wm-lin');
  const afterMs = afterMinutes.map((minutes) => minutes * MINUTE_MS);
  await bench.under.store.transact((tx) => armSilence(tx, conversation, afterMs, now));
  return conversation;
}

/** What falls due at that time, each ended as the job runner ends it; answers the rules. */
async function fallDue(
  minutes: number,
  after: (tx: Tx) => Promise<void> = async () => {},
): Promise<number[]> {
  const now = NOON + minutes * MINUTE_MS;
  const claimed = await bench.under.store.transact((tx) =>
    tx.jobs.claim(now, 10, 'a', now + MINUTE_MS, { kind: SILENCE_JOB, is: true }),
  );
  const rules: number[] = [];
  for (const job of claimed) {
    await bench.under.store.transact(async (tx) => {
      if (!(await tx.jobs.done(job.id, 'a'))) return;
      rules.push(await nextSilence(tx, job));
      await after(tx);
    });
  }
  return rules;
}

describe('armSilence', () => {
  it('wakes the conversation after each silence in turn, all counted from when it was armed', async () => {
    await arm([10, 30, 120]);
    expect(await fallDue(9)).toEqual([]);
    expect(await fallDue(10)).toEqual([0]);
    expect(await fallDue(29)).toEqual([]);
    expect(await fallDue(31)).toEqual([1]);
    expect(await fallDue(120)).toEqual([2]);
    expect(await fallDue(10_000)).toEqual([]);
  });

  it('begins anew when the resident writes, also after a silence was kept', async () => {
    await arm([10, 30]);
    expect(await fallDue(10)).toEqual([0]);
    await arm([10, 30], NOON + 20 * MINUTE_MS);
    expect(await fallDue(29)).toEqual([]);
    expect(await fallDue(30)).toEqual([0]);
  });

  it('arms nothing for a dialogue that waits for nothing, and calls off what was armed', async () => {
    await arm([10, 30]);
    await arm([]);
    expect(await fallDue(10_000)).toEqual([]);
  });

  it('lets what is done about one silence call off those after it', async () => {
    const { id } = await arm([10, 30]);
    expect(await fallDue(10, (tx) => callOffSilence(tx, id))).toEqual([0]);
    expect(await fallDue(10_000)).toEqual([]);
  });
});
