// The embedded store: one file, one writing connection with group commit, one reading connection on snapshots.
import { Kysely, sql as text } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import type { Store, Tx } from '../contract.ts';
import { createFieldSealer, type FieldSealer } from '../fields.ts';
import { createKeptRows, type KeptRows } from '../kept-rows.ts';
import { createKeyCache, createRowSealer, type KeyCache } from '../keys.ts';
import { migrate } from '../migrations/index.ts';
import {
  createSqlRunner,
  createStatementBook,
  type SqlRunner,
  type SqlValue,
  type StatementBook,
} from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { checkSentinel } from '../sentinel.ts';
import { createTables } from '../tables/index.ts';
import { openSqlite, type SqliteConnection } from './connection.ts';
import { embeddedDialect } from './dialect.ts';
import { createGroupCommit } from './group-commit.ts';
import { lockDataFolder } from './lock.ts';
import { createUpkeep } from './upkeep.ts';

export type SqliteStoreOptions = { file: string; fieldKey: Buffer; ids: Ids };

export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  // What is open, last first to be closed; a store that cannot be opened must not keep the folder locked.
  const closers = [lockDataFolder(options.file)];
  const closeAll = () => {
    for (const close of closers.splice(0).reverse()) close();
  };
  try {
    return await openLocked(options, closers, closeAll);
  } catch (error) {
    closeAll();
    throw error;
  }
}

async function openLocked(
  { file, fieldKey, ids }: SqliteStoreOptions,
  closers: (() => void)[],
  closeAll: () => void,
): Promise<Store> {
  const sealer = createFieldSealer(fieldKey);
  const writer = openSqlite(file);
  closers.push(() => writer.close());
  const builder = new Kysely<Schema>({ dialect: embeddedDialect(writer) });
  await migrate(builder, 'sqlite');
  const reader = openSqlite(file, { readOnly: true });
  closers.push(() => reader.close());

  const keys = createKeyCache();
  const book = createStatementBook(builder);
  const kept = createKeptRows();
  let writing = revocableTx(book, writer, sealer, keys, ids, kept);
  // A snapshot may be of before what is kept.
  const reading = revocableTx(book, reader, sealer, keys, ids);
  await checkSentinel(writing.run, sealer);
  await endLeases(writing.run);

  const commits = createGroupCommit(writer, {
    onUnitWaited() {
      writing.revoke();
      writing = revocableTx(book, writer, sealer, keys, ids, kept);
    },
    onRollback() {
      keys.clear();
      kept.clear();
    },
    onIdle: createUpkeep(writer),
  });

  let readQueue: Promise<unknown> = Promise.resolve();
  return {
    transact: (work) => commits.run(() => work(writing.tx)),
    read(work) {
      const answer = readQueue.then(() => inSnapshot(reader, () => work(reading.tx)));
      readQueue = answer.catch(() => {});
      return answer;
    },
    probe: () => commits.run(() => writing.probe()),
    async close() {
      await commits.idle();
      await readQueue;
      closeAll();
    },
  };
}

/** This process is alone on the file, so whatever is leased was leased by a process that is gone. */
async function endLeases(run: SqlRunner): Promise<void> {
  const ended = { lease_until_at: 0 };
  await run.runBuilt((db) => db.updateTable('channel_account').set(ended));
  await run.runBuilt((db) => db.updateTable('turn_due').set(ended));
  // Literals, so that the partial indexes are used: these tables grow for years.
  await run.runBuilt((db) =>
    db
      .updateTable('outbox')
      .set(ended)
      .where(text<boolean>`state in ('queued', 'sending')`)
      .where('lease_until_at', '>', 0),
  );
  await run.runBuilt((db) =>
    db.updateTable('job').set(ended).where(text<boolean>`state = 'waiting'`).where('lease_until_at', '>', 0),
  );
}

async function inSnapshot<T>(connection: SqliteConnection, work: () => Promise<T>): Promise<T> {
  connection.all('BEGIN', []);
  try {
    return await work();
  } finally {
    connection.all('COMMIT', []);
  }
}

/** More than a message takes: on a full disk a single page may still fit into what the log was given before. */
const PROBE_BYTES = 48 * 1024;

type RevocableTx = { tx: Tx; run: SqlRunner; probe(): Promise<void>; revoke(): void };

/** A Tx that can be cut off from its connection, so that a unit that outlived its commit cannot write into another's. */
function revocableTx(
  book: StatementBook,
  connection: SqliteConnection,
  sealer: FieldSealer,
  keys: KeyCache,
  ids: Ids,
  kept?: KeptRows,
): RevocableTx {
  let revoked = false;
  let probes = 0;
  const whileOpen =
    <T>(run: (sql: string, values: SqlValue[]) => T) =>
    async (sql: string, values: SqlValue[]) => {
      if (revoked) throw new Error('this unit of work is over');
      return run(sql, values);
    };
  const run = createSqlRunner(book, whileOpen(connection.all), {
    count: whileOpen(connection.change),
    ...(kept ? { kept } : {}),
  });
  return {
    tx: createTables(run, createRowSealer(run, sealer, keys), ids),
    run,
    async probe() {
      // Never the same twice: what is there already the engine does not write again, full disk or not.
      probes = (probes + 1) % 10;
      const value = String(probes).repeat(PROBE_BYTES);
      await run.runBuilt((db) =>
        db
          .insertInto('meta')
          .values({ key: 'probe', value })
          .onConflict((oc) => oc.column('key').doUpdateSet({ value })),
      );
    },
    revoke() {
      revoked = true;
      run.kept = null;
    },
  };
}
