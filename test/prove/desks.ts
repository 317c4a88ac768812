// Several processes of one desk on a PostgreSQL and a Redis of their own, both behind proxies, so that everything can be taken away.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, openCluster } from '../harness/cluster.ts';
import { hasPostgres, startPostgres, stopPostgres } from '../support/postgres-server.ts';
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts';
import { createTcpProxy, type TcpProxy } from './nemesis/tcp-proxy.ts';

export type Desks = {
  cluster: Cluster;
  postgres: {
    /** As when the machine dies: everyone's connection breaks, nothing is written back. */
    stopAtOnce(): void;
    startAgain(): Promise<void>;
  };
  redis: RedisServer;
  toPostgres: TcpProxy;
  toRedis: TcpProxy;
  close(): Promise<void>;
};

/** Why this can not be run here; null = it can. */
export function missingForDesks(): string | null {
  if (!hasPostgres) return 'there is no PostgreSQL server on this machine';
  return hasRedis ? null : 'there is no redis-server on this machine';
}

export async function openDesks(count: number): Promise<Desks> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-postgres-own-'));
  const server = await startPostgres(folder);
  const redis = await startRedis();
  const toPostgres = await createTcpProxy(server.port);
  const toRedis = await createTcpProxy(Number(new URL(redis.url).port));
  const cluster = await openCluster({
    databaseUrl: server.urlOf('postgres').replace(`:${server.port}/`, `:${toPostgres.port}/`),
    redisUrl: `redis://127.0.0.1:${toRedis.port}`,
    env: { LOG_LEVEL: 'fatal' },
  });
  for (let index = 0; index < count; index++) await cluster.join();
  return {
    cluster,
    postgres: {
      stopAtOnce: () => stopPostgres(folder),
      async startAgain() {
        await startPostgres(folder, server.port);
      },
    },
    redis,
    toPostgres,
    toRedis,
    async close() {
      await cluster.close();
      await Promise.all([toPostgres.close(), toRedis.close(), redis.close()]);
      stopPostgres(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
