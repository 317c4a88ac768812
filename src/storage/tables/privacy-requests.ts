// Requests of residents about what is kept of them.
import type { Ids } from '../../base/ids.ts';
import type { PrivacyKind, PrivacyOutcome, PrivacyRequest } from '../../homes/privacy-request.ts';
import type { PrivacyRequestTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

type Row = Schema['privacy_request'];

const insert = query<Omit<Row, 'ended_at' | 'ended_by' | 'outcome'>>()((db, p) =>
  db
    .insertInto('privacy_request')
    .values({
      id: p.id,
      community_id: p.community_id,
      conversation_id: p.conversation_id,
      kind: p.kind,
      asked_at: p.asked_at,
      due_at: p.due_at,
      ended_at: null,
      ended_by: null,
      outcome: null,
    })
    .onConflict((oc) => oc.doNothing())
    .returning('id'),
);
const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('privacy_request').selectAll().where('id', '=', p.id)),
);
const ofConversation = query<{ conversation_id: string }>()((db, p) =>
  db.selectFrom('privacy_request').selectAll().where('conversation_id', '=', p.conversation_id).orderBy('id'),
);
const end = query<{ id: string; at: number; ended_by: string; outcome: string }>()((db, p) =>
  db
    .updateTable('privacy_request')
    .set({ ended_at: p.at, ended_by: p.ended_by, outcome: p.outcome })
    .where('id', '=', p.id)
    .where('ended_by', 'is', null)
    .returning('id'),
);

export function createPrivacyRequestTable(sql: SqlRunner, ids: Ids): PrivacyRequestTable {
  const toRequest = (row: Row): PrivacyRequest => ({
    id: row.id,
    communityId: row.community_id,
    conversationId: row.conversation_id,
    kind: row.kind as PrivacyKind,
    askedAt: row.asked_at,
    dueAt: row.due_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    outcome: row.outcome as PrivacyOutcome | null,
  });
  return {
    async add({ communityId, conversationId, kind, askedAt, dueAt }) {
      const id = ids.next();
      const added = await sql.run(insert, {
        ...{ id, community_id: communityId, conversation_id: conversationId, kind },
        ...{ asked_at: askedAt, due_at: dueAt },
      });
      return added.length > 0 ? id : null;
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toRequest(row) : null;
    },
    ofConversation: async (conversationId) =>
      (await sql.run(ofConversation, { conversation_id: conversationId })).map(toRequest),
    end: async (id, { at, by, outcome }) =>
      (await sql.run(end, { id, at, ended_by: by, outcome })).length > 0,
  };
}
