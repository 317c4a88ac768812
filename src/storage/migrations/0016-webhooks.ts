// Who wants to hear of what happens here, and what became of telling them.
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';
import type { Engine } from './0001-first.ts';

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();
  await db.schema
    .createTable('webhook')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', required)
    .addColumn('data_key_id', 'text', required)
    .addColumn('name', 'text', required)
    .addColumn('sealed', 'text', required)
    .addColumn('kinds', 'text', required)
    .addColumn('personal', 'integer', required)
    .addColumn('is_on', 'integer', required)
    .addColumn('off_reason', 'text')
    .addColumn('failing_since', 'bigint')
    .addColumn('not_before_at', 'bigint', required)
    .addColumn('created_by', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('version', 'bigint', required)
    .execute();
  await db.schema.createIndex('webhook_of').on('webhook').columns(['community_id', 'created_at']).execute();
  await db.schema
    .createTable('webhook_delivery')
    .addColumn('seq', engine === 'sqlite' ? sql`integer` : sql`bigserial`, (c) =>
      engine === 'sqlite' ? c.primaryKey().autoIncrement() : c.primaryKey(),
    )
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('webhook_id', 'text', required)
    .addColumn('community_id', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('subject_id', 'text', required)
    .addColumn('facts', 'text', required)
    .addColumn('at', 'bigint', required)
    .addColumn('state', 'text', required)
    .addColumn('attempt', 'bigint', required)
    .addColumn('status', 'bigint')
    .addColumn('reason', 'text')
    .addColumn('due_at', 'bigint', required)
    .addColumn('settled_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('webhook_delivery_of')
    .on('webhook_delivery')
    .columns(['webhook_id', 'seq'])
    .execute();
  await db.schema
    .createIndex('webhook_delivery_lane')
    .on('webhook_delivery')
    .columns(['webhook_id', 'subject_id', 'seq'])
    .where(sql<boolean>`state = 'waiting'`)
    .execute();
  await db.schema
    .createIndex('webhook_delivery_ended')
    .on('webhook_delivery')
    .columns(['webhook_id', 'settled_at'])
    .execute();
}
