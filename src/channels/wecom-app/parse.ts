// A message or event of a member in the app → InboundItem or CardPress. Total, like the KF parser: what is odd is kept as `other`.
import type { CardPress, InboundContent, InboundItem } from '../contract.ts';
import type { AppEvent, AppMessage } from '../wecom/callback.ts';
import { messageContent, rawOf, saysWords } from '../wecom/message-fields.ts';

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
  return event === 'click' && saysWords(eventKey) ? { type: 'text', text: eventKey } : null;
}

function contentOf(callback: AppMessage | AppEvent): InboundContent {
  return callback.kind === 'app-event'
    ? eventContent(callback)
    : messageContent(callback.messageType, callback.fields);
}

function eventContent({ event, fields }: AppEvent): InboundContent {
  if (event === 'enter_agent') return { type: 'event.entered' };
  return { type: 'event.other', platformType: event, raw: rawOf(fields) };
}
