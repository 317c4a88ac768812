// Due work as rows: turns and jobs, claimed with a lease, never by two at once, never lost.
import { describe, expect, it } from 'vitest';
import { freshStore, NOON, type OpenStore, talkTo, zhou } from './subject.ts';

const LEASE_MS = 60_000;

export function describeTurns(open: OpenStore): void {
  describe('turns', () => {
    const subject = freshStore(open);
    const due = (id: string, dueAt: number, lastDueAt = dueAt + 10_000, gather = false) =>
      subject.unit((tx) => tx.turns.due(id, { dueAt, lastDueAt, gather }));
    const claim = (now: number, token: string, limit = 10) =>
      subject.unit((tx) => tx.turns.claim(now, limit, token, now + LEASE_MS));
    const nextDueAt = () => subject.look((tx) => tx.turns.nextDueAt());

    it('are due once per conversation, at the earlier instant', async () => {
      expect(await nextDueAt()).toBeNull();
      await due('c1', NOON + 5_000);
      await due('c1', NOON + 9_000);
      expect(await nextDueAt()).toBe(NOON + 5_000);
      await due('c1', NOON + 1_000);
      expect(await nextDueAt()).toBe(NOON + 1_000);
      expect(await claim(NOON + 999, 'a')).toEqual([]);
      expect(await claim(NOON + 1_000, 'a')).toEqual([{ conversationId: 'c1', strikes: 1 }]);
    });

    it('gather a burst: each message moves the turn back, never past what the first one allowed', async () => {
      await due('c1', NOON + 3_000, NOON + 10_000, true);
      await due('c1', NOON + 5_000, NOON + 12_000, true);
      expect(await nextDueAt()).toBe(NOON + 5_000);
      await due('c1', NOON + 4_000, NOON + 13_000, true);
      expect(await nextDueAt()).toBe(NOON + 5_000);
      await due('c1', NOON + 11_500, NOON + 20_000, true);
      expect(await nextDueAt()).toBe(NOON + 10_000);
      await due('c1', NOON + 100, NOON + 100, false);
      expect(await nextDueAt()).toBe(NOON + 100);
    });

    it('are taken by one worker only, earliest first, as many as asked for', async () => {
      for (const [n, id] of ['c1', 'c2', 'c3'].entries()) await due(id, NOON - n);
      expect((await claim(NOON, 'a', 2)).map((turn) => turn.conversationId).sort()).toEqual(['c2', 'c3']);
      expect((await claim(NOON, 'b', 2)).map((turn) => turn.conversationId)).toEqual(['c1']);
      expect(await claim(NOON, 'c', 2)).toEqual([]);
    });

    it('go to exactly one of many workers who ask at the same time', async () => {
      for (let n = 0; n < 10; n++) await due(`c${n}`, NOON);
      const claims = await Promise.all(Array.from({ length: 8 }, (_, n) => claim(NOON, `worker-${n}`, 4)));
      const taken = claims.flat().map((turn) => turn.conversationId);
      expect(taken).toHaveLength(new Set(taken).size);
      expect(new Set(taken).size).toBe(10);
    });

    it('count the strike when they are taken, so that a crash counts too', async () => {
      await due('c1', NOON);
      expect(await claim(NOON, 'a')).toEqual([{ conversationId: 'c1', strikes: 1 }]);
      expect(await claim(NOON + LEASE_MS - 1, 'b')).toEqual([]);
      expect(await nextDueAt()).toBe(NOON + LEASE_MS);
      expect(await claim(NOON + LEASE_MS, 'b')).toEqual([{ conversationId: 'c1', strikes: 2 }]);
    });

    it('wait a while after a second death, so that others are tried before them', async () => {
      await due('c1', NOON);
      await due('c2', NOON + 1);
      const die = (now: number) =>
        subject.unit((tx) => tx.turns.claim(now, 1, 'a', now)).then((turns) => turns[0]?.conversationId);
      const deaths = [0, 1, 2, 3, 4].map((n) => NOON + 10 + n);
      const died: (string | undefined)[] = [];
      for (const now of deaths) died.push(await die(now));
      expect(died).toEqual(['c1', 'c1', 'c2', 'c2', undefined]);
      expect(await nextDueAt()).toBe(NOON + 11 + 3_000);
      expect(await die(NOON + 11 + 3_000)).toBe('c1');
      expect(await nextDueAt()).toBe(NOON + 13 + 3_000);
    });

    it('cannot be finished by a worker whose lease went to another', async () => {
      await due('c1', NOON);
      await claim(NOON, 'a');
      await claim(NOON + LEASE_MS, 'b');
      expect(await subject.unit((tx) => tx.turns.finish('c1', 'a'))).toBe(false);
      expect(await subject.unit((tx) => tx.turns.finish('c1', 'b'))).toBe(true);
      expect(await nextDueAt()).toBeNull();
      expect(await subject.unit((tx) => tx.turns.finish('c1', 'b'))).toBe(false);
    });

    it('come back at the given instant after a failure, which counts as a strike of its own', async () => {
      await due('c1', NOON);
      await claim(NOON, 'a');
      await subject.unit((tx) => tx.turns.retry('c1', 'a', NOON + 500));
      expect(await claim(NOON + 499, 'b')).toEqual([]);
      expect(await claim(NOON + 500, 'b')).toEqual([{ conversationId: 'c1', strikes: 3 }]);
      await subject.unit((tx) => tx.turns.retry('c1', 'a', NOON + 9_000));
      expect(await subject.unit((tx) => tx.turns.finish('c1', 'b'))).toBe(true);
    });

    it('are due afresh for what comes after a finished turn', async () => {
      await due('c1', NOON);
      await claim(NOON, 'a');
      await subject.unit((tx) => tx.turns.finish('c1', 'a'));
      await due('c1', NOON + 100);
      expect(await claim(NOON + 100, 'a')).toEqual([{ conversationId: 'c1', strikes: 1 }]);
    });
  });
}

