// What is done about an incident: how it stands, its lines, whom it reaches, its bulletins and what became of them.
import { describe, expect, it } from 'vitest';
import { incidentCourse } from '../../support/incident-course.ts';
import { freshStore, NOON, type OpenStore, talkTo } from './subject.ts';

export function describeIncidents(open: OpenStore): void {
  describe('an incident that is led', () => {
    const subject = freshStore(open);
    const begin = (id = 'i1', changes = {}) =>
      subject.unit((tx) => tx.incidentCourses.add(incidentCourse(id, changes)));
    const look = subject.look;
    const join = (household: string, more = {}) =>
      subject.unit((tx) =>
        tx.incidentCourses.join({
          ...{ incidentId: 'i1', household, conversationId: null, ticketId: null, joinedAt: NOON },
          ...more,
        }),
      );

    it('is kept whole, and written back on the version that was seen', async () => {
      await begin('i1', { line: { version: 2, words: { zh: '正在修', en: null }, by: 'li', at: NOON } });
      const first = await look((tx) => tx.incidentCourses.get('i1'));
      expect(first).toEqual(
        incidentCourse('i1', { line: { version: 2, words: { zh: '正在修', en: null }, by: 'li', at: NOON } }),
      );
      const save = () =>
        subject.unit(async (tx) => {
          const course = incidentCourse('i1', { title: '7栋停水' });
          return [await tx.incidentCourses.save(course), course.version];
        });
      expect(await save()).toEqual([true, 2]);
      expect(await save()).toEqual([false, 1]);
      expect(await look((tx) => tx.incidentCourses.get('i2'))).toBeNull();
    });

    it('is found while people are at it, in its own community', async () => {
      await begin('i1');
      await begin('i2', { status: 'contained' });
      await begin('i3', { status: 'resolved' });
      await begin('i4', { status: 'suspected' });
      await begin('i5', { communityId: 'elsewhere' });
      const running = await look((tx) => tx.incidentCourses.running('cuihu'));
      expect(running.map(({ id }) => id)).toEqual(['i1', 'i2']);
    });

    it('is told to reports in its days: whom it reaches, when they first heard, when it was reviewed', async () => {
      await begin('i1', { openedAt: NOON });
      await begin('i2', {
        openedAt: NOON + 5,
        status: 'resolved',
        resolvedAt: NOON + 6,
        reviewDueAt: NOON + 9,
      });
      await begin('early', { openedAt: NOON - 1 });
      await begin('elsewhere', { openedAt: NOON, communityId: 'donghu' });
      for (const household of ['h1', 'h2', 'h3']) await join(household);
      await subject.unit(async (tx) => {
        await tx.incidentCourses.leave('i1', 'h3', NOON);
        const draft = {
          kind: 'update',
          words: { zh: '正在修', en: null },
          by: null,
          createdAt: NOON,
        } as const;
        for (const number of [1, 2]) {
          const id = await tx.incidentCourses.addBulletin({ ...draft, incidentId: 'i1', number });
          await tx.incidentCourses.sendBulletin(id, NOON + number);
        }
        const actor = { kind: 'staff', id: 'xu-jing' } as const;
        const line = { actor, source: 'console', data: {} } as const;
        await tx.incidentCourses.addEvent('i2', { ...line, type: 'incident.resolved', at: NOON + 6 });
        await tx.incidentCourses.addEvent('i2', { ...line, type: 'incident.reviewed', at: NOON + 8 });
      });
      const filter = { communityId: 'cuihu', openedBetween: [NOON, NOON + 6] } as const;
      const nothing = { households: 0, toldAt: null, reviewedAt: null, resolvedAt: null, reviewDueAt: null };
      expect(await look((tx) => tx.incidentCourses.reported(filter))).toEqual([
        {
          ...{ ...nothing, id: 'i1', communityId: 'cuihu', kind: 'repair', status: 'confirmed' },
          ...{ title: incidentCourse('i1').title, openedAt: NOON, households: 2, toldAt: NOON + 1 },
        },
        {
          ...{ ...nothing, id: 'i2', communityId: 'cuihu', kind: 'repair', status: 'resolved' },
          ...{
            title: incidentCourse('i2').title,
            openedAt: NOON + 5,
            resolvedAt: NOON + 6,
            reviewDueAt: NOON + 9,
            reviewedAt: NOON + 8,
          },
        },
      ]);
    });

    it('has its lines in the order in which they were written', async () => {
      await begin();
      for (const type of ['b', 'a', 'c'])
        await subject.unit((tx) =>
          tx.incidentCourses.addEvent('i1', {
            ...{ type, at: NOON, actor: { kind: 'staff', id: 'li' }, source: 'console' },
            data: { to: { title: type } },
          }),
        );
      const lines = await look((tx) => tx.incidentCourses.events('i1'));
      expect(lines.map(({ seq, type }) => `${seq} ${type}`)).toEqual(['1 b', '2 a', '3 c']);
      expect(lines[0]).toMatchObject({ actor: { kind: 'staff', id: 'li' }, data: { to: { title: 'b' } } });
    });

    it('reaches a household once; who left may come back, and a ticket is learned later', async () => {
      const { id: conversationId } = await subject.unit((tx) => talkTo(tx));
      await join('h1', { conversationId });
      await join('h1', { ticketId: 't1' });
      await join('h2');
      const known = await look((tx) => tx.incidentCourses.affectedOne('i1', 'h1'));
      expect(known).toMatchObject({ conversationId, ticketId: 't1', leftAt: null, toldMessageId: null });
      const leave = () => subject.unit((tx) => tx.incidentCourses.leave('i1', 'h2', NOON));
      expect([await leave(), await leave()]).toEqual([true, false]);
      expect(await look((tx) => tx.incidentCourses.countAffected('i1'))).toBe(1);
      await join('h2');
      await subject.unit((tx) => tx.incidentCourses.told('i1', 'h2', 'm1'));
      const page = (after: string | null) =>
        look((tx) => tx.incidentCourses.affected('i1', { after, limit: 1 }));
      expect(await page(null)).toMatchObject([{ household: 'h1' }]);
      expect(await page('h1')).toMatchObject([{ household: 'h2', toldMessageId: 'm1' }]);
      expect(await page('h2')).toEqual([]);
    });

    it('sends a bulletin once, and no words are changed after that', async () => {
      const words = { zh: '正在修', en: 'on it' };
      const draft = { incidentId: 'i1', kind: 'update', words, by: 'li', createdAt: NOON } as const;
      const id = await subject.unit((tx) => tx.incidentCourses.addBulletin({ ...draft, number: 1 }));
      await subject.unit((tx) => tx.incidentCourses.addBulletin({ ...draft, number: 2 }));
      expect(await look((tx) => tx.incidentCourses.latestBulletin('i1'))).toBeNull();
      const reword = (zh: string) =>
        subject.unit((tx) => tx.incidentCourses.rewordBulletin(id, { zh, en: null }));
      const send = () => subject.unit((tx) => tx.incidentCourses.sendBulletin(id, NOON + 1));
      expect(await reword('快好了')).toBe(true);
      expect([await send(), await send()]).toEqual([true, false]);
      expect(await reword('好了')).toBe(false);
      expect(await look((tx) => tx.incidentCourses.latestBulletin('i1'))).toMatchObject({
        ...{ id, number: 1, state: 'sent', sentAt: NOON + 1, words: { zh: '快好了', en: null } },
      });
      expect((await look((tx) => tx.incidentCourses.bulletins('i1'))).map(({ number }) => number)).toEqual([
        1, 2,
      ]);
    });

    it('tells a household once, and remembers who was phoned', async () => {
      const deliver = (household: string, messageId: string | null) =>
        subject.unit((tx) =>
          tx.incidentCourses.deliverTo({ bulletinId: 'b1', household, messageId, asked: true, at: NOON }),
        );
      expect([await deliver('h1', 'm1'), await deliver('h1', 'm2'), await deliver('h2', null)]).toEqual([
        ...[true, false, true],
      ]);
      expect(await subject.unit((tx) => tx.incidentCourses.called('b1', 'h2', NOON + 1))).toBe(true);
      expect(await subject.unit((tx) => tx.incidentCourses.called('b1', 'h9', NOON + 1))).toBe(false);
      expect(await look((tx) => tx.incidentCourses.deliveries('b1'))).toEqual([
        {
          bulletinId: 'b1',
          household: 'h1',
          messageId: 'm1',
          asked: true,
          notWanted: false,
          calledAt: null,
          at: NOON,
        },
        {
          bulletinId: 'b1',
          household: 'h2',
          messageId: null,
          asked: true,
          notWanted: false,
          calledAt: NOON + 1,
          at: NOON,
        },
      ]);
    });

    it('remembers who wants to hear no more of it, and what was not sent for that', async () => {
      await begin();
      await join('h1');
      await subject.unit((tx) => tx.incidentCourses.keepStopped('i1', 'h1', NOON + 1));
      const known = () => look((tx) => tx.incidentCourses.affectedOne('i1', 'h1'));
      expect(await known()).toMatchObject({ leftAt: null, stoppedAt: NOON + 1 });
      const untold = { bulletinId: 'b1', household: 'h1', messageId: null, asked: false, at: NOON } as const;
      await subject.unit((tx) => tx.incidentCourses.deliverTo({ ...untold, notWanted: true }));
      expect(await look((tx) => tx.incidentCourses.deliveries('b1'))).toMatchObject([{ notWanted: true }]);
      await subject.unit((tx) => tx.incidentCourses.keepStopped('i1', 'h1', null));
      expect(await known()).toMatchObject({ stoppedAt: null });
    });

    it('finds the reports of its matter, whatever it was called, oldest first', async () => {
      const report = (ticketId: string, topic: string, at: number) =>
        subject.unit((tx) =>
          tx.incidents.report({ ticketId, communityId: 'cuihu', topic, place: '6', household: ticketId, at }),
        );
      await report('t2', 'water-supply', NOON + 2);
      await report('t1', 'no-water', NOON + 1);
      await report('t0', 'no-water', NOON - 1);
      await report('t3', 'leak', NOON + 3);
      const filter = { communityId: 'cuihu', topics: ['no-water', 'water-supply'], sinceAt: NOON, limit: 9 };
      const found = await look((tx) => tx.incidents.reportsSince(filter));
      expect(found.map(({ ticketId }) => ticketId)).toEqual(['t1', 't2']);
    });
  });
}
