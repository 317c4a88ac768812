// Notes of colleagues beside a conversation, sealed under the key of whose conversation it is.
import type { Ids } from '../../base/ids.ts';
import type { ConversationNoteTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

const dataKeyOf = query<{ id: string }>()((db, p) =>
  db.selectFrom('conversation').select('data_key_id').where('id', '=', p.id),
);
const insert = query<Schema['conversation_note']>()((db, p) =>
  db.insertInto('conversation_note').values({
    id: p.id,
    conversation_id: p.conversation_id,
    data_key_id: p.data_key_id,
    sealed: p.sealed,
    written_by: p.written_by,
    written_at: p.written_at,
  }),
);

export function createConversationNoteTable(
  sql: SqlRunner,
  seal: RowSealer,
  ids: Ids,
): ConversationNoteTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'conversation_note', rowId: id, dataKeyId });
  return {
    async add({ conversationId, text, by, at }) {
      const [owner] = await sql.run(dataKeyOf, { id: conversationId });
      if (!owner) return;
      const id = ids.next();
      await sql.run(insert, {
        ...{ id, conversation_id: conversationId, data_key_id: owner.data_key_id },
        ...{ sealed: await seal.seal(ref(id, owner.data_key_id), text), written_by: by, written_at: at },
      });
    },
    async latest(conversationId, limit) {
      const rows = await sql.runBuilt((db) =>
        db
          .selectFrom('conversation_note')
          .selectAll()
          .where('conversation_id', '=', conversationId)
          .orderBy('id', 'desc')
          .limit(limit),
      );
      const notes = [];
      for (const row of rows.reverse())
        notes.push({
          ...{ id: row.id, conversationId, by: row.written_by, at: row.written_at },
          text: await seal.open<string>(ref(row.id, row.data_key_id), row.sealed),
        });
      return notes;
    },
  };
}
