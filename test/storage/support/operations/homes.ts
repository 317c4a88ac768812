// Homes: who is on record, what is owed, what residents want done with what is kept of them.
import { NOON, ticketOf } from '../../../contracts/storage/subject.ts';
import type { Operations } from '../operations.ts';

export const homes: Operations = {
  'what homes owe': async (tx) => {
    await tx.bills.replace('cuihu', [], NOON);
    await tx.bills.replace('cuihu', [], NOON);
    await tx.bills.imported();
    await tx.bills.load('cuihu');
  },
  'who is on record for a home': async (tx) => {
    const facts = {
      ...{ place: { building: '3', unit: '2', room: '501' }, name: '王小明', relation: 'owner' as const },
      ...{ phone: '+8613800138000', movedInOn: null },
    };
    const from = { communityId: 'cuihu', importId: 'i1', at: NOON };
    await tx.occupants.add(facts, from);
    await tx.occupants.add(facts, from);
    const [one] = await tx.occupants.ofHome('cuihu', facts.place);
    await tx.occupants.get(one?.id ?? '');
    await tx.occupants.list('cuihu', { after: null, limit: 20 });
    await tx.occupants.change(one?.id ?? '', 1, { ...facts, phone: null });
    await tx.occupants.end(one?.id ?? '', 2, NOON);
  },
  'who is known to be which person on record': async (tx, id) => {
    const residentId = (await tx.conversations.get(id))?.residentId ?? '';
    const binding = { communityId: 'cuihu', residentId, occupantId: 'o1', relation: 'owner' as const };
    await tx.homeBindings.add({ ...binding, how: 'register', fromAt: NOON });
    const [one] = await tx.homeBindings.ofResident(residentId);
    await tx.homeBindings.ofOccupant('o1');
    await tx.homeBindings.end(one?.id ?? '', { at: NOON, by: 'xu-jing', reason: 'wrong-person' });
    await tx.conversations.idsOfResident(residentId);
  },
  'what a resident wants done with what is kept of them': async (tx, id) => {
    const asked = { communityId: 'cuihu', conversationId: id, kind: 'erase' as const };
    const request = await tx.privacyRequests.add({ ...asked, askedAt: NOON, dueAt: NOON + 1 });
    await tx.privacyRequests.get(request ?? '');
    await tx.privacyRequests.ofConversation(id);
    await tx.privacyRequests.end(request ?? '', { at: NOON, by: 'xu-jing', outcome: 'done' });
  },
  'a resident who is erased': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    if (!conversation) throw new Error('gone');
    await tx.tickets.add(ticketOf(conversation, 't-erased'));
    await tx.residents.erase(conversation.residentId, NOON);
  },
  'an import from looked over to done': async (tx) => {
    const batch = {
      ...{ kind: 'homes' as const, people: null, bills: null },
      ...{ id: 'i1', communityId: 'cuihu', state: 'previewed' as const, steps: [], doneSteps: 0, skipped: 0 },
      ...{ counts: { rows: 0, added: 0, changed: 0, ended: 0, same: 0 }, createdBy: 'p1' },
      ...{ createdAt: NOON, doneAt: null },
    };
    await tx.imports.add(batch);
    await tx.imports.get('i1');
    await tx.imports.progress({ ...batch, state: 'done', doneAt: NOON });
    await tx.imports.forget(NOON);
  },
  'a resident': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    if (!conversation) throw new Error('gone');
    await tx.residents.saveProfile(conversation.residentId, {
      name: null,
      phone: '+8613800138000',
      home: null,
    });
    await tx.residents.profile(conversation.residentId);
  },
};
