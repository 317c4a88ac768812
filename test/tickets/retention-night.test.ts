// The night itself: planned once, a piece at a time, gone on with by whoever is left, and sure of the day before it takes anything.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { wallDate, wallInstant } from '../../src/clocks/service-calendar.ts';
import { CHAIN_START, firstBreak } from '../../src/people/audit-chain.ts';
import { planRetention, RETENTION_JOB } from '../../src/tickets/retention.ts';
import { NOON, zhou } from '../contracts/storage/subject.ts';
import { DAY, type Nights, openNights } from './support/nights.ts';

let at: Nights;
beforeEach(async () => {
  at = await openNights();
});
afterEach(() => at.close());

const WAITING = `select due_at from job where kind = '${RETENTION_JOB}' and state = 'waiting' order by due_at`;
const waiting = async () => (await at.under.raw(WAITING)).map((row) => Number(row.due_at));
const wordsLeft = () => at.left('message where sealed is not null');
const lastRun = () => at.look((tx) => tx.retention.lastRun(at.clock.now()));
const noted = (kind: string) =>
  at.look(async (tx) =>
    (await tx.audit.list({ before: null, limit: 100 })).filter(
      ({ action, object }) => action === 'retention' && object === kind,
    ),
  );

describe('a night', () => {
  it('is one, at three by the clock of the house, however many plan it; the next one follows', async () => {
    await at.unit((tx) => planRetention(tx, NOON));
    await at.unit((tx) => planRetention(tx, NOON + 1));
    const first = wallInstant('2026-11-24', 180);
    expect(new Date(first).toISOString()).toBe('2026-11-23T19:00:00.000Z');
    expect(await waiting()).toEqual([first]);
    await at.nightAfter(0);
    expect(await waiting()).toEqual([first + DAY]);
    // In the very minute, and just before midnight there.
    await at.unit((tx) => planRetention(tx, first));
    await at.unit((tx) => planRetention(tx, first + 21 * 3_600_000 - 1));
    expect(await waiting()).toEqual([first + DAY]);
  });

  it('takes nothing off where none was shortly before it: the clock may be wrong, the terms new', async () => {
    await at.heard('厨房漏水了', NOON);
    await at.nightAlone(300);
    expect([await wordsLeft(), (await lastRun())?.counts]).toEqual([1, {}]);
    expect(await lastRun()).toMatchObject({ endedAt: expect.any(Number) });
    await at.nightAlone(304);
    expect(await wordsLeft()).toBe(1);
    // A clock that was a year ahead for a night leaves a run of the future behind, which says nothing about the day before.
    const startedAt = NOON + 900 * DAY;
    await at.unit((tx) =>
      tx.retention.keepRun({ day: wallDate(startedAt), startedAt, endedAt: startedAt, counts: {} }),
    );
    await at.nightAlone(305);
    expect(await wordsLeft()).toBe(0);
    expect(await lastRun()).toMatchObject({ counts: { words: 1 } });
  });

  it('that dies on its way goes on with the piece it died in, and counts nothing twice', async () => {
    for (let n = 0; n < 450; n++) await at.heard(`第${n}句`, NOON + n);
    let deaths = 0;
    let pieces = 0;
    await at.nightAfter(181, () => {
      pieces += 1;
      if (pieces % 2 === 0) return false;
      deaths += 1;
      return true;
    });
    expect(deaths).toBeGreaterThan(10);
    expect(await wordsLeft()).toBe(0);
    expect(await lastRun()).toMatchObject({ endedAt: expect.any(Number), counts: { words: 450 } });
    expect((await noted('words')).map(({ detail }) => detail.gone)).toEqual([450]);
  });

  it('whose process is gone without a word is gone on with by another, once its lease has run out', async () => {
    await at.heard('厨房漏水了', NOON);
    const startedAt = NOON + 180 * DAY;
    await at.unit((tx) =>
      tx.retention.keepRun({ day: wallDate(startedAt), startedAt, endedAt: startedAt, counts: {} }),
    );
    at.clock.set(NOON + 181 * DAY);
    await at.unit((tx) => planRetention(tx, at.clock.now()));
    at.clock.advance(16 * 3_600_000);
    const due = { kinds: [RETENTION_JOB], is: true };
    const taken = await at.unit((tx) =>
      tx.jobs.claim(at.clock.now(), 1, 'gone', at.clock.now() + 120_000, due),
    );
    expect(taken).toHaveLength(1);
    expect(await at.piece()).toBe(0);
    at.clock.advance(120_001);
    const other = (await at.under.second?.()) ?? at.under.store;
    for (let n = 0; n < 20; n++) {
      await at.piece(undefined, other);
      at.clock.advance(50);
    }
    expect(await wordsLeft()).toBe(0);
    expect(await lastRun()).toMatchObject({ endedAt: expect.any(Number), counts: { words: 1 } });
  });

  it('goes on with the other kinds where one cannot be taken off, says so, and there is a next one', async () => {
    await at.heard('厨房漏水了', NOON);
    await at.ticket('broken', { status: 'closed' });
    await at.ticket('sound', { status: 'closed' }, zhou);
    await at.unit((tx) => tx.audit.add(entry(NOON)));
    await at.under.raw(`update ticket set sealed = 'broken' where id = 'broken'`);
    await at.nightAfter(1_200);
    expect(await at.left('ticket where emptied_at is not null')).toBe(0);
    expect(await noted('tickets')).toMatchObject([{ result: 'refused', detail: { gone: 0 } }]);
    expect([await wordsLeft(), await at.left('audit_record where seq = 1')]).toEqual([0, 0]);
    expect(await lastRun()).toMatchObject({ endedAt: expect.any(Number) });
    expect((await waiting()).at(-1)).toBeGreaterThan(at.clock.now());
  });

  it('and the one before it, both at it in two processes, take each thing off once', async () => {
    for (let n = 0; n < 40; n++) {
      const key = { ...zhou, channelUserId: `wm-${n}` };
      await at.heard(`第${n}句`, NOON, key);
      await at.ticket(`t${n}`, { status: 'closed' }, key);
      await at.unit((tx) => tx.audit.add(entry(NOON)));
      const answer = { requestDigest: 'd', status: 200, body: '{}' };
      await at.unit((tx) => tx.idempotency.put('s', `k${n}`, answer, NOON));
    }
    const day = 1_200;
    at.clock.set(NOON + (day - 1) * DAY);
    await at.unit((tx) => planRetention(tx, at.clock.now()));
    at.clock.set(NOON + day * DAY);
    await at.unit((tx) => planRetention(tx, at.clock.now()));
    at.clock.advance(16 * 3_600_000);
    const startedAt = at.clock.now() - DAY;
    await at.unit((tx) =>
      tx.retention.keepRun({ day: '2026-11-01', startedAt, endedAt: startedAt, counts: {} }),
    );
    expect(await waiting()).toHaveLength(2);
    const other = (await at.under.second?.()) ?? at.under.store;
    for (let n = 0; n < 60; n++) {
      await Promise.all([at.piece(), at.piece(undefined, other)]);
      at.clock.advance(5 * 60_000);
    }
    expect(at.counted).toMatchObject({ words: 40, tickets: 40, residents: 40, answers: 40 });
    const runs = await at.under.raw(`select counts, ended_at from retention_run where day <> '2026-11-01'`);
    expect(runs.map((run) => run.ended_at !== null)).toEqual([true, true]);
    const sum = (kind: string) =>
      runs.reduce((all, run) => all + (JSON.parse(String(run.counts))[kind] ?? 0), 0);
    expect([sum('words'), sum('tickets'), sum('residents')]).toEqual([40, 40, 40]);
    expect(await broken()).toBeNull();
  });
});

