// Whether words of a conversation are held is asked at every message of the resident; nearly always there are none.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('outbox_held')
    .on('outbox')
    .columns(['lane', 'seq'])
    .where(sql<boolean>`state = 'held'`)
    .execute();
}
