// Whoever is erased is looked for where they were only mentioned: in what was told to our people, and in questions nobody could answer.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('outbox_staff_ticket')
    .on('outbox')
    .columns(['ticket_id'])
    .where(sql<boolean>`conversation_id is null`)
    .execute();
  await db.schema
    .createIndex('knowledge_gap_conversation')
    .on('knowledge_gap')
    .columns(['conversation_id'])
    .execute();
}
