// Words somebody else may send: what the bot would have said while a person has the conversation.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('reply_draft')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('conversation_id', 'text', (c) => c.notNull().references('conversation.id'))
    .addColumn('written_by', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('data_key_id', 'text', (c) => c.notNull())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('written_at', 'bigint', (c) => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('ended_by', 'text')
    .addColumn('message_id', 'text')
    .execute();
  await db.schema
    .createIndex('reply_draft_of')
    .on('reply_draft')
    .columns(['conversation_id', 'state', 'id'])
    .execute();
}
