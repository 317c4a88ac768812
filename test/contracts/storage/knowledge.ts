// Questions without an answer, and the count of calls to the language model.
import { describe, expect, it } from 'vitest';
import { freshStore, lin, NOON, type OpenStore } from './subject.ts';

export function describeKnowledge(open: OpenStore): void {
  describe('questions without an approved answer', () => {
    const subject = freshStore(open);
    const gap = (conversationId: string, question: string, at: number) => ({
      communityId: 'cuihu',
      conversationId,
      question,
      answerKey: null,
      createdAt: at,
    });

    it('come back newest first, per community, in the words of who asked', async () => {
      const { id } = await subject.unit((tx) =>
        tx.conversations.forPerson(lin, { communityId: 'cuihu', at: NOON }),
      );
      await subject.unit(async (tx) => {
        await tx.gaps.add(gap(id, '天台能晒被子吗', NOON));
        await tx.gaps.add({ ...gap(id, '物业费怎么交', NOON + 1), answerKey: 'answer.fee_pay' });
      });
      await subject.under().reopen();
      const gaps = await subject.look((tx) => tx.gaps.list('cuihu', 10));
      expect(gaps.map(({ question, answerKey }) => [question, answerKey])).toEqual([
        ['物业费怎么交', 'answer.fee_pay'],
        ['天台能晒被子吗', null],
      ]);
      expect(await subject.look((tx) => tx.gaps.list(null, 1))).toHaveLength(1);
      expect(await subject.look((tx) => tx.gaps.list('other', 10))).toEqual([]);
    });

    it('lie on the disk sealed', async () => {
      const { id } = await subject.unit((tx) =>
        tx.conversations.forPerson(lin, { communityId: 'cuihu', at: NOON }),
      );
      await subject.unit((tx) => tx.gaps.add(gap(id, '天台能晒被子吗', NOON)));
      for (const bytes of await subject.under().rawBytes())
        expect(bytes.includes(Buffer.from('天台能晒被子吗'))).toBe(false);
    });

    it('of a conversation that is gone are not kept', async () => {
      await subject.unit((tx) => tx.gaps.add(gap('gone', '天台能晒被子吗', NOON)));
      expect(await subject.look((tx) => tx.gaps.list(null, 10))).toEqual([]);
    });
  });

  describe('calls to the language model', () => {
    const subject = freshStore(open);
    const take = (day: string, limits: Record<string, number>) =>
      subject.unit((tx) =>
        tx.modelUse.take(
          day,
          Object.entries(limits).map(([who, limit]) => ({ subject: who, limit })),
        ),
      );

    it('are counted per day until the limit', async () => {
      expect(await take('2026-11-23', { lin: 2 })).toBe(true);
      expect(await take('2026-11-23', { lin: 2 })).toBe(true);
      expect(await take('2026-11-23', { lin: 2 })).toBe(false);
      expect(await take('2026-11-24', { lin: 2 })).toBe(true);
    });

    it('count for nobody when one of the limits is used up', async () => {
      expect(await take('2026-11-23', { lin: 1, everybody: 2 })).toBe(true);
      expect(await take('2026-11-23', { lin: 1, everybody: 2 })).toBe(false);
      expect(await take('2026-11-23', { zhou: 1, everybody: 2 })).toBe(true);
      expect(await take('2026-11-23', { chen: 1, everybody: 2 })).toBe(false);
    });
  });
}
