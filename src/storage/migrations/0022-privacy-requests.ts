// What residents want done with what is kept of them, each with a day until which the company answers.
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();
  await db.schema
    .createTable('privacy_request')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', required)
    .addColumn('conversation_id', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('asked_at', 'bigint', required)
    .addColumn('due_at', 'bigint', required)
    .addColumn('ended_at', 'bigint')
    .addColumn('ended_by', 'text')
    .addColumn('outcome', 'text')
    .execute();
  // Whoever asks twice has asked once.
  await db.schema
    .createIndex('privacy_request_open')
    .on('privacy_request')
    .columns(['conversation_id', 'kind'])
    .unique()
    .where(sql<boolean>`ended_at is null`)
    .execute();
  await db.schema
    .createIndex('privacy_request_conversation')
    .on('privacy_request')
    .columns(['conversation_id', 'id'])
    .execute();
}
