// Words on their way, and the allowance they take from.
import { afterTry, NOON, rowFor } from '../../../contracts/storage/subject.ts';
import type { Operations } from '../operations.ts';

export const outbox: Operations = {
  'a row of the outbox from its queue to its end': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    if (!conversation) throw new Error('gone');
    const row = await tx.outbox.enqueue(rowFor(conversation, '一'));
    const second = await tx.outbox.enqueue(rowFor(conversation, '二'));
    await tx.outbox.heads(NOON, 32);
    await tx.outbox.following(id, row, 4);
    await tx.outbox.heldInFront(id, row);
    await tx.outbox.lease(row, 'a', NOON, {
      content: { type: 'text', text: '一' },
      quotaWindowAt: NOON,
      at: NOON,
    });
    await tx.outbox.finish(second, 'merged', row, NOON);
    await tx.outbox.mergedInto(row);
    await tx.outbox.settle(row, 'a', { ...afterTry, state: 'sent' });
    await tx.outbox.failAfterSent(row, 'late', NOON);
    await tx.outbox.get(row);
  },
  'letting held words go when the resident writes': (tx, id) => tx.outbox.releaseHeld(id, NOON),
  'pacing notices to one phone': async (tx) => {
    await tx.outbox.triesSince('staff:wang', 'notices', NOON);
    await tx.outbox.triesSince('conversation', 'conversation', NOON);
    await tx.outbox.underWay('conversation');
    await tx.outbox.postpone('none', NOON);
    await tx.outbox.ticketsToldOn('staff:wang', 50);
  },
  'when the outbox is due next': (tx) => tx.outbox.nextDueAt(NOON),
  'counting the outbox for metrics': (tx) => tx.outbox.counts(),
  'the allowance': async (tx, id) => {
    await tx.quota.used(id, NOON);
    await tx.quota.take(id, NOON);
    await tx.quota.giveBack(id, NOON);
    await tx.quota.exhaust(id, NOON, 5);
  },
  'words that stand behind held ones': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    if (!conversation) throw new Error('gone');
    const first = await tx.outbox.enqueue(rowFor(conversation, '一'));
    const second = await tx.outbox.enqueue(rowFor(conversation, '二'));
    await tx.outbox.finish(first, 'held', 'window-closed', NOON);
    await tx.outbox.heldInFront(id, second);
  },
};
