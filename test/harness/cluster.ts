// Several desks as child processes on one PostgreSQL, with or without Redis, behind one address; what they did is judged by the
// platform's ledger.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { sleep, systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { FakeWecom } from '../../src/simulator/fake-wecom/fake-wecom.ts';
import { openPostgresStore } from '../../src/storage/postgres/store.ts';
import { plainNumbers } from '../support/postgres-store.ts';
import { until } from '../support/until.ts';
import { startBalancer } from './balancer.ts';
import { checkHistory, type Expected, isDrained, type Violation } from './checker.ts';
import { type DeskProcess, startDesk } from './desk-process.ts';
import { startPlatform } from './platform.ts';
import { converse } from './scenario.ts';

export type Member = {
  roles: string;
  desk: DeskProcess;
};

export type Cluster = {
  fake: FakeWecom;
  members: Member[];
  /** One more process. */
  join(roles?: string): Promise<Member>;
  /** Dies at once; another takes its place. */
  killAndReplace(member: Member): Promise<Member>;
  /** Stops as asked; another has taken its place before. Answers its exit code. */
  stopAndReplace(member: Member): Promise<number | null>;
  readyz(member: Member): Promise<{ status: number; body: { redis: string; processes: number } }>;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** Waits until nothing is left to do; gives up quietly, the check afterwards says what is missing. */
  drained(limitMs?: number): Promise<void>;
  /** Stops all and judges. */
  stopAndCheck(expected: readonly Expected[]): Promise<Violation[]>;
  close(): Promise<void>;
};

export type ClusterOptions = { databaseUrl: string; redisUrl?: string; env?: Record<string, string> };

const DRAIN_LIMIT_MS = 45_000;

export async function openCluster({ databaseUrl, redisUrl, env = {} }: ClusterOptions): Promise<Cluster> {
  const loaded = loadConfig({ env: {} });
  if (!loaded.ok) throw new Error('the shipped configuration does not load');
  const { fake, deskEnv } = await startPlatform(loaded.config.staff.map((member) => member.wecomUserId));
  const dataDir = mkdtempSync(join(tmpdir(), 'desk-cluster-'));
  const fieldKey = randomBytes(32);
  const balancer = await startBalancer();
  fake.callbacks.pointTo(`${balancer.url}/webhooks/wecom`);
  const members: Member[] = [];
  const base = {
    DATA_DIR: dataDir,
    BURST_MS: '0',
    DATABASE_URL: databaseUrl,
    FIELD_KEY: fieldKey.toString('base64'),
    ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
    ...deskEnv,
    ...env,
  };

  const showDoors = () =>
    balancer.pointTo(
      members.filter((member) => member.roles.includes('web')).map((member) => member.desk.port),
    );
  const remove = (member: Member) => {
    members.splice(members.indexOf(member), 1);
    showDoors();
  };

  const cluster: Cluster = {
    fake,
    members,
    async join(roles = 'web,worker') {
      const desk = await startDesk({ root: process.cwd(), env: { ...base, ROLES: roles } });
      const member = { roles, desk };
      members.push(member);
      showDoors();
      return member;
    },
    async killAndReplace(member) {
      await member.desk.kill();
      remove(member);
      return cluster.join(member.roles);
    },
    async stopAndReplace(member) {
      await cluster.join(member.roles);
      remove(member);
      return member.desk.stop();
    },
    async readyz({ desk }) {
      const answer = await fetch(`http://127.0.0.1:${desk.port}/readyz`);
      return { status: answer.status, body: await answer.json() };
    },
    async rows(sql) {
      const client = new pg.Client({ connectionString: databaseUrl, types: plainNumbers });
      client.on('error', () => {});
      await client.connect();
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
    async drained(limitMs = DRAIN_LIMIT_MS) {
      const until = systemClock.now() + limitMs;
      await fake.settled();
      while (!(await isDrained(cluster, fake)) && systemClock.now() < until) await sleep(systemClock, 100);
    },
    async stopAndCheck(expected) {
      const codes = await Promise.all(members.splice(0).map((member) => member.desk.stop()));
      const store = await openPostgresStore({ url: databaseUrl, fieldKey, ids: createIds(systemClock) });
      const violations = await checkHistory(fake, store, expected);
      for (const code of codes)
        if (code !== 0) violations.push({ rule: 'unfinished', detail: `a process ended with ${code}` });
      return violations;
    },
    async close() {
      for (const { desk } of members.splice(0)) await desk.kill();
      await balancer.close();
      await fake.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return cluster;
}

/** Minutes in which more reads without a token were made than we allow ourselves: the platform would block the company. */
export function readsOverLimit(fake: FakeWecom, max = 5): number {
  const at = fake.ledger
    .of('sync.served')
    .filter((page) => !page.withToken)
    .map((page) => page.at);
  return at.filter((from) => at.filter((each) => each >= from && each < from + 60_000).length > max).length;
}

/** Longer than any recovery; a resident who hears nothing for so long has been forgotten. */
const ANSWER_LIMIT_MS = 120_000;

/** Residents who talk, one after the other, until `stop`. */
export function crowdOf(cluster: Cluster, pauseMs: () => number) {
  const talks: Promise<Expected>[] = [];
  let more = true;
  const going = (async () => {
    for (let index = 0; more; index++) {
      const talk = Promise.race([converse({ platform: cluster }, index), forgotten(index, cluster)]);
      talk.catch(() => {});
      talks.push(talk);
      await sleep(systemClock, pauseMs());
    }
  })();
  return {
    /** Resolves when so many more have begun to talk. */
    async goesOn(count: number): Promise<void> {
      const enough = talks.length + count;
      await until(() => talks.length >= enough);
    },
    /** Resolves when each of them has had an answer. */
    async stop(): Promise<Expected[]> {
      more = false;
      await going;
      return Promise.all(talks);
    },
  };
}

async function forgotten(index: number, { members }: Cluster): Promise<never> {
  await sleep(systemClock, ANSWER_LIMIT_MS);
  const said = members.map(({ desk }) => desk.stderr()).join('\n');
  throw new Error(`resident ${index} was never answered; the processes say:\n${said}`);
}
