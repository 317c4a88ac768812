// Files of every kind: the random name they lie under, the name they came with, and what was heard in a voice.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('attachment').addColumn('object_name', 'text').execute();
  await db.schema.alterTable('attachment').addColumn('file_name', 'text').execute();
  await db.schema.alterTable('message').addColumn('transcript', 'text').execute();
  await db.schema
    .createIndex('attachment_conversation')
    .on('attachment')
    .columns(['conversation_id', 'created_at'])
    .execute();
  await db.schema.createIndex('attachment_object').on('attachment').column('object_name').execute();
}
