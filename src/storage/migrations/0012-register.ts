// The register of receptions (接待登记表): one line per contact, whoever made it and through whichever door.
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();
  await db.schema
    .createTable('register_entry')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('unique_key', 'text', (c) => c.notNull().unique())
    .addColumn('community_id', 'text', required)
    .addColumn('data_key_id', 'text', required)
    .addColumn('code', 'text')
    .addColumn('way', 'text', required)
    .addColumn('conversation_id', 'text')
    .addColumn('ticket_id', 'text')
    .addColumn('at', 'bigint', required)
    .addColumn('receptionist', 'text')
    .addColumn('bot_first', 'integer', required)
    .addColumn('entered_by', 'text')
    .addColumn('entered_at', 'bigint')
    .addColumn('late', 'integer', required)
    .addColumn('sealed', 'text')
    .addColumn('version', 'bigint', required)
    .execute();
  await db.schema.createIndex('register_day').on('register_entry').columns(['community_id', 'at']).execute();
  await db.schema
    .createIndex('register_conversation')
    .on('register_entry')
    .columns(['conversation_id', 'at'])
    .execute();
}
