// The store for many processes: PostgreSQL. One transaction per unit on a small pool, row locks in place of the single writer.
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import type { Store, Tx } from '../contract.ts';
import { createFieldSealer } from '../fields.ts';
import { createKeyCache, createRowSealer, keysOfUnit } from '../keys.ts';
import { createSqlRunner, createStatementBook, type SqlRunner, type StatementBook } from '../prepared.ts';
import { rowLocks } from '../row-locks.ts';
import type { Schema } from '../schema.ts';
import { checkSentinel } from '../sentinel.ts';
import { createTables } from '../tables/index.ts';
import { openPool } from './connections.ts';
import { prepareServer } from './server.ts';
import { createUnits, type RunStatement } from './units.ts';

export type PostgresStoreOptions = { url: string; fieldKey: Buffer; ids: Ids };

/** Units at once; more only wait for each other's locks. Readers have their own, so that they never wait for a writer. */
const WRITERS = 8;
const READERS = 4;

export async function openPostgresStore({ url, fieldKey, ids }: PostgresStoreOptions): Promise<Store> {
  const sealer = createFieldSealer(fieldKey);
  const keys = createKeyCache();
  const builder = createPostgresBuilder();
  const writing = createStatementBook(builder, rowLocks);
  const reading = createStatementBook(builder);
  const writers = openPool(url, WRITERS);
  const readers = openPool(url, READERS);
  const writes = createUnits(writers, 'BEGIN');
  const reads = createUnits(readers, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');

  /** A unit's own runner and tables: what outlives the unit reaches nothing. */
  function unit(book: StatementBook, statement: RunStatement) {
    const own = keysOfUnit(keys);
    const run: SqlRunner = createSqlRunner(book, statement);
    const seal = createRowSealer(run, sealer, own);
    const tx: Tx = createTables(run, seal, ids);
    return { run, seal, tx, own };
  }
  async function within<T>(
    units: typeof writes,
    book: StatementBook,
    work: (parts: ReturnType<typeof unit>) => Promise<T>,
  ): Promise<T> {
    let committed = () => {};
    return units.run(
      (statement) => {
        const parts = unit(book, statement);
        committed = parts.own.committed;
        return work(parts);
      },
      () => committed(),
    );
  }

  let closed: Promise<unknown> | null = null;
  const closeAll = async () => {
    closed ??= Promise.all([writers.end(), readers.end()]);
    await closed;
  };
  try {
    await prepareServer(url, () => within(writes, writing, ({ run }) => checkSentinel(run, sealer)));
  } catch (error) {
    await closeAll();
    throw error;
  }

  return {
    transact: (work) => within(writes, writing, ({ tx }) => work(tx)),
    read: (work) => within(reads, reading, ({ tx }) => work(tx)),
    probe: () =>
      within(writes, writing, async ({ run }) => {
        await run.runBuilt((db) =>
          db
            .insertInto('meta')
            .values({ key: 'probe', value: '1' })
            .onConflict((oc) => oc.column('key').doUpdateSet({ value: '1' })),
        );
      }),
    close: closeAll,
  };
}

/** Builds statements for PostgreSQL; they are sent elsewhere. */
export function createPostgresBuilder(): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}
