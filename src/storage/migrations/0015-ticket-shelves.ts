// Lists of tickets stay as quick with a million of them. What is still to be done is little, however much is stored; only what has
// ended needs an index for each way of looking at it, so that opening a ticket pays for none of those.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  const isOpen = sql<boolean>`status in ('new', 'accepted', 'assigned', 'in_progress', 'pending')`;
  const hasEnded = sql<boolean>`status in ('resolved', 'followup', 'closed', 'cancelled')`;
  const index = (name: string, columns: string[], which: typeof isOpen) =>
    db.schema.createIndex(name).on('ticket').columns(columns).where(which).execute();
  await index('ticket_open', ['community_id', 'updated_at', 'id'], isOpen);
  await index('ticket_ended', ['status', 'kind', 'updated_at', 'id'], hasEnded);
  await index('ticket_ended_department', ['community_id', 'department', 'updated_at', 'id'], hasEnded);
  await index('ticket_ended_assignee', ['community_id', 'assignee', 'updated_at', 'id'], hasEnded);
}
