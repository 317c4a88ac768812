// Signals over a real Redis, which is killed, stopped and started again under them.

import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { createLogger, silentLogger } from '../../src/base/log.ts';
import { type LiveNews, type LoopName, loopNames, type Signals } from '../../src/signals/contract.ts';
import { createRedisSignals } from '../../src/signals/redis.ts';
import { describeSignals } from '../contracts/signals.contract.ts';
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let redis: RedisServer;
let desks = 0;
beforeAll(async () => {
  if (hasRedis) redis = await startRedis();
});
afterAll(() => redis?.close());

const process = (prefix: string, url = redis.url, log = silentLogger): Signals => {
  const signals = createRedisSignals({ url, prefix, clock: systemClock, ids: createIds(systemClock), log });
  signals.start();
  return signals;
};

async function openPair() {
  const prefix = `desk:${++desks}`;
  const [first, second] = [process(prefix), process(prefix)];
  await until(() => first.state() === 'ok' && second.state() === 'ok');
  return { first, second, close: async () => void (await Promise.all([first.stop(), second.stop()])) };
}

describe.skipIf(!hasRedis)('over Redis', () => describeSignals('signals', openPair));

describe.skipIf(!hasRedis)('two processes', () => {
  let open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    await Promise.all(open.map((close) => close()));
    open = [];
  });
  const pair = async () => {
    const under = await openPair();
    open.push(under.close);
    return under;
  };

  it('ring each other’s loops; many rings of one moment are one message', async () => {
    const { first, second } = await pair();
    const rung: (readonly LoopName[])[] = [];
    second.wakeUps.onRing((loops) => rung.push(loops));
    first.wakeUps.ring(['sends']);
    first.wakeUps.ring(['turns', 'sends']);
    await until(() => rung.length > 0);
    expect(rung).toEqual([['turns', 'sends']]);
  });

  it('of another desk on the same Redis hear nothing', async () => {
    const { first } = await pair();
    const { first: stranger } = await pair();
    const heard: LiveNews[] = [];
    stranger.live.subscribe(['conversation:lin'], null, (news) => heard.push(news));
    const own = Promise.withResolvers<void>();
    first.live.subscribe(['conversation:lin'], null, () => own.resolve());
    first.live.publish({ topic: 'conversation:lin', kind: 'turn.done', subjectId: 'lin' });
    await own.promise;
    expect(heard).toEqual([]);
  });

  it('what is no event is not handed on', async () => {
    const { first, second } = await pair();
    const heard: LiveNews[] = [];
    second.live.subscribe(['t'], null, (news) => heard.push(news));
    first.live.publish({ topic: 't', kind: 'k', subjectId: 'x'.repeat(201) });
    first.live.publish({ topic: 't', kind: 'k', subjectId: 'good' });
    await until(() => heard.length > 0);
    expect(heard).toEqual([expect.objectContaining({ subjectId: 'good' })]);
  });
});

describe.skipIf(!hasRedis)('when Redis dies in the middle', () => {
  it('nothing waits, pages and loops look again, and it comes back by itself', async () => {
    const own = await startRedis();
    const [first, second] = [process('desk:dying', own.url), process('desk:dying', own.url)];
    try {
      await until(() => first.state() === 'ok' && second.state() === 'ok');
      const heard: LiveNews[] = [];
      const rung: LoopName[] = [];
      second.live.subscribe(['t'], null, (news) => heard.push(news));

      await own.kill();
      await until(() => first.state() === 'waiting' && second.state() === 'waiting');
      expect(heard).toEqual(['look-again']);
      // Said into the void: heard in this process, by nobody else, and nobody waits for it.
      first.wakeUps.ring(['turns']);
      first.live.publish({ topic: 't', kind: 'k', subjectId: 'lost' });
      second.live.publish({ topic: 't', kind: 'k', subjectId: 'own' });
      expect(heard.at(-1)).toMatchObject({ subjectId: 'own' });
      expect(await first.limits.take('n', { max: 1, perMs: 60_000 })).toEqual({ ok: true });
      expect((await first.limits.take('n', { max: 1, perMs: 60_000 })).ok).toBe(false);

      second.wakeUps.onRing((loops) => rung.push(...loops));
      await own.start();
      await until(() => first.state() === 'ok' && second.state() === 'ok');
      expect(heard.at(-1)).toBe('look-again');
      expect(rung).toEqual([...loopNames]);
      first.live.publish({ topic: 't', kind: 'k', subjectId: 'again' });
      await until(() => heard.some((news) => news !== 'look-again' && news.subjectId === 'again'));
    } finally {
      await Promise.all([first.stop(), second.stop()]);
      await own.close();
    }
  });

  it('a Redis that keeps the line and says nothing is noticed; limits are answered meanwhile', async () => {
    const own = await startRedis();
    const signals = process('desk:still', own.url);
    try {
      await until(() => signals.state() === 'ok');
      own.standStill();
      expect(await signals.limits.take('n', { max: 1, perMs: 60_000 })).toEqual({ ok: true });
      await until(() => signals.state() === 'waiting');
      own.goOn();
      await until(() => signals.state() === 'ok');
    } finally {
      await signals.stop();
      await own.close();
    }
  });

  it('a server that takes calls and never answers holds up neither start nor stop', async () => {
    const mute = createServer(() => {});
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const lines: string[] = [];
    const log = createLogger('debug', { write: (line) => lines.push(line) });
    const url = `redis://:hush-hush@127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const signals = process('desk:mute', url, log);
    expect(signals.state()).toBe('waiting');
    await until(() => lines.length > 0);
    await signals.stop();
    mute.close();
    expect(lines.join('')).toContain('redis.unreachable');
    expect(lines.join('')).not.toContain('hush');
  });
});
