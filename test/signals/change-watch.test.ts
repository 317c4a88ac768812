// Without Redis a page still learns within a second or two that another process has changed something.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { createSignalsAlone } from '../../src/signals/alone.ts';
import { createChangeWatch } from '../../src/signals/change-watch.ts';
import type { LiveNews, Signals } from '../../src/signals/contract.ts';
import type { StoreUnderTest } from '../contracts/storage/subject.ts';
import { openStoreForTest } from '../support/store-for-test.ts';

let under: StoreUnderTest;
let signals: Signals;
let heard: LiveNews[];
let asked: number;
beforeEach(async () => {
  under = await openStoreForTest();
  signals = createSignalsAlone({ clock: systemClock, ids: createIds(systemClock) });
  heard = [];
  asked = 0;
});
afterEach(() => under.close());

const watch = (alone: boolean, from: Signals = signals) =>
  createChangeWatch({
    store: {
      ...under.store,
      read: (work) => {
        asked++;
        return under.store.read(work);
      },
    },
    signals: from,
    alone,
  });
const open = () => signals.live.subscribe(['conversation:lin'], null, (news) => heard.push(news));
const changeSomething = (key: string) =>
  under.store.transact(async (tx) => {
    await tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, 1);
    await tx.tasks.add({
      communityId: 'cuihu',
      kind: 'handoff',
      conversationId: null,
      ticketId: null,
      reason: 'r',
      createdAt: 1,
      uniqueKey: key,
    });
  });

it('lets open pages look again when something has changed, and only then', async () => {
  open();
  const changes = watch(false);
  await changes.look();
  heard = [];
  await changes.look();
  expect(heard).toEqual([]);
  await changeSomething('first');
  await changes.look();
  await changes.look();
  expect(heard).toEqual(['look-again']);
});

it('misses nothing that changes between the opening of a page and the first look', async () => {
  const changes = watch(false);
  await changes.look();
  open();
  await changeSomething('early');
  await changes.look();
  await changes.look();
  expect(heard).toEqual(['look-again']);
});

it('asks nothing while no page is open, while the others can be heard, or when there are none', async () => {
  await watch(false).look();
  open();
  await watch(true).look();
  await watch(false, { ...signals, state: () => 'ok' }).look();
  expect(asked).toBe(0);
});
