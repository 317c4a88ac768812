// What the platform allows holds across three processes, also while Redis is gone and one of them dies: five words per word of the
// resident, thirty notices a minute on one phone. Both are brought to their limit here, which a crowd never does.
import { describe, expect, it, type TestContext } from 'vitest';
import { sleep, systemClock } from '../../src/base/clock.ts';
import { type Cluster, openCluster } from '../harness/cluster.ts';
import { OPEN_KF_ID } from '../harness/platform.ts';
import { emergencyOf, say } from '../harness/scenario.ts';
import { hasPostgres } from '../support/postgres-server.ts';
import { takeDatabase } from '../support/postgres-store.ts';
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

const API_TOKEN = 'test-api-token-0123456789abcdef';

async function threeDesks({
  onTestFinished,
}: TestContext): Promise<{ cluster: Cluster; redis: RedisServer }> {
  const database = await takeDatabase();
  onTestFinished(() => database.release());
  const redis = await startRedis();
  onTestFinished(redis.close);
  const cluster = await openCluster({
    databaseUrl: database.url,
    redisUrl: redis.url,
    env: { RECEPTION_API_TOKEN: API_TOKEN },
  });
  onTestFinished(cluster.close);
  await Promise.all([cluster.join(), cluster.join(), cluster.join()]);
  return { cluster, redis };
}

async function api<T>(cluster: Cluster, door: number, path: string, body?: unknown): Promise<T> {
  const member = cluster.members[door % cluster.members.length];
  const response = await fetch(`http://127.0.0.1:${member?.desk.port}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const waiting = async (cluster: Cluster) => {
  const [left] = await cluster.rows(
    `select count(*)::int as n from outbox where state in ('queued', 'sending')`,
  );
  return left?.n;
};

// Both wait for what may be sent only later, each on servers of its own.
describe.skipIf(!hasPostgres || !hasRedis).concurrent('three processes at the limit', () => {
  it('say five words and hold the rest, whoever of them was asked', async (context) => {
    const { cluster, redis } = await threeDesks(context);
    const { fake } = cluster;
    const people = ['wmAn', 'wmBo', 'wmCai', 'wmDu'];
    for (const id of people) fake.resident(id).writes('你好');
    await until(() => people.every((id) => fake.ledger.messagesTo(OPEN_KF_ID, id).length > 0));
    await cluster.drained();
    const replies = ['一', '二', '三', '四', '五', '六', '七', '八'];
    for (const [round, word] of replies.entries()) {
      if (round === 2) await redis.kill();
      if (round === 5) {
        const [victim] = cluster.members;
        if (victim) await cluster.killAndReplace(victim);
      }
      await Promise.all(
        people.map(async (id, index) => {
          const path = `/conversations?channel=wecom-kf&channelUserId=${id}`;
          const { items } = await api<{ items: { id: string }[] }>(cluster, index, path);
          const reply = { onBehalfOf: 'xu-jing', text: `第${word}句` };
          await api(cluster, index + round, `/conversations/${items[0]?.id}/reply`, reply);
        }),
      );
    }
    await until(async () => (await waiting(cluster)) === 0);
    for (const id of people) expect(fake.ledger.messagesTo(OPEN_KF_ID, id)).toHaveLength(5);
    expect([...new Set(fake.ledger.countsPerInbound().values())]).toEqual([5]);
    expect(fake.ledger.of('message.refused').filter((each) => each.errcode === 95001)).toEqual([]);
    for (const id of people) fake.resident(id).writes('在吗');
    await until(() =>
      people.every((id) =>
        JSON.stringify(fake.ledger.messagesTo(OPEN_KF_ID, id).map((each) => each.content)).includes('第八句'),
      ),
    );
    await cluster.drained();
    expect(say(await cluster.stopAndCheck(people.map((residentId) => ({ residentId, tickets: 0 }))))).toEqual(
      [],
    );
  }, 180_000);

  it('never put more on one phone than it takes in a minute, and every emergency is on it', async (context) => {
    const { cluster, redis } = await threeDesks(context);
    const { fake } = cluster;
    const expected = [];
    for (let index = 0; index < 60; index++) {
      if (index === 20) await redis.kill();
      if (index === 35) {
        const [victim] = cluster.members;
        if (victim) void cluster.killAndReplace(victim);
      }
      const { residentId, says, grade } = emergencyOf(index);
      fake.resident(residentId).writes(says[0]);
      expected.push({ residentId, tickets: 1, grade });
      await sleep(systemClock, 300);
    }
    await until(async () => (await waiting(cluster)) === 0);
    await cluster.drained(120_000);
    const notices = fake.ledger.of('staff.notice');
    const most = Math.max(
      ...notices.map(
        (first) =>
          notices.filter(
            (each) => each.userId === first.userId && each.at >= first.at && each.at < first.at + 60_000,
          ).length,
      ),
    );
    process.stdout.write(`pace: ${notices.length} notices, at most ${most} a minute on one phone\n`);
    // Beyond eleven the pace rule has begun to join notices; how far beyond depends on the machine.
    expect(most).toBeGreaterThan(11);
    expect(most).toBeLessThanOrEqual(30);
    expect(say(await cluster.stopAndCheck(expected))).toEqual([]);
  }, 300_000);
});
