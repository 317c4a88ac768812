// The desk dies between keeping what a follower wrote and the answer on their screen. Nothing is lost, one ticket comes of it.
import { describe, expect, it } from 'vitest';
import { sleep, systemClock } from '../../src/base/clock.ts';
import type { CrashPointName } from '../../src/base/crash-points.ts';
import { wordsOf } from '../harness/in-process-desk.ts';
import { startOa } from '../harness/platform.ts';
import { openStage } from '../harness/scenario.ts';
import { onPostgres } from '../support/store-for-test.ts';

const points: CrashPointName[] = [
  'callback.committed',
  'turn.before-commit',
  'turn.committed',
  'outbox.claimed',
  'outbox.sent',
];

describe.concurrent('a desk killed at', () => {
  it.each(points)(
    '%s answers the follower all the same',
    async (point) => {
      const { oa, deskEnv } = await startOa();
      const stage = await openStage(process.cwd(), { env: deskEnv });
      try {
        const doomed = await stage.start({ CRASH_AT: `${point}:1` });
        oa.pointTo(`http://127.0.0.1:${doomed.port}/webhooks/wechat`);
        oa.follower('oLin').writes('3栋2单元501厨房水管爆了，快来人');
        const { signal } = await doomed.exited;
        expect(signal, doomed.stderr()).toBe('SIGKILL');

        const desk = await stage.start();
        oa.pointTo(`http://127.0.0.1:${desk.port}/webhooks/wechat`);
        const told = () => oa.ledger.messagesTo('oLin').map((each) => wordsOf(each.content));
        const until = systemClock.now() + 60_000;
        await stage.drained(60_000);
        while (told().length === 0 && systemClock.now() < until) await sleep(systemClock, 40);
        await stage.drained(60_000);
        expect(await desk.stop(), desk.stderr()).toBe(0);

        const store = await stage.database.open();
        const tickets = await store.read((tx) => tx.tickets.list({}, { after: null, limit: 10 }));
        await store.close();
        expect(tickets.items).toMatchObject([{ kind: 'repair', grade: 1, channel: 'wechat-oa' }]);
        const words = told().join('\n');
        expect(words).toContain(tickets.items[0]?.code);
        // The platform knows no message again: what it had and we did not know of is told a second time, and never a third.
        const times = words.split(tickets.items[0]?.code ?? '').length - 1;
        expect(times).toBeLessThanOrEqual(point === 'outbox.sent' ? 4 : 2);
        expect(Math.max(...oa.ledger.countsPerOpening().values())).toBeLessThanOrEqual(5);
      } finally {
        await oa.stop();
        await stage.close();
      }
    },
    onPostgres ? 180_000 : 90_000,
  );
});

it('a desk killed before it has kept the words has not confirmed them', async () => {
  const { oa, deskEnv } = await startOa();
  const stage = await openStage(process.cwd(), { env: deskEnv });
  try {
    const doomed = await stage.start({ CRASH_AT: 'callback.before-commit:1' });
    oa.pointTo(`http://127.0.0.1:${doomed.port}/webhooks/wechat`);
    oa.follower('oLin').writes('3栋2单元501厨房水管爆了，快来人');
    const { signal } = await doomed.exited;
    expect(signal, doomed.stderr()).toBe('SIGKILL');
    await oa.settled();
    expect(oa.ledger.of('callback.answered')).toEqual([]);
    expect(oa.ledger.of('callback.lost')).toHaveLength(1);
  } finally {
    await oa.stop();
    await stage.close();
  }
}, 60_000);
