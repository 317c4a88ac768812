import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Conversation } from '../../src/conversations/conversation.ts';
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

async function arm(afterMinutes: number[], now = NOON): Promise<Conversation> {
  const { id } = await bench.conversation('wm-lin');
  const afterMs = afterMinutes.map((minutes) => minutes * MINUTE_MS);
  return bench.under.store.transact(async (tx) => {
    const conversation = (await tx.conversations.get(id)) as Conversation;
    await armSilence(tx, conversation, afterMs, now);
    await tx.conversations.save(conversation);
    return conversation;
  });
}

const laidFor = async () =>
  (await bench.under.raw(`select due_at from job where kind = '${SILENCE_JOB}' and state = 'waiting'`)).map(
    (row) => (Number(row.due_at) - NOON) / MINUTE_MS,
  );

/** What falls due at that time, each ended as the job runner ends it; answers the rules. */
async function fallDue(
  minutes: number,
  after: (tx: Tx) => Promise<void> = async () => {},
): Promise<(number | null)[]> {
  const now = NOON + minutes * MINUTE_MS;
  const claimed = await bench.under.store.transact((tx) =>
    tx.jobs.claim(now, 10, 'a', now + MINUTE_MS, { kinds: [SILENCE_JOB], is: true }),
  );
  const rules: (number | null)[] = [];
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

  it('leaves a wake-up that stands earlier; fallen due, it goes on to the silence that counts', async () => {
    await arm([10, 30]);
    await arm([10, 30], NOON + 4 * MINUTE_MS);
    expect(await laidFor()).toEqual([10]);
    expect(await fallDue(10)).toEqual([null]);
    expect(await laidFor()).toEqual([14]);
    expect(await fallDue(14)).toEqual([0]);
    expect(await fallDue(34)).toEqual([1]);
    expect(await fallDue(10_000)).toEqual([]);
  });

  it('moves one that would come too late, or that somebody works on', async () => {
    await arm([30]);
    await arm([10], NOON + MINUTE_MS);
    expect(await laidFor()).toEqual([11]);
    const now = NOON + 11 * MINUTE_MS;
    const claim = (tx: Tx) =>
      tx.jobs.claim(now, 10, 'a', now + MINUTE_MS, { kinds: [SILENCE_JOB], is: true });
    const [job] = await bench.under.store.transact(claim);
    await arm([10], now);
    expect(await bench.under.store.transact((tx) => tx.jobs.done(job?.id ?? '', 'a'))).toBe(false);
    expect(await fallDue(21)).toEqual([0]);
  });

  it('goes by the wake-up alone where an older version has laid it', async () => {
    const { id } = await arm([10, 30]);
    // The older version knows nothing of what the conversation keeps, and moves the row each time.
    await bench.under.store.transact((tx) =>
      tx.jobs.move({
        ...{ kind: SILENCE_JOB, subjectId: id, uniqueKey: `${SILENCE_JOB}:${id}` },
        dueAt: NOON + 15 * MINUTE_MS,
        payload: { index: 0, armedAt: NOON + 5 * MINUTE_MS, afterMs: [10 * MINUTE_MS, 30 * MINUTE_MS] },
      }),
    );
    expect(await fallDue(14)).toEqual([]);
    expect(await fallDue(15)).toEqual([0]);
    expect(await fallDue(35)).toEqual([1]);
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
