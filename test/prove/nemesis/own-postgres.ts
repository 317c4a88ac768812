// A PostgreSQL server that may be stopped in the middle and started again, and the desk's database on it.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { systemClock } from '../../../src/base/clock.ts';
import { createIds } from '../../../src/base/ids.ts';
import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import type { DeskDatabase } from '../../harness/database.ts';
import { startPostgres, stopPostgres } from '../../support/postgres-server.ts';

export type OwnPostgres = {
  port: number;
  /** As the desk is told, through the port of a proxy. */
  databaseBehind(port: number): DeskDatabase;
  version: string;
  /** As when the machine dies: everyone's connection breaks, nothing is written back. */
  stopAtOnce(): void;
  startAgain(): Promise<void>;
  close(): void;
};

const NAME = 'desk';

export async function startOwnPostgres(): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-postgres-own-'));
  const { port, urlOf } = await startPostgres(folder);
  await ask(urlOf('postgres'), `create database ${NAME}`);
  const [row] = await ask(urlOf('postgres'), 'show server_version');
  const fieldKey = randomBytes(32);
  const url = urlOf(NAME);
  return {
    port,
    version: String(row?.server_version ?? '').split(' ')[0] ?? '',
    databaseBehind: (proxyPort) => ({
      env: {
        DATABASE_URL: url.replace(`:${port}/`, `:${proxyPort}/`),
        FIELD_KEY: fieldKey.toString('base64'),
      },
      // While the server is away, or before the tables are there, there is nothing to be seen.
      rows: (sql) => ask(url, sql).catch(() => []),
      open: () => openPostgresStore({ url, fieldKey, ids: createIds(systemClock) }),
      async breakAt() {
        throw new Error('this server is broken as a whole');
      },
      async release() {},
    }),
    stopAtOnce: () => stopPostgres(folder),
    async startAgain() {
      await startPostgres(folder, port);
    },
    close() {
      stopPostgres(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url, types: plainNumbers });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

const INT8 = 20;
const plainNumbers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
};
