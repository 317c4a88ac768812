// Whoever could not be written to of a notice has been phoned.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('public_notice_delivery').addColumn('called_at', 'bigint').execute();
}
