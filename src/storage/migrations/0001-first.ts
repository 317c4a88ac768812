// The first tables. Written for both engines: text, bigint and integer only; instants are milliseconds.
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

export type Engine = 'sqlite' | 'postgres';

export async function up(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const seqType = engine === 'sqlite' ? sql`integer` : sql`bigserial`;
  const seq = (c: ColumnDefinitionBuilder) =>
    engine === 'sqlite' ? c.primaryKey().autoIncrement() : c.primaryKey();
  const required = (c: ColumnDefinitionBuilder) => c.notNull();
  const zero = (c: ColumnDefinitionBuilder) => c.notNull().defaultTo(0);

  await db.schema
    .createTable('meta')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', required)
    .execute();

  await db.schema
    .createTable('community')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .execute();

  await db.schema
    .createTable('data_key')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('wrapped', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('destroyed_at', 'bigint')
    .execute();

  await db.schema
    .createTable('channel_account')
    .addColumn('channel', 'text', required)
    .addColumn('account_id', 'text', required)
    .addColumn('cursor', 'text')
    .addColumn('first_started_at', 'bigint', required)
    .addColumn('wake_seq', 'bigint', zero)
    .addColumn('read_seq', 'bigint', zero)
    .addColumn('wake_token', 'text')
    .addColumn('woken_at', 'bigint')
    .addColumn('read_at', 'bigint')
    .addColumn('lease_token', 'text')
    .addColumn('lease_until_at', 'bigint', zero)
    .addPrimaryKeyConstraint('channel_account_pk', ['channel', 'account_id'])
    .execute();

  await db.schema
    .createTable('resident')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', (c) => c.notNull().references('community.id'))
    .addColumn('data_key_id', 'text', (c) => c.notNull().references('data_key.id'))
    .addColumn('phone_index', 'text')
    .addColumn('sealed', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('resident_phone')
    .on('resident')
    .columns(['community_id', 'phone_index'])
    .execute();

  await db.schema
    .createTable('conversation')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', (c) => c.notNull().references('community.id'))
    .addColumn('resident_id', 'text', (c) => c.notNull().references('resident.id'))
    .addColumn('data_key_id', 'text', required)
    .addColumn('channel', 'text', required)
    .addColumn('channel_account_id', 'text', required)
    .addColumn('person_index', 'text', required)
    .addColumn('owner_kind', 'text', required)
    .addColumn('owner_staff_id', 'text')
    .addColumn('epoch', 'bigint', zero)
    .addColumn('active_flow', 'text')
    .addColumn('sealed', 'text', required)
    .addColumn('last_message_at', 'bigint')
    .addColumn('last_resident_message_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('version', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('conversation_person')
    .unique()
    .on('conversation')
    .columns(['person_index', 'channel', 'channel_account_id'])
    .execute();

  await db.schema
    .createTable('message')
    .addColumn('seq', seqType, seq)
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('conversation_id', 'text', (c) => c.notNull().references('conversation.id'))
    .addColumn('direction', 'text', required)
    .addColumn('author', 'text', required)
    .addColumn('staff_id', 'text')
    .addColumn('type', 'text', required)
    .addColumn('sealed', 'text')
    .addColumn('reply_key', 'text')
    .addColumn('created_at', 'bigint', required)
    .addColumn('recalled_at', 'bigint')
    .addColumn('delivery_state', 'text')
    .addColumn('delivery_reason', 'text')
    .execute();
  await db.schema.createIndex('message_thread').on('message').columns(['conversation_id', 'seq']).execute();

  await db.schema
    .createTable('inbox')
    .addColumn('seq', seqType, seq)
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('channel', 'text', required)
    .addColumn('account_id', 'text', required)
    .addColumn('item_id', 'text', required)
    .addColumn('conversation_id', 'text')
    .addColumn('message_id', 'text')
    .addColumn('kind', 'text', required)
    .addColumn('origin', 'text', required)
    .addColumn('staff_channel_user_id', 'text')
    .addColumn('sealed', 'text')
    .addColumn('historic', 'integer', zero)
    .addColumn('sent_at', 'bigint', required)
    .addColumn('received_at', 'bigint', required)
    .addColumn('handled_at', 'bigint')
    .addColumn('quarantined_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('inbox_item')
    .unique()
    .on('inbox')
    .columns(['item_id', 'channel', 'account_id'])
    .execute();
  await db.schema
    .createIndex('inbox_pending')
    .on('inbox')
    .columns(['conversation_id', 'seq'])
    .where(sql.ref('handled_at'), 'is', null)
    .execute();

  await db.schema
    .createTable('turn_due')
    .addColumn('conversation_id', 'text', (c) => c.primaryKey())
    .addColumn('due_at', 'bigint', required)
    .addColumn('last_due_at', 'bigint', required)
    .addColumn('attempt', 'integer', zero)
    .addColumn('lease_token', 'text')
    .addColumn('lease_until_at', 'bigint', zero)
    .execute();
  await db.schema.createIndex('turn_due_at').on('turn_due').column('due_at').execute();

  await db.schema
    .createTable('outbox')
    .addColumn('seq', seqType, seq)
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('lane', 'text', required)
    .addColumn('conversation_id', 'text')
    .addColumn('message_id', 'text')
    .addColumn('ticket_id', 'text')
    .addColumn('data_key_id', 'text', required)
    .addColumn('channel', 'text', required)
    .addColumn('channel_account_id', 'text', required)
    .addColumn('author', 'text', required)
    .addColumn('epoch', 'bigint', required)
    .addColumn('sealed', 'text', required)
    .addColumn('slot_class', 'text', required)
    .addColumn('may_merge', 'integer', required)
    .addColumn('promise', 'integer', required)
    .addColumn('state', 'text', required)
    .addColumn('reason', 'text')
    .addColumn('attempt', 'integer', zero)
    .addColumn('may_have_been_sent', 'integer', zero)
    .addColumn('resent', 'integer', zero)
    .addColumn('quota_window_at', 'bigint')
    .addColumn('created_at', 'bigint', required)
    .addColumn('due_at', 'bigint', required)
    .addColumn('taken_at', 'bigint')
    .addColumn('settled_at', 'bigint')
    .addColumn('lease_token', 'text')
    .addColumn('lease_until_at', 'bigint', zero)
    .execute();
  const unfinished = sql<boolean>`state in ('queued', 'sending', 'held')`;
  await db.schema
    .createIndex('outbox_lane')
    .on('outbox')
    .columns(['lane', 'seq'])
    .where(unfinished)
    .execute();
  await db.schema
    .createIndex('outbox_staff')
    .on('outbox')
    .columns(['lane', 'taken_at'])
    .where(sql<boolean>`conversation_id is null`)
    .execute();
  await db.schema
    .createIndex('outbox_merged')
    .on('outbox')
    .columns(['lane', 'reason'])
    .where(sql<boolean>`state = 'merged'`)
    .execute();
  await db.schema
    .createIndex('outbox_due')
    .on('outbox')
    .column('due_at')
    .where(sql<boolean>`state in ('queued', 'sending')`)
    .execute();

  await db.schema
    .createTable('send_quota')
    .addColumn('conversation_id', 'text', required)
    .addColumn('window_at', 'bigint', required)
    .addColumn('used', 'integer', required)
    .addPrimaryKeyConstraint('send_quota_pk', ['conversation_id'])
    .execute();

  await db.schema
    .createTable('job')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('kind', 'text', required)
    .addColumn('subject_id', 'text', required)
    .addColumn('unique_key', 'text', (c) => c.notNull().unique())
    .addColumn('payload', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('due_at', 'bigint', required)
    .addColumn('attempt', 'integer', zero)
    .addColumn('reason', 'text')
    .addColumn('lease_token', 'text')
    .addColumn('lease_until_at', 'bigint', zero)
    .execute();
  await db.schema
    .createIndex('job_due')
    .on('job')
    .column('due_at')
    .where(sql<boolean>`state = 'waiting'`)
    .execute();
  await db.schema.createIndex('job_subject').on('job').columns(['subject_id', 'kind']).execute();

  await db.schema
    .createTable('ticket')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('code', 'text', required)
    .addColumn('community_id', 'text', (c) => c.notNull().references('community.id'))
    .addColumn('data_key_id', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('category', 'text')
    .addColumn('grade', 'integer', required)
    .addColumn('grade_reason', 'text', required)
    .addColumn('level', 'text')
    .addColumn('complaint_class', 'text')
    .addColumn('status', 'text', required)
    .addColumn('channel', 'text')
    .addColumn('person_index', 'text')
    .addColumn('conversation_id', 'text')
    .addColumn('resident_id', 'text')
    .addColumn('department', 'text')
    .addColumn('first_owner', 'text')
    .addColumn('assignee', 'text')
    .addColumn('promise_text', 'text', required)
    .addColumn('promise_due_at', 'bigint')
    .addColumn('incident_id', 'text')
    .addColumn('partial', 'integer', required)
    .addColumn('sealed', 'text', required)
    .addColumn('opened_at', 'bigint', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('version', 'bigint', required)
    .execute();
  await db.schema
    .createIndex('ticket_code')
    .unique()
    .on('ticket')
    .columns(['code', 'community_id'])
    .execute();
  await db.schema
    .createIndex('ticket_conversation')
    .on('ticket')
    .columns(['conversation_id', 'opened_at'])
    .execute();
  await db.schema.createIndex('ticket_person').on('ticket').columns(['person_index', 'updated_at']).execute();
  await db.schema.createIndex('ticket_updated').on('ticket').columns(['updated_at', 'id']).execute();

  await db.schema
    .createTable('ticket_timer')
    .addColumn('ticket_id', 'text', (c) => c.notNull().references('ticket.id'))
    .addColumn('kind', 'text', required)
    .addColumn('due_at', 'bigint', required)
    .addColumn('met_at', 'bigint')
    .addColumn('breached_at', 'bigint')
    .addColumn('paused_at', 'bigint')
    .addPrimaryKeyConstraint('ticket_timer_pk', ['ticket_id', 'kind'])
    .execute();

  await db.schema
    .createTable('ticket_event')
    .addColumn('seq', seqType, seq)
    .addColumn('id', 'text', (c) => c.notNull().unique())
    .addColumn('ticket_id', 'text', (c) => c.notNull().references('ticket.id'))
    .addColumn('type', 'text', required)
    .addColumn('at', 'bigint', required)
    .addColumn('actor_kind', 'text', required)
    .addColumn('actor_id', 'text')
    .addColumn('source', 'text', required)
    .addColumn('sealed', 'text', required)
    .execute();
  await db.schema.createIndex('ticket_event_of').on('ticket_event').columns(['ticket_id', 'seq']).execute();

  await db.schema
    .createTable('ticket_number')
    .addColumn('community_id', 'text', required)
    .addColumn('day', 'text', required)
    .addColumn('last', 'integer', required)
    .addPrimaryKeyConstraint('ticket_number_pk', ['community_id', 'day'])
    .execute();

  await db.schema
    .createTable('attachment')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('message_id', 'text', required)
    .addColumn('conversation_id', 'text', required)
    .addColumn('ticket_id', 'text')
    .addColumn('type', 'text', required)
    .addColumn('media_id', 'text', required)
    .addColumn('state', 'text', required)
    .addColumn('content_type', 'text')
    .addColumn('byte_count', 'bigint')
    .addColumn('reason', 'text')
    .addColumn('created_at', 'bigint', required)
    .execute();
  await db.schema.createIndex('attachment_message').on('attachment').column('message_id').execute();
  await db.schema.createIndex('attachment_ticket').on('attachment').column('ticket_id').execute();

  await db.schema
    .createTable('staff')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('data_key_id', 'text', required)
    .addColumn('department_id', 'text', required)
    .addColumn('role', 'text', required)
    .addColumn('community_ids', 'text', required)
    .addColumn('sealed', 'text', required)
    .addColumn('updated_at', 'bigint', required)
    .addColumn('left_at', 'bigint')
    .execute();

  await db.schema
    .createTable('roster_shift')
    .addColumn('place', 'integer', required)
    .addColumn('name', 'text', required)
    .addColumn('community_id', 'text', (c) => c.notNull().references('community.id'))
    .addColumn('department_id', 'text', required)
    .addColumn('days', 'text', required)
    .addColumn('from_minute', 'integer', required)
    .addColumn('to_minute', 'integer', required)
    .addColumn('staff_ids', 'text', required)
    .addPrimaryKeyConstraint('roster_shift_pk', ['place'])
    .execute();

  await db.schema
    .createTable('roster_change')
    .addColumn('place', 'integer', required)
    .addColumn('date', 'text', required)
    .addColumn('shift', 'text', required)
    .addColumn('staff_ids', 'text', required)
    .addPrimaryKeyConstraint('roster_change_pk', ['place'])
    .execute();

  await db.schema
    .createTable('staff_task')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('community_id', 'text', required)
    .addColumn('kind', 'text', required)
    .addColumn('conversation_id', 'text')
    .addColumn('ticket_id', 'text')
    .addColumn('reason', 'text', required)
    .addColumn('unique_key', 'text', (c) => c.notNull().unique())
    .addColumn('created_at', 'bigint', required)
    .addColumn('done_at', 'bigint')
    .execute();
  const open = sql<boolean>`done_at is null`;
  await db.schema.createIndex('staff_task_open').on('staff_task').column('created_at').where(open).execute();
  await db.schema
    .createIndex('staff_task_of')
    .on('staff_task')
    .column('conversation_id')
    .where(open)
    .execute();

  await db.schema
    .createTable('idempotency')
    .addColumn('scope', 'text', required)
    .addColumn('key', 'text', required)
    .addColumn('request_digest', 'text', required)
    .addColumn('status', 'integer', required)
    .addColumn('sealed', 'text', required)
    .addColumn('created_at', 'bigint', required)
    .addPrimaryKeyConstraint('idempotency_pk', ['scope', 'key'])
    .execute();
}
