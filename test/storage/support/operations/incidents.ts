// Incidents and public notices.
import type { Notice } from '../../../../src/notices/notice.ts';
import { NOON } from '../../../contracts/storage/subject.ts';
import { incidentCourse } from '../../../support/incident-course.ts';
import type { Operations } from '../operations.ts';

export const incidents: Operations = {
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
    for (const after of [null, 'r1']) await tx.notices.deliveries('n1', { number: 1, after, limit: 20 });
    await tx.notices.called('n1', 1, 'r1', NOON);
    await tx.notices.told('n1');
  },
  'incidents as reports count them': (tx) =>
    tx.incidentCourses.reported({ communityId: 'cuihu', openedBetween: [0, NOON] }),
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
    for (const at of [NOON, null]) await tx.incidentCourses.keepStopped('i1', 'h1', at);
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
};
