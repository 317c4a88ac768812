// What processes on one database share: signs of life, leases that end with their holder, tokens, limits.
import { describe, expect, it } from 'vitest';
import { freshStore, NOON, type OpenStore, rowFor, talkTo } from './subject.ts';

const MINUTE_MS = 60_000;
const LATER = NOON + MINUTE_MS;

export function describeSeveralProcesses(open: OpenStore): void {
  describe('processes', () => {
    const subject = freshStore(open);
    const join = (id: string) =>
      subject.unit((tx) => tx.processes.join({ id, roles: 'web,worker', startedAt: NOON }));

    it('are listed with a beat that grows', async () => {
      await join('p1');
      expect(await subject.unit((tx) => tx.processes.beat('p1'))).toBe(true);
      expect(await subject.look((tx) => tx.processes.list())).toEqual([
        { id: 'p1', roles: 'web,worker', startedAt: NOON, beat: 2 },
      ]);
    });

    it('are struck out only at the beat that was seen, by one watcher, and learn of it', async () => {
      await join('p1');
      await subject.unit((tx) => tx.processes.beat('p1'));
      expect(await subject.unit((tx) => tx.processes.strikeOut('p1', 1))).toBe(false);
      const strike = () => subject.unit((tx) => tx.processes.strikeOut('p1', 2));
      expect((await Promise.all([strike(), strike()])).sort()).toEqual([false, true]);
      expect(await subject.unit((tx) => tx.processes.beat('p1'))).toBe(false);
      expect(await subject.look((tx) => tx.processes.list())).toEqual([]);
    });

    it('leave nothing claimed: what one had is free at once, what another has is not', async () => {
      const claimAll = (process: string, suffix: string) =>
        subject.unit(async (tx) => {
          const token = `${process}:1`;
          await tx.accounts.ensure('wecom-kf', `wk-${suffix}`, NOON);
          expect(await tx.accounts.lease('wecom-kf', `wk-${suffix}`, token, NOON, LATER)).toBe(true);
          await tx.jobs.add({ kind: 'k', subjectId: suffix, dueAt: NOON, uniqueKey: suffix });
          expect(await tx.jobs.claim(NOON, 1, token, LATER)).toHaveLength(1);
          const conversation = await talkTo(tx, {
            channel: 'wecom-kf',
            channelAccountId: 'wk-1',
            channelUserId: suffix,
          });
          await tx.turns.due(conversation.id, { dueAt: NOON, lastDueAt: NOON, gather: false });
          expect(await tx.turns.claim(NOON, 1, token, LATER)).toHaveLength(1);
          const id = await tx.outbox.enqueue(rowFor(conversation, suffix));
          await tx.outbox.lease(id, token, LATER, {
            content: { type: 'text', text: suffix },
            quotaWindowAt: null,
            at: NOON,
          });
          expect(await tx.tokens.claim(`wecom:${suffix}`, token, NOON, LATER)).toBe(true);
          return conversation.id;
        });
      const dead = await claimAll('p1', 'dead');
      await claimAll('p2', 'alive');

      const free = () =>
        subject.unit(async (tx) => ({
          accounts: [
            await tx.accounts.lease('wecom-kf', 'wk-dead', 'p3:1', NOON, LATER),
            await tx.accounts.lease('wecom-kf', 'wk-alive', 'p3:1', NOON, LATER),
          ],
          jobs: (await tx.jobs.claim(NOON, 9, 'p3:1', LATER)).map((job) => job.subjectId),
          turns: (await tx.turns.claim(NOON, 9, 'p3:1', LATER)).map((turn) => turn.conversationId),
          tokens: [
            await tx.tokens.claim('wecom:dead', 'p3:1', NOON, LATER),
            await tx.tokens.claim('wecom:alive', 'p3:1', NOON, LATER),
          ],
        }));
      const heads = async () =>
        (await subject.look((tx) => tx.outbox.heads(NOON, 9))).rows.map((row) => row.lane);

      await subject.unit((tx) => tx.processes.endLeases('p1', { sends: false }));
      expect(await heads()).toEqual([]);
      await subject.unit((tx) => tx.processes.endLeases('p1', { sends: true }));
      expect(await heads()).toEqual([dead]);
      expect(await free()).toEqual({
        accounts: [true, false],
        jobs: ['dead'],
        turns: [dead],
        tokens: [true, false],
      });
    });
  });

  describe('a platform’s token', () => {
    const subject = freshStore(open);
    const NAME = 'wecom:corp:app';
    const fresh = { token: 'token-that-opens-everything', fetchedAt: NOON, expiresAt: NOON + 7_200_000 };
    const claim = (by: string, now = NOON) =>
      subject.unit((tx) => tx.tokens.claim(NAME, by, now, now + 15_000));
    const keep = (by: string) => subject.unit((tx) => tx.tokens.keep(NAME, by, fresh, NOON));
    const kept = () => subject.look((tx) => tx.tokens.get(NAME));

    it('is fetched by one at a time, and is there for all afterwards', async () => {
      expect(await kept()).toBeNull();
      expect((await Promise.all([claim('p1:1'), claim('p2:1')])).filter(Boolean)).toHaveLength(1);
      const holder = (await keep('p1:1')) ? 'p1' : 'p2';
      if (holder === 'p2') expect(await keep('p2:1')).toBe(true);
      expect(await kept()).toEqual(fresh);
      expect(await claim('p3:1')).toBe(true);
    });

    it('is not put in place by whoever lost the right to', async () => {
      expect(await claim('p1:1')).toBe(true);
      expect(await claim('p2:1', NOON + 15_000)).toBe(true);
      expect(await keep('p1:1')).toBe(false);
      expect(await kept()).toBeNull();
      await subject.unit((tx) => tx.tokens.release(NAME, 'p1:1'));
      expect(await claim('p3:1', NOON + 15_001)).toBe(false);
    });

    it('does not lie readable on the disk', async () => {
      await claim('p1:1');
      await keep('p1:1');
      for (const bytes of await subject.under().rawBytes()) expect(bytes.includes(fresh.token)).toBe(false);
    });
  });

  describe('a limit of a platform', () => {
    const subject = freshStore(open);
    const limit = { max: 5, perMs: MINUTE_MS };
    const take = (now: number, name = 'reads') => subject.unit((tx) => tx.limits.take(name, limit, now));

    it('gives each place once, however many want it at once', async () => {
      const waits = await Promise.all(Array.from({ length: 12 }, () => take(NOON)));
      expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(5);
      expect(waits.filter((waitMs) => waitMs === MINUTE_MS)).toHaveLength(7);
      expect(await take(NOON, 'others')).toBe(0);
    });

    it('says when the next place is free, and frees one after the other', async () => {
      for (let second = 0; second < 5; second++) expect(await take(NOON + second * 1000)).toBe(0);
      expect(await take(NOON + 10_000)).toBe(50_000);
      expect(await take(NOON + MINUTE_MS)).toBe(0);
      expect(await take(NOON + MINUTE_MS)).toBe(1000);
    });

    it('is not closed for ever by a clock that was set back', async () => {
      for (let i = 0; i < 5; i++) await take(NOON + 2 * 3_600_000);
      expect(await take(NOON)).toBe(0);
    });
  });
}
