// The database of a whole desk, from outside: what the desk is told to use, one look at its rows, and a way to make it refuse something.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import type { Store } from '../../src/storage/contract.ts';
import { openPostgresStore } from '../../src/storage/postgres/store.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { takeDatabase } from '../support/postgres-store.ts';
import { onPostgres } from '../support/store-for-test.ts';

export type DeskDatabase = {
  /** For the environment of the desk. */
  env: Record<string, string>;
  /** Committed rows, whether the desk is running or not; none before its first start. SQL that both engines understand. */
  rows(sql: string): Promise<Record<string, unknown>[]>;
  /** The store of a desk that has stopped. */
  open(): Promise<Store>;
  /** Makes it refuse what is said in a trigger's words (`insert on ticket`), as a full disk does; the answer mends it. */
  breakAt(what: string): Promise<() => Promise<void>>;
  release(): Promise<void>;
};

/** The database of the desk with this data folder. */
export function takeDeskDatabase(dataDir: string): Promise<DeskDatabase> {
  return onPostgres ? onTheServer() : Promise.resolve(inFolder(dataDir));
}

function inFolder(dataDir: string): DeskDatabase {
  const file = join(dataDir, 'desk.db');
  const change = (sql: string) => {
    const database = new DatabaseSync(file);
    database.exec('PRAGMA busy_timeout = 2000');
    database.exec(sql);
    database.close();
  };
  return {
    env: {},
    async rows(sql) {
      if (!existsSync(file)) return [];
      const database = new DatabaseSync(file, { readOnly: true });
      try {
        database.exec('PRAGMA busy_timeout = 2000');
        return database.prepare(sql).all();
      } finally {
        database.close();
      }
    },
    open: () =>
      openSqliteStore({
        file,
        fieldKey: Buffer.from(readFileSync(join(dataDir, 'field.key'), 'utf8').trim(), 'base64'),
        ids: createIds(systemClock),
      }),
    async breakAt(what) {
      change(`create trigger broken before ${what} begin select raise(abort, 'disk is full'); end`);
      return async () => change('drop trigger broken');
    },
    async release() {},
  };
}

const NO_SUCH_TABLE = '42P01';

async function onTheServer(): Promise<DeskDatabase> {
  const database = await takeDatabase();
  const fieldKey = randomBytes(32);
  return {
    env: { DATABASE_URL: database.url, FIELD_KEY: fieldKey.toString('base64') },
    rows: (sql) =>
      database.raw(sql).catch((error: { code?: unknown }) => {
        if (error.code === NO_SUCH_TABLE) return [];
        throw error;
      }),
    open: () => openPostgresStore({ url: database.url, fieldKey, ids: createIds(systemClock) }),
    async breakAt(what) {
      const [event, condition] = what.split(' when ');
      const table = /\bon (\w+)$/.exec(event ?? '')?.[1];
      await database.raw(
        `create table broken as select 1 as now;
         create function refuse() returns trigger language plpgsql as $$ begin
           if exists (select from broken) then
             raise exception using errcode = 'disk_full', message = 'disk is full';
           end if;
           return new;
         end $$;
         create trigger broken before ${event} for each row ${condition ? `when (${condition})` : ''} execute function refuse()`,
      );
      return async () => {
        // Mended at once; taking the trigger away has to wait for whoever is at the table.
        await database.raw('delete from broken');
        await database.raw(`drop trigger broken on ${table}; drop function refuse(); drop table broken`);
      };
    },
    release: () => database.release(),
  };
}
