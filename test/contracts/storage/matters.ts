// Tickets that belong together, and incidents with what was decided about them.
import { describe, expect, it } from 'vitest';
import { freshStore, NOON, type OpenStore, talkTo, ticketOf } from './subject.ts';

const MINUTE_MS = 60_000;

export function describeMatters(open: OpenStore): void {
  describe('tickets that belong together', () => {
    const subject = freshStore(open);

    it('find each other, once, however often it is said', async () => {
      await subject.unit(async (tx) => {
        const conversation = await talkTo(tx);
        for (const id of ['t1', 't2', 't3']) await tx.tickets.add(ticketOf(conversation, id));
        await tx.tickets.link('t1', 't2', NOON);
        await tx.tickets.link('t2', 't1', NOON);
      });
      const of = (id: string) => subject.look((tx) => tx.tickets.linksOf(id));
      expect(await of('t1')).toEqual([expect.objectContaining({ id: 't2', kind: 'repair', status: 'new' })]);
      expect((await of('t2')).map((link) => link.id)).toEqual(['t1']);
      expect(await of('t3')).toEqual([]);
    });

    it('keep the colleagues a complaint names', async () => {
      const ticket = await subject.unit(async (tx) => {
        const complaint = ticketOf(await talkTo(tx), 't1', { kind: 'complaint', aboutStaff: ['保安王师傅'] });
        await tx.tickets.add(complaint);
        return complaint;
      });
      expect(await subject.look((tx) => tx.tickets.get('t1'))).toEqual(ticket);
    });
  });

  describe('incidents', () => {
    const subject = freshStore(open);
    const matter = { communityId: 'cuihu', topic: 'leak', place: '3' };
    const suspect = (uniqueKey: string, lastAt: number, households = 3, place: string | null = '3') =>
      subject.unit((tx) =>
        tx.incidents.suspect({ ...matter, place, uniqueKey, households, said: false, firstAt: NOON, lastAt }),
      );
    const get = (id: string) => subject.look((tx) => tx.incidents.get(id));

    it('are kept once and grow, each time a version on', async () => {
      const first = await suspect('u', NOON);
      expect(first).toMatchObject({ isNew: true, state: 'candidate' });
      const second = await suspect('u', NOON + MINUTE_MS, 4);
      expect(second).toEqual({ id: first.id, isNew: false, state: 'candidate' });
      expect(await get(first.id)).toEqual({
        ...matter,
        ...{ id: first.id, households: 4, said: false, firstAt: NOON, lastAt: NOON + MINUTE_MS },
        ...{ state: 'candidate', decidedBy: null, decidedAt: null, reason: null, version: 2 },
      });
      expect(await get('unknown')).toBeNull();
    });

    it('are decided on the version that was seen, and say so to whoever adds to them', async () => {
      const { id } = await suspect('u', NOON);
      const decide = (version: number) =>
        subject.unit((tx) =>
          tx.incidents.decide(id, { state: 'confirmed', by: 'chen', at: NOON, reason: null, version }),
        );
      expect(await decide(2)).toBe(false);
      expect(await decide(1)).toBe(true);
      expect(await decide(1)).toBe(false);
      expect(await get(id)).toMatchObject({
        state: 'confirmed',
        decidedBy: 'chen',
        decidedAt: NOON,
        version: 2,
      });
      expect(await suspect('u', NOON + 1)).toEqual({ id, isNew: false, state: 'confirmed' });
    });

    it('are listed newest word first, page by page, also when told in the same instant', async () => {
      const ids: string[] = [];
      for (const [index, at] of [NOON, NOON, NOON + 1].entries())
        ids.push((await suspect(`u${index}`, at)).id);
      const list = (before: { lastAt: number; id: string } | null, filter = {}) =>
        subject.look((tx) => tx.incidents.list(filter, { before, limit: 1 }));
      const seen: string[] = [];
      for (let [last] = await list(null); last; [last] = await list(last)) seen.push(last.id);
      expect(seen).toEqual(ids.toReversed());
      expect(await list(null, { state: 'confirmed' })).toEqual([]);
      expect(await list(null, { communityId: 'donghu' })).toEqual([]);
    });

    it('know the tickets that told of them: of their place, or of any when they are wide', async () => {
      await subject.unit(async (tx) => {
        const told = [
          ['t1', '3', NOON],
          ['t2', '5', NOON + 1],
          ['t3', '3', NOON + 2],
          ['t4', '3', NOON + MINUTE_MS],
        ] as const;
        for (const [ticketId, place, at] of told)
          await tx.incidents.report({ ...matter, place, ticketId, household: ticketId, at });
      });
      const span = { ...matter, firstAt: NOON, lastAt: NOON + 2 };
      const of = (place: string | null, limit = 9) =>
        subject.look((tx) => tx.incidents.ticketsOf({ ...span, place }, limit));
      expect(await of('3')).toEqual(['t1', 't3']);
      expect(await of(null)).toEqual(['t1', 't2', 't3']);
      expect(await of(null, 2)).toEqual(['t1', 't2']);
    });
  });
}
