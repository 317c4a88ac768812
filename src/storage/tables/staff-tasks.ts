// Things a person must do because the machine could not: a promise that could not be delivered, a message nobody could read.
import type { Ids } from '../../base/ids.ts';
import type { StaffTask, StaffTaskTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

const insert = query<{
  id: string;
  community_id: string;
  kind: string;
  conversation_id: string | null;
  ticket_id: string | null;
  reason: string;
  unique_key: string;
  created_at: number;
}>()((db, p) =>
  db
    .insertInto('staff_task')
    .values({
      id: p.id,
      community_id: p.community_id,
      kind: p.kind,
      conversation_id: p.conversation_id,
      ticket_id: p.ticket_id,
      reason: p.reason,
      unique_key: p.unique_key,
      created_at: p.created_at,
      done_at: null,
    })
    .onConflict((oc) => oc.column('unique_key').doNothing())
    .returning('id'),
);
const finish = query<{ unique_key: string; at: number }>()((db, p) =>
  db
    .updateTable('staff_task')
    .set({ done_at: p.at })
    .where('unique_key', '=', p.unique_key)
    .where('done_at', 'is', null),
);

const finishOf = query<{ conversation_id: string; kind: string; at: number }>()((db, p) =>
  db
    .updateTable('staff_task')
    .set({ done_at: p.at })
    .where('conversation_id', '=', p.conversation_id)
    .where('kind', '=', p.kind)
    .where('done_at', 'is', null),
);

const finishOfTicket = query<{ ticket_id: string; kind: string; at: number }>()((db, p) =>
  db
    .updateTable('staff_task')
    .set({ done_at: p.at })
    .where('ticket_id', '=', p.ticket_id)
    .where('kind', '=', p.kind)
    .where('done_at', 'is', null),
);

export function createStaffTaskTable(sql: SqlRunner, ids: Ids): StaffTaskTable {
  return {
    async add(task) {
      const added = await sql.run(insert, {
        id: ids.next(),
        community_id: task.communityId,
        kind: task.kind,
        conversation_id: task.conversationId,
        ticket_id: task.ticketId,
        reason: task.reason,
        unique_key: task.uniqueKey,
        created_at: task.createdAt,
      });
      return added.length > 0;
    },
    async finish(uniqueKey, at) {
      await sql.run(finish, { unique_key: uniqueKey, at });
    },
    async finishOf(conversationId, kind, at) {
      await sql.run(finishOf, { conversation_id: conversationId, kind, at });
    },
    async finishOfTicket(ticketId, kind, at) {
      await sql.run(finishOfTicket, { ticket_id: ticketId, kind, at });
    },
    async countOpen() {
      const [row] = await sql.runBuilt((db) =>
        db
          .selectFrom('staff_task')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('done_at', 'is', null),
      );
      return Number(row?.count ?? 0);
    },
    async open(communityId, limit) {
      const rows = await sql.runBuilt((db) => {
        const listing = db
          .selectFrom('staff_task')
          .selectAll()
          .where('done_at', 'is', null)
          .orderBy('created_at')
          .limit(limit);
        return communityId ? listing.where('community_id', '=', communityId) : listing;
      });
      return rows.map(
        (row): StaffTask => ({
          id: row.id,
          communityId: row.community_id,
          kind: row.kind as StaffTask['kind'],
          conversationId: row.conversation_id,
          ticketId: row.ticket_id,
          reason: row.reason,
          createdAt: row.created_at,
          doneAt: row.done_at,
        }),
      );
    },
  };
}
