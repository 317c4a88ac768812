// One token for all processes: each process here has its own memory and its own source, the sealed row is what they share.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryError } from '../../src/base/errors.ts';
import { createIds } from '../../src/base/ids.ts';
import { createTokenSource, type TokenAnswer, type TokenSource } from '../../src/channels/wecom/token.ts';
import { createTokenShelf } from '../../src/signals/token-shelf.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { ownLeases } from '../support/own-leases.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../support/sqlite-store.ts';
import { until } from '../support/until.ts';

const NOON = Date.parse('2026-11-23T12:00:00+08:00');
const LIFE_MS = 7_200_000;

let under: SqliteStoreUnderTest;
let clock: ManualClock;
let fetches: number;
/** What the platform answers to a fetch. */
let answer: () => Promise<TokenAnswer>;
beforeEach(async () => {
  under = await openSqliteForTest();
  clock = createManualClock(NOON);
  fetches = 0;
  answer = async () => ({ kind: 'token', token: `t${fetches}`, expiresInSeconds: LIFE_MS / 1000 });
});
afterEach(() => under.close());

function process(store = under.store): TokenSource {
  const ids = createIds(clock);
  const shelf = createTokenShelf('wecom:corp:app', { store, clock, leases: ownLeases(ids) });
  return createTokenSource(
    () => {
      fetches++;
      return answer();
    },
    clock,
    ids,
    shelf,
  );
}
const tokenOf = async (source: TokenSource) => {
  const current = await source.current();
  return current.kind === 'token' ? current.token : current;
};
/** Lets those go on who look at the shelf again and again. */
async function whileLooking<T>(work: Promise<T>): Promise<T> {
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  await until(() => {
    clock.advance(200);
    return done;
  });
  return ended;
}

describe('three processes', () => {
  it('fetch one token between them, however many ask at once', async () => {
    const sources = [process(), process(), process()];
    const asked = sources.flatMap((source) => [tokenOf(source), tokenOf(source)]);
    expect(await whileLooking(Promise.all(asked))).toEqual(Array(6).fill('t1'));
    expect(fetches).toBe(1);
  });

  it('and one that starts later finds it there', async () => {
    await tokenOf(process());
    await under.reopen();
    expect(await tokenOf(process())).toBe('t1');
    expect(fetches).toBe(1);
  });

  it('fetch the next one once, near the end of the first, and no later than it ends', async () => {
    const sources = [process(), process(), process()];
    for (const source of sources) await tokenOf(source);
    clock.advance(LIFE_MS * 0.86);
    for (const source of sources) expect(await tokenOf(source)).toBe('t1');
    clock.advance(LIFE_MS * 0.07);
    // Whoever does not fetch goes on with the first one meanwhile; it still works.
    await Promise.all(sources.map(tokenOf));
    expect(await Promise.all(sources.map(tokenOf))).toEqual(['t2', 't2', 't2']);
    expect(fetches).toBe(2);
  });

  it('each of which sees the token refused fetch one new one together', async () => {
    const sources = [process(), process(), process()];
    for (const source of sources) await tokenOf(source);
    for (const source of sources) source.expire('t1');
    expect(await whileLooking(Promise.all(sources.map(tokenOf)))).toEqual(['t2', 't2', 't2']);
    // One that learns late that the first one is gone takes the second.
    const late = process();
    await tokenOf(late);
    late.expire('t1');
    expect(await tokenOf(late)).toBe('t2');
    expect(fetches).toBe(2);
  });
});

describe('whoever fetches', () => {
  it('and dies is followed by another after the claim ends', async () => {
    answer = () => new Promise(() => {});
    void process().current();
    await until(() => fetches === 1);
    answer = async () => ({ kind: 'token', token: 'second', expiresInSeconds: 7200 });
    const waiting = tokenOf(process());
    expect(await whileLooking(waiting)).toBe('second');
    expect(clock.now() - NOON).toBeGreaterThanOrEqual(14_000);
  });

  it('slowly does not hold up those whose old token still works', async () => {
    const [slow, other] = [process(), process()];
    await tokenOf(slow);
    await tokenOf(other);
    clock.advance(LIFE_MS * 0.93);
    answer = () => new Promise(() => {});
    void slow.current();
    await until(() => fetches === 2);
    expect(await tokenOf(other)).toBe('t1');
  });

  it('and is refused leaves the way free', async () => {
    answer = async () => ({ kind: 'refused', errcode: 45033, class: 'frequency', retryAfterMs: 1_000 });
    expect(await tokenOf(process())).toMatchObject({ kind: 'refused', errcode: 45033 });
    answer = async () => ({ kind: 'token', token: 'good', expiresInSeconds: 7200 });
    expect(await tokenOf(process())).toBe('good');
  });
});

it('without a database there is no token, and no error either', async () => {
  const away = () => Promise.reject(new TemporaryError('storage/unreachable', 'away'));
  const source = process({ ...under.store, read: away, transact: away });
  expect(await source.current()).toEqual({ kind: 'unreachable', code: 'token-shelf', outcomeUnknown: false });
  expect(fetches).toBe(0);
});