export function describeJobs(open: OpenStore): void {
  describe('jobs', () => {
    const subject = freshStore(open);
    const add = (
      uniqueKey: string,
      dueAt = NOON,
      changes: { kind?: string; subjectId?: string; payload?: Record<string, unknown> } = {},
    ) =>
      subject.unit((tx) =>
        tx.jobs.add({ kind: 'ticket.clock', subjectId: 't1', dueAt, uniqueKey, ...changes }),
      );
    const claim = (now: number, token: string, limit = 10) =>
      subject.unit((tx) => tx.jobs.claim(now, limit, token, now + LEASE_MS));
    const nextDueAt = () => subject.look((tx) => tx.jobs.nextDueAt());

    it('are added once per key, also at the same time; a known key moves nothing', async () => {
      await Promise.all(Array.from({ length: 10 }, () => add('k1', NOON + 5)));
      await add('k1', NOON);
      expect(await nextDueAt()).toBe(NOON + 5);
      expect(await claim(NOON + 5, 'a')).toHaveLength(1);
    });

    it('are next due at the first free one, or when a lease before it ends', async () => {
      for (const [key, due] of [
        ['a', 0],
        ['b', 1],
        ['c', LEASE_MS - 1],
        ['d', LEASE_MS + 500],
      ] as const)
        await add(key, NOON + due);
      await claim(NOON, 'a'); // one of them, until NOON + LEASE_MS
      expect(await nextDueAt()).toBe(NOON + 1);
      await claim(NOON + 1, 'a');
      expect(await nextDueAt()).toBe(NOON + LEASE_MS - 1);
      await claim(NOON + LEASE_MS - 1, 'a');
      expect(await nextDueAt()).toBe(NOON + LEASE_MS);
      await claim(NOON + LEASE_MS + 1, 'b');
      expect(await nextDueAt()).toBe(NOON + LEASE_MS + 500);
    });

    it('are moved by their key: they wait anew for the new time, whatever had become of them', async () => {
      const move = (dueAt: number, index: number) =>
        subject.unit((tx) =>
          tx.jobs.move({ kind: 'quiet', subjectId: 't1', dueAt, uniqueKey: 'k1', payload: { index } }),
        );
      await move(NOON, 0);
      await move(NOON + 5, 1);
      expect(await claim(NOON + 4, 'a')).toEqual([]);
      const [job] = await claim(NOON + 5, 'a');
      expect(job?.payload).toEqual({ index: 1 });
      await move(NOON + 9, 2);
      // Whoever was at it has lost it.
      expect(await subject.unit((tx) => tx.jobs.done(job?.id ?? '', 'a'))).toBe(false);
      const [again] = await claim(NOON + 9, 'b');
      expect(again).toMatchObject({ id: job?.id, attempt: 1, payload: { index: 2 } });
      expect(await subject.unit((tx) => tx.jobs.done(job?.id ?? '', 'b'))).toBe(true);
      await move(NOON + 20, 3);
      expect(await nextDueAt()).toBe(NOON + 20);
    });

    it('are moved only to an earlier time where they wait and nobody works on them', async () => {
      const move = (dueAt: number, index: number) =>
        subject.unit((tx) =>
          tx.jobs.moveEarlier({
            ...{ kind: 'quiet', subjectId: 't1', uniqueKey: 'k1' },
            dueAt,
            payload: { index },
          }),
        );
      await move(NOON + 5, 0);
      await move(NOON + 9, 1);
      expect(await nextDueAt()).toBe(NOON + 5);
      await move(NOON + 3, 2);
      const [job] = await claim(NOON + 3, 'a');
      expect(job?.payload).toEqual({ index: 2 });
      await move(NOON + 9, 3);
      // Whoever was at it has lost it.
      expect(await subject.unit((tx) => tx.jobs.done(job?.id ?? '', 'a'))).toBe(false);
      const [again] = await claim(NOON + 9, 'b');
      expect(again).toMatchObject({ attempt: 1, payload: { index: 3 } });
      expect(await subject.unit((tx) => tx.jobs.done(job?.id ?? '', 'b'))).toBe(true);
      await move(NOON + 20, 4);
      expect(await nextDueAt()).toBe(NOON + 20);
    });

    it('are handed out when due, with what was put into them', async () => {
      await add('k1', NOON + 1, {
        kind: 'ticket.page',
        subjectId: 't9',
        payload: { step: 2, reminder: true },
      });
      expect(await claim(NOON, 'a')).toEqual([]);
      expect(await claim(NOON + 1, 'a')).toEqual([
        {
          id: expect.any(String),
          kind: 'ticket.page',
          subjectId: 't9',
          dueAt: NOON + 1,
          attempt: 1,
          payload: { step: 2, reminder: true },
        },
      ]);
    });

    it('go to one worker until the lease has passed, then to the next, counted', async () => {
      await add('k1');
      const [job] = await claim(NOON, 'a');
      expect(await claim(NOON + LEASE_MS - 1, 'b')).toEqual([]);
      expect(await nextDueAt()).toBe(NOON + LEASE_MS);
      const [again] = await claim(NOON + LEASE_MS, 'b');
      expect(again).toEqual({ ...job, attempt: 2 });
      expect(await subject.unit((tx) => tx.jobs.done(job?.id ?? '', 'a'))).toBe(false);
      expect(await subject.unit((tx) => tx.jobs.done(job?.id ?? '', 'b'))).toBe(true);
      expect(await subject.unit((tx) => tx.jobs.done(job?.id ?? '', 'b'))).toBe(false);
      expect(await nextDueAt()).toBeNull();
    });

    it('that are done are not done again under the same key', async () => {
      await add('k1');
      const [job] = await claim(NOON, 'a');
      await subject.unit((tx) => tx.jobs.done(job?.id ?? '', 'a'));
      await add('k1');
      expect(await claim(NOON + LEASE_MS, 'b')).toEqual([]);
    });

    it('come back after a failure, unless the lease was lost', async () => {
      await add('k1');
      const [job] = await claim(NOON, 'a');
      const id = job?.id ?? '';
      await subject.unit((tx) => tx.jobs.retry(id, 'a', NOON + 700, 'network'));
      expect(await claim(NOON + 699, 'b')).toEqual([]);
      expect(await claim(NOON + 700, 'b')).toMatchObject([{ id, attempt: 2 }]);
      await subject.unit((tx) => tx.jobs.retry(id, 'a', NOON, 'too late'));
      await subject.unit((tx) => tx.jobs.giveUp(id, 'a', 'too late'));
      expect(await subject.unit((tx) => tx.jobs.done(id, 'b'))).toBe(true);
    });

    it('that were given up are kept with their reason and never handed out', async () => {
      await add('k1');
      const [job] = await claim(NOON, 'a');
      await subject.unit((tx) => tx.jobs.giveUp(job?.id ?? '', 'a', 'jobs/unknown-kind'));
      expect(await claim(NOON + 10 * LEASE_MS, 'b')).toEqual([]);
      expect(await subject.under().raw('select state, reason from job')).toEqual([
        { state: 'given-up', reason: 'jobs/unknown-kind' },
      ]);
    });

    it('are called off by kind and subject; one that is being done has no effect then', async () => {
      await add('k1');
      await add('k2', NOON, { kind: 'ticket.page' });
      await add('k3', NOON, { subjectId: 't2' });
      const claimed = await claim(NOON, 'a');
      expect(claimed).toHaveLength(3);
      await subject.unit((tx) => tx.jobs.cancel('ticket.clock', 't1'));
      const outcomes: Record<string, boolean> = {};
      for (const job of claimed) {
        outcomes[`${job.kind} ${job.subjectId}`] = await subject.unit((tx) => tx.jobs.done(job.id, 'a'));
      }
      expect(outcomes).toEqual({ 'ticket.clock t1': false, 'ticket.page t1': true, 'ticket.clock t2': true });
    });

    it('are taken earliest first, as many as asked for, each by one of many workers', async () => {
      for (let n = 0; n < 9; n++) await add(`k${n}`, NOON - n);
      expect((await claim(NOON, 'a', 2)).map((job) => job.dueAt).sort()).toEqual([NOON - 8, NOON - 7]);
      const rest = await Promise.all(Array.from({ length: 5 }, (_, n) => claim(NOON, `w${n}`, 3)));
      const ids = rest.flat().map((job) => job.id);
      expect(ids).toHaveLength(7);
      expect(new Set(ids).size).toBe(7);
    });
  });
}

