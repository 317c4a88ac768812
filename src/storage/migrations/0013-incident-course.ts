// What is done about an incident: how it stands and how it came to that, whom it reaches, and what they are told.
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();
  await db.schema
    .createTable('incident_course')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', required)
    .addColumn('status', 'text', required)
    .addColumn('standing', 'text', required)
    .addColumn('opened_at', 'bigint', required)
    .addColumn('version', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('incident_course_running')
    .on('incident_course')
    .columns(['community_id', 'status'])
    .execute();
  await db.schema
    .createTable('incident_event')
    .addColumn('incident_id', 'text', required)
    .addColumn('seq', 'bigint', required)
    .addColumn('type', 'text', required)
    .addColumn('at', 'bigint', required)
    .addColumn('actor_kind', 'text', required)
    .addColumn('actor_id', 'text')
    .addColumn('source', 'text', required)
    .addColumn('data', 'text', required)
    .addPrimaryKeyConstraint('incident_event_pk', ['incident_id', 'seq'])
    .execute();
  await db.schema
    .createTable('incident_affected')
    .addColumn('incident_id', 'text', required)
    .addColumn('household', 'text', required)
    .addColumn('conversation_id', 'text')
    .addColumn('ticket_id', 'text')
    .addColumn('told_message_id', 'text')
    .addColumn('joined_at', 'bigint', required)
    .addColumn('left_at', 'bigint')
    .addPrimaryKeyConstraint('incident_affected_pk', ['incident_id', 'household'])
    .execute();
  await db.schema
    .createTable('incident_bulletin')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('incident_id', 'text', required)
    .addColumn('number', 'bigint', required)
    .addColumn('kind', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('words', 'text', required)
    .addColumn('by', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('sent_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('incident_bulletin_of')
    .on('incident_bulletin')
    .columns(['incident_id', 'number'])
    .unique()
    .execute();
  await db.schema
    .createTable('incident_delivery')
    .addColumn('bulletin_id', 'text', required)
    .addColumn('household', 'text', required)
    .addColumn('message_id', 'text')
    .addColumn('asked', 'bigint', required)
    .addColumn('called_at', 'bigint')
    .addColumn('at', 'bigint', required)
    .addPrimaryKeyConstraint('incident_delivery_pk', ['bulletin_id', 'household'])
    .execute();
}
