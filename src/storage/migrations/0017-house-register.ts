// The house register (who is on record for which home), and imports of it on their way.
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();
  const onRecord = sql<boolean>`until_at is null`;
  await db.schema
    .createTable('occupant')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', required)
    .addColumn('home_index', 'text', required)
    .addColumn('person_index', 'text', required)
    .addColumn('data_key_id', 'text', required)
    .addColumn('sealed', 'text', required)
    .addColumn('import_id', 'text', required)
    .addColumn('from_at', 'bigint', required)
    .addColumn('until_at', 'bigint')
    .addColumn('version', 'bigint', required)
    .execute();
  // One person is on record once for a home, whatever is imported how often.
  await db.schema
    .createIndex('occupant_person')
    .on('occupant')
    .columns(['community_id', 'person_index'])
    .unique()
    .where(onRecord)
    .execute();
  await db.schema
    .createIndex('occupant_home')
    .on('occupant')
    .columns(['community_id', 'home_index'])
    .where(onRecord)
    .execute();
  await db.schema
    .createIndex('occupant_listed')
    .on('occupant')
    .columns(['community_id', 'id'])
    .where(onRecord)
    .execute();
  await db.schema
    .createTable('import_batch')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('counts', 'text', required)
    .addColumn('sealed', 'text')
    .addColumn('done_steps', 'bigint', required)
    .addColumn('skipped', 'bigint', required)
    .addColumn('created_by', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('done_at', 'bigint')
    .execute();
}
