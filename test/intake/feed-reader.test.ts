// Several readers over one database: the platform's strict limit of reads without a token holds for all of them together.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { FeedRequest, FeedResult, InboundItem } from '../../src/channels/contract.ts';
import { type FeedReaderPorts, readFeed } from '../../src/intake/feed-reader.ts';
import { shippedConfig } from '../support/house.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { ownLeases } from '../support/own-leases.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../support/sqlite-store.ts';

const NOON = Date.parse('2026-11-23T12:00:00+08:00');
const signal = new AbortController().signal;

let under: SqliteStoreUnderTest;
let clock: ManualClock;
let pulls: FeedRequest[];
let answer: (request: FeedRequest) => FeedResult;
const ids = createSequentialIds();
beforeEach(async () => {
  under = await openSqliteForTest();
  clock = createManualClock(NOON);
  pulls = [];
  answer = () => ({ kind: 'page', items: [], nextCursor: `c${pulls.length}`, hasMore: false });
});
afterEach(() => under.close());

function reader(): FeedReaderPorts {
  return {
    store: under.store,
    clock,
    log: silentLogger,
    crashPoint: noCrashPoints,
    leases: ownLeases(ids),
    intake: { ...shippedConfig().intake, burstMs: 0, maxBurstMs: 0 },
    communityOf: () => 'cuihu',
    hasHazard: () => false,
    onAccepted() {},
    feed: {
      channel: 'wecom-kf',
      async pull(request) {
        pulls.push(request);
        return answer(request);
      },
      listAccounts: async () => null,
    },
  };
}
const wake = (accountId: string, wakeToken: string) =>
  under.store.transact(async (tx) => {
    await tx.accounts.ensure('wecom-kf', accountId, clock.now());
    await tx.accounts.wake('wecom-kf', accountId, wakeToken, clock.now());
  });

describe('a cursor that the platform does not know', () => {
  it('is left: what it still keeps is read from its beginning, once', async () => {
    await wake('wk-1', 'token');
    answer = () => ({ kind: 'page', items: [], nextCursor: 'old', hasMore: false });
    await readFeed('wk-1', reader(), signal);
    answer = ({ cursor }) => {
      if (cursor === 'old') return { kind: 'cursor-refused' };
      return { kind: 'page', items: [], nextCursor: `new-${pulls.length}`, hasMore: cursor === null };
    };
    expect(await readFeed('wk-1', reader(), signal)).toEqual({ kind: 'read' });
    expect(pulls.map((request) => request.cursor)).toEqual([null, 'old', null, 'new-3']);
  });

  it('refused without any cursor too, it is asked for later', async () => {
    await wake('wk-1', 'token');
    answer = () => ({ kind: 'cursor-refused' });
    expect(await readFeed('wk-1', reader(), signal)).toEqual({ kind: 'later', code: 'cursor-refused' });
    expect(pulls).toHaveLength(2);
  });
});

describe('reads without a wake token', () => {
  it('are five a minute over all accounts and all readers; the sixth waits for its place', async () => {
    const readers = [reader(), reader(), reader()];
    const outcomes = [];
    for (let i = 0; i < 6; i++) {
      clock.advance(1_000);
      outcomes.push(await readFeed(`wk-${i}`, readers[i % 3] ?? reader(), signal));
    }
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill({ kind: 'read' }));
    expect(outcomes[5]).toEqual({ kind: 'later', code: 'reads-without-token', retryAfterMs: 55_000 });
    expect(pulls).toHaveLength(5);
    clock.advance(55_000);
    expect(await readFeed('wk-5', reader(), signal)).toEqual({ kind: 'read' });
  });

  it('do not stand in the way of those with one', async () => {
    for (let i = 0; i < 6; i++) await readFeed(`wk-${i}`, reader(), signal);
    await wake('wk-9', 'fresh');
    expect(await readFeed('wk-9', reader(), signal)).toEqual({ kind: 'read' });
    expect(pulls.at(-1)?.wakeToken).toBe('fresh');
  });

  it('are what a refused token leads to, and count', async () => {
    for (let i = 0; i < 5; i++) await readFeed(`wk-${i}`, reader(), signal);
    await wake('wk-9', 'spent');
    answer = ({ wakeToken }) =>
      wakeToken === null ? { kind: 'misconfigured', code: 'x', remedy: '' } : { kind: 'token-refused' };
    expect(await readFeed('wk-9', reader(), signal)).toMatchObject({ code: 'reads-without-token' });
    expect(pulls).toHaveLength(6);
  });

  it('are what a token older than ten minutes leads to', async () => {
    await wake('wk-9', 'old');
    clock.advance(9 * 60_000);
    await readFeed('wk-9', reader(), signal);
    clock.advance(60_000);
    await readFeed('wk-9', reader(), signal);
    expect(pulls.map((pull) => pull.wakeToken)).toEqual(['old', null]);
  });
});

