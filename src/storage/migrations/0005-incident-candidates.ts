// What was reported where, told by topic and building only, and the incidents that may be behind it.
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();

  await db.schema
    .createTable('incident_report')
    .addColumn('ticket_id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', required)
    .addColumn('topic', 'text', required)
    .addColumn('place', 'text')
    .addColumn('household', 'text', required)
    .addColumn('at', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('incident_report_recent')
    .on('incident_report')
    .columns(['community_id', 'topic', 'at'])
    .execute();

  await db.schema
    .createTable('incident_candidate')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('unique_key', 'text', (c) => c.notNull().unique())
    .addColumn('community_id', 'text', required)
    .addColumn('topic', 'text', required)
    .addColumn('place', 'text')
    .addColumn('households', 'bigint', required)
    .addColumn('said', 'bigint', required)
    .addColumn('first_at', 'bigint', required)
    .addColumn('last_at', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('incident_candidate_newest')
    .on('incident_candidate')
    .columns(['community_id', 'last_at'])
    .execute();
}
