// Words that a person may send, sealed under the key of whose conversation it is.
import type { Ids } from '../../base/ids.ts';
import type { DraftState, ReplyDraft, ReplyDraftTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

type Row = Schema['reply_draft'];
type Sealed = Pick<ReplyDraft, 'text' | 'replyKey'>;

const dataKeyOf = query<{ id: string }>()((db, p) =>
  db.selectFrom('conversation').select('data_key_id').where('id', '=', p.id),
);
const insert = query<Omit<Row, 'state' | 'ended_at' | 'ended_by' | 'message_id'>>()((db, p) =>
  db.insertInto('reply_draft').values({
    id: p.id,
    conversation_id: p.conversation_id,
    written_by: p.written_by,
    state: 'open',
    data_key_id: p.data_key_id,
    sealed: p.sealed,
    written_at: p.written_at,
  }),
);
const selectOpen = query<{ conversation_id: string }>()((db, p) =>
  db
    .selectFrom('reply_draft')
    .selectAll()
    .where('conversation_id', '=', p.conversation_id)
    .where('state', '=', 'open')
    .orderBy('id'),
);
const end = query<Pick<Row, 'id' | 'state' | 'ended_at' | 'ended_by' | 'message_id'>>()((db, p) =>
  db
    .updateTable('reply_draft')
    .set({ state: p.state, ended_at: p.ended_at, ended_by: p.ended_by, message_id: p.message_id })
    .where('id', '=', p.id)
    .where('state', '=', 'open'),
);

export function createReplyDraftTable(sql: SqlRunner, seal: RowSealer, ids: Ids): ReplyDraftTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'reply_draft', rowId: id, dataKeyId });
  return {
    async add({ conversationId, by, text, replyKey, at }) {
      const [owner] = await sql.run(dataKeyOf, { id: conversationId });
      if (!owner) return;
      const id = ids.next();
      const words: Sealed = { text, replyKey };
      await sql.run(insert, {
        ...{ id, conversation_id: conversationId, written_by: by, written_at: at },
        ...{ data_key_id: owner.data_key_id, sealed: await seal.seal(ref(id, owner.data_key_id), words) },
      });
    },
    async open(conversationId) {
      const drafts: ReplyDraft[] = [];
      for (const row of await sql.run(selectOpen, { conversation_id: conversationId }))
        drafts.push({
          ...(await seal.open<Sealed>(ref(row.id, row.data_key_id), row.sealed)),
          ...{ id: row.id, conversationId, by: row.written_by },
          ...{ state: row.state as DraftState, at: row.written_at },
        });
      return drafts;
    },
    end: async (id, { state, by, messageId, at }) =>
      (await sql.change(end, { id, state, ended_at: at, ended_by: by, message_id: messageId })) === 1,
  };
}
