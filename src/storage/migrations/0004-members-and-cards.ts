// Members of the company as residents, and cards with buttons on the phones of staff.
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();

  // How much a phone has had in the last minute is asked at every send, where the channel has such a limit (微信客服 has none).
  await db.schema
    .createIndex('outbox_pace')
    .on('outbox')
    .columns(['lane', 'taken_at'])
    .where(sql<boolean>`conversation_id is not null and channel <> 'wecom-kf'`)
    .execute();

  await db.schema
    .createTable('staff_card')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('ticket_id', 'text', required)
    .addColumn('staff_id', 'text', required)
    .addColumn('created_at', 'bigint', required)
    // Sealed: whoever has it may change the card.
    .addColumn('update_code', 'text')
    .addColumn('code_expires_at', 'bigint')
    .addColumn('settled_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('staff_card_open')
    .on('staff_card')
    .column('ticket_id')
    .where(sql<boolean>`settled_at is null`)
    .execute();
}
