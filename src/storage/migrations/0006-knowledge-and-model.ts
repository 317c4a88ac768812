// Questions without an approved answer, and how often the language model was asked.
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();

  await db.schema
    .createTable('knowledge_gap')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', required)
    .addColumn('conversation_id', 'text', required)
    .addColumn('data_key_id', 'text', required)
    .addColumn('sealed', 'text', required)
    .addColumn('answer_key', 'text')
    .addColumn('created_at', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('knowledge_gap_newest')
    .on('knowledge_gap')
    .columns(['community_id', 'created_at'])
    .execute();
  await db.schema.createIndex('knowledge_gap_at').on('knowledge_gap').column('created_at').execute();

  await db.schema
    .createTable('model_use')
    .addColumn('day', 'text', required)
    .addColumn('subject', 'text', required)
    .addColumn('calls', 'bigint', required)
    .addPrimaryKeyConstraint('model_use_pk', ['day', 'subject'])
    .execute();
}
