// Three desks on one PostgreSQL and one Redis under load; one dies or stands still every few seconds, then all are replaced one
// by one. The seed is printed; CRASH_SEED repeats a run.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sleep, systemClock } from '../../src/base/clock.ts';
import { type Cluster, crowdOf, openCluster, readsOverLimit } from '../harness/cluster.ts';
import { mulberry } from '../harness/random.ts';
import { say } from '../harness/scenario.ts';
import { hasPostgres } from '../support/postgres-server.ts';
import { type TestDatabase, takeDatabase } from '../support/postgres-store.ts';
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts';

const ROUNDS = 5;
const LONGEST_PAUSE_MS = 300;
/** Longer than the sign of life of a process is good for and than others wait before they take over. */
const STANDSTILL_MS = 12_000;

describe.skipIf(!hasPostgres || !hasRedis)('three processes, one killed or held every few seconds', () => {
  let database: TestDatabase;
  let redis: RedisServer;
  let cluster: Cluster;
  beforeAll(async () => {
    [database, redis] = await Promise.all([takeDatabase(), startRedis()]);
    cluster = await openCluster({ databaseUrl: database.url, redisUrl: redis.url });
  });
  afterAll(async () => {
    await cluster.close();
    await redis.close();
    await database.release();
  });

  it('lose nothing, double nothing, keep every order and nobody’s allowance is overdrawn', async () => {
    const seed = Number(process.env.CRASH_SEED ?? systemClock.now() % 1_000_000);
    process.stdout.write(`cluster: CRASH_SEED=${seed}\n`);
    const random = mulberry(seed);
    const { fake } = cluster;
    await Promise.all([cluster.join(), cluster.join(), cluster.join()]);

    const crowd = crowdOf(cluster, () => random() * LONGEST_PAUSE_MS);

    const anyone = () => {
      const member = cluster.members[Math.floor(random() * cluster.members.length)];
      if (!member) throw new Error('nobody is left');
      return member;
    };
    const held = anyone();
    for (let round = 0; round < ROUNDS; round++) {
      await sleep(systemClock, 1_000 + random() * 1_000);
      if (round === 0) {
        held.desk.hold();
        void sleep(systemClock, STANDSTILL_MS).then(held.desk.release);
      } else {
        const victim = anyone();
        if (victim !== held) await cluster.killAndReplace(victim);
      }
    }
    await sleep(systemClock, STANDSTILL_MS);
    for (const member of [...cluster.members])
      expect(await cluster.stopAndReplace(member), member.desk.stderr()).toBe(0);
    const expected = await crowd.stop();
    await cluster.drained();
    expect(say(await cluster.stopAndCheck(expected))).toEqual([]);
    expect(readsOverLimit(fake)).toBe(0);
    expect(fake.tokens.fetchCount()).toBe(1);
    const { ledger } = fake;
    process.stdout.write(
      `cluster: ${expected.length} residents, ${ledger.of('item.appended').length} messages in, ${ledger.of('message.accepted').length} out\n`,
    );
  }, 300_000);
});
