// What several processes on one database must know of each other: who lives, whose token is in use, how much of a limit is spent.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('process')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('roles', 'text', (c) => c.notNull())
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('beat', 'bigint', (c) => c.notNull())
    .execute();

  await db.schema
    .createTable('platform_token')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('sealed', 'text')
    .addColumn('lease_token', 'text')
    .addColumn('lease_until_at', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();

  await db.schema
    .createTable('call_limit')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('taken', 'text', (c) => c.notNull())
    .execute();
}