describe('words that come in several pages', () => {
  const said = (text: string): InboundItem => ({
    channel: 'wecom-kf',
    channelAccountId: 'wk-1',
    channelUserId: 'wmLin',
    channelItemId: `m${pulls.length}`,
    origin: 'resident',
    sentAt: clock.now(),
    content: { type: 'text', text },
  });
  const dueAt = () => under.store.read((tx) => tx.turns.nextDueAt());
  /** When the turn was due after each page of three. */
  async function readThree(text: string): Promise<(number | null)[]> {
    await under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON));
    await wake('wk-1', 'token');
    const dues: (number | null)[] = [];
    answer = () => ({
      kind: 'page',
      items: [said(text)],
      nextCursor: `c${pulls.length}`,
      hasMore: pulls.length < 3,
    });
    const one = reader();
    const pull = async (request: FeedRequest) => {
      if (pulls.length > 0) dues.push(await dueAt());
      clock.advance(1_000);
      return one.feed.pull(request, signal);
    };
    const hasHazard = (words: string) => words === '着火了';
    await readFeed('wk-1', { ...one, hasHazard, feed: { ...one.feed, pull } }, signal);
    return [...dues, await dueAt()].map((at) => (at === null ? null : at - NOON));
  }

  it('wait for the next page, so that one answer is to all of them, and no longer than for the last', async () => {
    expect(await readThree('谢谢')).toEqual([2_500, 3_500, 3_000]);
  });

  it('wait for nothing when there is danger in them', async () => {
    expect(await readThree('着火了')).toEqual([1_000, 1_000, 1_000]);
  });
});

describe('one account', () => {
  it('has one reader; a second that comes meanwhile is told so', async () => {
    await wake('wk-1', 'token');
    const meeting = Promise.withResolvers<void>();
    const first = reader();
    first.feed.pull = async () => {
      await meeting.promise;
      return answer({ channelAccountId: 'wk-1', cursor: null, wakeToken: null });
    };
    const reading = readFeed('wk-1', first, signal);
    await under.store.read((tx) => tx.accounts.get('wecom-kf', 'wk-1'));
    expect(await readFeed('wk-1', reader(), signal)).toEqual({ kind: 'busy' });
    meeting.resolve();
    expect(await reading).toEqual({ kind: 'read' });
  });

  it('is not moved on by a reader that stood still longer than its lease', async () => {
    await wake('wk-1', 'token');
    const still = reader();
    still.feed.pull = async (request) => {
      clock.advance(60_000);
      expect(await readFeed('wk-1', reader(), signal)).toEqual({ kind: 'read' });
      return { kind: 'page', items: [], nextCursor: `stale-${request.cursor}`, hasMore: false };
    };
    expect(await readFeed('wk-1', still, signal)).toEqual({ kind: 'busy' });
    expect((await under.store.read((tx) => tx.accounts.get('wecom-kf', 'wk-1')))?.cursor).toBe('c1');
  });
});
