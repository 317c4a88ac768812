// The company's own rows: communities, people and roster, answers given to API calls.
import { describe, expect, it } from 'vitest';
import type { People, Shift, Staff } from '../../../src/config/config.ts';
import { freshStore, NOON, type OpenStore } from './subject.ts';

const person = (id: string, changes: Partial<Staff> = {}): Staff => ({
  id,
  name: `名字${id}`,
  title: '工程师傅',
  role: 'worker',
  wecomUserId: `W-${id}`,
  departmentId: 'engineering',
  phone: '020-0000-0101',
  skills: ['water', '电'],
  communityIds: ['cuihu', 'donghu'],
  ...changes,
});
const shift = (name: string, staffIds: string[], changes: Partial<Shift> = {}): Shift => ({
  name,
  communityId: 'cuihu',
  departmentId: 'engineering',
  days: [0, 3, 6],
  fromMinute: 480,
  toMinute: 1200,
  staffIds,
  ...changes,
});

export function describeHouse(open: OpenStore): void {
  describe('people and roster', () => {
    const subject = freshStore(open);
    const replace = (people: People, at = NOON) => subject.unit((tx) => tx.staff.replaceAll(people, at));
    const load = () => subject.look((tx) => tx.staff.load());
    const everyone: People = {
      staff: [
        person('li', { role: 'lead' }),
        person('wang'),
        person('zhang', { skills: [], communityIds: ['cuihu'] }),
      ],
      roster: {
        // Order matters: it is the order of calling.
        shifts: [
          shift('白班', ['zhang', 'wang']),
          shift('夜班', ['wang'], { days: [1], fromMinute: 1200, toMinute: 480 }),
          shift('早班', ['li']),
        ],
        changes: [{ date: '2026-12-25', shift: '白班', staffIds: ['li'] }],
        cover: [],
      },
    };

    it('come back as they were put in, in their order', async () => {
      await replace(everyone);
      await subject.under().reopen();
      expect(await load()).toEqual(everyone);
    });

    it('become what they are told, also when told twice', async () => {
      await replace(everyone, NOON);
      await replace(everyone, NOON + 1);
      expect(await load()).toEqual(everyone);
    });

    it.each([
      ['later', NOON + 1],
      ['within the same millisecond', NOON],
      ['by a clock that was set back', NOON - 1],
    ])('do not keep on the list who has left, told %s', async (_when, at) => {
      await replace(everyone, NOON);
      const fewer: People = {
        staff: [person('wang', { phone: '020-0000-0109' })],
        roster: { shifts: [shift('白班', ['wang'])], changes: [], cover: [] },
      };
      await replace(fewer, at);
      expect(await load()).toEqual(fewer);
    });

    it('take back who returns', async () => {
      await replace(everyone, NOON);
      await replace({ ...everyone, staff: [person('wang')] }, NOON + 1);
      await replace(everyone, NOON + 2);
      expect((await load()).staff.map((member) => member.id)).toEqual(['li', 'wang', 'zhang']);
    });
  });

  describe('communities', () => {
    const subject = freshStore(open);
    it('are ensured again without harm, under their newest name', async () => {
      await subject.unit((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园二期' }, NOON + 1));
      expect(await subject.under().raw('select id, name from community')).toEqual([
        { id: 'cuihu', name: '翠湖花园二期' },
      ]);
    });
  });

  describe('answers given to API calls', () => {
    const subject = freshStore(open);
    const answer = { requestDigest: 'd1', status: 200, body: '{"id":"t1","place":"3栋2单元501"}' };

    it('are kept once per scope and key', async () => {
      expect(await subject.look((tx) => tx.idempotency.get('token-1', 'k1'))).toBeNull();
      await subject.unit((tx) => tx.idempotency.put('token-1', 'k1', answer, NOON));
      expect(await subject.look((tx) => tx.idempotency.get('token-1', 'k1'))).toEqual(answer);
      expect(await subject.look((tx) => tx.idempotency.get('token-2', 'k1'))).toBeNull();
      expect(await subject.look((tx) => tx.idempotency.get('token-1', 'k2'))).toBeNull();
    });

    it('let only one of two calls with the same key through', async () => {
      const put = () => subject.unit((tx) => tx.idempotency.put('token-1', 'k1', answer, NOON));
      const outcomes = await Promise.allSettled([put(), put(), put()]);
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    });
  });
}
