// Tickets, the applications they carry, and the register of contacts.
import { applicationOf, lineOf, NOON, ticketOf } from '../../../contracts/storage/subject.ts';
import type { Operations } from '../operations.ts';

export const tickets: Operations = {
  'an application from filed to ended': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    if (!conversation) return;
    await tx.tickets.add(ticketOf(conversation, 'applied'));
    const home = { building: '3', unit: '2', room: '501' };
    const application = applicationOf('applied');
    await tx.applications.add(application, home);
    await tx.applications.get('applied');
    await tx.applications.save(application, home);
    await tx.applications.list({ communityIds: ['cuihu'], states: ['submitted'], limit: 10 });
    await tx.applications.ofHome('cuihu', home, 10);
    await tx.applications.expected({
      ...{ communityIds: ['cuihu'], kinds: ['visit'], from: NOON, to: NOON + 1, limit: 10 },
    });
  },
  'a ticket opened, changed, remembered': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    await tx.tickets.nextNumber('cuihu', '261123');
    const ticket = ticketOf(conversation, 't1');
    await tx.tickets.add(ticket);
    await tx.tickets.save(ticket);
    await tx.tickets.get('t1');
    await tx.tickets.openOf(id);
    await tx.tickets.link('t1', 't2', NOON);
    await tx.tickets.linksOf('t1');
    await tx.tickets.byCode('261123-t1');
    await tx.tickets.loads(['wang']);
    await tx.tickets.addEvent('t1', {
      type: 'x',
      at: NOON,
      actor: { kind: 'bot', id: null },
      source: 'bot',
      data: {},
    });
    await tx.tickets.events('t1');
  },
  'the tickets of a person, of a conversation, and the next page of all': async (tx, id) => {
    await tx.tickets.list({ channel: 'wecom-kf', channelUserId: 'wm-lin' }, { after: null, limit: 20 });
    await tx.tickets.list({ channelUserId: 'wm-lin' }, { after: null, limit: 20 });
    await tx.tickets.list({ conversationId: id }, { after: null, limit: 20 });
    await tx.tickets.list({}, { after: `${NOON}.t1`, limit: 20 });
    await tx.tickets.list({ updatedAfter: NOON }, { after: null, limit: 20 });
    await tx.tickets.list({ communityId: 'cuihu' }, { after: null, limit: 20 });
    for (const filter of [{ status: 'new' }, { status: 'closed' }, { kind: 'repair' }] as const)
      for (const after of [null, `${NOON}.t1`]) {
        await tx.tickets.list(filter, { after, limit: 20 });
        await tx.tickets.list({ ...filter, communityId: 'cuihu' }, { after, limit: 20 });
        await tx.tickets.list({ ...filter, conversationId: id }, { after, limit: 20 });
      }
  },
  'tickets as reports count them, page by page': async (tx) => {
    const filter = { communityId: 'cuihu', openedBetween: [0, NOON] } as const;
    await tx.tickets.reported(filter, { after: null, limit: 20 });
    await tx.tickets.reported(filter, { after: `${NOON - 1}.t1`, limit: 20 });
  },
  'contacts as reports count them, page by page': async (tx, id) => {
    await tx.register.add(lineOf(id), 'told');
    const filter = { communityId: 'cuihu', between: [NOON, NOON + 1] } as const;
    await tx.register.reported(filter, { after: null, limit: 20 });
    await tx.register.reported(filter, { after: `${NOON}.0`, limit: 20 });
  },
  'a line of the register': async (tx, id) => {
    const entry = lineOf(id);
    const added = await tx.register.add(entry, 'k');
    await tx.register.add(entry, 'k');
    const kept = await tx.register.get(added ?? '');
    await tx.register.receive(id, 'xu-jing');
    if (kept) await tx.register.save(kept);
    if (kept) await tx.register.endOf(kept);
    await tx.register.list(
      { communityIds: ['cuihu'], fromAt: NOON, toAt: NOON + 1, unentered: true },
      { after: null, limit: 20 },
    );
    await tx.register.list(
      { communityIds: null, fromAt: NOON, toAt: NOON + 1, unentered: false },
      { after: `${NOON}.a`, limit: 20 },
    );
    await tx.tickets.list({ conversationId: id, openedBetween: [0, NOON] }, { after: null, limit: 20 });
  },
  'where a ticket stands': async (tx, id) => {
    await tx.tickets.add(ticketOf(await tx.conversations.get(id), 't-standing'));
    await tx.tickets.standing('t-standing');
  },
};
