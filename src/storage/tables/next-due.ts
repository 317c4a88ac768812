// When the next row of due work may be taken: the least of max(due, leased until). Asked after every round of work, of tables where
// everything that waits for tomorrow stands too, so it must not walk them: no row behind the first free one can be earlier.
import { type RawBuilder, sql } from 'kysely';
import { query } from '../prepared.ts';
import { laterOf } from './instants.ts';

/** `waits` = the condition of the table's partial index on due_at, in the same words. */
export function nextDueOf(table: 'job' | 'outbox' | 'turn_due', waits: RawBuilder<boolean>) {
  const rows = sql.table(table);
  const firstFree = sql`select due_at from ${rows} where ${waits} and lease_until_at <= due_at order by due_at limit 1`;
  const later = laterOf(sql.ref('due_at'), sql.ref('lease_until_at'));
  const next = sql<{
    at: number | null;
  }>`select min(${later}) as at from ${rows} where ${waits} and due_at <= coalesce((${firstFree}), ${NEVER})`;
  return query<Record<string, never>>()((db) => ({ compile: () => next.compile(db) }));
}

const NEVER = sql.raw(String(Number.MAX_SAFE_INTEGER));
