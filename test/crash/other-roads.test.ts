// The desk dies between keeping what somebody wrote in an Official Account, 飞书 or 钉钉 and the answer on their screen. Nothing is lost, one
// ticket comes of it. Where the code is the same for all of them, one road stands for the others.
import { describe, expect, it } from 'vitest';
import { sleep, systemClock } from '../../src/base/clock.ts';
import type { CrashPointName } from '../../src/base/crash-points.ts';
import type { ChannelId } from '../../src/channels/contract.ts';
import { wordsOf } from '../harness/in-process-desk.ts';
import { startDingtalk, startFeishu, startOa } from '../harness/platform.ts';
import { openStage } from '../harness/scenario.ts';

type Road = {
  channel: ChannelId;
  deskEnv: Record<string, string>;
  pointTo(deskUrl: string): void;
  writes(text: string): void;
  told(): string[];
  /** How often the ticket may be told where the desk died after sending and did not know of it. */
  mostTold: number;
  stop(): Promise<void>;
};

/** Neither the Official Account nor 钉钉 knows a message again: it is told a second time, and never a third. */
const roads = {
  async 'wechat-oa'(): Promise<Road> {
    const { oa, deskEnv } = await startOa();
    return {
      ...{ channel: 'wechat-oa', deskEnv, mostTold: 4, stop: oa.stop },
      pointTo: (deskUrl) => oa.pointTo(`${deskUrl}/webhooks/wechat`),
      writes: (text) => void oa.follower('oLin').writes(text),
      told: () => oa.ledger.messagesTo('oLin').map((each) => wordsOf(each.content)),
    };
  },
  /** It knows a message again by `uuid`. */
  async feishu(): Promise<Road> {
    const { feishu, deskEnv } = await startFeishu();
    return {
      ...{ channel: 'feishu', deskEnv, mostTold: 2, stop: feishu.stop },
      pointTo: (deskUrl) => feishu.pointTo(`${deskUrl}/webhooks/feishu`),
      writes: (text) => feishu.person('ou_Lin').writes(text),
      told: () => feishu.ledger.messagesTo('ou_Lin').map(({ content }) => JSON.stringify(content)),
    };
  },
  async dingtalk(): Promise<Road> {
    const { dingtalk, deskEnv } = await startDingtalk();
    return {
      ...{ channel: 'dingtalk', deskEnv, mostTold: 4, stop: dingtalk.stop },
      pointTo: (deskUrl) => dingtalk.pointTo(`${deskUrl}/webhooks/dingtalk`),
      writes: (text) => dingtalk.person('staffLin').writes(text),
      told: () => dingtalk.messagesTo('staffLin').map(({ content }) => String(content.content)),
    };
  },
};

const deaths: [keyof typeof roads, CrashPointName][] = [
  ['wechat-oa', 'callback.committed'],
  ['wechat-oa', 'turn.committed'],
  ['wechat-oa', 'outbox.sent'],
  ['feishu', 'outbox.sent'],
  ['dingtalk', 'outbox.sent'],
];

describe.concurrent('on the road of', () => {
  it.each(deaths)(
    '%s a desk killed at %s answers all the same',
    async (name, point) => {
      const road = await roads[name]();
      const stage = await openStage(process.cwd(), { env: road.deskEnv });
      try {
        const doomed = await stage.start({ CRASH_AT: `${point}:1` });
        road.pointTo(`http://127.0.0.1:${doomed.port}`);
        road.writes('3栋2单元501厨房水管爆了，快来人');
        const { signal } = await doomed.exited;
        expect(signal, doomed.stderr()).toBe('SIGKILL');

        const desk = await stage.start();
        road.pointTo(`http://127.0.0.1:${desk.port}`);
        const until = systemClock.now() + 60_000;
        await stage.drained(60_000);
        while (road.told().length === 0 && systemClock.now() < until) await sleep(systemClock, 40);
        await stage.drained(60_000);
        expect(await desk.stop(), desk.stderr()).toBe(0);

        const store = await stage.database.open();
        const tickets = await store.read((tx) => tx.tickets.list({}, { after: null, limit: 10 }));
        await store.close();
        expect(tickets.items).toMatchObject([{ kind: 'repair', grade: 1, channel: road.channel }]);
        const code = tickets.items[0]?.code ?? '';
        const words = road.told().join('\n');
        expect(words).toContain(code);
        expect(words.split(code).length - 1).toBeLessThanOrEqual(point === 'outbox.sent' ? road.mostTold : 2);
        expect(road.told().length).toBeLessThanOrEqual(5);
      } finally {
        await road.stop();
        await stage.close();
      }
    },
    180_000,
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
