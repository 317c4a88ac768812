// The house register, its imports, and what homes owe.
import { describe, expect, it } from 'vitest';
import type { Bill } from '../../../src/bills/bill.ts';
import type { OccupantFacts } from '../../../src/homes/occupant.ts';
import type { ImportBatch } from '../../../src/imports/batch.ts';
import { freshStore, NOON, type OpenStore } from './subject.ts';

const place = { building: '3', unit: '2', room: '501' };
const wang: OccupantFacts = {
  place,
  name: '王小明',
  relation: 'owner',
  phone: '+8613800001234',
  movedInOn: '2024-03-01',
};
const from = { communityId: 'cuihu', importId: 'i1', at: NOON };

export function describeHomes(open: OpenStore): void {
  describe('the house register', () => {
    const subject = freshStore(open);
    const add = (facts: OccupantFacts, where = from) => subject.unit((tx) => tx.occupants.add(facts, where));
    const ofHome = (community = 'cuihu', home = place) =>
      subject.look((tx) => tx.occupants.ofHome(community, home));

    it('finds whoever is on record for a home, in that community and no other', async () => {
      expect(await add(wang)).toBe(true);
      await add({ ...wang, name: '李雷', relation: 'tenant' });
      await add({ ...wang, place: { ...place, room: '502' } });
      await add(wang, { ...from, communityId: 'other' });
      await subject.under().reopen();
      const found = await ofHome();
      expect(found.map(({ name, relation }) => [name, relation])).toEqual([
        ['王小明', 'owner'],
        ['李雷', 'tenant'],
      ]);
      expect(found[0]).toEqual({
        ...wang,
        ...{ id: found[0]?.id, communityId: 'cuihu', fromAt: NOON, untilAt: null, version: 1 },
      });
      expect(await ofHome('cuihu', { ...place, unit: '1' })).toEqual([]);
      expect(await subject.look((tx) => tx.occupants.get(found[0]?.id ?? ''))).toEqual(found[0]);
    });

    it('has a person once for a home, also when two add them at once, until they have left', async () => {
      const added = await Promise.all(Array.from({ length: 5 }, () => add(wang)));
      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await add({ ...wang, name: ' 王 小明', phone: null })).toBe(false);
      const [one] = await ofHome();
      expect(await subject.unit((tx) => tx.occupants.end(one?.id ?? '', 1, NOON + 1))).toBe(true);
      expect(await subject.unit((tx) => tx.occupants.end(one?.id ?? '', 2, NOON + 1))).toBe(false);
      expect(await ofHome()).toEqual([]);
      expect(await subject.look((tx) => tx.occupants.get(one?.id ?? ''))).toMatchObject({
        untilAt: NOON + 1,
      });
      expect(await add(wang)).toBe(true);
    });

    it('is changed on the version that was seen', async () => {
      await add(wang);
      const [one] = await ofHome();
      const change = (version: number) =>
        subject.unit((tx) => tx.occupants.change(one?.id ?? '', version, { ...wang, phone: null }));
      expect(await change(1)).toBe(true);
      expect(await change(1)).toBe(false);
      expect(await ofHome()).toMatchObject([{ phone: null, version: 2 }]);
      expect(await subject.unit((tx) => tx.occupants.change('none', 1, wang))).toBe(false);
    });

    it('is listed page by page', async () => {
      for (const room of ['101', '102', '103']) await add({ ...wang, place: { ...place, room } });
      const rooms = async (after: string | null) =>
        subject.look((tx) => tx.occupants.list('cuihu', { after, limit: 2 }));
      const first = await rooms(null);
      const second = await rooms(first.at(-1)?.id ?? null);
      expect([...first, ...second].map((each) => each.place.room)).toEqual(['101', '102', '103']);
    });

    it('lies on the disk without a name, a number or a home', async () => {
      await add({ ...wang, place: { ...place, room: '3302' } });
      const steps = [{ kind: 'add' as const, facts: wang }];
      await subject.unit((tx) => tx.imports.add({ ...batch, steps }));
      for (const bytes of await subject.under().rawBytes())
        for (const personal of ['王小明', '13800001234', '"3302"'])
          expect(bytes.includes(Buffer.from(personal))).toBe(false);
    });
  });

  describe('who is known to be which person on record', () => {
    const subject = freshStore(open);
    const binding = {
      ...{ communityId: 'cuihu', residentId: 'r1', occupantId: 'o1', relation: 'owner' as const },
      ...{ how: 'register' as const, fromAt: NOON },
    };

    it('stands once, is found from both sides, and ends with whoever ended it and why', async () => {
      const add = (changes = {}) => subject.unit((tx) => tx.homeBindings.add({ ...binding, ...changes }));
      expect(await add()).toBe(true);
      expect(await add()).toBe(false);
      expect(await add({ residentId: 'r2' })).toBe(true);
      expect(await add({ occupantId: 'o2' })).toBe(true);
      await subject.under().reopen();
      const ofOne = () => subject.look((tx) => tx.homeBindings.ofOccupant('o1'));
      const found = await ofOne();
      expect(found.map(({ residentId }) => residentId)).toEqual(['r1', 'r2']);
      expect(found[0]).toEqual({
        ...binding,
        ...{ id: found[0]?.id, untilAt: null, endedBy: null, reason: null },
      });
      expect(await subject.look((tx) => tx.homeBindings.ofResident('r1'))).toHaveLength(2);
      const ending = { at: NOON + 1, by: 'xu-jing', reason: 'wrong-person' as const };
      const end = () => subject.unit((tx) => tx.homeBindings.end(found[0]?.id ?? '', ending));
      expect(await end()).toBe(true);
      expect(await end()).toBe(false);
      expect((await ofOne()).map(({ residentId }) => residentId)).toEqual(['r2']);
      // Undone is not for ever.
      expect(await add()).toBe(true);
    });
  });

  describe('what a resident wants done with what is kept of them', () => {
    const subject = freshStore(open);

    it('is open once of a kind, and ends once with what came of it', async () => {
      const asked = { communityId: 'cuihu', conversationId: 'c1', kind: 'erase' as const, askedAt: NOON };
      const add = (changes = {}) =>
        subject.unit((tx) => tx.privacyRequests.add({ ...asked, dueAt: NOON + 1, ...changes }));
      const id = (await add()) ?? '';
      expect(await add()).toBeNull();
      expect(await add({ kind: 'withdraw' })).not.toBeNull();
      const end = () =>
        subject.unit((tx) => tx.privacyRequests.end(id, { at: NOON + 2, by: 'xu-jing', outcome: 'done' }));
      expect(await end()).toBe(true);
      expect(await end()).toBe(false);
      await subject.under().reopen();
      expect(await subject.look((tx) => tx.privacyRequests.get(id))).toEqual({
        ...{ ...asked, id, dueAt: NOON + 1, endedAt: NOON + 2, endedBy: 'xu-jing', outcome: 'done' },
      });
      expect(await add()).not.toBeNull();
      expect(await subject.look((tx) => tx.privacyRequests.ofConversation('c1'))).toHaveLength(3);
    });
  });

  describe('an import', () => {
    const subject = freshStore(open);

    it('is kept until it is done; then what it did is thrown away', async () => {
      const steps = [{ kind: 'add' as const, facts: wang }];
      await subject.unit((tx) => tx.imports.add({ ...batch, steps }));
      await subject.under().reopen();
      const get = () => subject.look((tx) => tx.imports.get('token'));
      expect(await get()).toEqual({ ...batch, steps });
      await subject.unit((tx) =>
        tx.imports.progress({ ...batch, state: 'confirmed', doneSteps: 1, skipped: 1 }),
      );
      expect(await get()).toMatchObject({ state: 'confirmed', steps, doneSteps: 1, skipped: 1 });
      await subject.unit((tx) =>
        tx.imports.progress({ ...batch, state: 'done', doneSteps: 1, doneAt: NOON }),
      );
      expect(await get()).toMatchObject({ state: 'done', steps: [], doneAt: NOON });
    });

    it('that nobody confirmed is forgotten', async () => {
      await subject.unit((tx) => tx.imports.add(batch));
      await subject.unit((tx) => tx.imports.add({ ...batch, id: 'young', createdAt: NOON + 5 }));
      await subject.unit((tx) => tx.imports.forget(NOON + 1));
      expect(await subject.look((tx) => tx.imports.get('token'))).toBeNull();
      expect(await subject.look((tx) => tx.imports.get('young'))).not.toBeNull();
    });

    it('of bills comes back as it was', async () => {
      await subject.unit((tx) => tx.imports.add({ ...batch, kind: 'bills', bills: [bill] }));
      await subject.under().reopen();
      expect(await subject.look((tx) => tx.imports.get('token'))).toEqual({
        ...{ ...batch, kind: 'bills', bills: [bill] },
      });
    });
  });

  describe('what homes owe', () => {
    const subject = freshStore(open);

    it('is one table for each community, the last one brought in, sealed', async () => {
      expect(await subject.look((tx) => tx.bills.imported())).toEqual([]);
      expect(await subject.look((tx) => tx.bills.load('cuihu'))).toEqual([]);
      await subject.unit((tx) => tx.bills.replace('cuihu', [bill], NOON));
      await subject.unit((tx) => tx.bills.replace('other', [bill, bill], NOON));
      await subject.unit((tx) => tx.bills.replace('cuihu', [{ ...bill, paidFen: 1 }], NOON + 1));
      await subject.under().reopen();
      expect(await subject.look((tx) => tx.bills.imported())).toEqual([
        { communityId: 'cuihu', at: NOON + 1 },
        { communityId: 'other', at: NOON },
      ]);
      expect(await subject.look((tx) => tx.bills.load('cuihu'))).toEqual([{ ...bill, paidFen: 1 }]);
      for (const bytes of await subject.under().rawBytes())
        expect(bytes.includes(Buffer.from('清洁分摊'))).toBe(false);
    });
  });
}

const bill: Bill = {
  ...{ period: '2026-10', home: place, item: '清洁分摊' },
  ...{ amountFen: 28_800, dueOn: '2026-10-31', paidFen: 0 },
};
const batch: ImportBatch = {
  ...{ kind: 'homes', people: null, bills: null },
  ...{ id: 'token', communityId: 'cuihu', state: 'previewed', steps: [], doneSteps: 0, skipped: 0 },
  counts: { rows: 1, added: 1, changed: 0, ended: 0, same: 0 },
  ...{ createdBy: 'p1', createdAt: NOON, doneAt: null },
};
