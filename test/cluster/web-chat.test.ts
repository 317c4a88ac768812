// The page of residents behind several doors: any of them knows the token, the stream of one tells what another took and a third
// answered, with Redis and without, and limits count over all doors.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCluster } from '../harness/cluster.ts';
import { CHANNELS_WITH_WEB, createChatPage } from '../support/chat-page.ts';
import { hasPostgres } from '../support/postgres-server.ts';
import { takeDatabase } from '../support/postgres-store.ts';
import { hasRedis, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

let endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.reverse()) await end();
  endings = [];
});

async function openDoors(redisUrl?: string): Promise<[string, string]> {
  const dir = mkdtempSync(join(tmpdir(), 'desk-doors-'));
  endings.push(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(resolve(import.meta.dirname, '../../config'), dir, { recursive: true });
  writeFileSync(join(dir, 'channels.yaml'), CHANNELS_WITH_WEB);
  const database = await takeDatabase();
  endings.push(() => database.release());
  const cluster = await openCluster({
    databaseUrl: database.url,
    ...(redisUrl === undefined ? {} : { redisUrl }),
    env: { CONFIG_DIR: dir },
  });
  endings.push(cluster.close);
  const [one, two] = await Promise.all([cluster.join('web'), cluster.join('web'), cluster.join('worker')]);
  return [`http://127.0.0.1:${one.desk.port}`, `http://127.0.0.1:${two.desk.port}`];
}

/** `hint`: by which the second door tells of what the first has taken. */
async function talkOverTwoDoors([one, two]: [string, string], hint: string): Promise<void> {
  const here = createChatPage(one);
  await here.enters();
  const there = createChatPage(two);
  there.cookie = here.cookie;
  await until(async () => (await there.hears()).some((words) => words.includes('您好')));
  const ending = new AbortController();
  const response = await fetch(`${two}/chat/api/-/stream`, {
    headers: { cookie: there.cookie ?? '' },
    signal: ending.signal,
  });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let hints = '';
  const listening = (async () => {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read())
      hints += part.value;
  })().catch(() => {});
  const before = (await there.hears()).length;
  await here.says('3栋2单元501厨房水龙头漏水');
  await until(() => hints.includes(hint));
  await until(async () => (await there.hears()).length > before);
  ending.abort();
  await listening;
}

describe.skipIf(!hasPostgres || !hasRedis)('two doors and a worker with Redis', () => {
  it('carry one talk, and count together how much one person writes', async () => {
    const redis = await startRedis();
    endings.push(redis.close);
    const doors = await openDoors(redis.url);
    await talkOverTwoDoors(doors, 'event: change');
    const here = createChatPage(doors[0]);
    await here.enters();
    const there = createChatPage(doors[1]);
    there.cookie = here.cookie;
    const statuses: number[] = [];
    for (let n = 0; n < 24; n++) statuses.push((await (n % 2 === 0 ? here : there).says(`第${n}句`)).status);
    expect(statuses).toEqual([...Array(20).fill(200), ...Array(4).fill(429)]);
    // Neither words nor names nor addresses of residents.
    expect(await redis.contents()).not.toMatch(/漏水|web-|127\.0\.0\.1/);
  }, 120_000);
});

describe.skipIf(!hasPostgres)('two doors and a worker without Redis', () => {
  it('carry one talk all the same: the page is told to look again', async () => {
    await talkOverTwoDoors(await openDoors(), 'event: resync');
  }, 120_000);
});
