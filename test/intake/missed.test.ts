// A wake-up that had to be refused: the platform gives up after four tries, its news is kept in mind.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { TemporaryError } from '../../src/base/errors.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createMissedWakeUps, type MissedWakeUps } from '../../src/intake/accept.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openSqliteForTest, type SqliteStoreUnderTest } from '../support/sqlite-store.ts';

const NOON = Date.parse('2026-11-23T12:00:00+08:00');
const shipped = loadConfig({ env: {} });
if (!shipped.ok) throw new Error('the shipped configuration does not load');
const INTAKE = shipped.config.intake;
const wk1 = { channel: 'wecom-kf', accountId: 'wk-1' } as const;

let under: SqliteStoreUnderTest;
let failing: boolean;
let missed: MissedWakeUps;
beforeEach(async () => {
  under = await openSqliteForTest();
  failing = true;
  missed = createMissedWakeUps({
    store: {
      ...under.store,
      transact: (work) =>
        failing ? Promise.reject(new TemporaryError('storage/away', 'away')) : under.store.transact(work),
    },
    clock: createManualClock(NOON),
    crashPoint: noCrashPoints,
    intake: INTAKE,
    communityOf: () => 'cuihu',
    hasHazard: () => false,
  });
});
afterEach(() => under.close());

it('is kept as soon as the store can, once per account, with the newest token', async () => {
  expect(await missed.keep()).toBe(0);
  missed.add({ ...wk1, wakeToken: 'first' });
  missed.add({ ...wk1, wakeToken: 'second' });
  await expect(missed.keep()).rejects.toThrow('away');
  failing = false;
  expect(await missed.keep()).toBe(1);
  const account = await under.store.read((tx) => tx.accounts.get('wecom-kf', 'wk-1'));
  expect(account).toMatchObject({ wakeSeq: 1, readSeq: 0, wakeToken: 'second' });
  expect(await missed.keep()).toBe(0);
});
