// Step 8. Puts words on their way, in the transaction of whoever decided them. Sends nothing.
import { derivedId } from '../base/ids.ts';
import type { OutboundContent } from '../channels/contract.ts';
import type { Conversation, Occasion, Reply } from '../conversations/conversation.ts';
import type { NewOutboxRow, Tx } from '../storage/contract.ts';

/** Queues a message to a resident under the conversation's present owner; answers the message's id. */
export async function enqueueReply(
  tx: Tx,
  conversation: Conversation,
  reply: Reply,
  now: number,
): Promise<string> {
  const messageId = await tx.messages.add({
    ...(reply.messageId === undefined ? {} : { id: reply.messageId }),
    conversationId: conversation.id,
    direction: 'out',
    author: reply.author,
    ...(reply.staffId === undefined ? {} : { staffId: reply.staffId }),
    type: reply.content.type,
    content: reply.reworded === undefined ? reply.content : { ...reply.content, reworded: reply.reworded },
    ...(reply.replyKey === null ? {} : { replyKey: reply.replyKey }),
    createdAt: now,
    delivery: { state: 'queued', reason: null },
  });
  const { channel, channelAccountId, channelUserId } = conversation;
  await tx.outbox.enqueue({
    ...(await underKnownId(tx, conversation, reply.occasion)),
    lane: conversation.id,
    conversationId: conversation.id,
    messageId,
    ticketId: reply.ticketId ?? null,
    channel,
    channelAccountId,
    channelUserId,
    author: reply.author,
    epoch: conversation.epoch,
    content: reply.content,
    slotClass: reply.slotClass,
    mayMerge: reply.mayMerge,
    promise: reply.promise,
    eventCode: reply.eventCode ?? null,
    createdAt: now,
  });
  conversation.lastMessageAt = now;
  return messageId;
}

async function underKnownId(
  tx: Tx,
  { channel, channelAccountId, channelUserId }: Conversation,
  occasion: Occasion | undefined,
): Promise<Pick<NewOutboxRow, 'derivedId' | 'isFromBefore'>> {
  if (occasion === undefined) return {};
  const id = derivedId([channel, channelAccountId, channelUserId, ...occasion.of], occasion.ordinal);
  if (occasion.mayRecur && (await tx.outbox.get(id))) return {};
  return { derivedId: id, isFromBefore: occasion.isFromBefore };
}

export type StaffNotice = {
  staffId: string;
  channel: 'wecom-app' | 'feishu' | 'dingtalk';
  channelAccountId: string;
  channelUserId: string;
  content: OutboundContent;
  ticketId: string | null;
};

/** Each phone waits for itself: what one platform refuses must not hold up another. */
const laneOfStaff = (staffId: string, channel: StaffNotice['channel'] = 'wecom-app') =>
  channel === 'wecom-app' ? `staff:${staffId}` : `staff:${staffId}@${channel}`;

/** Whose phone a lane of notices is. */
export function staffOfLane(lane: string): string {
  return lane.slice(laneOfStaff('').length).split('@')[0] ?? '';
}

/** Queues a notice to one of our people. If it cannot be delivered, whoever may act on it is told. */
export async function enqueueStaffNotice(tx: Tx, notice: StaffNotice, now: number): Promise<void> {
  await tx.outbox.enqueue({
    lane: laneOfStaff(notice.staffId, notice.channel),
    conversationId: null,
    messageId: null,
    ticketId: notice.ticketId,
    channel: notice.channel,
    channelAccountId: notice.channelAccountId,
    channelUserId: notice.channelUserId,
    author: 'system',
    epoch: 0,
    content: notice.content,
    slotClass: 'ticket',
    mayMerge: true,
    promise: true,
    eventCode: null,
    createdAt: now,
  });
}
