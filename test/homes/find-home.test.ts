import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findHome, type HomeClaim } from '../../src/homes/find-home.ts';
import { NOON, type StoreUnderTest } from '../contracts/storage/subject.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { openStoreForTest } from '../support/store-for-test.ts';

const DAY_MS = 86_400_000;
const place = { building: '3', unit: '2', room: '501' };
const claim: HomeClaim = {
  ...{ communityId: 'cuihu', place, name: '王小明', lastDigits: '1234', conversationId: 'c1' },
};

let under: StoreUnderTest;
let clock: ManualClock;
beforeEach(async () => {
  under = await openStoreForTest();
  clock = createManualClock(NOON);
  const from = { communityId: 'cuihu', importId: 'i', at: NOON };
  await under.store.transact(async (tx) => {
    await tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON);
    const wang = {
      place,
      name: '王小明',
      relation: 'owner' as const,
      phone: '+8613800001234',
      movedInOn: null,
    };
    await tx.occupants.add(wang, from);
    await tx.occupants.add({ ...wang, name: '李雷', relation: 'tenant', phone: null }, from);
  });
});
afterEach(() => under.close());

const ask = (changes: Partial<HomeClaim> = {}) =>
  under.store.transact((tx) => findHome(tx, { ...claim, ...changes }, { clock }));

describe('whoever says who they are of a home', () => {
  it('is believed with the name and the last digits on record, however they write them', async () => {
    expect(await ask()).toMatchObject({ kind: 'verified', relation: 'owner' });
    expect(await ask({ name: ' 王 小明 ', lastDigits: '１２３４', conversationId: 'c2' })).toMatchObject({
      kind: 'verified',
    });
  });

  it.each([
    ['another name', { name: '张三' }],
    ['other digits', { lastDigits: '4321' }],
    ['a home nobody is on record for', { place: { ...place, room: '502' } }],
    ['a home of another community', { communityId: 'other' }],
    ['a name on record without a number', { name: '李雷', lastDigits: '' }],
    ['fewer digits', { lastDigits: '234' }],
    ['the whole number', { lastDigits: '13800001234' }],
    ['nothing', { name: '', lastDigits: '' }],
  ])('with %s hears the same as everybody who is wrong', async (_what, changes) => {
    expect(await ask(changes)).toEqual({ kind: 'not-verified', triesLeft: 2 });
  });

  it('has three tries a day, right ones among them; then a person must look', async () => {
    expect(await ask({ lastDigits: '0000' })).toEqual({ kind: 'not-verified', triesLeft: 2 });
    expect(await ask({ place: { ...place, room: '502' } })).toEqual({ kind: 'not-verified', triesLeft: 1 });
    expect(await ask({ name: '张三' })).toEqual({ kind: 'not-verified', triesLeft: 0 });
    expect(await ask()).toEqual({ kind: 'ask-person' });
    expect(await ask({ conversationId: 'c2' })).toMatchObject({ kind: 'verified' });
    clock.advance(DAY_MS);
    expect(await ask()).toMatchObject({ kind: 'verified' });
  });

  it('from ever new accounts meets an end at the home', async () => {
    for (let n = 0; n < 9; n++)
      expect(await ask({ conversationId: `x${n}`, lastDigits: '0000' })).toMatchObject({
        kind: 'not-verified',
      });
    expect(await ask({ conversationId: 'x9' })).toEqual({ kind: 'ask-person' });
    expect(await ask({ conversationId: 'x9', place: { ...place, room: '502' } })).toMatchObject({
      kind: 'not-verified',
    });
  });

  it('who has left is not found any more', async () => {
    await under.store.transact(async (tx) => {
      for (const { id, version } of await tx.occupants.ofHome('cuihu', place))
        await tx.occupants.end(id, version, NOON);
    });
    expect(await ask()).toEqual({ kind: 'not-verified', triesLeft: 2 });
  });
});
