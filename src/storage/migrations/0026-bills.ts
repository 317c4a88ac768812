// What homes owe, brought in as a table: one row for each community, sealed under the house key.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('bill_book')
    .addColumn('community_id', 'text', (c) => c.primaryKey())
    .addColumn('data_key_id', 'text', (c) => c.notNull())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('imported_at', 'bigint', (c) => c.notNull())
    .execute();
}
