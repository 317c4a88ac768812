// Who works at the console, what is listed there and what was done there.
import { NOON } from '../../../contracts/storage/subject.ts';
import type { Operations } from '../operations.ts';

export const atConsole: Operations = {
  'who may sign in, and who is signed in': async (tx) => {
    const account = {
      ...{ id: 'p1', login: 'chen', staffId: 'chen', role: 'agent' as const, communityIds: ['cuihu'] },
      ...{
        mentorId: 'xu-jing',
        name: '陈',
        password: null,
        invite: { hash: 'h1', untilAt: NOON },
        secondFactor: null,
      },
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
    const draftId = await tx.drafts.add({
      conversationId: id,
      by: 'chen',
      text: '请问几栋？',
      replyKey: 'repair.ask-place',
      at: NOON,
    });
    await tx.drafts.get(draftId ?? 'none');
    await tx.drafts.waiting({ communityIds: ['cuihu'] }, 10);
    await tx.drafts.latestBy(id, 'chen');
    await tx.drafts.note({
      draftId: draftId ?? 'none',
      type: 'written',
      by: 'chen',
      at: NOON,
      note: '慢一点',
    });
    await tx.drafts.events(draftId ?? 'none');
    for (const draft of await tx.drafts.open(id))
      await tx.drafts.end(draft.id, { state: 'sent', by: 'chen', messageId: null, at: NOON });
    await tx.drafts.end('none', { state: 'outdated', by: null, messageId: null, at: NOON });
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
};
