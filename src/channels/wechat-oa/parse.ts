// Step 2 of a callback: what does the authentic plaintext of an Official Account say? Total: what cannot be read becomes
// `unreadable` and is kept, for the platform would only send the same again. Fields: 接收普通消息, 接收事件推送.
import type { InboundContent, InboundItem } from '../contract.ts';
import { plainId } from '../plain-id.ts';
import {
  digestKey,
  eventDedupeKey,
  instantOf,
  isNamed,
  LONGEST_MESSAGE_ID,
  type UnreadableReason,
} from '../wecom/callback.ts';
import { field, messageContent, rawOf, saysWords } from '../wecom/message-fields.ts';
import { readXml, type XmlElement } from '../wecom/xml.ts';

export type OaCallback =
  | { kind: 'item'; item: InboundItem; inConversation: boolean }
  | { kind: 'whereabouts' }
  | { kind: 'unreadable'; reason: UnreadableReason; dedupeKey: string };

/** What a key of the account's own menu stands for, where it is a name for programs (MENU_REPAIR: 我要报修). */
export type MenuWords = ReadonlyMap<string, string>;

/** Takes what the door opened: text, or bytes that are not UTF-8. */
export function parseOaCallback(plaintext: string | Uint8Array, menu: MenuWords): OaCallback {
  const unreadable = (reason: UnreadableReason): OaCallback => ({
    kind: 'unreadable',
    reason,
    dedupeKey: digestKey('unreadable', plaintext),
  });
  if (typeof plaintext !== 'string') return unreadable('not-utf8');
  const xml = readXml(plaintext);
  if (!xml.ok) return unreadable(xml.problem);
  const { root } = xml;
  const messageType = field(root, 'MsgType');
  if (messageType === '') return unreadable('no-message-type');
  if (!isNamed(field(root, 'FromUserName'))) return unreadable('no-sender');
  if (!isNamed(field(root, 'ToUserName'))) return unreadable('no-account');
  if (messageType !== 'event') {
    const messageId = field(root, 'MsgId');
    const key = messageId === '' ? digestKey('message', plaintext) : plainId(messageId, LONGEST_MESSAGE_ID);
    return { kind: 'item', item: itemOf(root, key, messageContent(messageType, root)), inConversation: true };
  }
  // Where a follower walks about is reported every few seconds if they allowed it (LOCATION). Nobody needs it.
  if (field(root, 'Event').toLowerCase() === 'location') return { kind: 'whereabouts' };
  const content = eventContent(root, menu);
  return {
    kind: 'item',
    item: itemOf(root, eventDedupeKey(root), content),
    inConversation: content.type !== 'event.other',
  };
}

function itemOf(root: XmlElement, channelItemId: string, content: InboundContent): InboundItem {
  return {
    channel: 'wechat-oa',
    channelAccountId: field(root, 'ToUserName'),
    channelUserId: field(root, 'FromUserName'),
    channelItemId,
    sentAt: instantOf(field(root, 'CreateTime')),
    origin: content.type.startsWith('event.') ? 'system' : 'resident',
    content,
  };
}

/** Events have no id (TEMPLATESENDJOBFINISH has that of the message it is about). */
function eventContent(root: XmlElement, menu: MenuWords): InboundContent {
  const event = field(root, 'Event');
  const key = field(root, 'EventKey');
  switch (event.toLowerCase()) {
    case 'subscribe':
      return entered(key.replace(/^qrscene_/, ''), { isNew: true });
    case 'scan':
      return entered(key, { isNew: false });
    case 'click': {
      const words = menu.get(key) ?? (saysWords(key) ? key : null);
      if (words !== null) return { type: 'text', text: words, briefly: true };
      break;
    }
  }
  return { type: 'event.other', platformType: event, raw: rawOf(root) };
}

/**
 * Following the account allows three messages within a minute (客服消息). The greeting takes one: it must be under way soon or not at
 * all, which is what a code of the moment says. The platform knows no such code; none is sent to it. Who scans a code and follows
 * already may be in the middle of telling something, and is not greeted again.
 */
function entered(scene: string, { isNew }: { isNew: boolean }): InboundContent {
  return {
    type: 'event.entered',
    ...(isNew ? { welcomeCode: 'this-minute' } : {}),
    ...(scene === '' ? {} : { scene }),
  };
}