const entry = (when: number) => ({
  ...{ at: when, accountId: 'p1', role: 'agent' as const, action: 'reveal', object: 'c1' },
  ...{ detail: {}, address: null, result: 'done' as const },
});
const chain = () => at.look((tx) => tx.audit.chain());
const broken = async () => {
  const { links, head, start } = await chain();
  return firstBreak(links, head, start);
};

describe('the record of deeds', () => {
  it('loses its oldest after a year, says so itself, and is whole, night after night', async () => {
    for (const when of [NOON, NOON + DAY, NOON + 300 * DAY]) await at.unit((tx) => tx.audit.add(entry(when)));
    await at.nightAfter(364);
    expect((await chain()).start.seq).toBe(0);
    await at.nightAfter(380);
    expect((await chain()).start.seq).toBe(2);
    expect((await chain()).links[0]?.seq).toBe(3);
    expect(await broken()).toBeNull();
    // What said so goes in its turn, and what follows says it again.
    await at.nightAfter(800);
    expect((await chain()).start.seq).toBeGreaterThan(3);
    expect(await broken()).toBeNull();
  });

  it('that somebody else has cut or changed shows', async () => {
    for (const when of [NOON, NOON + 1, NOON + 2, NOON + 300 * DAY])
      await at.unit((tx) => tx.audit.add(entry(when)));
    const [first] = (await chain()).links;
    await at.under.raw('delete from audit_record where seq = 1');
    expect(await broken()).toBe(1);
    await at.under.raw(
      `insert into audit_start (id, seq, hash) values (1, 1, '${first?.hash ?? CHAIN_START}')`,
    );
    expect(await broken()).toBe(1);
  });

  it('that was cut by right shows every cut and change beyond it', async () => {
    for (const when of [NOON, NOON + 1, NOON + 300 * DAY, NOON + 300 * DAY])
      await at.unit((tx) => tx.audit.add(entry(when)));
    await at.nightAfter(380);
    const { links, start } = await chain();
    expect([start.seq, await broken()]).toEqual([2, null]);
    const next = links[0];
    await at.under.raw(`delete from audit_record where seq = ${next?.seq}`);
    expect(await broken()).toBe(3);
    await at.under.raw(`update audit_start set seq = ${next?.seq}, hash = '${next?.hash}'`);
    expect(await broken()).toBe(3);
  });
});
