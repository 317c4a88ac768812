// What somebody of ours was rung up for,
// who was sent to the platform to sign in, and what was photographed at the place.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('staff_card_held')
    .on('staff_card')
    .columns(['staff_id', 'ticket_id'])
    .where(sql<boolean>`settled_at is null`)
    .execute();

  await db.schema
    .createTable('login_attempt')
    .addColumn('state', 'text', (c) => c.primaryKey())
    .addColumn('return_to', 'text', (c) => c.notNull())
    .addColumn('ends_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('login_attempt_end').on('login_attempt').column('ends_at').execute();
  await db.schema
    .createTable('work_photo')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('ticket_id', 'text', (c) => c.notNull().references('ticket.id'))
    .addColumn('moment', 'text', (c) => c.notNull())
    .addColumn('object_name', 'text', (c) => c.notNull().unique())
    .addColumn('content_type', 'text', (c) => c.notNull())
    .addColumn('byte_count', 'bigint', (c) => c.notNull())
    .addColumn('taken_by', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('work_photo_ticket')
    .on('work_photo')
    .columns(['ticket_id', 'created_at'])
    .execute();

  await db.schema.createIndex('person_account_staff').on('person_account').column('staff_id').execute();
}
