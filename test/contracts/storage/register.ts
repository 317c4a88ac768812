// The register of receptions: one line per contact, and what is about a person sealed.
import { describe, expect, it } from 'vitest';
import type { RegisterTable } from '../../../src/storage/contract.ts';
import { noFacts } from '../../../src/tickets/register-entry.ts';
import { freshStore, lineOf, NOON, type OpenStore, talkTo } from './subject.ts';

export function describeRegister(open: OpenStore): void {
  describe('the register', () => {
    const subject = freshStore(open);
    const add = (changes: Parameters<typeof lineOf>[1] = {}, key = 'k', withConversation = false) =>
      subject.unit(async (tx) => {
        const conversationId = withConversation ? (await talkTo(tx)).id : null;
        return tx.register.add(lineOf(conversationId, changes), key);
      });
    const get = (id: string | null) => subject.look((tx) => tx.register.get(id ?? ''));
    const facts = { ...noFacts(), name: '林女士', phone: '13800138000', words: '楼上漏水' };

    it('keeps a contact once, also when many note it at the same time', async () => {
      const ids = await Promise.all(Array.from({ length: 12 }, () => add({}, 'one', false)));
      expect(ids.filter((id) => id !== null)).toHaveLength(1);
    });

    it('gives a line back as it was entered, and as it was saved', async () => {
      const id = await add({ facts, enteredBy: 'xu-jing', enteredAt: NOON, code: 'D261123-001' });
      const entry = await get(id);
      expect(entry).toEqual({
        ...lineOf(null, { facts, enteredBy: 'xu-jing', enteredAt: NOON, code: 'D261123-001' }),
        id,
        version: 1,
      });
      if (!entry) throw new Error('gone');
      entry.facts = { ...facts, answer: '已安排' };
      entry.late = true;
      expect(await subject.unit((tx) => tx.register.save(entry))).toBe(true);
      expect(await get(id)).toEqual(entry);
      expect(await subject.unit((tx) => tx.register.save({ ...entry, version: 1 }))).toBe(false);
    });

    it('names who received a contact once, on the newest line of the conversation', async () => {
      const first = await add({}, 'a', true);
      const second = await add({ at: NOON + 10 }, 'b', true);
      const conversationId = (await get(first))?.conversationId ?? '';
      for (const who of ['xu-jing', 'tang-li'])
        await subject.unit((tx) => tx.register.receive(conversationId, who));
      expect((await get(first))?.receptionist).toBeNull();
      expect((await get(second))?.receptionist).toBe('xu-jing');
      const entry = await get(first);
      expect(entry && (await subject.look((tx) => tx.register.endOf(entry)))).toBe(NOON + 10);
    });

    it('is listed by day and community, page by page, and by what nobody has entered', async () => {
      for (let n = 0; n < 5; n++) await add({ at: NOON + n }, `k${n}`);
      await add({ at: NOON, communityId: 'donghu' }, 'other');
      await add({ at: NOON + 100 }, 'later');
      await add({ at: NOON + 2, enteredAt: NOON, facts }, 'entered');
      const span = { communityIds: ['cuihu'], fromAt: NOON, toAt: NOON + 100 };
      const seen: (string | null)[] = [];
      let after: string | null = null;
      do {
        const page: { items: { id: string }[]; next: string | null } = await subject.look((tx) =>
          tx.register.list({ ...span, unentered: false }, { after, limit: 4 }),
        );
        seen.push(...page.items.map((entry) => entry.id));
        after = page.next;
      } while (after !== null);
      expect(new Set(seen).size).toBe(6);
      expect(seen).toHaveLength(6);
      const open = await subject.look((tx) =>
        tx.register.list({ ...span, unentered: true }, { after: null, limit: 20 }),
      );
      expect(open.items).toHaveLength(5);
    });

    it('is told to reports with what was said until the same person came again', async () => {
      const say = (at: number, author: 'resident' | 'bot' | 'staff', more = {}) =>
        subject.unit(async (tx) => {
          const { id: conversationId } = await talkTo(tx);
          await tx.messages.add({
            ...{ conversationId, author, type: 'text', createdAt: at, ...more },
            ...{
              direction: author === 'resident' ? 'in' : 'out',
              content: { type: 'text', text: '楼上漏水' },
            },
          });
        });
      await add({}, 'a', true);
      await add({ at: NOON + 100_000 }, 'b', true);
      await add({ at: NOON + 5, enteredAt: NOON + 9, way: 'phone' }, 'c');
      await add({ at: NOON, communityId: 'donghu' }, 'elsewhere');
      await say(NOON - 1, 'bot');
      await say(NOON - 1, 'resident');
      await say(NOON + 2, 'bot', { replyKey: 'handoff.coming' });
      await say(NOON + 30_000, 'staff', { staffId: 'xu-jing' });
      await say(NOON + 100_000, 'resident');
      const seen = [];
      let after: string | null = null;
      do {
        const at: string | null = after;
        const filter = { communityId: 'cuihu', between: [NOON, NOON + 200_000] } as const;
        const page: Awaited<ReturnType<RegisterTable['reported']>> = await subject.look((tx) =>
          tx.register.reported(filter, { after: at, limit: 2 }),
        );
        seen.push(...page.items);
        after = page.next;
      } while (after !== null);
      expect(seen.map(({ at, nextAt, way }) => [at - NOON, nextAt && nextAt - NOON, way])).toEqual([
        [0, 100_000, 'wecom-kf'],
        [5, null, 'phone'],
        [100_000, null, 'wecom-kf'],
      ]);
      expect(seen[0]?.words).toEqual([
        { at: NOON - 1, by: 'resident', staffId: null, replyKey: null },
        { at: NOON + 2, by: 'bot', staffId: null, replyKey: 'handoff.coming' },
        { at: NOON + 30_000, by: 'staff', staffId: 'xu-jing', replyKey: null },
      ]);
      expect(seen.map(({ words }) => words.length)).toEqual([3, 0, 1]);
      expect(seen[1]?.enteredAt).toBe(NOON + 9);
      expect(JSON.stringify(seen)).not.toContain('漏水');
    });

    it('writes nobody’s name, number or words in the clear', async () => {
      await add({ facts, enteredAt: NOON }, 'sealed', true);
      const disk = Buffer.concat(await subject.under().rawBytes()).toString('latin1');
      for (const secret of ['林女士', '13800138000', '楼上漏水'])
        expect(disk.includes(Buffer.from(secret).toString('latin1'))).toBe(false);
    });
  });
}
