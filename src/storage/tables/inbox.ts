// Everything that came in, once each, in order of arrival; a conversation's turn takes from here.

import type { Ids } from '../../base/ids.ts';
import type { ChannelId, InboundContent } from '../../channels/contract.ts';
import type { InboxTable, MessageTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';

/** Items that belong to no resident (servicer status, callbacks kept raw) are sealed under this key. */
export const HOUSE_KEY = 'house';

const insert = query<{
  id: string;
  channel: string;
  account_id: string;
  item_id: string;
  conversation_id: string | null;
  message_id: string | null;
  kind: string;
  origin: string;
  staff_channel_user_id: string | null;
  sealed: string | null;
  historic: number;
  sent_at: number;
  received_at: number;
  handled_at: number | null;
}>()((db, p) =>
  db
    .insertInto('inbox')
    .values({
      id: p.id,
      channel: p.channel,
      account_id: p.account_id,
      item_id: p.item_id,
      conversation_id: p.conversation_id,
      message_id: p.message_id,
      kind: p.kind,
      origin: p.origin,
      staff_channel_user_id: p.staff_channel_user_id,
      sealed: p.sealed,
      historic: p.historic,
      sent_at: p.sent_at,
      received_at: p.received_at,
      handled_at: p.handled_at,
      quarantined_at: null,
    })
    .onConflict((oc) => oc.columns(['item_id', 'channel', 'account_id']).doNothing()),
);
const selectPending = query<{ conversation_id: string }>()((db, p) =>
  db
    .selectFrom('inbox')
    .leftJoin('message', 'message.id', 'inbox.message_id')
    .select([
      'inbox.id',
      'inbox.message_id',
      'inbox.item_id',
      'inbox.sent_at',
      'inbox.received_at',
      'inbox.origin',
      'inbox.staff_channel_user_id',
      'inbox.historic',
      'inbox.sealed',
      'message.sealed as message_sealed',
      'message.recalled_at',
      'message.transcript',
    ])
    .where('inbox.conversation_id', '=', p.conversation_id)
    .where('inbox.handled_at', 'is', null)
    .orderBy('inbox.seq'),
);
const markHandled = query<{ id: string; at: number }>()((db, p) =>
  db.updateTable('inbox').set({ handled_at: p.at }).where('id', '=', p.id),
);
const markQuarantined = query<{ id: string; at: number }>()((db, p) =>
  db.updateTable('inbox').set({ handled_at: p.at, quarantined_at: p.at }).where('id', '=', p.id),
);
const selectMessageOf = query<{ item_id: string; channel: string; account_id: string }>()((db, p) =>
  db
    .selectFrom('inbox')
    .select('message_id')
    .where('item_id', '=', p.item_id)
    .where('channel', '=', p.channel)
    .where('account_id', '=', p.account_id),
);

const NO_CONTENT: InboundContent = { type: 'event.other', platformType: 'recalled', raw: null };

export function createInboxTable(
  sql: SqlRunner,
  seal: RowSealer,
  ids: Ids,
  messages: MessageTable,
): InboxTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'inbox', rowId: id, dataKeyId });
  const staffRef = (id: string, dataKeyId: string) => ({
    table: 'inbox.staff_channel_user_id',
    rowId: id,
    dataKeyId,
  });
  const isEvent = (content: InboundContent) => content.type.startsWith('event.');

  return {
    async keep(item, { conversationId, receivedAt, historic }) {
      const id = ids.next();
      const isMessage = conversationId !== null && !isEvent(item.content);
      const messageId = isMessage ? ids.next() : null;
      let sealed: string | null = null;
      let sealedStaff: string | null = null;
      // The words of a message are sealed with its message row; most items need nothing sealed here.
      if (!isMessage || item.staffChannelUserId !== undefined) {
        const ownKeyId = conversationId ? await seal.dataKeyOf(conversationId) : null;
        if (ownKeyId === null) await seal.ensureKey(HOUSE_KEY, receivedAt);
        const dataKeyId = ownKeyId ?? HOUSE_KEY;
        if (!isMessage) sealed = await seal.seal(ref(id, dataKeyId), item.content);
        if (item.staffChannelUserId !== undefined)
          sealedStaff = await seal.seal(staffRef(id, dataKeyId), item.staffChannelUserId);
      }
      const kept = await sql.change(insert, {
        id,
        channel: item.channel,
        account_id: item.channelAccountId,
        item_id: item.channelItemId,
        conversation_id: conversationId,
        message_id: messageId,
        kind: item.content.type,
        origin: item.origin,
        staff_channel_user_id: sealedStaff,
        sealed,
        historic: historic ? 1 : 0,
        sent_at: item.sentAt,
        received_at: receivedAt,
        // Items of no conversation wait for no turn.
        handled_at: conversationId === null ? receivedAt : null,
      });
      if (kept === 0) return { kind: 'duplicate' };
      if (messageId === null || conversationId === null) return { kind: 'kept', messageId: null };
      await messages.add({
        id: messageId,
        conversationId,
        direction: item.origin === 'staff' ? 'out' : 'in',
        author: item.origin === 'staff' ? 'staff' : 'resident',
        type: item.content.type,
        content: item.content,
        createdAt: item.sentAt,
        ...(item.origin === 'staff' ? { delivery: { state: 'sent' as const, reason: null } } : {}),
      });
      return { kind: 'kept', messageId };
    },
    async keepRaw(channel, dedupeKey, plaintext, receivedAt) {
      const id = ids.next();
      await seal.ensureKey(HOUSE_KEY, receivedAt);
      const kept = await sql.change(insert, {
        id,
        channel,
        account_id: '',
        item_id: `raw:${dedupeKey}`,
        conversation_id: null,
        message_id: null,
        kind: 'raw',
        origin: 'system',
        staff_channel_user_id: null,
        sealed: await seal.seal(ref(id, HOUSE_KEY), plaintext),
        historic: 0,
        sent_at: receivedAt,
        received_at: receivedAt,
        handled_at: receivedAt,
      });
      return kept > 0;
    },
    async pending(conversationId) {
      const rows = await sql.run(selectPending, { conversation_id: conversationId });
      const dataKeyId = rows.length === 0 ? null : await seal.dataKeyOf(conversationId);
      if (dataKeyId === null) return [];
      const items = [];
      for (const row of rows) {
        let content = NO_CONTENT;
        if (row.message_id && row.message_sealed) {
          content = await seal.open(
            { table: 'message', rowId: row.message_id, dataKeyId },
            row.message_sealed,
          );
        } else if (row.sealed) {
          content = await seal.open(ref(row.id, dataKeyId), row.sealed);
        }
        // What was heard in a voice message is read like what the platform itself heard.
        if (content.type === 'voice' && row.message_id && row.transcript)
          content = {
            ...content,
            recognition: await seal.open<string>(
              { table: 'message.transcript', rowId: row.message_id, dataKeyId },
              row.transcript,
            ),
          };
        items.push({
          id: row.id,
          messageId: row.message_id,
          channelItemId: row.item_id,
          sentAt: row.sent_at,
          receivedAt: row.received_at,
          origin: row.origin as 'resident' | 'staff' | 'system',
          staffChannelUserId: row.staff_channel_user_id
            ? await seal.open<string>(staffRef(row.id, dataKeyId), row.staff_channel_user_id)
            : null,
          content,
          historic: row.historic === 1,
          recalledAt: row.recalled_at,
        });
      }
      return items;
    },
    async markHandled(itemIds, at) {
      for (const id of itemIds) await sql.run(markHandled, { id, at });
    },
    async markQuarantined(itemIds, at) {
      for (const id of itemIds) await sql.run(markQuarantined, { id, at });
    },
    async messageOf(channel: ChannelId, channelAccountId, channelItemId) {
      const [row] = await sql.run(selectMessageOf, {
        item_id: channelItemId,
        channel,
        account_id: channelAccountId,
      });
      return row?.message_id ?? null;
    },
  };
}
