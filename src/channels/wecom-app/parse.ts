// A message or event of a member in the app → InboundItem or CardPress. Total, like the KF parser: what is odd is kept as `other`.
import type { CardPress, InboundContent, InboundItem, MediaType } from '../contract.ts';
import type { AppEvent, AppMessage } from '../wecom/callback.ts';
import { childText, type XmlElement } from '../wecom/xml.ts';

export function appInboundItem(callback: AppMessage | AppEvent): InboundItem {
  const words = callback.kind === 'app-event' ? wordsOfMenu(callback) : null;
  return {
    channel: 'wecom-app',
    channelAccountId: callback.agentId,
    channelUserId: callback.userId,
    channelItemId: callback.dedupeKey,
    sentAt: callback.createdAt,
    origin: callback.kind === 'app-event' && words === null ? 'system' : 'resident',
    content: words ?? contentOf(callback),
  };
}

/** Null when the event is no press on a card. */
export function cardPressOf({
  agentId,
  userId,
  dedupeKey,
  createdAt,
  eventKey,
  card,
}: AppEvent): CardPress | null {
  if (card === null) return null;
  return {
    channel: 'wecom-app',
    channelAccountId: agentId,
    channelUserId: userId,
    dedupeKey,
    pressedAt: createdAt,
    cardId: card.taskId,
    key: eventKey,
    updateCode: card.responseCode === '' ? null : card.responseCode,
  };
}

/** A menu of the app whose key is written as residents speak (我要报修) says just that; other keys are names for programs. */
function wordsOfMenu({ event, eventKey }: AppEvent): InboundContent | null {
  return event === 'click' && /\p{Script=Han}/u.test(eventKey) ? { type: 'text', text: eventKey } : null;
}

function contentOf(callback: AppMessage | AppEvent): InboundContent {
  return callback.kind === 'app-event'
    ? eventContent(callback)
    : messageContent(callback.messageType, callback.fields);
}

const MEDIA_TYPES = new Map<string, MediaType>([
  ['image', 'image'],
  ['voice', 'voice'],
  ['video', 'video'],
  ['file', 'file'],
]);

function messageContent(messageType: string, fields: XmlElement): InboundContent {
  const media = MEDIA_TYPES.get(messageType);
  const mediaId = field(fields, 'MediaId');
  if (media !== undefined && mediaId !== '') {
    const recognition = field(fields, 'Recognition');
    return { type: media, mediaId, ...(media === 'voice' && recognition !== '' ? { recognition } : {}) };
  }
  switch (messageType) {
    case 'text': {
      const text = childText(fields, 'Content');
      if (text !== null) return { type: 'text', text };
      break;
    }
    case 'location': {
      const latitude = coordinate(fields, 'Location_X');
      const longitude = coordinate(fields, 'Location_Y');
      if (latitude === null || longitude === null) break;
      return { type: 'location', latitude, longitude, name: '', address: field(fields, 'Label') };
    }
    case 'link': {
      const url = field(fields, 'Url');
      const description = field(fields, 'Description');
      if (url === '') break;
      return {
        type: 'link',
        title: field(fields, 'Title'),
        url,
        ...(description === '' ? {} : { description }),
      };
    }
  }
  return { type: 'other', platformType: messageType, raw: rawOf(fields) };
}

function eventContent({ event, fields }: AppEvent): InboundContent {
  if (event === 'enter_agent') return { type: 'event.entered' };
  return { type: 'event.other', platformType: event, raw: rawOf(fields) };
}

/** The element tree as plain data; names stay values, so no field can pose as a property. */
function rawOf(fields: XmlElement): unknown {
  return fields.children.map(({ name, text, children }) =>
    children.length === 0 ? { name, text } : { name, children: rawOf({ name, text, children }) },
  );
}

function coordinate(fields: XmlElement, name: string): number | null {
  const text = field(fields, name);
  return /^-?\d{1,3}(\.\d{1,20})?$/.test(text) ? Number(text) : null;
}

function field(fields: XmlElement, name: string): string {
  return childText(fields, name)?.trim() ?? '';
}
