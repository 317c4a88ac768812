// The words, files and notes of a conversation once they are past their term; that something was said, by whom and when, stays.
import type { RetentionTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';

const conversationIds = query<{ after: string; limit: number }>()((db, p) =>
  db.selectFrom('conversation').select('id').where('id', '>', p.after).orderBy('id').limit(p.limit),
);
const goneUpTo = query<{ conversation_id: string }>()((db, p) =>
  db.selectFrom('words_gone').select('seq').where('conversation_id', '=', p.conversation_id),
);
const moveGone = query<{ conversation_id: string; seq: number }>()((db, p) =>
  db
    .insertInto('words_gone')
    .values({ conversation_id: p.conversation_id, seq: p.seq })
    .onConflict((oc) => oc.column('conversation_id').doUpdateSet({ seq: p.seq })),
);
const oldest = query<{ conversation_id: string; after: number; limit: number }>()((db, p) =>
  db
    .selectFrom('message')
    .select(['seq', 'id', 'created_at'])
    .where('conversation_id', '=', p.conversation_id)
    .where('seq', '>', p.after)
    .orderBy('seq')
    .limit(p.limit),
);
const emptyMessage = query<{ id: string }>()((db, p) =>
  db.updateTable('message').set({ sealed: null, transcript: null }).where('id', '=', p.id),
);
const filesOf = query<{ message_id: string }>()((db, p) =>
  db
    .selectFrom('attachment')
    .select('id')
    .where('message_id', '=', p.message_id)
    .where('state', '<>', 'gone'),
);
const emptyFile = query<{ id: string; media_id: string }>()((db, p) =>
  db
    .updateTable('attachment')
    .set({ media_id: p.media_id, file_name: null, state: 'gone', reason: 'past-term' })
    .where('id', '=', p.id),
);
/** What lies beside the last words of all may be younger than they are. */
const oldestBeside = query<{ conversation_id: string }>()((db, p) =>
  db
    .selectFrom('conversation_note')
    .select((eb) => eb.fn.min('written_at').as('at'))
    .where('conversation_id', '=', p.conversation_id)
    .unionAll(
      db
        .selectFrom('reply_draft')
        .select((eb) => eb.fn.min('written_at').as('at'))
        .where('conversation_id', '=', p.conversation_id),
    ),
);
const dropNotes = query<{ conversation_id: string; before_at: number }>()((db, p) =>
  db
    .deleteFrom('conversation_note')
    .where('conversation_id', '=', p.conversation_id)
    .where('written_at', '<', p.before_at),
);
const dropDrafts = query<{ conversation_id: string; before_at: number }>()((db, p) =>
  db
    .deleteFrom('reply_draft')
    .where('conversation_id', '=', p.conversation_id)
    .where('written_at', '<', p.before_at),
);
type WordsRetention = Pick<RetentionTable, 'conversationIds' | 'hasOldWords' | 'emptyWords'>;

export function createWordsRetention(sql: SqlRunner, seal: RowSealer): WordsRetention {
  const next = async (conversationId: string, limit: number) => {
    const [gone] = await sql.run(goneUpTo, { conversation_id: conversationId });
    return sql.run(oldest, { conversation_id: conversationId, after: gone?.seq ?? 0, limit });
  };

  return {
    conversationIds: async ({ after, limit }) =>
      (await sql.run(conversationIds, { after, limit })).map(({ id }) => id),
    async hasOldWords(conversationId, beforeAt) {
      const [first] = await next(conversationId, 1);
      if (first !== undefined && first.created_at < beforeAt) return true;
      const beside = await sql.run(oldestBeside, { conversation_id: conversationId });
      return beside.some(({ at }) => at !== null && Number(at) < beforeAt);
    },
    async emptyWords(conversationId, beforeAt, limit) {
      const rows = await next(conversationId, limit);
      const young = rows.findIndex(({ created_at }) => created_at >= beforeAt);
      const old = young === -1 ? rows : rows.slice(0, young);
      const last = old.at(-1);
      for (const drop of [dropNotes, dropDrafts])
        await sql.run(drop, { conversation_id: conversationId, before_at: beforeAt });
      if (!last) return 0;
      const dataKeyId = await seal.dataKeyOf(conversationId);
      for (const { id } of old) {
        await sql.run(emptyMessage, { id });
        for (const file of await sql.run(filesOf, { message_id: id })) {
          if (dataKeyId === null) continue;
          const ref = { table: 'attachment.media_id', rowId: file.id, dataKeyId };
          await sql.run(emptyFile, { id: file.id, media_id: await seal.seal(ref, '') });
        }
      }
      await sql.run(moveGone, { conversation_id: conversationId, seq: last.seq });
      return old.length;
    },
  };
}
