// 退订: a household of an incident that wants to hear no more of it is still of it.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('incident_affected').addColumn('stopped_at', 'bigint').execute();
  // Of a bulletin that went out meanwhile: not sent, as they wished; null = was.
  await db.schema.alterTable('incident_delivery').addColumn('not_wanted', 'smallint').execute();
}
