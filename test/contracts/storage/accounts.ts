// Accounts of fetched channels: one reader, one cursor, no lost wake-up.
import { describe, expect, it } from 'vitest';
import { freshStore, NOON, type OpenStore } from './subject.ts';

const MINUTE_MS = 60_000;

export function describeAccounts(open: OpenStore): void {
  describe('channel accounts', () => {
    const subject = freshStore(open);
    const account = () => subject.look((tx) => tx.accounts.get('wecom-kf', 'wk-1'));
    const ensured = (at = NOON) => subject.unit((tx) => tx.accounts.ensure('wecom-kf', 'wk-1', at));
    const leased = (token: string, now: number) =>
      subject.unit((tx) => tx.accounts.lease('wecom-kf', 'wk-1', token, now, now + MINUTE_MS));
    const moved = (from: string | null, to: string, leaseToken: string) =>
      subject.unit((tx) =>
        tx.accounts.moveCursor({ channel: 'wecom-kf', accountId: 'wk-1', from, to, leaseToken }),
      );

    it('are unknown until they are ensured, and keep their first start', async () => {
      expect(await account()).toBeNull();
      await ensured(NOON);
      await ensured(NOON + MINUTE_MS);
      expect(await account()).toEqual({
        channel: 'wecom-kf',
        accountId: 'wk-1',
        cursor: null,
        firstStartedAt: NOON,
        wakeSeq: 0,
        readSeq: 0,
        wakeToken: null,
        wokenAt: null,
        readAt: null,
      });
    });

    it('of one channel are listed, each once, whoever was told of them first', async () => {
      await ensured();
      await subject.unit((tx) => tx.accounts.ensure('wecom-kf', 'wk-0', NOON + 1));
      await subject.unit((tx) => tx.accounts.ensure('web', 'site', NOON));
      await subject.unit((tx) => tx.accounts.wake('wecom-kf', 'wk-1', 'token-1', NOON));
      const listed = await subject.look((tx) => tx.accounts.list('wecom-kf'));
      expect(listed.map((each) => [each.accountId, each.wakeToken])).toEqual([
        ['wk-0', null],
        ['wk-1', 'token-1'],
      ]);
    });

    it('count every wake-up; one without a token keeps the earlier token', async () => {
      await ensured();
      await subject.unit((tx) => tx.accounts.wake('wecom-kf', 'wk-1', 'token-1', NOON + 1));
      await subject.unit((tx) => tx.accounts.wake('wecom-kf', 'wk-1', null, NOON + 2));
      expect(await account()).toMatchObject({ wakeSeq: 2, wakeToken: 'token-1', wokenAt: NOON + 2 });
      await subject.unit((tx) => tx.accounts.wake('wecom-kf', 'wk-1', 'token-2', NOON + 3));
      expect(await account()).toMatchObject({ wakeSeq: 3, wakeToken: 'token-2' });
    });

    it('drop a token only while it is still the same one', async () => {
      await ensured();
      await subject.unit((tx) => tx.accounts.wake('wecom-kf', 'wk-1', 'token-2', NOON));
      await subject.unit((tx) => tx.accounts.dropWakeToken('wecom-kf', 'wk-1', 'token-1'));
      expect(await account()).toMatchObject({ wakeToken: 'token-2' });
      await subject.unit((tx) => tx.accounts.dropWakeToken('wecom-kf', 'wk-1', 'token-2'));
      expect(await account()).toMatchObject({ wakeToken: null });
    });

    it('know how far they were read', async () => {
      await ensured();
      await subject.unit((tx) => tx.accounts.wake('wecom-kf', 'wk-1', null, NOON));
      await subject.unit((tx) => tx.accounts.markRead('wecom-kf', 'wk-1', 1, NOON + 5));
      expect(await account()).toMatchObject({ wakeSeq: 1, readSeq: 1, readAt: NOON + 5 });
    });

    it('have one reader at a time; the same one may renew, another takes over after the lease', async () => {
      await ensured();
      expect(await leased('a', NOON)).toBe(true);
      expect(await leased('b', NOON + 1)).toBe(false);
      expect(await leased('a', NOON + MINUTE_MS - 1)).toBe(true);
      expect(await leased('b', NOON + MINUTE_MS)).toBe(false);
      expect(await leased('b', NOON + 2 * MINUTE_MS)).toBe(true);
      expect(await leased('a', NOON + 2 * MINUTE_MS)).toBe(false);
    });

    it('give the lease to exactly one of many who ask at the same time', async () => {
      await ensured();
      const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => leased(`reader-${n}`, NOON)));
      expect(answers.filter((won) => won)).toHaveLength(1);
    });

    it('are free again when their reader lets go, and only for its own lease', async () => {
      await ensured();
      await leased('a', NOON);
      await subject.unit((tx) => tx.accounts.release('wecom-kf', 'wk-1', 'b'));
      expect(await leased('b', NOON)).toBe(false);
      await subject.unit((tx) => tx.accounts.release('wecom-kf', 'wk-1', 'a'));
      expect(await leased('b', NOON)).toBe(true);
    });

    it('move the cursor only from where it is', async () => {
      await ensured();
      await leased('a', NOON);
      expect(await moved('elsewhere', 'c1', 'a')).toBe(false);
      expect(await moved(null, 'c1', 'a')).toBe(true);
      expect(await moved(null, 'c2', 'a')).toBe(false);
      expect(await moved('c1', 'c2', 'a')).toBe(true);
      expect(await account()).toMatchObject({ cursor: 'c2' });
    });

    it('do not move the cursor for a reader whose lease went to another', async () => {
      await ensured();
      await leased('a', NOON);
      await leased('b', NOON + MINUTE_MS);
      expect(await moved(null, 'c1', 'a')).toBe(false);
      expect(await moved(null, 'c1', 'b')).toBe(true);
    });

    it('do not move the cursor for a reader who has let go', async () => {
      await ensured();
      await leased('a', NOON);
      await subject.unit((tx) => tx.accounts.release('wecom-kf', 'wk-1', 'a'));
      expect(await moved(null, 'c1', 'a')).toBe(false);
    });
  });
}
