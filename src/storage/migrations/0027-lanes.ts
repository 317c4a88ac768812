// Of a lane with thousands of words waiting only the first is ever looked at.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('outbox_going')
    .on('outbox')
    .columns(['lane', 'seq'])
    .where(sql<boolean>`state in ('queued', 'sending')`)
    .execute();
}
