// The tickets of a month in order, however many there are.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('ticket_opened')
    .on('ticket')
    .columns(['community_id', 'opened_at', 'id'])
    .execute();
}
