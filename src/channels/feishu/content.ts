// The content of a message (接收消息内容): JSON within a string, another shape for each type. What a type should hold and does not
// makes the message one we keep and cannot read.
import { z } from 'zod';
import type { InboundContent } from '../contract.ts';
import { jsonIn } from '../json.ts';
import { mediaIdOf } from './media.ts';

export type FeishuMessage = {
  message_id: string;
  message_type: string;
  content: string;
  mentions: readonly { key: string; name: string }[];
};

const key = z.string().regex(/^[A-Za-z0-9_-]{1,200}$/);
const text = z.object({ text: z.string() });
const image = z.object({ image_key: key });
const file = z.object({ file_key: key });
const location = z.object({
  name: z.string().catch(''),
  longitude: z.coerce.number(),
  latitude: z.coerce.number(),
});
const post = z.object({
  title: z.string().catch(''),
  content: z.array(
    z.array(z.looseObject({ tag: z.string(), text: z.string().optional(), user_id: z.string().optional() })),
  ),
});

export function messageContent({
  message_id,
  message_type,
  content,
  mentions,
}: FeishuMessage): InboundContent {
  const body = jsonIn(content);
  const unread: InboundContent = { type: 'other', platformType: message_type, raw: body ?? content };
  switch (message_type) {
    case 'text': {
      const read = text.safeParse(body);
      return read.success ? { type: 'text', text: withoutCalls(read.data.text, mentions) } : unread;
    }
    case 'post': {
      const read = post.safeParse(body);
      const words = read.success ? wordsOf(read.data) : '';
      return words === '' ? unread : { type: 'text', text: withoutCalls(words, mentions) };
    }
    case 'image': {
      const read = image.safeParse(body);
      if (!read.success) return unread;
      return { type: 'image', mediaId: mediaIdOf(message_id, 'image', read.data.image_key) };
    }
    case 'audio':
    case 'media':
    case 'file': {
      const read = file.safeParse(body);
      if (!read.success) return unread;
      const type = message_type === 'audio' ? 'voice' : message_type === 'media' ? 'video' : 'file';
      return { type, mediaId: mediaIdOf(message_id, 'file', read.data.file_key) };
    }
    case 'location': {
      const read = location.safeParse(body);
      return read.success ? { type: 'location', ...read.data, address: '' } : unread;
    }
    default:
      return unread;
  }
}

/** `@_user_1` stands for a name. In front it calls the robot and says nothing; further on it is part of what is said. */
function withoutCalls(said: string, mentions: FeishuMessage['mentions']): string {
  const calls = /^(?:\s*@_(?:user_\d+|all))+\s*/;
  return said
    .replace(calls, '')
    .replace(/@_user_\d+/g, (placeholder) => {
      const name = mentions.find((each) => each.key === placeholder)?.name ?? '';
      return name === '' ? '' : `@${name}`;
    })
    .trim();
}

function wordsOf({ title, content }: z.infer<typeof post>): string {
  const lines = content.map((line) =>
    line.map(({ tag, text = '', user_id = '' }) => (tag === 'at' ? user_id : text)).join(''),
  );
  return [title, ...lines].filter((line) => line.trim() !== '').join('\n');
}
