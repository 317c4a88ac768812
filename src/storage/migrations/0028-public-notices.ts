// Public notices (通知公告): how each stands and how it came to that, who has heard of it, and what became of each sending.
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();
  await db.schema
    .createTable('public_notice')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('standing', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('version', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('public_notice_of')
    .on('public_notice')
    .columns(['community_id', 'state'])
    .execute();
  await db.schema
    .createTable('public_notice_event')
    .addColumn('notice_id', 'text', required)
    .addColumn('seq', 'bigint', required)
    .addColumn('type', 'text', required)
    .addColumn('at', 'bigint', required)
    .addColumn('actor_kind', 'text', required)
    .addColumn('actor_id', 'text')
    .addColumn('source', 'text', required)
    .addColumn('data', 'text', required)
    .addPrimaryKeyConstraint('public_notice_event_pk', ['notice_id', 'seq'])
    .execute();
  await db.schema
    .createTable('public_notice_reader')
    .addColumn('notice_id', 'text', required)
    .addColumn('household', 'text', required)
    .addColumn('conversation_id', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('at', 'bigint', required)
    .addPrimaryKeyConstraint('public_notice_reader_pk', ['notice_id', 'household'])
    .execute();
  await db.schema
    .createIndex('public_notice_reader_of')
    .on('public_notice_reader')
    .column('conversation_id')
    .execute();
  await db.schema
    .createTable('public_notice_delivery')
    .addColumn('notice_id', 'text', required)
    .addColumn('number', 'bigint', required)
    .addColumn('household', 'text', required)
    .addColumn('message_id', 'text', required)
    .addColumn('at', 'bigint', required)
    .addPrimaryKeyConstraint('public_notice_delivery_pk', ['notice_id', 'number', 'household'])
    .execute();
}
