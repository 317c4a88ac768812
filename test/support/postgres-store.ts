// A PostgreSQL store in a database of its own, with what a test needs beside it. Databases are wiped and used again: making one is slow.
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Ids } from '../../src/base/ids.ts';
import type { Store } from '../../src/storage/contract.ts';
import { openPostgresStore } from '../../src/storage/postgres/store.ts';
import type { StoreUnderTest } from '../contracts/storage/subject.ts';
import { postgresServer } from './postgres-server.ts';
import { createSequentialIds } from './sequential-ids.ts';

export type PostgresStoreUnderTest = StoreUnderTest & {
  url: string;
  fieldKey: Buffer;
  /** Another process on the same database, as far as the store can tell. */
  second(): Promise<Store>;
  /** The database is not used again after this test: its tables were changed. */
  spoil(): void;
};

export type TestDatabase = {
  name: string;
  url: string;
  raw(sql: string): Promise<Record<string, unknown>[]>;
  /** Everything of it that lies on the disk. */
  rawBytes(): Promise<Buffer[]>;
  /** Gives it back, emptied; `spoilt` = it is dropped. */
  release(spoilt?: boolean): Promise<void>;
};

const free: string[] = [];

/** A database without a row. */
export async function takeDatabase(): Promise<TestDatabase> {
  const server = await postgresServer();
  const name = free.pop() ?? (await createDatabase(server.urlOf('postgres')));
  const client = new pg.Client({ connectionString: server.urlOf(name), types: plainNumbers });
  // A test may stop the server or end this connection; whoever uses it then is told by their statement.
  client.on('error', () => {});
  await client.connect();
  const raw = async (sql: string) => (await client.query(sql)).rows as Record<string, unknown>[];
  return {
    name,
    url: server.urlOf(name),
    raw,
    async rawBytes() {
      await raw('checkpoint');
      const [row] = await raw(`select oid from pg_database where datname = '${name}'`);
      const folders = [join(server.dataFolder, 'base', String(row?.oid)), join(server.dataFolder, 'pg_wal')];
      return folders.flatMap((folder) =>
        readdirSync(folder, { withFileTypes: true })
          .filter((entry) => entry.isFile() && existsSync(join(folder, entry.name)))
          .map((entry) => readFileSync(join(folder, entry.name))),
      );
    },
    async release(spoilt = false) {
      if (!spoilt) {
        await wipe(raw);
        free.push(name);
      }
      await client.end();
      if (spoilt) await onServer(server.urlOf('postgres'), `drop database "${name}" with (force)`);
    },
  };
}

export async function openPostgresForTest(ids: Ids = createSequentialIds()): Promise<PostgresStoreUnderTest> {
  const database = await takeDatabase();
  const { url } = database;
  const fieldKey = randomBytes(32);
  const seconds: Store[] = [];
  let spoilt = false;
  let open: Store | null = await openPostgresStore({ url, fieldKey, ids });
  const subject: PostgresStoreUnderTest = {
    store: open,
    url,
    fieldKey,
    async reopen(key = fieldKey) {
      await open?.close();
      open = null;
      open = await openPostgresStore({ url, fieldKey: key, ids });
      subject.store = open;
      return open;
    },
    async second() {
      const store = await openPostgresStore({ url, fieldKey, ids });
      seconds.push(store);
      return store;
    },
    spoil() {
      spoilt = true;
    },
    raw: database.raw,
    rawBytes: database.rawBytes,
    async close() {
      for (const store of [open, ...seconds.splice(0)]) await store?.close().catch(() => {});
      open = null;
      await database.release(spoilt);
    },
  };
  return subject;
}

const INT8 = 20;
const NUMERIC = 1700;
/** Counts and instants as numbers. */
export const plainNumbers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format as 'text'),
};

async function createDatabase(adminUrl: string): Promise<string> {
  const name = `desk_${randomBytes(8).toString('hex')}`;
  await onServer(adminUrl, `create database "${name}"`);
  return name;
}

async function onServer(adminUrl: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** As new: no row, and every sequence at its beginning. The schema stays. */
async function wipe(raw: TestDatabase['raw']): Promise<void> {
  const tables = await raw(
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%'`,
  );
  const sequences = await raw(
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'`,
  );
  await raw(
    [
      // Without the order that foreign keys ask for.
      'set session_replication_role = replica',
      ...tables.map((table) => `delete from "${table.relname}"`),
      ...sequences.map((sequence) => `alter sequence "${sequence.relname}" restart`),
      'set session_replication_role = origin',
    ].join(';\n'),
  );
}
