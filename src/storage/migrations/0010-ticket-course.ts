// The way of a ticket beside its status, and how much everybody has in hand.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('ticket').addColumn('course', 'text').execute();
  await db.schema
    .createIndex('ticket_in_hand')
    .on('ticket')
    .columns(['assignee'])
    .where(sql<boolean>`status in ('accepted', 'assigned', 'in_progress', 'pending')`)
    .execute();
}
