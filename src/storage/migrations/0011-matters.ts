// Tickets that belong together, and what a person decided about a suspected incident.
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();

  // Both ways, so that either ticket finds the other by its own key.
  await db.schema
    .createTable('ticket_link')
    .addColumn('ticket_id', 'text', required)
    .addColumn('linked_id', 'text', required)
    .addColumn('at', 'bigint', required)
    .addPrimaryKeyConstraint('ticket_link_pk', ['ticket_id', 'linked_id'])
    .execute();

  const columns: [string, 'text' | 'bigint', (c: ColumnDefinitionBuilder) => ColumnDefinitionBuilder][] = [
    ['state', 'text', (c) => c.notNull().defaultTo('candidate')],
    ['decided_at', 'bigint', (c) => c],
    ['decided_by', 'text', (c) => c],
    ['reason', 'text', (c) => c],
    ['version', 'bigint', (c) => c.notNull().defaultTo(1)],
  ];
  for (const [name, type, with_] of columns)
    await db.schema.alterTable('incident_candidate').addColumn(name, type, with_).execute();
}
