// The outbox: lanes in order, one sender at a time, nothing forgotten by a crash, an allowance per message of the resident.
import { describe, expect, it } from 'vitest';
import type { OutboxRow, Tx } from '../../../src/storage/contract.ts';
import { afterTry, freshStore, NOON, type OpenStore, rowFor, talkTo, zhou } from './subject.ts';

const LEASE_MS = 60_000;

export function describeOutbox(open: OpenStore): void {
  describe('the outbox', () => {
    const subject = freshStore(open);
    const enqueue = (
      text: string,
      changes: Parameters<typeof rowFor>[2] = {},
      person?: Parameters<typeof talkTo>[1],
    ) => subject.unit(async (tx) => tx.outbox.enqueue(rowFor(await talkTo(tx, person), text, changes)));
    const heads = async (now = NOON, limit = 20) =>
      (await subject.look((tx) => tx.outbox.heads(now, limit))).rows;
    const textsOf = (rows: OutboxRow[]) =>
      rows.map((row) => (row.content.type === 'text' ? row.content.text : '?'));
    const lease = (id: string, token: string, now = NOON, quotaWindowAt: number | null = null) =>
      subject.unit(async (tx) => {
        const row = await tx.outbox.get(id);
        if (row)
          await tx.outbox.lease(id, token, now + LEASE_MS, { content: row.content, quotaWindowAt, at: now });
      });
    const settle = (id: string, token: string, changes: Partial<Parameters<Tx['outbox']['settle']>[2]>) =>
      subject.unit((tx) => tx.outbox.settle(id, token, { ...afterTry, state: 'sent', ...changes }));
    const get = (id: string) => subject.look((tx) => tx.outbox.get(id));
    const finish = (id: string, state: 'dropped' | 'merged' | 'held' | 'failed', reason: string) =>
      subject.unit((tx) => tx.outbox.finish(id, state, reason, NOON));

    it('keeps words as they were put in', async () => {
      const changes = {
        messageId: null,
        ticketId: 't1',
        author: 'system',
        epoch: 4,
        slotClass: 'ticket',
        mayMerge: false,
        promise: true,
        eventCode: { code: 'code-1', expiresAt: NOON + 20_000 },
      } as const;
      const id = await enqueue('单号已开', changes);
      expect(await get(id)).toMatchObject({
        id,
        channel: 'wecom-kf',
        channelAccountId: 'wk-1',
        channelUserId: 'wm-lin',
        content: { type: 'text', text: '单号已开' },
        ...changes,
        state: 'queued',
        reason: null,
        attempt: 0,
        mayHaveBeenSent: false,
        resent: false,
        quotaWindowAt: null,
        createdAt: NOON,
        dueAt: NOON,
      });
      expect(await get('unknown')).toBeNull();
    });

    it('offers the first unfinished row of each lane, and nothing behind it', async () => {
      const first = await enqueue('林一');
      await enqueue('周一', {}, zhou);
      await enqueue('林二');
      expect(textsOf(await heads())).toEqual(['林一', '周一']);
      await lease(first, 'a');
      expect(textsOf(await heads())).toEqual(['周一']);
      await settle(first, 'a', { state: 'sent' });
      expect(textsOf(await heads()).sort()).toEqual(['周一', '林二'].sort());
      expect(await heads(NOON, 1)).toHaveLength(1);
    });

    it.each(['sent', 'failed', 'dropped', 'merged'] as const)(
      'goes on with the lane after a row that ended as %s',
      async (state) => {
        const first = await enqueue('一');
        await enqueue('二');
        if (state === 'sent') {
          await lease(first, 'a');
          await settle(first, 'a', { state });
        } else {
          await finish(first, state, 'because');
        }
        expect(textsOf(await heads())).toEqual(['二']);
      },
    );

    it('tells what waits in front of a row, so that it is held too; released, what waited is first again', async () => {
      const first = await enqueue('林一');
      const second = await enqueue('林二', { author: 'staff', slotClass: 'ticket' });
      const other = await enqueue('周一', {}, zhou);
      const inFront = async (id: string) =>
        subject.look(async (tx) => tx.outbox.heldInFront((await tx.outbox.get(id))?.lane ?? '', id));
      const held = { author: 'bot', slotClass: 'ordinary', reason: 'window-closed' };
      await finish(first, 'held', 'window-closed');
      expect(textsOf(await heads()).sort()).toEqual(['周一', '林二'].sort());
      expect(await inFront(first)).toEqual([]);
      expect(await inFront(second)).toEqual([held]);
      expect(await inFront(other)).toEqual([]);
      await finish(second, 'held', 'window-closed');
      expect(textsOf(await heads())).toEqual(['周一']);
      const lane = (await get(first))?.lane ?? '';
      expect(await subject.unit((tx) => tx.outbox.releaseHeld(lane, NOON + 5))).toBe(2);
      expect(await get(first)).toMatchObject({ state: 'queued', reason: null, dueAt: NOON + 5 });
      expect(textsOf(await heads(NOON + 5)).sort()).toEqual(['周一', '林一'].sort());
      expect(await subject.unit((tx) => tx.outbox.releaseHeld(lane, NOON + 6))).toBe(0);
    });

    it('passes each row on behind one held by the allowance, to be judged, so that reserved words get through', async () => {
      const ordinary = await enqueue('闲话');
      const later = await enqueue('又一句');
      await enqueue('单号 261123-001', { author: 'system', slotClass: 'ticket' });
      await finish(ordinary, 'held', 'quota-used');
      expect(textsOf(await heads())).toEqual(['又一句']);
      const laneOf = (await get(ordinary))?.lane ?? '';
      await finish(later, 'held', 'quota-used');
      expect(textsOf(await heads())).toEqual(['单号 261123-001']);
      await subject.unit((tx) => tx.outbox.releaseHeld(laneOf, NOON));
      expect(textsOf(await heads())).toEqual(['闲话']);
    });

    it('finds whoever may be written to behind hundreds of words of one lane whose first must wait', async () => {
      const first = await enqueue('一');
      await subject.unit(async (tx) => {
        const talk = await talkTo(tx);
        for (let nth = 2; nth <= 200; nth++) await tx.outbox.enqueue(rowFor(talk, String(nth)));
      });
      const other = await enqueue('周女士，您好', {}, zhou);
      await subject.unit((tx) => tx.outbox.postpone(first, NOON + 2_000));
      const next = () => subject.look((tx) => tx.outbox.nextDueAt(NOON + 1_000));
      expect(textsOf(await heads(NOON + 1_000))).toEqual(['周女士，您好']);
      expect(await next()).toBe(NOON);
      await finish(other, 'dropped', 'test');
      expect(await heads(NOON + 1_000)).toEqual([]);
      expect(await next()).toBe(NOON + 2_000);
      expect(textsOf(await heads(NOON + 2_000))).toEqual(['一']);
    });

    it('goes round hundreds of lanes, some at a time, and leaves none out', async () => {
      const lanes = 300;
      const waiting: string[] = [];
      await subject.unit(async (tx) => {
        for (let nth = 0; nth < lanes; nth++) {
          const lane = `staff:${String(nth).padStart(3, '0')}`;
          const notice = { ...rowFor(await talkTo(tx), lane), conversationId: null, lane };
          const id = await tx.outbox.enqueue(notice);
          if (nth % 3 > 0) waiting.push(id);
          await tx.outbox.enqueue(notice);
        }
        for (const id of waiting) await tx.outbox.postpone(id, NOON + 9_000);
      });
      const found: string[] = [];
      let afterLane = '';
      for (let calls = 0; calls < 9; calls++) {
        const { rows, nextLane } = await subject.look((tx) => tx.outbox.heads(NOON, 200, afterLane));
        found.push(...rows.map((row) => row.lane));
        afterLane = nextLane ?? '';
        if (afterLane === '') break;
      }
      expect(new Set(found).size).toBe(100);
      expect(found).toHaveLength(100);
      expect(await subject.look((tx) => tx.outbox.nextDueAt(NOON))).toBe(NOON);
    });

    it('waits until a row is due, and tells when that is', async () => {
      expect(await subject.look((tx) => tx.outbox.nextDueAt(NOON))).toBeNull();
      const first = await enqueue('一');
      await enqueue('二');
      expect(await subject.look((tx) => tx.outbox.nextDueAt(NOON))).toBe(NOON);
      await lease(first, 'a');
      await settle(first, 'a', { state: 'queued', reason: 'network', dueAt: NOON + 4_000 });
      expect(await heads(NOON + 3_999)).toEqual([]);
      expect(textsOf(await heads(NOON + 4_000))).toEqual(['一']);
    });

    it('offers a row again under the same id when its sender died, and says that it was being sent', async () => {
      const id = await enqueue('一');
      await enqueue('二');
      await lease(id, 'a');
      expect(await get(id)).toMatchObject({ state: 'sending', attempt: 1, mayHaveBeenSent: false });
      expect(await heads(NOON + LEASE_MS - 1)).toEqual([]);
      const [again] = await heads(NOON + LEASE_MS);
      expect(again).toMatchObject({ id, state: 'sending', attempt: 1 });
      await lease(id, 'b', NOON + LEASE_MS);
      expect(await get(id)).toMatchObject({ attempt: 2, mayHaveBeenSent: true });
    });

    it('remembers that a row may be out also when it is held or released after its sender died', async () => {
      const id = await enqueue('一');
      await lease(id, 'a');
      await finish(id, 'held', 'window-closed');
      const lane = (await get(id))?.lane ?? '';
      await subject.unit((tx) => tx.outbox.releaseHeld(lane, NOON));
      expect(await get(id)).toMatchObject({ state: 'queued', mayHaveBeenSent: true });
    });

    it('does not take the outcome of a sender who lost the lease', async () => {
      const id = await enqueue('一');
      await lease(id, 'a');
      await lease(id, 'b', NOON + LEASE_MS);
      expect(await settle(id, 'a', { state: 'sent' })).toBe(false);
      expect(await get(id)).toMatchObject({ state: 'sending' });
      expect(await settle(id, 'b', { state: 'sent' })).toBe(true);
      expect(await settle(id, 'b', { state: 'failed' })).toBe(false);
      expect(await get(id)).toMatchObject({ state: 'sent' });
    });

    it('keeps the words a row was joined to, and from whose allowance it was taken', async () => {
      const id = await enqueue('一');
      const next = await enqueue('二');
      await finish(next, 'merged', id);
      await subject.unit((tx) =>
        tx.outbox.lease(id, 'a', NOON + LEASE_MS, {
          at: NOON,
          content: { type: 'text', text: '一\n\n二' },
          quotaWindowAt: NOON - 1,
        }),
      );
      expect(await get(id)).toMatchObject({
        content: { type: 'text', text: '一\n\n二' },
        quotaWindowAt: NOON - 1,
      });
      expect(await get(next)).toMatchObject({ state: 'merged', reason: id });
      await settle(id, 'a', { state: 'queued', mayHaveBeenSent: true, dueAt: NOON });
      expect(await get(id)).toMatchObject({ quotaWindowAt: NOON - 1, mayHaveBeenSent: true });
      await lease(id, 'b', NOON, NOON - 1);
      await settle(id, 'b', { state: 'queued', uncounted: true });
      expect(await get(id)).toMatchObject({ quotaWindowAt: null, mayHaveBeenSent: false });
    });

    it('knows which rows were joined to one, in order', async () => {
      const id = await enqueue('一');
      const joined = [await enqueue('二'), await enqueue('三')];
      const other = await enqueue('周一', {}, zhou);
      for (const each of joined) await finish(each, 'merged', id);
      expect((await subject.look((tx) => tx.outbox.mergedInto(id))).map((row) => row.id)).toEqual(joined);
      expect(await subject.look((tx) => tx.outbox.mergedInto(other))).toEqual([]);
    });

    it('lists what waits behind a row in its lane, in order', async () => {
      const first = await enqueue('一');
      const gone = await enqueue('二');
      await enqueue('三');
      await enqueue('周一', {}, zhou);
      await enqueue('四');
      await finish(gone, 'dropped', 'owner-changed');
      const lane = (await get(first))?.lane ?? '';
      expect(textsOf(await subject.look((tx) => tx.outbox.following(lane, first, 10)))).toEqual(['三', '四']);
      expect(textsOf(await subject.look((tx) => tx.outbox.following(lane, first, 1)))).toEqual(['三']);
    });

    it('lists nothing that stands behind what is being sent', async () => {
      const first = await enqueue('一');
      const second = await enqueue('二');
      const sending = await enqueue('三');
      await enqueue('四');
      const lane = (await get(first))?.lane ?? '';
      for (const each of [first, second]) await finish(each, 'held', 'quota-used');
      await lease(sending, 'a');
      await subject.unit((tx) => tx.outbox.releaseHeld(lane, NOON));
      expect(textsOf(await subject.look((tx) => tx.outbox.following(lane, first, 10)))).toEqual(['二']);
    });

    it('names each kind of what waits in front once', async () => {
      const first = await enqueue('一');
      const second = await enqueue('二');
      const third = await enqueue('三', { author: 'staff', slotClass: 'ticket' });
      await enqueue('周一', {}, zhou);
      const lane = (await get(first))?.lane ?? '';
      await finish(first, 'held', 'quota-used');
      await finish(second, 'held', 'quota-used');
      const kinds = (id: string) => subject.look((tx) => tx.outbox.heldInFront(lane, id));
      expect(await kinds(first)).toEqual([]);
      expect(await kinds(third)).toEqual([{ author: 'bot', slotClass: 'ordinary', reason: 'quota-used' }]);
    });

    const fail = (id: string) => subject.unit((tx) => tx.outbox.failAfterSent(id, 'send-failed:drop', NOON));

    it('can learn later that sent words did not arrive, once, and only of such as were out', async () => {
      const sent = await enqueue('一');
      const waiting = await enqueue('二');
      await lease(sent, 'a');
      await settle(sent, 'a', { state: 'sent' });
      expect([await fail(sent), await fail(sent), await fail(waiting)]).toEqual([true, false, false]);
      expect(await get(sent)).toMatchObject({ state: 'failed', reason: 'send-failed:drop' });
      expect(await get(waiting)).toMatchObject({ state: 'queued' });
    });

    it('can learn it before whoever sends them has recorded that they went out', async () => {
      const sending = await enqueue('一');
      const unknown = await enqueue('二', {}, zhou);
      await lease(sending, 'a');
      await lease(unknown, 'a');
      await settle(unknown, 'a', { state: 'queued', mayHaveBeenSent: true, dueAt: NOON });
      expect([await fail(sending), await fail(unknown)]).toEqual([true, true]);
      expect(await settle(sending, 'a', { state: 'sent' })).toBe(false);
      for (const id of [sending, unknown]) expect(await get(id)).toMatchObject({ state: 'failed' });
    });

    it('counts what is not finished', async () => {
      expect(await subject.look((tx) => tx.outbox.counts())).toEqual({});
      const sending = await enqueue('一');
      await enqueue('二');
      const held = await enqueue('周一', {}, zhou);
      await lease(sending, 'a');
      await finish(held, 'held', 'window-closed');
      expect(await subject.look((tx) => tx.outbox.counts())).toEqual({ queued: 1, sending: 1, held: 1 });
    });

    it('remembers which tickets a phone was told of, the latest first', async () => {
      const notice = {
        lane: 'staff:wang',
        conversationId: null,
        channel: 'wecom-app',
        author: 'system',
      } as const;
      const tell = async (ticketId: string | null) => {
        const id = await enqueue('请接单', { ...notice, ticketId });
        await lease(id, 'a');
        await settle(id, 'a', { state: 'sent' });
      };
      for (const ticketId of ['t1', 't2', null, 't1', 't3']) await tell(ticketId);
      await enqueue('请接单', { ...notice, lane: 'staff:zhang', ticketId: 't9' });
      const told = await subject.look((tx) => tx.outbox.ticketsToldOn('staff:wang', 10));
      expect([...new Set(told)]).toEqual(['t3', 't1', 't2']);
      expect(await subject.look((tx) => tx.outbox.ticketsToldOn('staff:nobody', 10))).toEqual([]);
    });

    it('counts what went to one phone lately, and can wait for the next minute', async () => {
      const notice = {
        lane: 'staff:wang',
        conversationId: null,
        channel: 'wecom-app',
        author: 'system',
      } as const;
      const triesSince = (since: number) =>
        subject.look((tx) => tx.outbox.triesSince('staff:wang', 'notices', since));
      const first = await enqueue('请接单', notice);
      const second = await enqueue('再次提醒', notice);
      await enqueue('请接单', { ...notice, lane: 'staff:zhang' });
      expect(await triesSince(NOON - 1)).toBe(0);
      // Not recorded yet, or never: the platform has counted it all the same.
      await lease(first, 'a');
      expect([await triesSince(NOON - 1), await triesSince(NOON)]).toEqual([1, 0]);
      await settle(first, 'a', { state: 'sent', at: NOON });
      expect([await triesSince(NOON - 1), await triesSince(NOON)]).toEqual([1, 0]);
      await subject.unit((tx) => tx.outbox.postpone(second, NOON + 2_000));
      expect((await heads(NOON + 1_999)).map((row) => row.lane)).toEqual(['staff:zhang']);
      expect((await heads(NOON + 2_000)).map((row) => row.lane).sort()).toEqual([
        'staff:wang',
        'staff:zhang',
      ]);
      expect(await get(second)).toMatchObject({ state: 'queued', attempt: 0 });
    });

    it('carries notices to staff in lanes of their own', async () => {
      const notice = {
        lane: 'staff:wang',
        conversationId: null,
        channelUserId: 'WangZhiQiang',
        channel: 'wecom-app',
        author: 'system',
      } as const;
      await enqueue('请接单', notice);
      await enqueue('再次提醒', notice);
      await enqueue('请接单', { ...notice, lane: 'staff:zhang' });
      expect((await heads()).map((row) => row.lane)).toEqual(['staff:wang', 'staff:zhang']);
      await subject.under().reopen();
      expect((await heads()).map((row) => row.channelUserId)).toEqual(['WangZhiQiang', 'WangZhiQiang']);
    });
  });

  describe('the allowance', () => {
    const subject = freshStore(open);
    const used = (windowAt: number, conversationId = 'c1') =>
      subject.look((tx) => tx.quota.used(conversationId, windowAt));
    const take = (windowAt: number, conversationId = 'c1') =>
      subject.unit((tx) => tx.quota.take(conversationId, windowAt));

    it('is counted per conversation and per message of the resident', async () => {
      expect(await used(NOON)).toBe(0);
      await take(NOON);
      await take(NOON);
      await take(NOON, 'c2');
      expect([await used(NOON), await used(NOON, 'c2'), await used(NOON + 1)]).toEqual([2, 1, 0]);
    });

    it('begins afresh with the next message of the resident', async () => {
      for (let n = 0; n < 5; n++) await take(NOON);
      await take(NOON + 1);
      expect(await used(NOON + 1)).toBe(1);
    });

    it('loses no take of many at the same time', async () => {
      await Promise.all(Array.from({ length: 12 }, () => take(NOON)));
      expect(await used(NOON)).toBe(12);
    });

    it('gets back what was not sent, never more than was taken, and only for the same message', async () => {
      await take(NOON);
      await subject.unit((tx) => tx.quota.giveBack('c1', NOON - 1));
      expect(await used(NOON)).toBe(1);
      await subject.unit((tx) => tx.quota.giveBack('c1', NOON));
      await subject.unit((tx) => tx.quota.giveBack('c1', NOON));
      expect(await used(NOON)).toBe(0);
    });

    it('is used up when the platform says so', async () => {
      await take(NOON);
      await subject.unit((tx) => tx.quota.exhaust('c1', NOON, 5));
      expect([await used(NOON), await used(NOON + 1)]).toEqual([5, 0]);
    });
  });
}
