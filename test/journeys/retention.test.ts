// Two nights of a running desk: planned at its start, done piece by piece beside everything else, and told to whoever reads the metrics.
import { describe, expect, it } from 'vitest';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { createLeapingClock } from '../support/leaping-clock.ts';
import { shanghai } from '../support/manual-clock.ts';
import { stage, threadOf } from './support.ts';

const EVENING = shanghai('2026-11-23 22:00');
const HOUR_MS = 3_600_000;
const PATIENCE = { timeout: 20_000 };

describe('the nights of a running desk', { shuffle: false }, () => {
  const on = stage({ clock: createLeapingClock(EVENING) });
  const run = () => on.story.app.store.read((tx) => tx.retention.lastRun(on.clock.now()));
  const purged = async () =>
    (await (await fetch(`${on.story.baseUrl}/metrics`)).text())
      .split('\n')
      .filter((line) => line.startsWith('desk_purged_total'))
      .sort();

  it('the first takes nothing off, the second what is past its term, and /metrics says how much', async () => {
    const longAgo = EVENING - 200 * 24 * HOUR_MS;
    const key = { channel: 'wecom-kf', channelAccountId: OPEN_KF_ID } as const;
    await on.story.app.store.transact(async (tx) => {
      const answer = { requestDigest: 'd', status: 200, body: '{}' };
      await tx.idempotency.put('s', 'k', answer, longAgo);
      const person = { ...key, channelUserId: 'wmOld' };
      const { id } = await tx.conversations.forPerson(person, { communityId: 'cuihu', at: longAgo });
      for (const text of ['一', '二', '三'])
        await tx.inbox.keep(
          {
            ...{ ...person, channelItemId: `old-${text}`, sentAt: longAgo, origin: 'resident' },
            content: { type: 'text', text },
          },
          { conversationId: id, receivedAt: longAgo, historic: false },
        );
      const items = await tx.inbox.pending(id);
      await tx.inbox.markHandled(
        items.map((item) => item.id),
        longAgo,
      );
    });
    on.story.resident('wmNew').writes('你好');
    await on.story.settled();
    on.clock.leap(5 * HOUR_MS);
    await expect.poll(run, PATIENCE).toMatchObject({ day: '2026-11-24', counts: {} });
    expect(await purged()).toEqual([]);
    on.clock.leap(24 * HOUR_MS);
    await expect.poll(run, PATIENCE).toMatchObject({ day: '2026-11-25', endedAt: expect.any(Number) });
    expect((await run())?.counts).toMatchObject({ words: 3, answers: 1, residents: 0 });
    expect(await purged()).toEqual([
      'desk_purged_total{kind="answers"} 1',
      'desk_purged_total{kind="words"} 3',
    ]);
    expect((await threadOf(on.story, 'wmOld')).map(({ text }) => text)).toEqual([null, null, null]);
    expect((await threadOf(on.story, 'wmNew')).map(({ text }) => text)).not.toContain(null);
  });
});
