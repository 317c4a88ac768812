// Not only homes are brought in: people of ours and their roster, too.
import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('import_batch')
    .addColumn('kind', 'text', (c) => c.notNull().defaultTo('homes'))
    .execute();
}
