// Tickets, lines of the register and photos of work past their term. What was told goes; who did what and when stays, so that no number
// changes. Whoever has long been silent is erased like somebody who asked for it.
import { sql as text } from 'kysely';
import { noFacts } from '../../tickets/register-entry.ts';
import type { RetentionTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import { ERASED_WORDS, eraseTicket } from './erasure.ts';

/** Literal, not parameters: only so are the partial indexes used. */
const TICKET_TO_EMPTY = text<boolean>`emptied_at is null and status in ('closed', 'cancelled')`;
const REGISTER_TO_EMPTY = text<boolean>`emptied_at is null`;

const photos = query<{ after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('work_photo')
    .innerJoin('ticket', 'ticket.id', 'work_photo.ticket_id')
    .select(['work_photo.id', 'work_photo.ticket_id', 'ticket.conversation_id'])
    .where('work_photo.id', '>', p.after)
    .orderBy('work_photo.id')
    .limit(p.limit),
);
const dropPhoto = query<{ id: string }>()((db, p) => db.deleteFrom('work_photo').where('id', '=', p.id));
/** `after_at`, `after`: where the page before ended. */
type PastTerm = { before_at: number; after_at: number; after: string; limit: number };

const tickets = query<PastTerm>()((db, p) =>
  db
    .selectFrom('ticket')
    .select(['id', 'conversation_id', 'updated_at'])
    .where(TICKET_TO_EMPTY)
    .where('updated_at', '<', p.before_at)
    .where((eb) => eb(eb.refTuple('updated_at', 'id'), '>', eb.tuple(p.after_at, p.after)))
    .orderBy('updated_at')
    .orderBy('id')
    .limit(p.limit),
);
const ticket = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('ticket').selectAll().where('id', '=', p.id).where('emptied_at', 'is', null)),
);
const markTicket = query<{ id: string; at: number }>()((db, p) =>
  db.updateTable('ticket').set({ emptied_at: p.at }).where('id', '=', p.id),
);
const lines = query<PastTerm>()((db, p) =>
  db
    .selectFrom('register_entry')
    .select(['id', 'conversation_id', 'ticket_id', 'at'])
    .where(REGISTER_TO_EMPTY)
    .where('at', '<', p.before_at)
    .where((eb) => eb(eb.refTuple('at', 'id'), '>', eb.tuple(p.after_at, p.after)))
    .orderBy('at')
    .orderBy('id')
    .limit(p.limit),
);
const line = query<{ id: string }>()((db, p, locks) =>
  locks.ours(
    db
      .selectFrom('register_entry')
      .select(['id', 'sealed', 'data_key_id'])
      .where('id', '=', p.id)
      .where('emptied_at', 'is', null),
  ),
);
const emptyLine = query<{ id: string; sealed: string | null; at: number }>()((db, p) =>
  db.updateTable('register_entry').set({ sealed: p.sealed, emptied_at: p.at }).where('id', '=', p.id),
);
const lineSince = query<{ conversation_id: string; at: number }>()((db, p) =>
  db
    .selectFrom('register_entry')
    .select('id')
    .where('conversation_id', '=', p.conversation_id)
    .where('at', '>=', p.at)
    .limit(1),
);
const silent = query<{ after: string; limit: number }>()((db, p) =>
  db
    .selectFrom('conversation')
    .select(['id', 'resident_id', 'person_index', 'last_message_at', 'created_at'])
    .where('id', '>', p.after)
    .orderBy('id')
    .limit(p.limit),
);

type TicketRetention = Pick<
  RetentionTable,
  | 'workPhotos'
  | 'dropWorkPhoto'
  | 'ticketsToEmpty'
  | 'emptyTicket'
  | 'registerToEmpty'
  | 'emptyRegisterEntry'
  | 'hasLinesSince'
  | 'silentResidents'
>;

export function createTicketRetention(sql: SqlRunner, seal: RowSealer): TicketRetention {
  /** `at.id`: where a page ended. */
  const cursorOf = (after: string) => {
    const dot = after.indexOf('.');
    return dot === -1
      ? { after_at: -1, after: '' }
      : { after_at: Number(after.slice(0, dot)), after: after.slice(dot + 1) };
  };
  return {
    async workPhotos({ after, limit }) {
      const rows = await sql.run(photos, { after, limit });
      return rows.map((row) => ({
        ...{ id: row.id, conversationId: row.conversation_id, ticketId: row.ticket_id, cursor: row.id },
      }));
    },
    dropWorkPhoto: async (id) => (await sql.change(dropPhoto, { id })) > 0,
    async ticketsToEmpty(endedBeforeAt, { after, limit }) {
      const rows = await sql.run(tickets, { before_at: endedBeforeAt, ...cursorOf(after), limit });
      return rows.map((row) => ({
        ...{ id: row.id, conversationId: row.conversation_id, ticketId: row.id },
        cursor: `${row.updated_at}.${row.id}`,
      }));
    },
    async emptyTicket(id, at) {
      const [row] = await sql.run(ticket, { id });
      if (!row) return false;
      await eraseTicket({ sql, seal, newKey: row.data_key_id, at, why: ERASED_WORDS.term }, row);
      await sql.run(markTicket, { id, at });
      return true;
    },
    async registerToEmpty(beforeAt, { after, limit }) {
      const rows = await sql.run(lines, { before_at: beforeAt, ...cursorOf(after), limit });
      return rows.map((row) => ({
        ...{ id: row.id, conversationId: row.conversation_id, ticketId: row.ticket_id, at: row.at },
        cursor: `${row.at}.${row.id}`,
      }));
    },
    async emptyRegisterEntry(id, at) {
      const [row] = await sql.run(line, { id });
      if (!row) return false;
      const ref = { table: 'register_entry', rowId: id, dataKeyId: row.data_key_id };
      const sealed =
        row.sealed === null ? null : await seal.seal(ref, { ...noFacts(), note: ERASED_WORDS.term });
      await sql.run(emptyLine, { id, sealed, at });
      return true;
    },
    hasLinesSince: async (conversationId, at) =>
      (await sql.run(lineSince, { conversation_id: conversationId, at })).length > 0,
    async silentResidents(beforeAt, { after, limit }) {
      const rows = await sql.run(silent, { after, limit });
      const found = rows
        .filter((row) => (row.last_message_at ?? row.created_at) < beforeAt)
        .filter((row) => !row.person_index.startsWith('erased:'))
        .map((row) => ({ residentId: row.resident_id, cursor: row.id }));
      return { found, after: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
    },
  };
}
