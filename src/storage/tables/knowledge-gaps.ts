// Questions nobody has approved an answer to, sealed under the key of who asked.
import type { Ids } from '../../base/ids.ts';
import type { KnowledgeGapTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';

const dataKeyOf = query<{ id: string }>()((db, p) =>
  db.selectFrom('conversation').select('data_key_id').where('id', '=', p.id),
);
const insert = query<{
  id: string;
  community_id: string;
  conversation_id: string;
  data_key_id: string;
  sealed: string;
  answer_key: string | null;
  created_at: number;
}>()((db, p) =>
  db.insertInto('knowledge_gap').values({
    id: p.id,
    community_id: p.community_id,
    conversation_id: p.conversation_id,
    data_key_id: p.data_key_id,
    sealed: p.sealed,
    answer_key: p.answer_key,
    created_at: p.created_at,
  }),
);

export function createKnowledgeGapTable(sql: SqlRunner, seal: RowSealer, ids: Ids): KnowledgeGapTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'knowledge_gap', rowId: id, dataKeyId });
  return {
    async add(gap) {
      const [owner] = await sql.run(dataKeyOf, { id: gap.conversationId });
      if (!owner) return;
      const id = ids.next();
      await sql.run(insert, {
        id,
        community_id: gap.communityId,
        conversation_id: gap.conversationId,
        data_key_id: owner.data_key_id,
        sealed: await seal.seal(ref(id, owner.data_key_id), gap.question),
        answer_key: gap.answerKey,
        created_at: gap.createdAt,
      });
    },
    async list(communityId, limit) {
      const rows = await sql.runBuilt((db) => {
        const newest = db
          .selectFrom('knowledge_gap')
          .selectAll()
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .limit(limit);
        return communityId ? newest.where('community_id', '=', communityId) : newest;
      });
      const gaps = [];
      for (const row of rows) {
        gaps.push({
          id: row.id,
          communityId: row.community_id,
          conversationId: row.conversation_id,
          question: await seal.open<string>(ref(row.id, row.data_key_id), row.sealed),
          answerKey: row.answer_key,
          createdAt: row.created_at,
        });
      }
      return gaps;
    },
  };
}
