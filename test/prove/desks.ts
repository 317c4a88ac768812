// Several processes of one desk on PostgreSQL and Redis, each behind a proxy, and one address for the platform's callbacks.
import { spawnSync } from 'node:child_process';
import type { DeskProcess } from '../harness/desk-process.ts';
import { openStage, type Stage } from '../harness/scenario.ts';
import { hasPostgres } from '../support/postgres-server.ts';
import { type RedisServer, startRedis } from '../support/redis-server.ts';
import { type OwnPostgres, startOwnPostgres } from './nemesis/own-postgres.ts';
import { createTcpProxy, type TcpProxy } from './nemesis/tcp-proxy.ts';

export type Desks = {
  stage: Stage;
  postgres: OwnPostgres;
  redis: RedisServer;
  toPostgres: TcpProxy;
  toRedis: TcpProxy;
  count: number;
  /** Null while it is down. */
  at(index: number): DeskProcess | null;
  start(index: number): Promise<void>;
  kill(index: number): Promise<void>;
  /** Answers the exit codes. */
  stopAll(): Promise<(number | null)[]>;
  close(): Promise<void>;
};

/** Why this can not be run here; null = it can. */
export function missingForDesks(): string | null {
  if (!hasPostgres) return 'there is no PostgreSQL server on this machine';
  return spawnSync('redis-server', ['--version']).status === 0
    ? null
    : 'there is no redis-server on this machine';
}

export async function openDesks(count: number): Promise<Desks> {
  const postgres = await startOwnPostgres();
  const redis = await startRedis();
  const redisPort = Number(new URL(redis.url).port);
  const toPostgres = await createTcpProxy(() => [postgres.port]);
  const toRedis = await createTcpProxy(() => [redisPort]);
  const running: (DeskProcess | null)[] = Array.from({ length: count }, () => null);
  let turn = 0;
  // Round the desks; one that is down is passed over, as a balancer does.
  const door = await createTcpProxy(() => {
    turn++;
    const ports = running.map((desk) => desk?.port ?? 0);
    return ports.map((_, index) => ports[(index + turn) % count] ?? 0).filter((port) => port > 0);
  });
  const stage = await openStage(process.cwd(), {
    database: postgres.databaseBehind(toPostgres.port),
    env: { REDIS_URL: `redis://127.0.0.1:${toRedis.port}`, LOG_LEVEL: 'fatal' },
    doorPort: door.port,
  });
  return {
    stage,
    postgres,
    redis,
    toPostgres,
    toRedis,
    count,
    at: (index) => running[index] ?? null,
    async start(index) {
      running[index] = await stage.start();
    },
    async kill(index) {
      const desk = running[index];
      running[index] = null;
      await desk?.kill();
    },
    stopAll: () => Promise.all(running.splice(0).map(async (desk) => (desk === null ? 0 : desk.stop()))),
    async close() {
      for (const desk of running) await desk?.kill();
      await stage.close();
      await Promise.all([door.close(), toPostgres.close(), toRedis.close(), redis.close()]);
      postgres.close();
    },
  };
}
