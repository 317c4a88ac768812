// Two processes on one database: nothing is lost, doubled or overtaken, and nobody is told of a collision.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Store, Tx } from '../../../src/storage/contract.ts';
import {
  freshStore,
  lin,
  NOON,
  type OpenStore,
  rowFor,
  talkTo,
  textItem,
  ticketOf,
  zhou,
} from './subject.ts';

const MINUTE_MS = 60_000;

export function describeTwoAtOnce(open: OpenStore): void {
  describe('two processes on one database', () => {
    const subject = freshStore(open);
    let both: [Store, Store];
    beforeEach(async () => {
      const second = subject.under().second;
      if (!second) throw new Error('this store lets no second process in');
      both = [subject.store(), await second()];
    });
    /** `times` units in each process, all at once. */
    const onBoth = <T>(times: number, work: (tx: Tx, index: number) => Promise<T>): Promise<T[]> =>
      Promise.all(
        both.flatMap((store, process) =>
          Array.from({ length: times }, (_, n) => store.transact((tx) => work(tx, n * 2 + process))),
        ),
      );

    it('change one conversation: every change is there, none is refused', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      const saved = await onBoth(25, async (tx) => {
        const conversation = await tx.conversations.get(id);
        if (!conversation) throw new Error('gone');
        conversation.epoch += 1;
        return tx.conversations.save(conversation);
      });
      expect(saved.every(Boolean)).toBe(true);
      expect(await subject.look((tx) => tx.conversations.get(id))).toMatchObject({ epoch: 50, version: 51 });
    });

    it('change one ticket, found by its id, its conversation or its number: every change is there', async () => {
      const { id } = await subject.unit(async (tx) => {
        const conversation = await talkTo(tx);
        await tx.tickets.add(ticketOf(conversation, 't1'));
        return conversation;
      });
      const saved = await onBoth(12, async (tx, index) => {
        const ways = [
          async () => [await tx.tickets.get('t1')],
          () => tx.tickets.openOf(id),
          () => tx.tickets.byCode('261123-t1'),
        ];
        const [ticket] = (await ways[index % ways.length]?.()) ?? [];
        if (!ticket) throw new Error('gone');
        ticket.updatedAt += 1;
        return tx.tickets.save(ticket);
      });
      expect(saved.every(Boolean)).toBe(true);
      expect(await subject.look((tx) => tx.tickets.get('t1'))).toMatchObject({ updatedAt: NOON + 24 });
    });

    it('meet a person for the first time: one conversation, one resident, one key', async () => {
      const met = await onBoth(6, (tx) => talkTo(tx));
      expect(new Set(met.map((conversation) => conversation.id)).size).toBe(1);
      const { raw } = subject.under();
      expect(await raw('select id from conversation')).toHaveLength(1);
      expect(await raw('select id from resident')).toHaveLength(1);
      expect(await raw("select id from data_key where id <> 'house'")).toHaveLength(1);
    });

    it('seal their first words under the house key: both read both', async () => {
      await onBoth(4, (tx, index) => tx.inbox.keepRaw('wecom-kf', `raw-${index}`, `words ${index}`, NOON));
      await onBoth(2, (tx, index) =>
        tx.idempotency.put('s', `k${index}`, { requestDigest: 'd', status: 200, body: `${index}` }, NOON),
      );
      for (const store of both) {
        for (const index of [0, 1, 2, 3]) {
          expect(await store.read((tx) => tx.idempotency.get('s', `k${index}`))).toMatchObject({
            body: `${index}`,
          });
        }
      }
    });

    it('get the same item: one keeps it, the others hear that it is known', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      const kept = await onBoth(5, (tx) =>
        tx.inbox.keep(textItem('一'), { conversationId: id, receivedAt: NOON, historic: false }),
      );
      expect(kept.filter((each) => each.kind === 'kept')).toHaveLength(1);
      expect(await subject.look((tx) => tx.messages.list(id, { limit: 9 }))).toHaveLength(1);
    });

    it('leave no message without a turn, though one ends the turn while the other keeps the message', async () => {
      const [worker, web] = both;
      const { id } = await subject.unit((tx) => talkTo(tx));
      for (let n = 0; n < 60; n++) {
        await subject.unit((tx) => tx.turns.due(id, { dueAt: NOON, lastDueAt: NOON, gather: false }));
        await worker.transact((tx) => tx.turns.claim(NOON, 1, `t${n}`, NOON + MINUTE_MS));
        const ending = worker.transact(async (tx) => {
          await tx.conversations.get(id);
          await tx.turns.finish(id, `t${n}`);
          const items = await tx.inbox.pending(id);
          await tx.inbox.markHandled(
            items.map((item) => item.id),
            NOON,
          );
        });
        const keeping = web.transact(async (tx) => {
          const conversation = await talkTo(tx);
          const context = { conversationId: conversation.id, receivedAt: NOON, historic: false };
          await tx.inbox.keep(textItem(`第${n}句`), context);
          await tx.turns.due(id, { dueAt: NOON, lastDueAt: NOON, gather: n % 2 === 0 });
        });
        await Promise.all([ending, keeping]);
        const waiting = await subject.look((tx) => tx.inbox.pending(id));
        const next = await subject.look((tx) => tx.turns.nextDueAt());
        if (waiting.length > 0) expect(next, `after message ${n}`).toBe(NOON);
      }
    });

    it('take due turns and jobs: each by one of them', async () => {
      await subject.unit(async (tx) => {
        for (let n = 0; n < 40; n++) {
          await tx.turns.due(`c${n}`, { dueAt: NOON, lastDueAt: NOON, gather: false });
          await tx.jobs.add({ kind: 'k', subjectId: `s${n}`, dueAt: NOON, uniqueKey: `k${n}` });
        }
      });
      const turns = await onBoth(8, (tx, index) => tx.turns.claim(NOON, 3, `w${index}`, NOON + MINUTE_MS));
      const jobs = await onBoth(8, (tx, index) => tx.jobs.claim(NOON, 3, `w${index}`, NOON + MINUTE_MS));
      const rest = await subject.unit(async (tx) => ({
        turns: await tx.turns.claim(NOON, 99, 'rest', NOON + MINUTE_MS),
        jobs: await tx.jobs.claim(NOON, 99, 'rest', NOON + MINUTE_MS),
      }));
      const taken = [...turns.flat(), ...rest.turns].map((turn) => turn.conversationId);
      expect(taken).toHaveLength(40);
      expect(new Set(taken).size).toBe(40);
      const done = [...jobs.flat(), ...rest.jobs].map((job) => job.subjectId);
      expect(done).toHaveLength(40);
      expect(new Set(done).size).toBe(40);
      for (const each of turns) expect(each.length).toBeLessThanOrEqual(3);
    });

    it('take the heads of lanes: each row goes to one, and none before the row in front of it is out', async () => {
      const lanes = await subject.unit(async (tx) => {
        const conversations = [await talkTo(tx, lin), await talkTo(tx, zhou)];
        for (const conversation of conversations)
          for (const text of ['一', '二', '三', '四']) await tx.outbox.enqueue(rowFor(conversation, text));
        return conversations.map((conversation) => conversation.id);
      });
      const out: Record<string, string[]> = Object.fromEntries(lanes.map((lane) => [lane, []]));
      let doubled = 0;
      async function send(store: Store, by: string) {
        for (let idle = 0; idle < 5; ) {
          const rows = await store.transact(async (tx) => {
            const mine = [];
            for (const row of (await tx.outbox.heads(NOON, 5)).rows) {
              const words = { content: row.content, quotaWindowAt: null, at: NOON };
              if (await tx.outbox.lease(row.id, by, NOON + MINUTE_MS, words)) mine.push(row);
            }
            return mine;
          });
          for (const row of rows) {
            out[row.lane]?.push(row.content.type === 'text' ? row.content.text : '');
            const result = { state: 'sent', reason: null, dueAt: NOON, mayHaveBeenSent: false } as const;
            const settled = await store.transact((tx) =>
              tx.outbox.settle(row.id, by, { ...result, uncounted: false, at: NOON }),
            );
            if (!settled) doubled++;
          }
          idle = rows.length === 0 ? idle + 1 : 0;
        }
      }
      await Promise.all([send(both[0], 'a'), send(both[1], 'b')]);
      expect(doubled).toBe(0);
      expect(Object.values(out)).toEqual([
        ['一', '二', '三', '四'],
        ['一', '二', '三', '四'],
      ]);
    });

    it('lease one row: one is told that it has it', async () => {
      const id = await subject.unit(async (tx) => tx.outbox.enqueue(rowFor(await talkTo(tx), '一')));
      const content = { type: 'text', text: '一' } as const;
      const taken = await onBoth(5, (tx, index) =>
        tx.outbox.lease(id, `w${index}`, NOON + MINUTE_MS, { content, quotaWindowAt: null, at: NOON }),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
      expect(await subject.look((tx) => tx.outbox.get(id))).toMatchObject({ attempt: 1 });
    });

    it('take from one allowance and give back: every slot is counted', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      const used = () => subject.look((tx) => tx.quota.used(id, NOON));
      await onBoth(15, (tx) => tx.quota.take(id, NOON));
      expect(await used()).toBe(30);
      await onBoth(5, (tx) => tx.quota.giveBack(id, NOON));
      expect(await used()).toBe(20);
    });

    it('get one API call: the deed is done once, and both callers have its answer', async () => {
      const answers = await onBoth(4, async (tx, index) => {
        const kept = await tx.idempotency.get('api', 'key');
        if (kept) return kept.body;
        await tx.jobs.add({ kind: 'deed', subjectId: 's', dueAt: NOON, uniqueKey: `deed-${index}` });
        const answer = { requestDigest: 'd', status: 200, body: `by ${index}` };
        await tx.idempotency.put('api', 'key', answer, NOON);
        return answer.body;
      });
      expect(new Set(answers).size).toBe(1);
      expect(await subject.under().raw("select id from job where kind = 'deed'")).toHaveLength(1);
    });

    it('number tickets without a gap or a twin', async () => {
      const numbers = await onBoth(30, (tx) => tx.tickets.nextNumber('cuihu', '261123'));
      expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    });

    it('put the roster in place when they start together', async () => {
      const shift = {
        name: 'day',
        communityId: 'cuihu',
        departmentId: 'engineering',
        days: [1 as const],
        fromMinute: 0,
        toMinute: 60,
        staffIds: ['wang'],
      };
      await onBoth(3, (tx) =>
        tx.staff.replaceAll({ staff: [], roster: { shifts: [shift], changes: [], cover: [] } }, NOON),
      );
      expect((await subject.look((tx) => tx.staff.load())).roster.shifts).toHaveLength(1);
    });

    it('do a deed on a ticket while the other takes the turn that changes it: neither waits in vain', async () => {
      const { id } = await subject.unit(async (tx) => {
        const conversation = await talkTo(tx);
        await tx.tickets.add(ticketOf(conversation, 't1'));
        return conversation;
      });
      await onBoth(10, async (tx, index) => {
        const parts = [() => tx.conversations.get(id), () => tx.tickets.get('t1')];
        for (const part of index % 2 === 0 ? parts : parts.reverse()) await part();
        const ticket = await tx.tickets.get('t1');
        if (!ticket || !(await tx.tickets.save({ ...ticket, updatedAt: ticket.updatedAt + 1 })))
          throw new Error('gone');
      });
      expect(await subject.look((tx) => tx.tickets.get('t1'))).toMatchObject({ updatedAt: NOON + 20 });
    });

    it('end each other in a deadlock: both are done', async () => {
      const [mine, theirs] = await subject.unit(
        async (tx) => [(await talkTo(tx, lin)).id, (await talkTo(tx, zhou)).id] as const,
      );
      const bump = async (tx: Tx, id: string) => {
        const conversation = await tx.conversations.get(id);
        if (!conversation) throw new Error('gone');
        conversation.epoch += 1;
        await tx.conversations.save(conversation);
      };
      await onBoth(4, async (tx, index) => {
        for (const id of index % 2 === 0 ? [mine, theirs] : [theirs, mine]) await bump(tx, id);
      });
      for (const id of [mine, theirs])
        expect(await subject.look((tx) => tx.conversations.get(id))).toMatchObject({ epoch: 8 });
    });
  });
}
