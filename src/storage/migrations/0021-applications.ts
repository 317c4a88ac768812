// Applications of residents: leave to decorate, keys and plates, visitors. Number, home, documents and history are their ticket's.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('application')
    .addColumn('ticket_id', 'text', (c) => c.primaryKey().references('ticket.id'))
    .addColumn('community_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('home_index', 'text')
    .addColumn('missing', 'text', (c) => c.notNull())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('from_at', 'bigint')
    .addColumn('until_at', 'bigint')
    .addColumn('submitted_at', 'bigint', (c) => c.notNull())
    .addColumn('review_due_at', 'bigint')
    .addColumn('decided_at', 'bigint')
    .addColumn('decided_by', 'text')
    .addColumn('valid_until', 'bigint')
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addColumn('version', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('application_in_hand')
    .on('application')
    .columns(['community_id', 'state', 'submitted_at'])
    .execute();
  // Who is expected today.
  await db.schema
    .createIndex('application_expected')
    .on('application')
    .columns(['community_id', 'kind', 'from_at'])
    .execute();
  await db.schema
    .createIndex('application_home')
    .on('application')
    .columns(['home_index', 'submitted_at'])
    .execute();
}
