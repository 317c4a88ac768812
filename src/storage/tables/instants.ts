// The later and the earlier of two instants, in words both engines understand (SQLite says max(a, b), PostgreSQL greatest(a, b)).
import { type RawBuilder, sql } from 'kysely';

type Instant = RawBuilder<unknown>;

export function laterOf(a: Instant, b: Instant): RawBuilder<number> {
  return sql<number>`case when ${a} > ${b} then ${a} else ${b} end`;
}

export function earlierOf(a: Instant, b: Instant): RawBuilder<number> {
  return sql<number>`case when ${a} < ${b} then ${a} else ${b} end`;
}
