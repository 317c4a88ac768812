// Step 2: what does an authentic event of 飞书's say? Fields: 接收消息 v2.0, 卡片回传交互, and the older event_callback. Total: what
// cannot be read is kept for a person.
import { z } from 'zod';
import type { InboundContent, InboundItem } from '../contract.ts';
import { isPlainId } from '../plain-id.ts';
import { pressedChoice } from './cards.ts';
import { isOpenId } from './channel.ts';
import { messageContent } from './content.ts';

export type FeishuEvent =
  | { kind: 'item'; item: InboundItem; inConversation: boolean }
  | { kind: 'nothing'; reason: string }
  | { kind: 'unreadable'; reason: string };

const word = z
  .string()
  .min(1)
  .refine((text) => isPlainId(text, 200));
const header = z.object({
  event_id: word,
  event_type: word,
  create_time: z.string().regex(/^\d{10,16}$/),
  app_id: word,
});
const received = z.object({
  sender: z.object({ sender_id: z.object({ open_id: word }), sender_type: z.string() }),
  message: z.object({
    message_id: word,
    create_time: z.string().regex(/^\d{10,16}$/),
    chat_type: z.string(),
    message_type: word,
    content: z.string(),
    mentions: z.array(z.object({ key: word, name: z.string().catch('') })).catch([]),
  }),
});
const pressed = z.object({
  operator: z.object({ open_id: word }),
  action: z.object({ value: z.unknown() }),
});
const older = z.object({
  uuid: word,
  ts: z.coerce.number().positive(),
  type: z.literal('event_callback'),
  event: z.object({ type: z.string(), open_id: word.optional(), text: z.string().optional() }),
});

const record = z.record(z.string(), z.unknown());

export function tokenIn(event: Record<string, unknown>): string | null {
  const token = record.safeParse(event.header).data?.token ?? event.token;
  return typeof token === 'string' ? token : null;
}

/** The platform checks the address: what it wants to read again. */
export function challengeIn({ type, challenge }: Record<string, unknown>): string | null {
  return type === 'url_verification' && typeof challenge === 'string' && challenge !== '' ? challenge : null;
}

export function parseFeishuEvent(event: Record<string, unknown>, appId: string): FeishuEvent {
  if (event.schema !== '2.0') return parseOlder(event, appId);
  const head = header.safeParse(event.header);
  if (!head.success) return { kind: 'unreadable', reason: 'no-header' };
  if (head.data.app_id !== appId) return { kind: 'unreadable', reason: 'another-app' };
  switch (head.data.event_type) {
    case 'im.message.receive_v1':
      return messageOf(event.event, head.data);
    case 'card.action.trigger':
      return pressOf(event.event, head.data);
    // Who came into the chat, who read what, who was added: nobody needs it.
    default:
      return { kind: 'nothing', reason: 'other-event' };
  }
}

type Head = z.infer<typeof header>;

function messageOf(body: unknown, { event_id, app_id }: Head): FeishuEvent {
  const read = received.safeParse(body);
  if (!read.success) return { kind: 'unreadable', reason: 'no-message' };
  const { sender, message } = read.data;
  // Another robot's words, and our own, would be answered without end.
  if (sender.sender_type !== 'user') return { kind: 'nothing', reason: 'not-a-person' };
  if (!isOpenId(sender.sender_id.open_id)) return { kind: 'unreadable', reason: 'no-sender' };
  // In a group people talk with each other; whoever calls the robot is answered, and alone.
  if (message.chat_type !== 'p2p' && message.mentions.length === 0)
    return { kind: 'nothing', reason: 'group-talk' };
  return itemOf({
    ...{ appId: app_id, openId: sender.sender_id.open_id, eventId: event_id },
    sentAt: Number(message.create_time),
    content: messageContent(message),
  });
}

function pressOf(body: unknown, { event_id, app_id, create_time }: Head): FeishuEvent {
  const read = pressed.safeParse(body);
  if (!read.success || !isOpenId(read.data.operator.open_id))
    return { kind: 'unreadable', reason: 'no-press' };
  const choice = pressedChoice(read.data.action.value);
  if (choice === null) return { kind: 'unreadable', reason: 'foreign-card' };
  return itemOf({
    ...{ appId: app_id, openId: read.data.operator.open_id, eventId: event_id },
    // Events say microseconds in some places and milliseconds in others.
    sentAt: create_time.length > 13 ? Math.floor(Number(create_time) / 1000) : Number(create_time),
    content: { type: 'text', text: choice.says, menuId: choice.menuId },
  });
}

/** The older form has no account and no id but `uuid`. */
function parseOlder(event: Record<string, unknown>, appId: string): FeishuEvent {
  const read = older.safeParse(event);
  if (!read.success) return { kind: 'unreadable', reason: 'no-schema' };
  const { uuid, ts, event: inner } = read.data;
  if (inner.type !== 'message') return { kind: 'nothing', reason: 'other-event' };
  if (inner.open_id === undefined || !isOpenId(inner.open_id))
    return { kind: 'unreadable', reason: 'no-sender' };
  const content: InboundContent =
    inner.text === undefined
      ? { type: 'other', platformType: 'v1', raw: inner }
      : { type: 'text', text: inner.text };
  return itemOf({ appId, openId: inner.open_id, eventId: uuid, sentAt: Math.round(ts * 1000), content });
}

function itemOf(of: {
  appId: string;
  openId: string;
  eventId: string;
  sentAt: number;
  content: InboundContent;
}): FeishuEvent {
  return {
    kind: 'item',
    item: {
      channel: 'feishu',
      channelAccountId: of.appId,
      channelUserId: of.openId,
      channelItemId: of.eventId,
      sentAt: of.sentAt,
      origin: 'resident',
      content: of.content,
    },
    inConversation: true,
  };
}
