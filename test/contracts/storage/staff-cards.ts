// Cards on phones: found by ticket until they are settled, and a code that is given out once.
import { describe, expect, it } from 'vitest';
import { freshStore, NOON, type OpenStore } from './subject.ts';

export function describeStaffCards(open: OpenStore): void {
  describe('staff cards', () => {
    const subject = freshStore(open);
    const add = (id: string, ticketId = 't1') =>
      subject.unit((tx) => tx.cards.add({ id, ticketId, staffId: 'wang' }, NOON));
    const take = (id: string, now = NOON) => subject.unit((tx) => tx.cards.takeCode(id, now));
    const keep = (id: string, code: string, expiresAt = NOON + 10) =>
      subject.unit((tx) => tx.cards.keepCode(id, code, { expiresAt, at: NOON }));

    it('are found by their ticket until they are settled', async () => {
      await add('c1');
      await add('c2');
      await add('c3', 't2');
      await subject.unit((tx) => tx.cards.settle('c1', NOON + 1));
      expect(await subject.look((tx) => tx.cards.openOf('t1'))).toEqual([
        { id: 'c2', ticketId: 't1', staffId: 'wang', settledAt: null },
      ]);
      expect(await subject.look((tx) => tx.cards.get('c1'))).toMatchObject({ settledAt: NOON + 1 });
      expect(await subject.look((tx) => tx.cards.get('none'))).toBeNull();
    });

    it('give their code out once, and a newer one takes its place', async () => {
      await add('c1');
      expect(await take('c1')).toBeNull();
      await keep('c1', 'code-1');
      await keep('c1', 'code-2', NOON + 20);
      expect(await take('c1')).toEqual({ code: 'code-2', expiresAt: NOON + 20 });
      expect(await take('c1')).toBeNull();
    });

    it('give out none that is too old, nor later', async () => {
      await add('c1');
      await keep('c1', 'code-1');
      expect(await take('c1', NOON + 10)).toBeNull();
      expect(await take('c1', NOON)).toBeNull();
    });

    it('know nothing of a card nobody made', async () => {
      await keep('none', 'code-1');
      expect(await take('none')).toBeNull();
    });
  });
}
