// Queries are built once by Kysely for the engine's dialect and then run by their SQL text: the builder costs more than SQLite.
import type { Compilable, Kysely } from 'kysely';
import { Fault } from '../base/errors.ts';
import type { KeptRows } from './kept-rows.ts';
import { noLocks, type RowLocks } from './row-locks.ts';
import type { Schema } from './schema.ts';

export type SqlValue = string | number | null | Uint8Array;

/** Stands where a value will be put; Kysely carries it through as a parameter. */
class Placeholder {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

type Statement = {
  sql: string;
  slots: (Placeholder | SqlValue)[];
  /** The same, answering a row for each it changed; for engines that do not count them. */
  counted?: string;
};

export type Query<P extends Record<string, SqlValue>, R> = {
  build(db: Kysely<Schema>, locks: RowLocks): Statement;
  /** Types only. */
  readonly types?: { params: P; row: R };
};

/** A query with named values: `query<{ id: string }>()((db, p) => db.selectFrom('ticket').selectAll().where('id', '=', p.id))`. */
export function query<P extends Record<string, SqlValue>>() {
  return <R>(build: (db: Kysely<Schema>, p: P, locks: RowLocks) => Compilable<R>): Query<P, R> => {
    // Placeholders pose as the values they stand for; only the compiler ever looks at them.
    const params = new Proxy({} as P, { get: (_, name) => new Placeholder(String(name)) });
    return {
      build(db, locks) {
        const compiled = build(db, params, locks).compile();
        return { sql: compiled.sql, slots: [...compiled.parameters] as (Placeholder | SqlValue)[] };
      },
    };
  };
}

export type SqlRunner = {
  /** Other units may write at the same time. */
  shared: boolean;
  run<P extends Record<string, SqlValue>, R>(query: Query<P, R>, params: P): Promise<R[]>;
  /** For queries that answer nothing: how many rows were changed. */
  change<P extends Record<string, SqlValue>, R>(query: Query<P, R>, params: P): Promise<number>;
  /** Rows that need not be asked for; null where others may change them. */
  kept: KeptRows | null;
  /** For queries whose shape depends on the request. */
  runBuilt<R>(build: (db: Kysely<Schema>) => Compilable<R>): Promise<R[]>;
};

/** Statements of one engine, each built once. */
export type StatementBook = {
  db: Kysely<Schema>;
  shared: boolean;
  statementOf<P extends Record<string, SqlValue>, R>(query: Query<P, R>): Statement;
};

export function createStatementBook(db: Kysely<Schema>, locks: RowLocks = noLocks): StatementBook {
  const built = new Map<object, Statement>();
  return {
    db,
    shared: locks !== noLocks,
    statementOf(query) {
      const ready = built.get(query) ?? query.build(db, locks);
      built.set(query, ready);
      return ready;
    },
  };
}

export type RunnerOptions = {
  /** Runs a statement and answers how many rows it changed; without it they are asked for. */
  count?: (sql: string, values: SqlValue[]) => Promise<number>;
  kept?: KeptRows;
};

/** Runs queries through `all`, which takes the SQL text and its values in order and answers the rows. */
export function createSqlRunner(
  { db, shared, statementOf }: StatementBook,
  all: (sql: string, values: SqlValue[]) => Promise<unknown[]>,
  { count, kept }: RunnerOptions = {},
): SqlRunner {
  return {
    shared,
    kept: kept ?? null,
    run<P extends Record<string, SqlValue>, R>(query: Query<P, R>, params: P) {
      const { sql, slots } = statementOf(query);
      kept?.onStatement(sql, query);
      return all(sql, valuesOf(slots, params)) as Promise<R[]>;
    },
    async change<P extends Record<string, SqlValue>, R>(query: Query<P, R>, params: P) {
      const statement = statementOf(query);
      kept?.onStatement(statement.sql, query);
      const values = valuesOf(statement.slots, params);
      if (count) return count(statement.sql, values);
      statement.counted ??= `${statement.sql} returning 1 as changed`;
      return (await all(statement.counted, values)).length;
    },
    runBuilt<R>(build: (db: Kysely<Schema>) => Compilable<R>) {
      const compiled = build(db).compile();
      kept?.onStatement(compiled.sql, null);
      return all(compiled.sql, [...compiled.parameters] as SqlValue[]) as Promise<R[]>;
    },
  };
}

function valuesOf(slots: Statement['slots'], params: Record<string, SqlValue>): SqlValue[] {
  const values: SqlValue[] = [];
  for (const slot of slots) {
    const value = slot instanceof Placeholder ? params[slot.name] : slot;
    if (value === undefined)
      throw new Fault('storage/missing-value', `query value ${(slot as Placeholder).name} is missing`);
    values.push(value);
  }
  return values;
}
