// Conversations, what is said in them, and the turns that think about it.
import { lin, NOON, textItem } from '../../../contracts/storage/subject.ts';
import type { Operations } from '../operations.ts';

export const conversations: Operations = {
  'the conversation of a person': (tx) => tx.conversations.find(lin),
  'all conversations of a person': (tx) => tx.conversations.byPerson(lin),
  'saving a conversation': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    if (conversation) await tx.conversations.save(conversation);
  },
  'a new person': (tx) =>
    tx.conversations.forPerson({ ...lin, channelUserId: 'wm-new' }, { communityId: 'cuihu', at: NOON }),
  'keeping an inbound message': (tx, id) =>
    tx.inbox.keep(textItem('新的'), { conversationId: id, receivedAt: NOON, historic: false }),
  'keeping an event': (tx, id) =>
    tx.inbox.keep(textItem('事件', { content: { type: 'event.entered' } }), {
      conversationId: id,
      receivedAt: NOON,
      historic: false,
    }),
  'what waits for a turn': (tx, id) => tx.inbox.pending(id),
  'marking items': async (tx, id) => {
    const items = (await tx.inbox.pending(id)).map((item) => item.id);
    await tx.inbox.markHandled(items, NOON);
    await tx.inbox.markQuarantined(items, NOON);
  },
  'the message of a platform id': (tx) => tx.inbox.messageOf('wecom-kf', 'wk-1', 'item-一'),
  'an unreadable callback': (tx) => tx.inbox.keepRaw('wecom-kf', 'd', 'x', NOON),
  'a turn from due to done': async (tx, id) => {
    await tx.turns.due(id, { dueAt: NOON, lastDueAt: NOON, gather: true });
    await tx.turns.due(id, { dueAt: NOON - 1, lastDueAt: NOON, gather: false });
    await tx.turns.claim(NOON, 10, 'a', NOON + 1);
    await tx.turns.retry(id, 'a', NOON);
    await tx.turns.claim(NOON, 10, 'a', NOON + 1);
    await tx.turns.finish(id, 'a');
    await tx.turns.nextDueAt();
  },
  'adding and listing messages': async (tx, id) => {
    const content = { type: 'text', text: 'x' } as const;
    const messageId = await tx.messages.add({
      conversationId: id,
      direction: 'in',
      author: 'resident',
      type: 'text',
      content,
      createdAt: NOON,
    });
    await tx.messages.get(messageId);
    await tx.messages.list(id, { limit: 20 });
    await tx.messages.list(id, { afterId: messageId, limit: 20 });
    await tx.messages.setDelivery(messageId, 'sent', null);
    await tx.messages.recall(messageId, NOON);
  },
  'conversations of a page of messages': async (tx) => {
    await tx.conversations.hold([lin, { ...lin, channelUserId: 'wm-other' }]);
    await tx.conversations.idForPerson(lin, { communityId: 'cuihu', at: NOON });
  },
  'what was said lately': async (tx, id) => {
    const messageId = await tx.messages.add({
      conversationId: id,
      direction: 'in',
      author: 'resident',
      type: 'voice',
      content: { type: 'voice', mediaId: 'v' },
      createdAt: NOON,
    });
    await tx.messages.setTranscript(messageId, '水管爆了');
    await tx.messages.anyMayHaveArrived(id);
    await tx.messages.saidSince(id, 'welcome', NOON);
    await tx.attachments.countSince(id, NOON);
  },
};
