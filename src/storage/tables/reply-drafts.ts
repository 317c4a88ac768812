// Words that a person may send, sealed under the key of whose conversation it is.
import type { Ids } from '../../base/ids.ts';
import type { DraftEvent, DraftState, ReplyDraft, ReplyDraftTable } from '../contract.ts';
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
const selectOne = query<{ id: string }>()((db, p) =>
  db.selectFrom('reply_draft').selectAll().where('id', '=', p.id),
);
const selectLatestBy = query<{ conversation_id: string; written_by: string }>()((db, p) =>
  db
    .selectFrom('reply_draft')
    .selectAll()
    .where('conversation_id', '=', p.conversation_id)
    .where('written_by', '=', p.written_by)
    .orderBy('id', 'desc')
    .limit(1),
);
const insertEvent = query<Schema['reply_draft_event']>()((db, p) =>
  db.insertInto('reply_draft_event').values({
    id: p.id,
    draft_id: p.draft_id,
    type: p.type,
    actor_id: p.actor_id,
    at: p.at,
    data_key_id: p.data_key_id,
    sealed: p.sealed,
  }),
);
const selectEvents = query<{ draft_id: string }>()((db, p) =>
  db.selectFrom('reply_draft_event').selectAll().where('draft_id', '=', p.draft_id).orderBy('id'),
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
  const eventRef = (id: string, dataKeyId: string) => ({ table: 'reply_draft_event', rowId: id, dataKeyId });

  async function toDrafts(rows: readonly Row[]): Promise<ReplyDraft[]> {
    const drafts: ReplyDraft[] = [];
    for (const row of rows)
      drafts.push({
        ...(await seal.open<Sealed>(ref(row.id, row.data_key_id), row.sealed)),
        ...{ id: row.id, conversationId: row.conversation_id, by: row.written_by },
        ...{ state: row.state as DraftState, at: row.written_at },
      });
    return drafts;
  }
  const one = async (rows: readonly Row[]) => (await toDrafts(rows))[0] ?? null;

  return {
    async add({ conversationId, by, text, replyKey, at }) {
      const [owner] = await sql.run(dataKeyOf, { id: conversationId });
      if (!owner) return null;
      const id = ids.next();
      const words: Sealed = { text, replyKey };
      await sql.run(insert, {
        ...{ id, conversation_id: conversationId, written_by: by, written_at: at },
        ...{ data_key_id: owner.data_key_id, sealed: await seal.seal(ref(id, owner.data_key_id), words) },
      });
      return id;
    },
    get: async (id) => one(await sql.run(selectOne, { id })),
    open: async (conversationId) => toDrafts(await sql.run(selectOpen, { conversation_id: conversationId })),
    async waiting({ communityIds }, limit) {
      if (communityIds.length === 0) return [];
      const rows = await sql.runBuilt((db) =>
        db
          .selectFrom('reply_draft')
          .innerJoin('conversation', 'conversation.id', 'reply_draft.conversation_id')
          .selectAll('reply_draft')
          .where('reply_draft.state', '=', 'open')
          .where('reply_draft.written_by', 'is not', null)
          .where('conversation.community_id', 'in', communityIds)
          .orderBy('reply_draft.id')
          .limit(limit),
      );
      return toDrafts(rows);
    },
    latestBy: async (conversationId, by) =>
      one(await sql.run(selectLatestBy, { conversation_id: conversationId, written_by: by })),
    end: async (id, { state, by, messageId, at }) =>
      (await sql.change(end, { id, state, ended_at: at, ended_by: by, message_id: messageId })) === 1,
    async note({ draftId, type, by, at, note }) {
      const [draft] = await sql.run(selectOne, { id: draftId });
      if (!draft) return;
      const id = ids.next();
      const dataKeyId = draft.data_key_id;
      await sql.run(insertEvent, {
        ...{ id, draft_id: draftId, type, actor_id: by, at },
        ...{ data_key_id: dataKeyId, sealed: note && (await seal.seal(eventRef(id, dataKeyId), { note })) },
      });
    },
    async events(draftId) {
      const events: DraftEvent[] = [];
      for (const row of await sql.run(selectEvents, { draft_id: draftId })) {
        const kept =
          row.sealed && (await seal.open<{ note: string }>(eventRef(row.id, row.data_key_id), row.sealed));
        events.push({
          ...{ draftId, type: row.type as DraftEvent['type'] },
          ...{ by: row.actor_id, at: row.at, note: kept ? kept.note : null },
        });
      }
      return events;
    },
  };
}
