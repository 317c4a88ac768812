// Has anything changed that a page shows? For processes that cannot be told: they ask every second.
import { sql as text } from 'kysely';
import type { ChangeTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

/**
 * The sum of the newest numbers, not the last alone: where several write at once, a number may be committed after a higher one.
 * So many units are never under way at the same time.
 */
const lastOf = (table: 'message' | 'ticket_event') =>
  query<Record<string, never>>()((db) =>
    db
      .selectFrom(table)
      .select((eb) => eb.fn.sum<number | null>('seq').as('seq'))
      .where('seq', '>', (eb) => eb.selectFrom(table).select(text<number>`max(seq) - 500`.as('seq'))),
  );
const lastMessage = lastOf('message');
const lastTicketEvent = lastOf('ticket_event');
const onTheirWay = query<Record<string, never>>()((db) =>
  db
    .selectFrom('outbox')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    // Literal: only so is the partial index used.
    .where(text<boolean>`state in ('queued', 'sending', 'held')`)
    .groupBy('state')
    .orderBy('state'),
);
const tasksOpen = query<Record<string, never>>()((db) =>
  db
    .selectFrom('staff_task')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(text<boolean>`done_at is null`),
);

export function createChangeTable(sql: SqlRunner): ChangeTable {
  return {
    async mark() {
      const [message] = await sql.run(lastMessage, {});
      const [event] = await sql.run(lastTicketEvent, {});
      const rows = await sql.run(onTheirWay, {});
      const [tasks] = await sql.run(tasksOpen, {});
      const counts = rows.map((row) => `${row.state}:${row.count}`);
      return [message?.seq ?? 0, event?.seq ?? 0, ...counts, tasks?.count ?? 0].join('.');
    },
  };
}
