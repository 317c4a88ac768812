// Who is in training, under whom; and what became of the words they would have said.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('person_account').addColumn('mentor_id', 'text').execute();
  await db.schema
    .createTable('reply_draft_event')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('draft_id', 'text', (c) => c.notNull().references('reply_draft.id').onDelete('cascade'))
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('data_key_id', 'text', (c) => c.notNull())
    .addColumn('sealed', 'text')
    .execute();
  await db.schema
    .createIndex('reply_draft_event_of')
    .on('reply_draft_event')
    .columns(['draft_id', 'id'])
    .execute();
  await db.schema
    .createIndex('reply_draft_waiting')
    .on('reply_draft')
    .columns(['state', 'written_by', 'id'])
    .execute();
}
