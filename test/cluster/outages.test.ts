// What happens around the desks: Redis is killed in the middle, the database goes away in the middle and comes back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { crowdOf, openCluster, readsOverLimit } from '../harness/cluster.ts';
import { say } from '../harness/scenario.ts';
import { hasPostgres, startPostgres, stopPostgres } from '../support/postgres-server.ts';
import { takeDatabase } from '../support/postgres-store.ts';
import { hasRedis, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.reverse()) await end();
  endings = [];
});

describe.skipIf(!hasPostgres || !hasRedis)('a door and two workers', () => {
  it('lose nothing when Redis dies and comes back; each says how it stands with it', async () => {
    const database = await takeDatabase();
    endings.push(() => database.release());
    const redis = await startRedis();
    endings.push(redis.close);
    const cluster = await openCluster({ databaseUrl: database.url, redisUrl: redis.url });
    endings.push(cluster.close);
    await Promise.all([cluster.join('web'), cluster.join('worker'), cluster.join('worker')]);
    const everybodySays = async (state: string) => {
      const answers = await Promise.all(cluster.members.map(cluster.readyz));
      expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
      return answers.every((answer) => answer.body.redis === state && answer.body.processes === 3);
    };
    await until(() => everybodySays('ok'));

    const crowd = crowdOf(cluster, () => 150);
    await crowd.goesOn(15);
    await redis.kill();
    await until(() => everybodySays('waiting'));
    await crowd.goesOn(15);
    await redis.start();
    await until(() => everybodySays('ok'));
    redis.standStill();
    await crowd.goesOn(15);
    redis.goOn();
    const expected = await crowd.stop();
    await cluster.drained();
    expect(await redis.contents()).not.toMatch(/TOKEN|wmTestResident/);
    expect(say(await cluster.stopAndCheck(expected))).toEqual([]);
  }, 300_000);
});

describe.skipIf(!hasPostgres)('three desks whose database goes away', () => {
  it('answer 503 meanwhile, recover by themselves and have lost nothing they confirmed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'desk-outage-'));
    const server = await startPostgres(folder);
    endings.push(() => {
      stopPostgres(folder);
      rmSync(folder, { recursive: true, force: true });
    });
    const cluster = await openCluster({ databaseUrl: server.urlOf('postgres') });
    endings.push(cluster.close);
    await Promise.all([cluster.join(), cluster.join(), cluster.join()]);
    const { ledger } = cluster.fake;
    const crowd = crowdOf(cluster, () => 150);
    await crowd.goesOn(15);

    const before = ledger.entries.length;
    stopPostgres(folder);
    await until(async () => {
      const answers = await Promise.all(cluster.members.map(cluster.readyz));
      return answers.every((answer) => answer.status === 503);
    });
    await crowd.goesOn(10);
    const failed = ledger.of('callback.failed').filter((each) => each.seq > before);
    expect(new Set(failed.map((each) => each.reason))).toEqual(new Set(['status']));
    // All four tries of the platform fell into the outage: these wake-ups are gone for good, what they announced is not.
    expect(ledger.of('callback.lost').length).toBeGreaterThan(0);

    // Nobody writes any more when it comes back: what was missed must be found without a nudge.
    const talking = crowd.stop();
    await startPostgres(folder, server.port);
    const expected = await talking;
    await cluster.drained();
    expect(say(await cluster.stopAndCheck(expected))).toEqual([]);
    expect(readsOverLimit(cluster.fake)).toBe(0);
  }, 300_000);
});
