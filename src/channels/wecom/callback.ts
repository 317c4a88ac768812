// Step 2 of a callback: what does the authentic plaintext say? Total: what cannot be read becomes `unreadable`
// and is kept, for the platform would only send the same again.
import { createHash } from 'node:crypto';
import { isPlainId, plainId } from '../plain-id.ts';
import { childrenNamed, childText, readXml, type XmlElement, type XmlProblem } from './xml.ts';

export type WecomCallback =
  /** 微信客服 has news; the messages themselves must be pulled. `wakeToken` lives 10 minutes and may be missing. */
  | { kind: 'kf-wakeup'; openKfId: string; wakeToken: string | null }
  | { kind: 'kf-auth-change'; added: string[]; removed: string[] }
  | AppMessage
  | AppEvent
  /** An event this house has no use for. */
  | { kind: 'ignored'; event: string }
  | { kind: 'unreadable'; reason: UnreadableReason; dedupeKey: string };

export type UnreadableReason = XmlProblem | 'not-utf8' | 'no-message-type' | 'no-sender' | 'no-account';

type AppItem = {
  /** The same for every delivery of the same thing, and for nothing else: the permanent key against replays. MsgId where there is one. */
  dedupeKey: string;
  agentId: string;
  /** The member's userid. */
  userId: string;
  createdAt: number;
  /** The fields as they came, all of them strings. */
  fields: XmlElement;
};

export type AppMessage = AppItem & { kind: 'app-message'; messageType: string };
export type AppEvent = AppItem & {
  kind: 'app-event';
  event: string;
  eventKey: string;
  card: CardAnswer | null;
};

/** A press on a template card. `selected` maps a question key to the chosen option ids. */
export type CardAnswer = {
  taskId: string;
  cardType: string;
  /** Opens update_template_card once, for 72 hours. */
  responseCode: string;
  selected: Map<string, string[]>;
};

/** Takes what the verifier opened: text, or bytes that are not UTF-8. */
export function parseCallback(plaintext: string | Uint8Array): WecomCallback {
  if (typeof plaintext !== 'string') return unreadable('not-utf8', plaintext);
  const xml = readXml(plaintext);
  if (!xml.ok) return unreadable(xml.problem, plaintext);
  const type = fieldOf(xml.root, 'MsgType');
  if (type === '') return unreadable('no-message-type', plaintext);
  return type === 'event' ? parseEvent(xml.root, plaintext) : parseMessage(xml.root, type, plaintext);
}

function parseEvent(root: XmlElement, plaintext: string): WecomCallback {
  const event = fieldOf(root, 'Event');
  if (event === 'kf_msg_or_event') {
    // This event has neither FromUserName nor MsgId: one more pull is harmless, so it needs no dedupe key.
    const openKfId = fieldOf(root, 'OpenKfId');
    if (!isNamed(openKfId)) return unreadable('no-account', plaintext);
    return { kind: 'kf-wakeup', openKfId, wakeToken: fieldOf(root, 'Token') || null };
  }
  if (event === 'kf_account_auth_change') {
    return {
      kind: 'kf-auth-change',
      added: fieldsOf(root, 'AuthAddOpenKfId'),
      removed: fieldsOf(root, 'AuthDelOpenKfId'),
    };
  }
  if (!APP_EVENTS.has(event.toLowerCase())) return { kind: 'ignored', event };
  const userId = fieldOf(root, 'FromUserName');
  if (!isNamed(userId)) return unreadable('no-sender', plaintext);
  return {
    kind: 'app-event',
    event,
    eventKey: fieldOf(root, 'EventKey'),
    card: event.startsWith('template_card') ? cardAnswerOf(root) : null,
    ...appItemOf(root, userId, eventDedupeKey(root)),
  };
}

function parseMessage(root: XmlElement, messageType: string, plaintext: string): WecomCallback {
  const userId = fieldOf(root, 'FromUserName');
  if (!isNamed(userId)) return unreadable('no-sender', plaintext);
  const messageId = fieldOf(root, 'MsgId');
  const dedupeKey =
    messageId === '' ? digestKey('message', plaintext) : plainId(messageId, LONGEST_MESSAGE_ID);
  return { kind: 'app-message', messageType, ...appItemOf(root, userId, dedupeKey) };
}

/** Events a member causes in the app (docs 90240). Others, such as change_contact, are not about a conversation. */
const APP_EVENTS = new Set([
  'subscribe',
  'unsubscribe',
  'enter_agent',
  'location',
  'click',
  'view',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
  'template_card_event',
  'template_card_menu_event',
]);

function appItemOf(root: XmlElement, userId: string, dedupeKey: string): AppItem {
  return {
    dedupeKey,
    agentId: plainId(fieldOf(root, 'AgentID')),
    userId,
    createdAt: instantOf(fieldOf(root, 'CreateTime')),
    fields: root,
  };
}

/** Seconds as the platform writes them; 0 (long ago) when they are no number. */
export function instantOf(seconds: string): number {
  return /^\d{1,11}$/.test(seconds) ? Number(seconds) * 1000 : 0;
}

function cardAnswerOf(root: XmlElement): CardAnswer {
  const selected = new Map<string, string[]>();
  for (const items of childrenNamed(root, 'SelectedItems')) {
    for (const item of childrenNamed(items, 'SelectedItem')) {
      const key = fieldOf(item, 'QuestionKey');
      // The older official sample spells OpitonIds/OpitonId; both are on the wire (docs 90240).
      const lists = [...childrenNamed(item, 'OptionIds'), ...childrenNamed(item, 'OpitonIds')];
      const options = lists.flatMap((list) => [...fieldsOf(list, 'OptionId'), ...fieldsOf(list, 'OpitonId')]);
      selected.set(key, [...(selected.get(key) ?? []), ...options]);
    }
  }
  return {
    taskId: fieldOf(root, 'TaskId'),
    cardType: fieldOf(root, 'CardType'),
    responseCode: fieldOf(root, 'ResponseCode'),
    selected,
  };
}

/**
 * Events have no id. FromUserName + CreateTime alone drops real events, since CreateTime counts seconds (WxJava
 * #2231, #1745), so every field takes part. ResponseCode does not: it is a capability, not what happened.
 */
export function eventDedupeKey(root: XmlElement): string {
  const parts: string[] = [];
  collect(root);
  return digestKey('event', JSON.stringify(parts));

  function collect(element: XmlElement): void {
    for (const child of element.children) {
      if (child.name === 'ResponseCode') continue;
      parts.push(child.name, child.text.trim());
      collect(child);
      parts.push('/');
    }
  }
}

function unreadable(reason: UnreadableReason, plaintext: string | Uint8Array): WecomCallback {
  return { kind: 'unreadable', reason, dedupeKey: digestKey('unreadable', plaintext) };
}

/** Platform ids are some twenty digits. */
export const LONGEST_MESSAGE_ID = 64;

/** An id of somebody or something is there, and can be kept. */
export const isNamed = (id: string) => id !== '' && isPlainId(id);

export function digestKey(kind: string, content: string | Uint8Array): string {
  return `${kind}:${createHash('sha256').update(content).digest('hex')}`;
}

function fieldOf(element: XmlElement, name: string): string {
  return childText(element, name)?.trim() ?? '';
}

function fieldsOf(element: XmlElement, name: string): string[] {
  return childrenNamed(element, name)
    .map((child) => child.text.trim())
    .filter((value) => value !== '');
}
