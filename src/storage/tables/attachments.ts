// Files that came with messages: where they stand and the sealing of their bytes. The bytes themselves lie under DATA_DIR.
import { sql as text } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import type { Attachment, AttachmentTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';

const insert = query<{
  id: string;
  message_id: string;
  conversation_id: string;
  type: string;
  media_id: string;
  object_name: string;
  at: number;
}>()((db, p) =>
  db.insertInto('attachment').values({
    id: p.id,
    message_id: p.message_id,
    conversation_id: p.conversation_id,
    ticket_id: null,
    type: p.type,
    media_id: p.media_id,
    object_name: p.object_name,
    file_name: null,
    state: 'waiting',
    content_type: null,
    byte_count: null,
    reason: null,
    created_at: p.at,
  }),
);
const select = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('attachment')
    .innerJoin('conversation', 'conversation.id', 'attachment.conversation_id')
    .selectAll('attachment')
    .select('conversation.data_key_id')
    .where('attachment.id', '=', p.id),
);
const attach = query<{ id: string; ticket_id: string }>()((db, p) =>
  db.updateTable('attachment').set({ ticket_id: p.ticket_id }).where('id', '=', p.id),
);
const detach = query<{ id: string }>()((db, p) =>
  db.updateTable('attachment').set({ ticket_id: null }).where('id', '=', p.id),
);
const countSince = query<{ conversation_id: string; since: number }>()((db, p) =>
  db
    .selectFrom('attachment')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('conversation_id', '=', p.conversation_id)
    .where('created_at', '>=', p.since),
);
const settle = query<{
  id: string;
  state: string;
  content_type: string | null;
  byte_count: number | null;
  file_name: string | null;
  reason: string | null;
}>()((db, p) =>
  db
    .updateTable('attachment')
    .set({
      state: p.state,
      content_type: p.content_type,
      byte_count: p.byte_count,
      file_name: p.file_name,
      reason: p.reason,
    })
    .where('id', '=', p.id)
    // In the statement that writes: whoever takes it back at the same moment is waited for, and then has the last word.
    .where(text<boolean>`(state = 'waiting' or cast(${p.state} as text) = 'gone')`),
);
const dataKeyOf = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('attachment')
    .innerJoin('conversation', 'conversation.id', 'attachment.conversation_id')
    .select('conversation.data_key_id')
    .where('attachment.id', '=', p.id),
);

export function createAttachmentTable(sql: SqlRunner, seal: RowSealer, ids: Ids): AttachmentTable {
  const mediaRef = (id: string, dataKeyId: string) => ({
    table: 'attachment.media_id',
    rowId: id,
    dataKeyId,
  });

  const fileNameRef = (id: string, dataKeyId: string) => ({
    table: 'attachment.file_name',
    rowId: id,
    dataKeyId,
  });

  async function toAttachment(row: Schema['attachment'] & { data_key_id: string }): Promise<Attachment> {
    return {
      id: row.id,
      messageId: row.message_id,
      conversationId: row.conversation_id,
      ticketId: row.ticket_id,
      type: row.type as Attachment['type'],
      mediaId: await seal.open(mediaRef(row.id, row.data_key_id), row.media_id),
      objectName: row.object_name ?? row.id,
      state: row.state as Attachment['state'],
      contentType: row.content_type,
      byteCount: row.byte_count,
      fileName:
        row.file_name === null ? null : await seal.open(fileNameRef(row.id, row.data_key_id), row.file_name),
      reason: row.reason,
      createdAt: row.created_at,
    };
  }

  async function ref(id: string) {
    const [row] = await sql.run(dataKeyOf, { id });
    if (!row) throw new Error('attachment without conversation');
    return { table: 'attachment', rowId: id, dataKeyId: row.data_key_id };
  }
  return {
    async add({ messageId, conversationId, type, mediaId, at }) {
      const id = ids.next();
      const dataKeyId = await seal.dataKeyOf(conversationId);
      if (dataKeyId === null) throw new Error('attachment without conversation');
      const sealed = await seal.seal(mediaRef(id, dataKeyId), mediaId);
      await sql.run(insert, {
        id,
        message_id: messageId,
        conversation_id: conversationId,
        type,
        media_id: sealed,
        // Drawn now and kept, so that every try writes to the same place and none is left behind.
        object_name: Buffer.from(ids.secret(18), 'base64url').toString('hex'),
        at,
      });
      return id;
    },
    async get(id) {
      const [row] = await sql.run(select, { id });
      return row ? toAttachment(row) : null;
    },
    async ofMessages(messageIds) {
      if (messageIds.length === 0) return [];
      const rows = await sql.runBuilt((db) =>
        db
          .selectFrom('attachment')
          .innerJoin('conversation', 'conversation.id', 'attachment.conversation_id')
          .selectAll('attachment')
          .select('conversation.data_key_id')
          .where('attachment.message_id', 'in', messageIds)
          .orderBy('attachment.id'),
      );
      const found: Attachment[] = [];
      for (const row of rows) found.push(await toAttachment(row));
      return found;
    },
    async attachToTicket(attachmentIds, ticketId) {
      for (const id of attachmentIds) await sql.run(attach, { id, ticket_id: ticketId });
    },
    async countSince(conversationId, since) {
      const [row] = await sql.run(countSince, { conversation_id: conversationId, since });
      return Number(row?.n ?? 0);
    },
    async detach(id) {
      await sql.run(detach, { id });
    },
    async settle(id, { state, contentType, byteCount, reason, fileName }) {
      const changed = await sql.change(settle, {
        id,
        state,
        content_type: contentType,
        byte_count: byteCount,
        file_name:
          fileName === undefined
            ? null
            : await seal.seal(fileNameRef(id, (await ref(id)).dataKeyId), fileName),
        reason,
      });
      return changed > 0;
    },
    async neededNames(names) {
      if (names.length === 0) return new Set();
      const rows = await sql.runBuilt((db) =>
        db
          .selectFrom('attachment')
          .innerJoin('conversation', 'conversation.id', 'attachment.conversation_id')
          .innerJoin('data_key', 'data_key.id', 'conversation.data_key_id')
          .select(['attachment.object_name', 'attachment.id'])
          .where((eb) =>
            eb.or([
              eb('attachment.object_name', 'in', [...names]),
              eb.and([eb('attachment.id', 'in', [...names]), eb('attachment.object_name', 'is', null)]),
            ]),
          )
          .where('attachment.state', 'in', ['waiting', 'stored'])
          .where('data_key.wrapped', 'is not', null),
      );
      return new Set(rows.map((row) => row.object_name ?? row.id));
    },
    seal: async (id, bytes) => seal.sealBytes(await ref(id), bytes),
    open: async (id, sealed) => seal.openBytes(await ref(id), sealed),
  };
}
