// Opens the embedded database so that a commit means "on the disk", and proves it on every connection.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { Fault } from '../../base/errors.ts';
import type { SqlValue } from '../prepared.ts';

export type SqliteConnection = {
  database: DatabaseSync;
  /** Runs one statement (kept prepared by its text) and answers its rows. */
  all(sql: string, values: SqlValue[]): unknown[];
  /** Runs one statement that answers nothing; answers how many rows it changed. */
  change(sql: string, values: SqlValue[]): number;
  close(): void;
};

/** Statements kept prepared per connection; far above the number of fixed queries, so only built ones are ever dropped. */
const STATEMENT_CACHE_SIZE = 400;

/** Pages kept in memory per connection, filled by use: the engine's own 2 MiB are outgrown by one commit of many turns. */
const CACHE_KIB = 32 * 1024;
/**
 * Where a commit itself copies the log back into the file, 32 MiB: only under load without a pause, because otherwise `upkeep.ts`
 * does it while nobody waits. The engine's own 4 MiB made nearly every commit under load pay for it, with a second fsync.
 */
const CHECKPOINT_PAGES = 8_000;

export function openSqlite(file: string, options: { readOnly?: boolean } = {}): SqliteConnection {
  const database = new DatabaseSync(file, { readOnly: options.readOnly ?? false });
  if (!options.readOnly) {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA secure_delete = ON'); // erased words must not stay in free pages
    database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  }
  database.exec('PRAGMA synchronous = FULL');
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  // What a savepoint may have to undo; as a file it cost a write for every page of every turn.
  database.exec('PRAGMA temp_store = MEMORY');
  database.exec('PRAGMA foreign_keys = ON');
  database.exec('PRAGMA busy_timeout = 5000');
  assertDurable(database);

  const statements = new Map<string, Prepared>();
  function prepared(sql: string): Prepared {
    const known = statements.get(sql);
    if (known) return known;
    if (statements.size >= STATEMENT_CACHE_SIZE) {
      const oldest = statements.keys().next().value;
      if (oldest !== undefined) statements.delete(oldest);
    }
    const statement = database.prepare(withSteadyLimit(sql));
    statement.setReturnArrays(true);
    const ready = { statement, columns: namesOf(statement) };
    statements.set(sql, ready);
    return ready;
  }

  return {
    database,
    all(sql, values) {
      const ready = prepared(sql);
      if (ready.columns.length > 0) return toRows(ready, values);
      ready.statement.run(...values);
      return [];
    },
    change: (sql, values) => Number(prepared(sql).statement.run(...values).changes),
    close() {
      statements.clear();
      database.close();
    },
  };
}

/** A bare parameter behind LIMIT makes the engine plan the statement anew at every run, which costs more than running it. */
function withSteadyLimit(sql: string): string {
  return sql.replaceAll(/\blimit \?/g, 'limit ? + 0');
}

type Prepared = { statement: StatementSync; columns: string[] };

const namesOf = (statement: StatementSync) => statement.columns().map((column) => column.name);

/** Rows as plain objects of one shape: those the engine makes itself are slow to make and slow to read. */
function toRows(ready: Prepared, values: SqlValue[]): Record<string, unknown>[] {
  const rows = ready.statement.all(...values) as unknown as unknown[][];
  // The schema may have grown since the statement was prepared.
  if (rows[0] !== undefined && rows[0].length !== ready.columns.length)
    ready.columns = namesOf(ready.statement);
  const { columns } = ready;
  return rows.map((cells) => {
    const row: Record<string, unknown> = {};
    for (let at = 0; at < columns.length; at++) row[columns[at] as string] = cells[at];
    return row;
  });
}

/** Refuses a connection whose commits could be lost by a power cut (a build or a pragma may have changed the default). */
export function assertDurable(database: DatabaseSync): void {
  const synchronous = database.prepare('PRAGMA synchronous').get()?.synchronous;
  const journal = database.prepare('PRAGMA journal_mode').get()?.journal_mode;
  if (synchronous !== 2 || journal !== 'wal') {
    throw new Fault(
      'storage/not-durable',
      `database must run with WAL and synchronous=FULL, it has ${journal} and ${synchronous}`,
    );
  }
}
