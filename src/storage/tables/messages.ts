// The thread of a conversation: what was said, by whom, and whether it arrived.
import type { Kysely } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import type { Message } from '../../conversations/conversation.ts';
import type { MessageTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

/** Every message of a conversation, with the key its words are sealed under. */
const threadOf = (db: Kysely<Schema>, conversationId: string) =>
  db
    .selectFrom('message')
    .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
    .selectAll('message')
    .select('conversation.data_key_id')
    .where('message.conversation_id', '=', conversationId);

const insert = query<{
  id: string;
  conversation_id: string;
  direction: string;
  author: string;
  staff_id: string | null;
  type: string;
  sealed: string;
  reply_key: string | null;
  created_at: number;
  delivery_state: string | null;
  delivery_reason: string | null;
}>()((db, p) =>
  db.insertInto('message').values({
    id: p.id,
    conversation_id: p.conversation_id,
    direction: p.direction,
    author: p.author,
    staff_id: p.staff_id,
    type: p.type,
    sealed: p.sealed,
    reply_key: p.reply_key,
    created_at: p.created_at,
    recalled_at: null,
    delivery_state: p.delivery_state,
    delivery_reason: p.delivery_reason,
    transcript: null,
  }),
);
const selectOne = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('message')
    .innerJoin('conversation', 'conversation.id', 'message.conversation_id')
    .selectAll('message')
    .select('conversation.data_key_id')
    .where('message.id', '=', p.id),
);
const selectArrived = query<{ conversation_id: string }>()((db, p) =>
  db
    .selectFrom('message')
    .select('id')
    .where('conversation_id', '=', p.conversation_id)
    .where('direction', '=', 'out')
    .where((eb) => eb(eb.fn.coalesce('delivery_state', eb.val('sent')), '<>', 'failed'))
    .limit(1),
);
const setDelivery = query<{ id: string; state: string; reason: string | null }>()((db, p) =>
  db
    .updateTable('message')
    .set({ delivery_state: p.state, delivery_reason: p.reason })
    .where('id', '=', p.id),
);
const recall = query<{ id: string; at: number }>()((db, p) =>
  db
    .updateTable('message')
    .set({ sealed: null, transcript: null, recalled_at: p.at })
    .where('id', '=', p.id)
    .where('recalled_at', 'is', null),
);

const saidSince = query<{ conversation_id: string; reply_key: string; since: number }>()((db, p) =>
  db
    .selectFrom('message')
    .select('id')
    .where('conversation_id', '=', p.conversation_id)
    .where('reply_key', '=', p.reply_key)
    .where('created_at', '>=', p.since)
    .limit(1),
);
const setTranscript = query<{ id: string; transcript: string }>()((db, p) =>
  db
    .updateTable('message')
    .set({ transcript: p.transcript })
    .where('id', '=', p.id)
    .where('recalled_at', 'is', null),
);

type Row = {
  id: string;
  conversation_id: string;
  data_key_id: string;
  direction: string;
  author: string;
  staff_id: string | null;
  type: string;
  sealed: string | null;
  reply_key: string | null;
  created_at: number;
  recalled_at: number | null;
  delivery_state: string | null;
  delivery_reason: string | null;
  transcript: string | null;
};

export function createMessageTable(sql: SqlRunner, seal: RowSealer, ids: Ids): MessageTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'message', rowId: id, dataKeyId });

  const transcriptRef = (id: string, dataKeyId: string) => ({
    table: 'message.transcript',
    rowId: id,
    dataKeyId,
  });

  async function toMessage(row: Row): Promise<Message> {
    return {
      id: row.id,
      conversationId: row.conversation_id,
      direction: row.direction as Message['direction'],
      author: row.author as Message['author'],
      staffId: row.staff_id,
      type: row.type,
      content: row.sealed === null ? null : await seal.open(ref(row.id, row.data_key_id), row.sealed),
      transcript:
        row.transcript === null
          ? null
          : await seal.open(transcriptRef(row.id, row.data_key_id), row.transcript),
      replyKey: row.reply_key,
      createdAt: row.created_at,
      recalledAt: row.recalled_at,
      delivery: row.delivery_state
        ? {
            state: row.delivery_state as NonNullable<Message['delivery']>['state'],
            reason: row.delivery_reason,
          }
        : null,
      attachmentIds: [],
    };
  }

  return {
    async add(message) {
      const dataKeyId = await seal.dataKeyOf(message.conversationId);
      if (dataKeyId === null) throw new Error('message without conversation');
      const id = message.id ?? ids.next();
      await sql.run(insert, {
        id,
        conversation_id: message.conversationId,
        direction: message.direction,
        author: message.author,
        staff_id: message.staffId ?? null,
        type: message.type,
        sealed: await seal.seal(ref(id, dataKeyId), message.content),
        reply_key: message.replyKey ?? null,
        created_at: message.createdAt,
        delivery_state: message.delivery?.state ?? null,
        delivery_reason: message.delivery?.reason ?? null,
      });
      return id;
    },
    async get(id) {
      const [row] = await sql.run(selectOne, { id });
      return row ? toMessage(row) : null;
    },
    async list(conversationId, { afterId, limit }) {
      const rows = await sql.runBuilt((db) => {
        let listing = threadOf(db, conversationId);
        if (afterId) {
          listing = listing.where('message.seq', '>', (eb) =>
            eb.selectFrom('message').select('seq').where('id', '=', afterId),
          );
        }
        return listing.orderBy('message.seq').limit(limit);
      });
      const messages: Message[] = [];
      for (const row of rows) messages.push(await toMessage(row));
      return messages;
    },
    async latest(conversationId, { beforeId, limit }) {
      const rows = await sql.runBuilt((db) => {
        let listing = threadOf(db, conversationId);
        if (beforeId) {
          listing = listing.where('message.seq', '<', (eb) =>
            eb.selectFrom('message').select('seq').where('id', '=', beforeId),
          );
        }
        return listing.orderBy('message.seq', 'desc').limit(limit);
      });
      const messages: Message[] = [];
      for (const row of rows.reverse()) messages.push(await toMessage(row));
      return messages;
    },
    anyMayHaveArrived: async (conversationId) =>
      (await sql.run(selectArrived, { conversation_id: conversationId })).length > 0,
    async setDelivery(id, state, reason) {
      await sql.run(setDelivery, { id, state, reason });
    },
    async saidSince(conversationId, replyKey, since) {
      const rows = await sql.run(saidSince, { conversation_id: conversationId, reply_key: replyKey, since });
      return rows.length > 0;
    },
    async recall(id, at) {
      await sql.run(recall, { id, at });
    },
    async setTranscript(id, transcript) {
      const [row] = await sql.run(selectOne, { id });
      if (!row) return;
      const sealed = await seal.seal(transcriptRef(id, row.data_key_id), transcript);
      await sql.run(setTranscript, { id, transcript: sealed });
    },
  };
}
