// Conversations of which nothing may go, whatever its term: a lawsuit, an authority. What was lifted stays as a row with an end.
import { sql as text } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import type { LegalHoldTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

/** Literal, not a parameter: only so is the partial index used. */
const STANDS = text<boolean>`lifted_at is null`;

const insert = query<{
  id: string;
  conversation_id: string;
  reason: string;
  placed_by: string;
  placed_at: number;
}>()((db, p) =>
  db
    .insertInto('legal_hold')
    .values({
      ...{ id: p.id, conversation_id: p.conversation_id, reason: p.reason },
      ...{ placed_by: p.placed_by, placed_at: p.placed_at, lifted_by: null, lifted_at: null },
    })
    .onConflict((oc) => oc.doNothing())
    .returning('id'),
);
const standing = query<{ conversation_id: string }>()((db, p) =>
  db.selectFrom('legal_hold').selectAll().where('conversation_id', '=', p.conversation_id).where(STANDS),
);
const lift = query<{ conversation_id: string; by: string; at: number }>()((db, p) =>
  db
    .updateTable('legal_hold')
    .set({ lifted_by: p.by, lifted_at: p.at })
    .where('conversation_id', '=', p.conversation_id)
    .where(STANDS)
    .returning('id'),
);

export function createLegalHoldTable(sql: SqlRunner, ids: Ids): LegalHoldTable {
  return {
    async place({ conversationId, reason, by, at }) {
      const values = { conversation_id: conversationId, reason, placed_by: by, placed_at: at };
      return (await sql.run(insert, { id: ids.next(), ...values })).length > 0;
    },
    async standing(conversationId) {
      const [row] = await sql.run(standing, { conversation_id: conversationId });
      return row ? { conversationId, reason: row.reason, by: row.placed_by, at: row.placed_at } : null;
    },
    lift: async (conversationId, by, at) =>
      (await sql.run(lift, { conversation_id: conversationId, by, at })).length > 0,
  };
}
