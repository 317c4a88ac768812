// What an authentic activity says. Total: what cannot be read is kept for a person. Fields: Bot Framework activity schema.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { InboundContent, InboundItem, MediaType, OpenedCallback } from '../contract.ts';
import { isPlainId } from '../plain-id.ts';

const party = z.looseObject({ id: z.string().min(1).max(512) });
const attachment = z.looseObject({
  contentType: z.string().max(256),
  contentUrl: z.string().max(4096).nullish(),
  content: z.unknown().optional(),
});
const schema = z.looseObject({
  type: z.string().max(64),
  id: z.string().max(512).nullish(),
  timestamp: z.string().max(64).nullish(),
  channelId: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  serviceUrl: z.string().max(2048),
  from: party,
  recipient: party,
  conversation: z.object({
    id: z.string().min(1).max(1024),
    isGroup: z.boolean().nullish(),
    conversationType: z.string().max(64).nullish().catch(undefined),
  }),
  text: z.string().nullish(),
  locale: z.string().max(32).nullish(),
  attachments: z.array(attachment).max(20).nullish(),
  membersAdded: z.array(party).max(200).nullish(),
  entities: z.array(z.looseObject({ type: z.string() })).nullish(),
});
type Activity = z.infer<typeof schema>;

/**
 * Where somebody calls themselves what they like: whoever holds a conversation is its person, and no other conversation with the
 * same name is theirs.
 */
const UNVOUCHED = new Set(['directline', 'webchat', 'emulator', 'test']);

export function parseActivity(value: unknown, plaintext: string, now: number): OpenedCallback {
  const read = schema.safeParse(value);
  if (!read.success) return { kind: 'keep', dedupeKey: digest(plaintext), plaintext, reason: 'no-activity' };
  const activity = read.data;
  switch (activity.type) {
    case 'message':
      return said(activity, plaintext, now);
    case 'conversationUpdate':
      return entered(activity, plaintext, now);
    case 'messageDelete':
      return withdrawn(activity, plaintext, now);
    case 'typing':
      return { kind: 'nothing', reason: 'typing' };
    default: {
      const content: InboundContent = { type: 'event.other', platformType: activity.type, raw: {} };
      const item = itemOf(activity, activity.from.id, keyOf(activity, plaintext, 'event'), content, now);
      return { kind: 'item', item, inConversation: false };
    }
  }
}

function said(activity: Activity, plaintext: string, now: number): OpenedCallback {
  // In a group others would read what is one person's matter.
  if (activity.conversation.isGroup) return { kind: 'nothing', reason: 'group' };
  const text = wordsOf(activity);
  const contents: InboundContent[] = [
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...(activity.attachments ?? []).flatMap(fileOf),
  ];
  if (contents.length === 0) contents.push({ type: 'other', platformType: 'message', raw: {} });
  const items = contents.map((content, at) => ({
    item: itemOf(
      activity,
      activity.from.id,
      keyOf(activity, plaintext, at === 0 ? '' : String(at)),
      content,
      now,
    ),
    inConversation: true,
  }));
  return { kind: 'items', items };
}

/** The bot itself is added, too: in a talk of two in Teams that is how the other side begins. */
function entered(activity: Activity, plaintext: string, now: number): OpenedCallback {
  if (activity.conversation.isGroup) return { kind: 'nothing', reason: 'group' };
  const bot = activity.recipient.id;
  const added = activity.membersAdded ?? [];
  const person =
    added.find(({ id }) => id !== bot)?.id ??
    (activity.channelId === 'msteams' && added.length > 0 && activity.from.id !== bot
      ? activity.from.id
      : null);
  if (person === null) return { kind: 'nothing', reason: 'nobody-entered' };
  const content: InboundContent = { type: 'event.entered', welcomeCode: 'this-minute' };
  const item = itemOf(
    activity,
    person,
    keyOf(activity, plaintext, `entered:${bounded(person)}`),
    content,
    now,
  );
  return { kind: 'item', item, inConversation: true };
}

function withdrawn(activity: Activity, plaintext: string, now: number): OpenedCallback {
  const content: InboundContent = {
    type: 'event.recalled',
    recalledItemId: keyOf(activity, plaintext, ''),
    by: 'resident',
  };
  const item = itemOf(activity, activity.from.id, keyOf(activity, plaintext, 'recalled'), content, now);
  return { kind: 'item', item, inConversation: true };
}

function itemOf(
  activity: Activity,
  person: string,
  channelItemId: string,
  content: InboundContent,
  now: number,
): InboundItem {
  const { channelId, conversation, serviceUrl, recipient, timestamp, locale } = activity;
  const sentAt = Date.parse(timestamp ?? '');
  return {
    channel: 'bot-framework',
    channelAccountId: UNVOUCHED.has(channelId) ? `${channelId}:${bounded(conversation.id)}` : channelId,
    channelUserId: bounded(person),
    channelItemId,
    sentAt: Number.isFinite(sentAt) ? sentAt : now,
    origin: content.type.startsWith('event.') ? 'system' : 'resident',
    content,
    // The library's ConversationReference; nobody else looks into it.
    replyTo: JSON.stringify({
      channelId,
      serviceUrl,
      conversation: { id: conversation.id, conversationType: conversation.conversationType },
      bot: { id: recipient.id },
      user: { id: person },
      ...(locale ? { locale } : {}),
    }),
  };
}

/** What the bot is called in the text is no word of the resident's. */
function wordsOf({ text, entities, recipient }: Activity): string {
  let words = text ?? '';
  for (const { type, mentioned, text: mark } of entities ?? []) {
    const named = party.safeParse(mentioned);
    if (type === 'mention' && named.success && named.data.id === recipient.id && typeof mark === 'string')
      words = words.replace(mark, '');
  }
  return words.trim();
}

const TEAMS_FILE = 'application/vnd.microsoft.teams.file.download.info';

function fileOf({ contentType, contentUrl, content }: z.infer<typeof attachment>): InboundContent[] {
  if (contentType === TEAMS_FILE) {
    const file = z.looseObject({ downloadUrl: z.string().max(4096) }).safeParse(content);
    return file.success ? [{ type: 'file', mediaId: file.data.downloadUrl }] : [];
  }
  // The same words once more as HTML, or a card: nothing to fetch.
  if (!contentUrl) return [];
  const [kind] = contentType.split('/');
  const type: MediaType =
    kind === 'image' ? 'image' : kind === 'audio' ? 'voice' : kind === 'video' ? 'video' : 'file';
  return [{ type, mediaId: contentUrl }];
}

/** Ids of activities count within their conversation only, and conversations within their channel. */
function keyOf({ channelId, conversation, id }: Activity, plaintext: string, part: string): string {
  if (!id) return `${channelId}:${digest(plaintext)}:${part}`;
  return digest([channelId, conversation.id, id, part].map((each) => `${each.length}:${each}`).join('|'));
}

const bounded = (id: string) => (isPlainId(id, 128) ? id : digest(id));

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
