// The later of two instants, in words both engines understand (SQLite says max(a, b), PostgreSQL greatest(a, b)).
import { type RawBuilder, sql } from 'kysely';

export function laterOf(a: string, b: string): RawBuilder<number> {
  return sql<number>`case when ${sql.ref(a)} > ${sql.ref(b)} then ${sql.ref(a)} else ${sql.ref(b)} end`;
}
