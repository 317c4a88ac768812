// Everything the house asks of its store, once each, in the words of the trade: for tests that look at the statements behind it.
import type { Notice } from '../../../src/notices/notice.ts';
import type { Tx } from '../../../src/storage/contract.ts';
import {
  afterTry,
  applicationOf,
  lin,
  lineOf,
  NOON,
  rowFor,
  textItem,
  ticketOf,
} from '../../contracts/storage/subject.ts';
import { incidentCourse } from '../../support/incident-course.ts';

export const operations: Record<string, (tx: Tx, conversationId: string) => Promise<unknown>> = {
  'when a backup was brought back': (tx) => tx.restores.lastAt(),
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
  'cards and their codes': async (tx) => {
    await tx.cards.add({ id: 'c1', ticketId: 't1', staffId: 'wang' }, NOON);
    await tx.cards.get('c1');
    await tx.cards.openOf('t1');
    await tx.cards.keepCode('c1', 'code', { expiresAt: NOON, at: NOON });
    await tx.cards.takeCode('c1', NOON);
    await tx.cards.settle('c1', NOON);
  },
  'who may sign in, and who is signed in': async (tx) => {
    const account = {
      ...{ id: 'p1', login: 'chen', staffId: 'chen', role: 'agent' as const, communityIds: ['cuihu'] },
      ...{ name: '陈', password: null, invite: { hash: 'h1', untilAt: NOON }, secondFactor: null },
      ...{ disabledAt: null, createdAt: NOON, version: 1 },
    };
    await tx.people.add(account);
    await tx.people.get('p1');
    await tx.people.byLogin('chen');
    await tx.people.byInvite('h1');
    await tx.people.list();
    await tx.people.save(account);
    const session = { id: 's1', accountId: 'p1', createdAt: NOON, seenAt: NOON, endsAt: NOON + 1 };
    await tx.sessions.begin(session);
    await tx.sessions.get('s1');
    await tx.sessions.touch('s1', NOON);
    await tx.sessions.endOld(NOON);
    await tx.sessions.endAllOf('p1', 's1');
    await tx.sessions.end('s1');
  },
  'a way to the platform and back': async (tx) => {
    await tx.logins.begin({ state: 'state', returnTo: '/m', endsAt: NOON + 1 }, NOON);
    await tx.logins.take('state', NOON);
    await tx.people.ofStaff('wang');
  },
  'a photo of the work': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    if (!conversation) return;
    await tx.tickets.add(ticketOf(conversation, 'photographed'));
    const photo = { id: 'photo', ticketId: 'photographed' };
    await tx.photos.open(photo, await tx.photos.seal(photo, new Uint8Array([1])));
    await tx.photos.add({
      ...{ ...photo, moment: 'before', objectName: 'work-1', contentType: 'image/jpeg', byteCount: 1 },
      ...{ takenBy: 'wang', at: NOON },
    });
    await tx.photos.get('photo');
    await tx.photos.ofTicket('photographed');
    await tx.photos.neededNames(['work-1']);
  },
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
  'the record of what was done at the console': async (tx) => {
    await tx.audit.add({
      ...{ at: NOON, accountId: 'p1', role: 'agent' as const, action: 'reveal', object: 'c1' },
      ...{ detail: {}, address: null, result: 'done' as const },
    });
    await tx.audit.list({ before: null, limit: 10 });
    await tx.audit.chain();
    await tx.audit.cutFront(NOON + 1, 10);
    const request = {
      ...{ id: 'export-1', state: 'asked' as const, operation: 'exportHomes', params: {}, query: {} },
      ...{
        communityIds: ['cuihu'],
        why: 'owners' as const,
        note: '年检',
        askedBy: 'chen',
        askedName: '陈晓燕',
      },
      ...{ askedAt: NOON, decided: null, untilAt: null, version: 1 },
    };
    await tx.exports.add(request);
    await tx.exports.get('export-1');
    await tx.exports.since(NOON, 10);
    await tx.exports.save(request);
    await tx.exports.forgetBefore(NOON);
  },
  'conversations and tickets as lists for staff': async (tx, id) => {
    const filter = { communityIds: ['cuihu'], staffId: 'chen' };
    for (const shelf of ['bot', 'waiting', 'mine', 'others', 'all'] as const)
      await tx.queue.list({ ...filter, shelf }, { after: `${NOON}.zz`, limit: 10 });
    await tx.queue.counts(filter);
    await tx.queue.one(id);
    const one = { kind: 'repair', grade: 1, department: 'engineering', assignee: 'wang' } as const;
    for (const more of [{}, { open: true }, { open: false }])
      for (const narrow of [{}, one, ...Object.entries(one).map(([name, value]) => ({ [name]: value }))])
        for (const after of [null, `${NOON}.zz`])
          await tx.queue.tickets({ communityIds: ['cuihu'], ...more, ...narrow }, { after, limit: 10 });
    for (const departmentId of ['engineering', null]) {
      const worker = { staffId: 'wang', departmentId };
      for (const more of [{}, { open: true }, { open: false }])
        await tx.queue.tickets(
          { communityIds: ['cuihu'], worker, ...more },
          { after: `${NOON}.zz`, limit: 10 },
        );
    }
    await tx.queue.open({ communityIds: ['cuihu'] });
    await tx.notes.add({ conversationId: id, text: '慢一点', by: 'chen', at: NOON });
    await tx.notes.latest(id, 10);
    await tx.written.mark();
    await tx.written.list('answer');
    const written = { kind: 'answer', key: 'fee', version: 1, value: {}, effective: '2026-03-02' };
    await tx.written.add({ ...written, by: 'chen', at: NOON });
    await tx.queue.clocks({ communityIds: ['cuihu'] });
    await tx.queue.clocks({ communityIds: ['cuihu'], kinds: ['followup', 'rectify'] });
    await tx.queue.open({
      communityIds: ['cuihu'],
      worker: { staffId: 'wang', departmentId: 'engineering' },
    });
    await tx.messages.latest(id, { limit: 10 });
    await tx.messages.latest(id, { beforeId: 'none', limit: 10 });
  },
  'people who stand in for the configured ones': async (tx) => {
    await tx.staff.importedAt();
    await tx.staff.noteImported(NOON);
  },
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
  'other programs and what they are told': async (tx) => {
    const webhook = {
      ...{
        id: 'w1',
        communityId: 'cuihu',
        name: '总部',
        url: 'https://example.com/',
        kinds: ['ticket.opened' as const],
      },
      ...{ secrets: { current: 's', previous: null, previousUntilAt: 0 }, personal: false, isOn: true },
      ...{
        offReason: null,
        failingSince: null,
        notBeforeAt: 0,
        createdBy: 'p1',
        createdAt: NOON,
        version: 1,
      },
    };
    await tx.webhooks.add(webhook);
    await tx.webhooks.get('w1');
    await tx.webhooks.list(['cuihu']);
    await tx.webhooks.save(webhook);
    await tx.webhooks.takersOf('cuihu', 'ticket.opened');
    const news = {
      communityId: 'cuihu',
      kind: 'ticket.opened' as const,
      subjectId: 't1',
      facts: {},
      at: NOON,
    };
    const first = await tx.webhooks.addDelivery('w1', news);
    await tx.webhooks.addDelivery('w1', news);
    await tx.webhooks.delivery(first);
    await tx.webhooks.waitsBehind(first);
    await tx.webhooks.nextBehind(first);
    await tx.webhooks.deliveries('w1', { before: null, limit: 20 });
    await tx.webhooks.deliveries('w1', { before: first, limit: 20 });
    const end = {
      state: 'delivered' as const,
      reason: null,
      status: 204,
      attempt: 1,
      dueAt: NOON,
      settledAt: NOON,
    };
    await tx.webhooks.settle(first, end);
    await tx.webhooks.remove('w1');
  },
  'a public notice and whoever hears of it': async (tx, id) => {
    const notice: Notice = {
      id: 'n1',
      communityId: 'cuihu',
      state: 'published',
      words: null,
      revision: 1,
      next: null,
      author: 'xu-jing',
      approver: null,
      publishedAt: NOON,
      closedAt: null,
      outcome: null,
      sendings: [],
      createdAt: NOON,
      version: 1,
    };
    await tx.notices.add(notice);
    await tx.notices.get('n1');
    for (const filter of [{}, { communityId: 'cuihu' }, { state: 'draft' } as const])
      for (const before of [null, 'n1']) await tx.notices.list(filter, { before, limit: 20 });
    await tx.notices.published('cuihu');
    await tx.notices.save(notice);
    const actor = { kind: 'staff', id: 'xu-jing' } as const;
    await tx.notices.addEvent('n1', { type: 'notice.drafted', at: NOON, actor, source: 'api', data: {} });
    await tx.notices.events('n1');
    await tx.notices.keepReader({
      noticeId: 'n1',
      household: 'r1',
      conversationId: id,
      state: 'told',
      at: NOON,
    });
    await tx.notices.reader('n1', 'r1');
    for (const after of [null, 'r1']) await tx.notices.readers('n1', { after, limit: 20 });
    await tx.notices.deliverTo({ noticeId: 'n1', number: 1, household: 'r1', messageId: 'm1', at: NOON });
    await tx.notices.told('n1');
  },
  'when the outbox is due next': (tx) => tx.outbox.nextDueAt(NOON),
  'counting the outbox for metrics': (tx) => tx.outbox.counts(),
  'counting what people must do': (tx) => tx.tasks.countOpen(),
  'the allowance': async (tx, id) => {
    await tx.quota.used(id, NOON);
    await tx.quota.take(id, NOON);
    await tx.quota.giveBack(id, NOON);
    await tx.quota.exhaust(id, NOON, 5);
  },
  'a job from added to done': async (tx) => {
    for (const key of ['a', 'b', 'c'])
      await tx.jobs.add({ kind: 'k', subjectId: 's', dueAt: NOON, uniqueKey: key });
    await tx.jobs.nextDueAt();
    const [first, second, third] = await tx.jobs.claim(NOON, 32, 'a', NOON + 1);
    await tx.jobs.done(first?.id ?? '', 'a');
    await tx.jobs.retry(second?.id ?? '', 'a', NOON, 'x');
    await tx.jobs.giveUp(third?.id ?? '', 'a', 'x');
    await tx.jobs.cancel('k', 's');
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
  'incidents as reports count them': (tx) =>
    tx.incidentCourses.reported({ communityId: 'cuihu', openedBetween: [0, NOON] }),
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
  'a photo': async (tx, id) => {
    const messageId = await tx.messages.add({
      conversationId: id,
      direction: 'in',
      author: 'resident',
      type: 'image',
      content: { type: 'image', mediaId: 'm' },
      createdAt: NOON,
    });
    const photo = await tx.attachments.add({
      messageId,
      conversationId: id,
      type: 'image',
      mediaId: 'm',
      at: NOON,
    });
    await tx.attachments.get(photo);
    await tx.attachments.ofMessages([messageId]);
    await tx.attachments.attachToTicket([photo], 't1');
    await tx.attachments.seal(photo, new Uint8Array(4));
    await tx.attachments.settle(photo, {
      state: 'stored',
      contentType: null,
      byteCount: null,
      reason: null,
    });
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
  'tasks for people': async (tx, id) => {
    await tx.tasks.add({
      communityId: 'cuihu',
      kind: 'handoff',
      conversationId: id,
      ticketId: null,
      reason: 'x',
      createdAt: NOON,
      uniqueKey: 'u',
    });
    await tx.tasks.open('cuihu', 20);
    await tx.tasks.open(null, 20);
    await tx.tasks.finishOf(id, 'handoff', NOON);
    await tx.tasks.finishOfTicket('t1', 'handoff', NOON);
    await tx.tasks.finish('u', NOON);
  },
  'a repeated API call': async (tx) => {
    await tx.idempotency.put('s', 'k', { requestDigest: 'd', status: 200, body: '' }, NOON);
    await tx.idempotency.get('s', 'k');
  },
  'an account that is woken and read': async (tx) => {
    await tx.accounts.ensure('wecom-kf', 'wk-1', NOON);
    await tx.accounts.wake('wecom-kf', 'wk-1', 'token', NOON);
    await tx.accounts.lease('wecom-kf', 'wk-1', 'a', NOON, NOON + 1);
    await tx.accounts.moveCursor({
      channel: 'wecom-kf',
      accountId: 'wk-1',
      from: null,
      to: 'c',
      leaseToken: 'a',
    });
    await tx.accounts.markRead('wecom-kf', 'wk-1', 1, NOON);
  },
  'the estates and the people': async (tx) => {
    await tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON);
    const shift = {
      name: 'day',
      communityId: 'cuihu',
      departmentId: 'engineering',
      days: [1 as const],
      fromMinute: 0,
      toMinute: 60,
      staffIds: ['wang'],
    };
    const change = { date: '2026-11-24', shift: 'day', staffIds: ['wang'] };
    const wang = {
      id: 'wang',
      name: '王师傅',
      title: '师傅',
      role: 'worker' as const,
      wecomUserId: 'WangShiFu',
      departmentId: 'engineering',
      phone: '13800001234',
      skills: [],
      communityIds: ['cuihu'],
    };
    await tx.staff.replaceAll(
      { staff: [wang], roster: { shifts: [shift], changes: [change], cover: [] } },
      NOON,
    );
    await tx.staff.load();
  },
  'an account that is looked at and let go': async (tx) => {
    await tx.accounts.ensure('wecom-kf', 'wk-2', NOON);
    await tx.accounts.wake('wecom-kf', 'wk-2', 'token', NOON);
    await tx.accounts.get('wecom-kf', 'wk-2');
    await tx.accounts.list('wecom-kf');
    await tx.accounts.dropWakeToken('wecom-kf', 'wk-2', 'token');
    await tx.accounts.lease('wecom-kf', 'wk-2', 'a', NOON, NOON + 1);
    await tx.accounts.release('wecom-kf', 'wk-2', 'a');
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
  'words that stand behind held ones': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    if (!conversation) throw new Error('gone');
    const first = await tx.outbox.enqueue(rowFor(conversation, '一'));
    const second = await tx.outbox.enqueue(rowFor(conversation, '二'));
    await tx.outbox.finish(first, 'held', 'window-closed', NOON);
    await tx.outbox.heldInFront(id, second);
  },
  'a job that is put off': async (tx) => {
    const job = { kind: 'k', subjectId: 'moved', uniqueKey: 'moved' };
    await tx.jobs.move({ ...job, dueAt: NOON });
    await tx.jobs.move({ ...job, dueAt: NOON + 1 });
    await tx.jobs.moveEarlier({ ...job, dueAt: NOON });
  },
  'where a ticket stands': async (tx, id) => {
    await tx.tickets.add(ticketOf(await tx.conversations.get(id), 't-standing'));
    await tx.tickets.standing('t-standing');
  },
  'a file that is taken off again': async (tx, id) => {
    const [messageId = ''] = (await tx.inbox.pending(id)).flatMap((item) => item.messageId ?? []);
    const fileId = await tx.attachments.add({
      messageId,
      conversationId: id,
      type: 'image',
      mediaId: 'm',
      at: NOON,
    });
    await tx.attachments.detach(fileId);
    await tx.attachments.neededNames([fileId]);
    await tx.attachments.open(fileId, await tx.attachments.seal(fileId, new Uint8Array(4)));
  },
  'questions nobody could answer': async (tx, id) => {
    await tx.gaps.add({
      communityId: 'cuihu',
      conversationId: id,
      question: '游泳池几点开',
      answerKey: null,
      createdAt: NOON,
    });
    await tx.gaps.list('cuihu', 20);
    await tx.gaps.list(null, 20);
    await tx.modelUse.take('2026-11-23', [{ subject: id, limit: 9 }]);
  },
  'a process and what it shares': async (tx) => {
    await tx.processes.join({ id: 'p1', roles: 'web,worker', startedAt: NOON });
    await tx.processes.beat('p1');
    await tx.processes.list();
    await tx.tokens.claim('wecom', 'p1:1', NOON, NOON + 1);
    await tx.tokens.keep('wecom', 'p1:1', { token: 't', fetchedAt: NOON, expiresAt: NOON + 1 }, NOON);
    await tx.tokens.get('wecom');
    await tx.tokens.release('wecom', 'p1:1');
    await tx.limits.take('reads', { max: 5, perMs: 60_000 }, NOON);
    await tx.processes.endLeases('p1', { sends: true });
    await tx.processes.strikeOut('p1', 2);
    await tx.processes.strikeOut('p1', null);
  },
  'reports of one matter from many homes': async (tx) => {
    const matter = { communityId: 'cuihu', topic: 'water.out', place: '3' };
    await tx.incidents.report({ ...matter, ticketId: 't1', household: 'h1', at: NOON });
    await tx.incidents.recent({ communityId: 'cuihu', topic: 'water.out', sinceAt: NOON, limit: 20 });
    const suspicion = { ...matter, households: 3, said: false, firstAt: NOON, lastAt: NOON, uniqueKey: 'u' };
    await tx.incidents.suspect(suspicion);
    const { id } = await tx.incidents.suspect(suspicion);
    const incident = { ...suspicion, lastAt: NOON };
    await tx.incidents.list({ communityId: 'cuihu', state: 'candidate' }, { before: null, limit: 20 });
    await tx.incidents.list({}, { before: { lastAt: NOON + 1, id }, limit: 20 });
    await tx.incidents.get(id);
    await tx.incidents.ticketsOf(incident, 20);
    await tx.incidents.ticketsOf({ ...incident, place: null }, 20);
    await tx.incidents.reportsSince({
      communityId: 'cuihu',
      topics: ['water.out'],
      sinceAt: NOON,
      limit: 20,
    });
    await tx.incidents.decide(id, { state: 'confirmed', by: 'ops', at: NOON, reason: null, version: 2 });
  },
  'what is done about an incident': async (tx, conversationId) => {
    const course = incidentCourse('i1');
    await tx.incidentCourses.add(course);
    await tx.incidentCourses.get('i1');
    await tx.incidentCourses.running('cuihu');
    await tx.incidentCourses.save(course);
    const actor = { kind: 'staff', id: 'ops' } as const;
    await tx.incidentCourses.addEvent('i1', { type: 'x', at: NOON, actor, source: 'console', data: {} });
    await tx.incidentCourses.events('i1');
    const who = { incidentId: 'i1', household: 'h1', conversationId, ticketId: null, joinedAt: NOON };
    await tx.incidentCourses.join(who);
    await tx.incidentCourses.told('i1', 'h1', 'm1');
    await tx.incidentCourses.affectedOne('i1', 'h1');
    await tx.incidentCourses.affected('i1', { after: null, limit: 20 });
    await tx.incidentCourses.countAffected('i1');
    const words = { zh: '正在修', en: null };
    const draft = { incidentId: 'i1', number: 1, kind: 'update', words, by: null, createdAt: NOON } as const;
    const id = await tx.incidentCourses.addBulletin(draft);
    await tx.incidentCourses.bulletins('i1');
    await tx.incidentCourses.bulletin(id);
    await tx.incidentCourses.rewordBulletin(id, words);
    await tx.incidentCourses.sendBulletin(id, NOON);
    await tx.incidentCourses.latestBulletin('i1');
    const told = { bulletinId: id, household: 'h1', messageId: 'm1', asked: false, at: NOON };
    await tx.incidentCourses.deliverTo(told);
    await tx.incidentCourses.called(id, 'h1', NOON);
    await tx.incidentCourses.deliveries(id);
    await tx.incidentCourses.leave('i1', 'h1', NOON);
    await tx.outbox.waitingBulletins(conversationId);
  },
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
  'whether anything has changed': (tx) => tx.changes.mark(),
};
