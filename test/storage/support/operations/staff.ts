// People of ours: who they are, their cards and their tasks.
import { NOON } from '../../../contracts/storage/subject.ts';
import type { Operations } from '../operations.ts';

export const staff: Operations = {
  'cards and their codes': async (tx) => {
    await tx.cards.add({ id: 'c1', ticketId: 't1', staffId: 'wang' }, NOON);
    await tx.cards.get('c1');
    await tx.cards.openOf('t1');
    await tx.cards.keepCode('c1', 'code', { expiresAt: NOON, at: NOON });
    await tx.cards.takeCode('c1', NOON);
    await tx.cards.settle('c1', NOON);
  },
  'people who stand in for the configured ones': async (tx) => {
    await tx.staff.importedAt();
    await tx.staff.noteImported(NOON);
  },
  'counting what people must do': (tx) => tx.tasks.countOpen(),
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
};
