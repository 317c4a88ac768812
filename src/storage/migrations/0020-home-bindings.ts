// Who is known to be which person on record for a home. Two who are the same person of the same home are one resident to the desk.
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();
  const stands = sql<boolean>`until_at is null`;
  await db.schema
    .createTable('home_binding')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', required)
    .addColumn('resident_id', 'text', required)
    .addColumn('occupant_id', 'text', required)
    .addColumn('relation', 'text', required)
    .addColumn('how', 'text', required)
    .addColumn('from_at', 'bigint', required)
    .addColumn('until_at', 'bigint')
    .addColumn('ended_by', 'text')
    .addColumn('reason', 'text')
    .execute();
  const index = (name: string, columns: string[]) =>
    db.schema.createIndex(name).on('home_binding').columns(columns);
  // One resident is one person once, until it is undone.
  await index('home_binding_stands', ['resident_id', 'occupant_id']).unique().where(stands).execute();
  await index('home_binding_resident', ['resident_id', 'id']).execute();
  await index('home_binding_occupant', ['occupant_id', 'id']).execute();
  // What a resident wrote on which channel is looked for once they are known on several.
  await db.schema
    .createIndex('conversation_resident')
    .on('conversation')
    .columns(['resident_id', 'id'])
    .execute();
}
