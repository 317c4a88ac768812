// How a query makes rows its own until its unit ends. The embedded engine has one writer and needs no such words.
import type { Expression, RawBuilder, SqlBool } from 'kysely';
import { sql } from 'kysely';

/** The part of Kysely's select that these words need. */
type Lockable = { forNoKeyUpdate(): Lockable; skipLocked(): Lockable };

export type RowLocks = {
  /** What this answers is ours until the unit ends; who comes second waits, and then sees what we made of it. */
  ours<Q>(select: Q): Q;
  /** The same for due work: rows that somebody has are passed over. */
  free<Q>(select: Q): Q;
  /** `column` is one of what `select` answers, and `select` is run once only: run again, it would take more rows than asked for. */
  isAmong(column: string, select: Expression<unknown>): RawBuilder<SqlBool>;
};

export const noLocks: RowLocks = {
  ours: (select) => select,
  free: (select) => select,
  isAmong: (column, select) => sql<SqlBool>`${sql.ref(column)} in ${select}`,
};

/** `no key`: rows that only point at a locked one (messages of a conversation) may still be added. */
export const rowLocks: RowLocks = {
  ours: (select) => (select as Lockable).forNoKeyUpdate() as typeof select,
  free: (select) => (select as Lockable).forNoKeyUpdate().skipLocked() as typeof select,
  isAmong: (column, select) => sql<SqlBool>`${sql.ref(column)} = any(array${select})`,
};
