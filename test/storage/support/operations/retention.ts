// What is past its term, and what is held.
import { applicationOf, lineOf, NOON, ticketOf } from '../../../contracts/storage/subject.ts';
import type { Operations } from '../operations.ts';

export const retention: Operations = {
  'what is held for the law': async (tx, conversationId) => {
    await tx.holds.place({ conversationId, reason: 'a case', by: 'ops', at: NOON });
    await tx.holds.standing(conversationId);
    await tx.holds.lift(conversationId, 'ops', NOON);
  },
  'what is past its term': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    if (!conversation) throw new Error('gone');
    await tx.tickets.add(ticketOf(conversation, 'old', { status: 'closed', updatedAt: NOON - 1 }));
    await tx.register.add(lineOf(id, { at: NOON - 1 }), 'old');
    await tx.idempotency.put('s', 'old', { requestDigest: 'd', status: 200, body: '{}' }, NOON - 1);
    const page = { after: '', limit: 10 };
    await tx.retention.emptyInbox(NOON, 10);
    await tx.retention.dropDoneJobs(NOON, 10);
    await tx.retention.dropAnswers(NOON, 10);
    await tx.retention.dropSent(NOON, page);
    await tx.retention.dropWebhookDeliveries(NOON, page);
    await tx.retention.dropGaps(NOON, 10);
    await tx.retention.conversationIds(page);
    await tx.retention.hasOldWords(id, NOON);
    await tx.retention.isBusy(id);
    await tx.retention.isTicketNeeded('old', NOON);
    await tx.applications.add(applicationOf('old'), null);
    await tx.retention.isTicketNeeded('old', NOON);
    await tx.retention.neededFromAt(id, NOON - 2);
    await tx.retention.emptyWords(id, NOON + 1, 10);
    await tx.retention.workPhotos(page);
    await tx.retention.dropWorkPhoto('p1');
    const after = `${NOON - 5}.x`;
    for (const each of await tx.retention.ticketsToEmpty(NOON, { after, limit: 10 }))
      await tx.retention.emptyTicket(each.id, NOON);
    for (const each of await tx.retention.registerToEmpty(NOON, { after, limit: 10 }))
      await tx.retention.emptyRegisterEntry(each.id, NOON);
    await tx.retention.hasLinesSince(id, NOON);
    await tx.retention.silentResidents(NOON, page);
    await tx.retention.keepRun({ day: '2026-11-24', startedAt: NOON, endedAt: null, counts: { words: 1 } });
    await tx.retention.lastRun(NOON);
  },
};
