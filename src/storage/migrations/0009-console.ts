// Who may sign in to the console, who is signed in, and what was done there; the list of conversations as staff see it.
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const required = (c: ColumnDefinitionBuilder) => c.notNull();

  await db.schema
    .createTable('person_account')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('login', 'text', (c) => c.notNull().unique())
    .addColumn('staff_id', 'text')
    .addColumn('role', 'text', required)
    .addColumn('community_ids', 'text', required)
    .addColumn('data_key_id', 'text', required)
    .addColumn('sealed', 'text', required)
    .addColumn('password', 'text')
    .addColumn('invite_hash', 'text', (c) => c.unique())
    .addColumn('invite_until_at', 'bigint')
    .addColumn('code_step', 'bigint')
    .addColumn('disabled_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('version', 'bigint', required)
    .execute();

  await db.schema
    .createTable('console_session')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('account_id', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addColumn('seen_at', 'bigint', required)
    .addColumn('ends_at', 'bigint', required)
    .execute();
  await db.schema.createIndex('console_session_account').on('console_session').column('account_id').execute();
  await db.schema.createIndex('console_session_end').on('console_session').column('ends_at').execute();

  await db.schema
    .createTable('audit_record')
    .addColumn('seq', 'bigint', (c) => c.primaryKey())
    .addColumn('body', 'text', required)
    .addColumn('hash', 'text', required)
    .execute();
  // The end of the chain lies beside it, so that cutting off its last records shows too.
  await db.schema
    .createTable('audit_head')
    .addColumn('id', 'bigint', (c) => c.primaryKey())
    .addColumn('seq', 'bigint', required)
    .addColumn('hash', 'text', required)
    .execute();

  await db.schema
    .createIndex('conversation_newest')
    .on('conversation')
    .columns(['community_id', 'last_message_at', 'id'])
    .execute();
  await db.schema
    .createIndex('conversation_of_owner')
    .on('conversation')
    .columns(['community_id', 'owner_kind', 'last_message_at', 'id'])
    .execute();
  await db.schema
    .createIndex('ticket_newest')
    .on('ticket')
    .columns(['community_id', 'updated_at', 'id'])
    .execute();
}