export function describeStaffTasks(open: OpenStore): void {
  describe('tasks for people', () => {
    const subject = freshStore(open);
    const task = {
      communityId: 'cuihu',
      kind: 'undeliverable',
      conversationId: null,
      ticketId: 't1',
      reason: 'window-closed',
      createdAt: NOON,
    } as const;

    it('are added once per key and listed until they are done', async () => {
      expect(await subject.unit((tx) => tx.tasks.add({ ...task, uniqueKey: 'a' }))).toBe(true);
      expect(await subject.unit((tx) => tx.tasks.add({ ...task, uniqueKey: 'a' }))).toBe(false);
      expect(
        await subject.unit((tx) =>
          tx.tasks.add({ ...task, uniqueKey: 'b', createdAt: NOON - 1, communityId: 'other' }),
        ),
      ).toBe(true);
      expect(await subject.look((tx) => tx.tasks.open('cuihu', 10))).toEqual([
        { id: expect.any(String), ...task, doneAt: null },
      ]);
      expect((await subject.look((tx) => tx.tasks.open(null, 10))).map((each) => each.communityId)).toEqual([
        'other',
        'cuihu',
      ]);
      expect(await subject.look((tx) => tx.tasks.open(null, 1))).toHaveLength(1);
      await subject.unit((tx) => tx.tasks.finish('a', NOON + 1));
      expect(await subject.look((tx) => tx.tasks.open('cuihu', 10))).toEqual([]);
    });

    it('about a conversation end together by their kind', async () => {
      const { id } = await subject.unit((tx) => talkTo(tx));
      const { id: other } = await subject.unit((tx) => talkTo(tx, zhou));
      const handoff = { ...task, kind: 'handoff', ticketId: null } as const;
      await subject.unit((tx) => tx.tasks.add({ ...handoff, conversationId: id, uniqueKey: 'h1' }));
      await subject.unit((tx) => tx.tasks.add({ ...handoff, conversationId: id, uniqueKey: 'h2' }));
      await subject.unit((tx) => tx.tasks.add({ ...handoff, conversationId: other, uniqueKey: 'h3' }));
      await subject.unit((tx) => tx.tasks.add({ ...task, conversationId: id, uniqueKey: 'u1' }));
      await subject.unit((tx) => tx.tasks.finishOf(id, 'handoff', NOON + 1));
      const left = await subject.look((tx) => tx.tasks.open('cuihu', 10));
      expect(left.map((each) => `${each.kind} ${each.conversationId === id}`).sort()).toEqual([
        'handoff false',
        'undeliverable true',
      ]);
    });

    it('about a ticket end together by their kind', async () => {
      for (const [uniqueKey, ticketId] of Object.entries({ a: 't1', b: 't1', c: 't2' }))
        await subject.unit((tx) => tx.tasks.add({ ...task, ticketId, uniqueKey }));
      await subject.unit((tx) => tx.tasks.finishOfTicket('t1', task.kind, NOON + 1));
      expect((await subject.look((tx) => tx.tasks.open('cuihu', 10))).map((each) => each.ticketId)).toEqual([
        't2',
      ]);
    });
  });
}
