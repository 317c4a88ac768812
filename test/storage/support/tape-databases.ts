// Empty databases of both engines with the schema of today, and a plain way to say SQL to them.
import pg from 'pg';
import type { SqlValue } from '../../../src/storage/prepared.ts';
import { openSqlite } from '../../../src/storage/sqlite/connection.ts';
import { openPostgresForTest, plainNumbers } from '../../support/postgres-store.ts';
import { openSqliteForTest } from '../../support/sqlite-store.ts';
import type { Row, RunSql, Tape } from './tape.ts';

export type TapeDatabase = { run: RunSql; close(): Promise<void> };

export function openForTape(engine: Tape['engine']): Promise<TapeDatabase> {
  return engine === 'sqlite' ? onSqlite() : onPostgres();
}

async function onSqlite(): Promise<TapeDatabase> {
  const under = await openSqliteForTest();
  const connection = openSqlite(under.file);
  return {
    run: async (sql, values) => connection.all(sql, values) as Row[],
    async close() {
      connection.close();
      await under.close();
    },
  };
}

async function onPostgres(): Promise<TapeDatabase> {
  const under = await openPostgresForTest();
  const client = new pg.Client({ connectionString: under.url, types: plainNumbers });
  await client.connect();
  return {
    run: async (sql: string, values: SqlValue[]) => (await client.query(sql, values)).rows,
    async close() {
      await client.end();
      // Whoever plays tapes may also change tables.
      under.spoil();
      await under.close();
    },
  };
}
