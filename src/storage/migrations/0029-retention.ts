// What is past its term goes at night: where it is found without walking, what is done with, and what somebody needs all the same.
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();
  const key = (c: ColumnDefinitionBuilder) => c.primaryKey();
  await db.schema
    .createIndex('inbox_full')
    .on('inbox')
    .column('received_at')
    .where(sql<boolean>`(sealed is not null or staff_channel_user_id is not null)`)
    .execute();
  await db.schema
    .createIndex('job_done')
    .on('job')
    .column('due_at')
    .where(sql<boolean>`state = 'done'`)
    .execute();
  await db.schema.createIndex('idempotency_at').on('idempotency').column('created_at').execute();
  await db.schema.alterTable('ticket').addColumn('emptied_at', 'bigint').execute();
  await db.schema
    .createIndex('ticket_to_empty')
    .on('ticket')
    .columns(['updated_at', 'id'])
    .where(sql<boolean>`emptied_at is null and status in ('closed', 'cancelled')`)
    .execute();
  await db.schema.alterTable('register_entry').addColumn('emptied_at', 'bigint').execute();
  await db.schema
    .createIndex('register_to_empty')
    .on('register_entry')
    .columns(['at', 'id'])
    .where(sql<boolean>`emptied_at is null`)
    .execute();
  // How far the words of a conversation are gone, by the number of the last one.
  await db.schema
    .createTable('words_gone')
    .addColumn('conversation_id', 'text', key)
    .addColumn('seq', 'bigint', required)
    .execute();
  await db.schema
    .createTable('legal_hold')
    .addColumn('id', 'text', key)
    .addColumn('conversation_id', 'text', required)
    .addColumn('reason', 'text', required)
    .addColumn('placed_by', 'text', required)
    .addColumn('placed_at', 'bigint', required)
    .addColumn('lifted_by', 'text')
    .addColumn('lifted_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('legal_hold_stands')
    .unique()
    .on('legal_hold')
    .column('conversation_id')
    .where(sql<boolean>`lifted_at is null`)
    .execute();
  // Behind which record the chain begins, once the oldest are past their term.
  await db.schema
    .createTable('audit_start')
    .addColumn('id', 'bigint', key)
    .addColumn('seq', 'bigint', required)
    .addColumn('hash', 'text', required)
    .execute();
  await db.schema
    .createTable('retention_run')
    .addColumn('day', 'text', key)
    .addColumn('started_at', 'bigint', required)
    .addColumn('ended_at', 'bigint')
    .addColumn('counts', 'text', required)
    .execute();
}
