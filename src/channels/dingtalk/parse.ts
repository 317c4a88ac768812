// Step 2: what somebody said to the robot (机器人接收消息). Total: what cannot be read is kept for a person.
import { z } from 'zod';
import type { InboundContent, InboundItem } from '../contract.ts';
import { isPlainId } from '../plain-id.ts';
import { isPerson } from './channel.ts';

export type RobotMessage =
  | { kind: 'item'; item: InboundItem; inConversation: true }
  | { kind: 'nothing'; reason: string }
  | { kind: 'unreadable'; reason: string };

const word = z
  .string()
  .min(1)
  .refine((text) => isPlainId(text));
const robotMessage = z.object({
  msgId: word,
  createAt: z.number().positive(),
  conversationType: z.enum(['1', '2']),
  robotCode: word,
  senderStaffId: word.optional().catch(undefined),
  senderId: word,
  isInAtList: z.boolean().catch(false),
  msgtype: word,
  text: z.unknown().optional(),
  content: z.unknown().optional(),
});

export function parseRobotMessage(body: Record<string, unknown>): RobotMessage {
  const read = robotMessage.safeParse(body);
  if (!read.success) return { kind: 'unreadable', reason: 'no-message' };
  const message = read.data;
  // Only somebody of the company has a userid, and only they can be written to.
  const channelUserId = message.senderStaffId ?? message.senderId;
  if (!isPerson(channelUserId)) return { kind: 'unreadable', reason: 'no-sender' };
  if (message.conversationType === '2' && !message.isInAtList)
    return { kind: 'nothing', reason: 'group-talk' };
  return {
    kind: 'item',
    item: {
      channel: 'dingtalk',
      channelAccountId: message.robotCode,
      channelUserId,
      channelItemId: message.msgId,
      sentAt: Math.trunc(message.createAt),
      origin: 'resident',
      content: contentOf(message),
    },
    inConversation: true,
  };
}

const text = z.object({ content: z.string() });
const file = z.object({ downloadCode: word, recognition: z.string().min(1).optional().catch(undefined) });
const rich = z.object({
  richText: z.array(z.object({ text: z.string().optional(), downloadCode: word.optional() })),
});

function contentOf({ msgtype, ...message }: z.infer<typeof robotMessage>): InboundContent {
  const unread: InboundContent = {
    type: 'other',
    platformType: msgtype,
    raw: message.content ?? message.text,
  };
  const sent = file.safeParse(message.content).data;
  switch (msgtype) {
    case 'text': {
      const said = text.safeParse(message.text).data;
      return said ? { type: 'text', text: said.content.trim() } : unread;
    }
    case 'richText': {
      const parts = rich.safeParse(message.content).data?.richText ?? [];
      const words = parts
        .map((part) => part.text ?? '')
        .join('')
        .trim();
      if (words !== '') return { type: 'text', text: words };
      const picture = parts.find((part) => part.downloadCode !== undefined)?.downloadCode;
      return picture === undefined ? unread : { type: 'image', mediaId: picture };
    }
    case 'picture':
      return sent ? { type: 'image', mediaId: sent.downloadCode } : unread;
    case 'audio':
      if (!sent) return unread;
      return {
        ...{ type: 'voice', mediaId: sent.downloadCode },
        ...(sent.recognition === undefined ? {} : { recognition: sent.recognition }),
      };
    case 'video':
      return sent ? { type: 'video', mediaId: sent.downloadCode } : unread;
    case 'file':
      return sent ? { type: 'file', mediaId: sent.downloadCode } : unread;
    default:
      return unread;
  }
}
