// What may be done to a ticket, deed by deed: who, when, with which consequence for clocks, legs and the resident.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/base/errors.ts';
import type { Tx } from '../../src/storage/contract.ts';
import { clocksOf } from '../../src/tickets/clock-history.ts';
import { closeTicket, confirmTicket, mergeTicket, reopenTicket } from '../../src/tickets/closing.ts';
import { acceptTicket, cancelTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import { dispatchTicket } from '../../src/tickets/dispatch.ts';
import {
  declineTransfer,
  regradeTicket,
  succeedFirstOwner,
  transferTicket,
} from '../../src/tickets/handing-over.ts';
import type { House } from '../../src/tickets/house.ts';
import type { By } from '../../src/tickets/perform.ts';
import type { Ticket } from '../../src/tickets/ticket.ts';
import {
  arriveTicket,
  departTicket,
  resumeTicket,
  returnTicket,
  takeTicket,
  waitTicket,
} from '../../src/tickets/work.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

/** A Monday: on duty are 王志强, 张海波, 赵永刚; the lead is 李建国, the manager 林正. */
const NOON = shanghai('2026-11-23 12:00');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const burst = { hazards: ['burst' as const], faults: [] };

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON);
});
afterEach(() => desk.close());

const as = (staffId: string): By => ({ actor: { kind: 'staff', id: staffId, source: 'api' }, staffId });
const clerk = as('xu-jing');
const wang = as('wang-zhiqiang');
const zhang = as('zhang-haibo');
const lead = as('li-jianguo');
const resident: By = { actor: { kind: 'resident', id: 'r', source: 'bot' }, staffId: null };

function doing<B>(deed: (tx: Tx, id: string, by: B, house: House) => Promise<Outcome<Ticket>>) {
  return (id: string, by: B) => desk.unit((tx) => deed(tx, id, by, desk.house));
}
const accept = doing(acceptTicket);
const dispatch = doing(dispatchTicket);
const take = doing(takeTicket);
const arrive = doing(arriveTicket);
const depart = doing(departTicket);
const giveBack = doing(returnTicket);
const wait = doing(waitTicket);
const resume = doing(resumeTicket);
const resolve = doing(resolveTicket);
const confirm = doing(confirmTicket);
const close = doing(closeTicket);
const reopen = doing(reopenTicket);
const cancel = doing(cancelTicket);
const merge = doing(mergeTicket);
const transfer = doing(transferTicket);
const decline = doing(declineTransfer);
const regrade = doing(regradeTicket);
const succeed = doing(succeedFirstOwner);

const timer = async (id: string, kind: string) =>
  (await desk.ticket(id)).timers.find((each) => each.kind === kind);
const heardBy = (who: string) => desk.heard.filter((each) => each.who === who).map((each) => each.text);
const told = () => desk.residents.texts();
async function done(id: string) {
  await accept(id, clerk);
  await dispatch(id, { ...clerk, assignee: 'wang-zhiqiang' });
  await take(id, wang);
  return resolve(id, { ...wang, result: '换了阀门' });
}

it('every clock has a row for each time it ran, with target, calendar, pause rule and end, earlier cycles too', async () => {
  const { id } = await desk.open();
  await accept(id, clerk);
  await dispatch(id, { ...clerk, assignee: 'wang-zhiqiang' });
  await take(id, wang);
  desk.clock.advance(HOUR_MS);
  await wait(id, { ...wang, reason: 'waiting_resident', question: '周六上午方便吗' });
  desk.clock.advance(HOUR_MS);
  await resume(id, { ...wang, why: 'by-hand' });
  desk.clock.advance(HOUR_MS);
  await resolve(id, { ...wang, result: '换了阀门' });
  await reopen(id, { ...resident, reason: 'disputed', words: '还在漏' });
  const ticket = await desk.ticket(id);
  const events = await desk.unit((tx) => tx.tickets.events(id));
  const rows = clocksOf(events, ticket, desk.house);
  const resolving = rows.filter(({ kind }) => kind === 'resolve');
  expect(resolving).toMatchObject([
    {
      ...{ cycle: 1, startedAt: NOON, targetMs: 72 * HOUR_MS, calendar: 'service', moves: [] },
      ...{ pausesWhile: 'waiting-resident', metAt: NOON + 3 * HOUR_MS, endedAt: null },
      pauses: [{ from: NOON + HOUR_MS, to: NOON + 2 * HOUR_MS }],
    },
    { cycle: 2, startedAt: NOON + 3 * HOUR_MS, targetMs: 36 * HOUR_MS, metAt: null, breachedAt: null },
  ]);
  expect(rows.find(({ kind }) => kind === 'accept')).toMatchObject({ cycle: 1, pausesWhile: null });
});

describe('from the opening to the end', () => {
  it('keeps every milestone with who did it, every leg with how long, and the first owner', async () => {
    const { id } = await desk.open();
    desk.clock.advance(MINUTE_MS);
    await accept(id, clerk);
    desk.clock.advance(MINUTE_MS);
    await dispatch(id, { ...clerk, assignee: 'wang-zhiqiang' });
    desk.clock.advance(MINUTE_MS);
    await take(id, wang);
    desk.clock.advance(10 * MINUTE_MS);
    await depart(id, wang);
    desk.clock.advance(MINUTE_MS);
    await arrive(id, wang);
    desk.clock.advance(20 * MINUTE_MS);
    await resolve(id, { ...wang, result: '换了阀门' });
    await confirm(id, resident);
    await close(id, { ...clerk, outcome: 'confirmed' });
    const ticket = await desk.ticket(id);
    expect(ticket).toMatchObject({ status: 'closed', firstOwner: 'xu-jing', assignee: 'wang-zhiqiang' });
    expect(ticket.course.milestones.map(({ kind, at, by }) => [kind, (at - NOON) / MINUTE_MS, by])).toEqual([
      ['accepted', 1, 'xu-jing'],
      ['dispatched', 2, 'xu-jing'],
      ['taken', 3, 'wang-zhiqiang'],
      ['departed', 13, 'wang-zhiqiang'],
      ['arrived', 14, 'wang-zhiqiang'],
      ['resolved', 34, 'wang-zhiqiang'],
      ['resident_confirmed', 34, null],
      ['closed', 34, 'xu-jing'],
    ]);
    expect(
      ticket.course.legs.map(({ holder, from, until, ended }) => [
        holder,
        (from - NOON) / MINUTE_MS,
        ((until ?? 0) - NOON) / MINUTE_MS,
        ended,
      ]),
    ).toEqual([
      ['xu-jing', 1, 2, 'dispatch'],
      ['wang-zhiqiang', 2, 34, 'resolve'],
    ]);
    await desk.pass(0);
    expect(told().map((text) => text.split(' ')[0])).toEqual([
      'ticket.accepted',
      'ticket.taken',
      'ticket.resolved',
    ]);
    expect(told()[1]).toContain('worker.name=工程师傅王志强');
    expect(told()[1]).toContain('owner.note=客服管家许静会一直跟进。');
  });

  it('after a day of silence goes to the follow-up, and silence is no confirmation', async () => {
    const { id } = await desk.open();
    await done(id);
    await desk.pass(24 * 3_600 - 1);
    expect((await desk.ticket(id)).status).toBe('resolved');
    await desk.pass(1);
    const ticket = await desk.ticket(id);
    expect(ticket.status).toBe('followup');
    expect(ticket.course.milestones.some((each) => each.kind === 'resident_confirmed')).toBe(false);
  });

  it('is not closed over the head of a resident who never got the result', async () => {
    const { id } = await desk.open();
    desk.residents.answer = () => ({ kind: 'refused', code: '95013' }) as never;
    await done(id);
    await desk.pass(0);
    expect(await close(id, { ...clerk, outcome: 'followed-up' })).toMatchObject({
      ok: false,
      code: 'tickets/resident-not-told',
    });
    await confirm(id, resident);
    expect(await close(id, { ...clerk, outcome: 'confirmed' })).toMatchObject({ ok: true });
  });
});

describe('coming back', () => {
  it('within seven days begins a new cycle with half the time to resolve; the lead hears it', async () => {
    const { id } = await desk.open({ ...burst });
    await done(id);
    await desk.pass(3_600);
    expect(await reopen(id, { ...resident, reason: 'disputed', words: '还在漏' })).toMatchObject({
      ok: true,
      value: { status: 'in_progress', course: { cycle: 2 } },
    });
    // 24 hours for grade 1, so twelve from now.
    expect(await timer(id, 'resolve')).toMatchObject({ dueAt: desk.clock.now() + 12 * HOUR_MS, metAt: null });
    await desk.pass(0);
    expect(heardBy('LiJianGuo').at(-1)).toContain('还没处理好');
    expect(heardBy('WangZhiQiang').at(-1)).toContain('还没处理好');
    expect(JSON.stringify(await desk.under.store.read((tx) => tx.tickets.events(id)))).not.toContain(
      '还在漏',
    );
  });

  it.each(['谢谢', '好的，谢谢师傅！', '👍', '收到[玫瑰]', '辛苦了', 'OK'])(
    'is not begun by %s',
    async (words) => {
      const { id } = await desk.open();
      await done(id);
      expect(await reopen(id, { ...resident, reason: 'disputed', words })).toMatchObject({
        ok: false,
        code: 'tickets/courtesy',
      });
      expect((await desk.ticket(id)).status).toBe('resolved');
    },
  );

  it('is too late after seven days', async () => {
    const { id } = await desk.open();
    await done(id);
    desk.clock.advance(7 * 24 * HOUR_MS);
    const late = { ...resident, reason: 'disputed', words: '又漏了' };
    desk.clock.advance(1);
    expect(await reopen(id, late)).toMatchObject({ ok: false, code: 'tickets/too-late-to-reopen' });
  });
});

describe('giving out the work', () => {
  it('goes first to whoever is responsible for the building, while they are on duty and able', async () => {
    const grid = (buildings: string[]) => ({ name: '东片', communityId: 'cuihu', buildings });
    desk.house.grids = [{ ...grid(['3']), staffIds: ['zhao-yonggang', 'chen-xiaojun'] }];
    const { id } = await desk.open();
    await accept(id, clerk);
    await dispatch(id, clerk);
    expect((await desk.ticket(id)).assignee).toBe('zhao-yonggang');
    desk.house.grids = [{ ...grid(['4']), staffIds: ['zhao-yonggang'] }];
    const { id: other } = await desk.open();
    await accept(other, clerk);
    await dispatch(other, clerk);
    expect((await desk.ticket(other)).assignee).toBe('wang-zhiqiang');
  });

  it('goes to the one on duty with the skill and the least in hand', async () => {
    const codes: (string | null)[] = [];
    for (let n = 0; n < 4; n++) {
      const { id } = await desk.open();
      await accept(id, { ...clerk });
      await dispatch(id, clerk);
      codes.push((await desk.ticket(id)).assignee);
    }
    // Of the three on duty 王志强 and 赵永刚 know water.
    expect(codes).toEqual(['wang-zhiqiang', 'zhao-yonggang', 'wang-zhiqiang', 'zhao-yonggang']);
  });

  it('from the pool goes to exactly one of many who take it at once', async () => {
    const { id } = await desk.open();
    await accept(id, clerk);
    await dispatch(id, { ...clerk, how: 'grab' });
    await desk.pass(0);
    expect(heardBy('WangZhiQiang')).toHaveLength(1);
    const outcomes = await Promise.all([wang, zhang, as('zhao-yonggang')].map((by) => take(id, by)));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    for (const outcome of outcomes)
      if (!outcome.ok)
        expect(outcome).toMatchObject({
          code: 'tickets/not-allowed-now',
          say: expect.stringContaining('已由'),
        });
    const ticket = await desk.ticket(id);
    expect(ticket.course.milestones.filter((each) => each.kind === 'taken')).toHaveLength(1);
  });

  it('that nobody takes in time goes to the next, and the second time to the lead', async () => {
    const { id } = await desk.open();
    await accept(id, clerk);
    await dispatch(id, clerk);
    expect((await desk.ticket(id)).assignee).toBe('wang-zhiqiang');
    await desk.pass(3_600);
    expect(await desk.ticket(id)).toMatchObject({ status: 'assigned', assignee: 'zhao-yonggang' });
    await desk.pass(3_600);
    expect(await desk.ticket(id)).toMatchObject({ status: 'assigned', assignee: 'li-jianguo' });
    expect(heardBy('LiJianGuo').some((text) => text.includes('第二次被退回'))).toBe(true);
  });

  it('given back by hand is told with its reason and not offered to the same person again', async () => {
    const { id } = await desk.open();
    await accept(id, clerk);
    await dispatch(id, clerk);
    expect(await giveBack(id, { ...wang, reason: '' })).toMatchObject({
      ok: false,
      code: 'tickets/reason-needed',
    });
    await giveBack(id, { ...wang, reason: '不会修这种' });
    expect(await desk.ticket(id)).toMatchObject({ status: 'assigned', assignee: 'zhao-yonggang' });
  });

  it('never goes to the person it is about', async () => {
    const { id } = await desk.open();
    await desk.unit(async (tx) => {
      const ticket = await tx.tickets.get(id);
      if (!ticket) throw new Error('gone');
      ticket.course.complainedAbout = ['wang-zhiqiang', 'li-jianguo'];
      await tx.tickets.save(ticket);
    });
    expect(await accept(id, wang)).toMatchObject({ ok: false, code: 'tickets/conflict-of-interest' });
    await accept(id, clerk);
    expect(await dispatch(id, { ...clerk, assignee: 'wang-zhiqiang' })).toMatchObject({
      ok: false,
      code: 'tickets/conflict-of-interest',
    });
    await dispatch(id, clerk);
    expect((await desk.ticket(id)).assignee).toBe('zhao-yonggang');
    expect(await transfer(id, { ...clerk, to: 'wang-zhiqiang', reason: 'x' })).toMatchObject({
      code: 'tickets/conflict-of-interest',
    });
  });

  it('stops at the cap, except for danger', async () => {
    desk.house.dispatch = { ...desk.house.dispatch, openPerWorker: 1 };
    const first = await desk.open();
    await accept(first.id, clerk);
    await dispatch(first.id, { ...clerk, assignee: 'wang-zhiqiang' });
    const second = await desk.open();
    await accept(second.id, clerk);
    expect(await dispatch(second.id, { ...clerk, assignee: 'wang-zhiqiang' })).toMatchObject({
      ok: false,
      code: 'tickets/over-cap',
    });
    const danger = await desk.open(burst);
    await accept(danger.id, clerk);
    expect(await dispatch(danger.id, { ...clerk, assignee: 'wang-zhiqiang' })).toMatchObject({ ok: true });
  });
});

describe('waiting', () => {
  it('for the resident needs a question, stops their clocks and ends when they write', async () => {
    const { id } = await desk.open();
    await accept(id, clerk);
    await take(id, wang).then(() => dispatch(id, { ...clerk, assignee: 'wang-zhiqiang' }));
    await take(id, wang);
    expect(await wait(id, { ...wang, reason: 'waiting_resident' })).toMatchObject({
      ok: false,
      code: 'tickets/question-needed',
    });
    expect(await wait(id, { ...wang, reason: 'waiting_resident', question: '周六上午方便吗' })).toMatchObject(
      {
        ok: true,
        value: { status: 'pending' },
      },
    );
    const paused = await timer(id, 'resolve');
    expect(paused?.pausedAt).toBe(NOON);
    expect((await timer(id, 'first_reply'))?.pausedAt).toBeNull();
    await desk.pass(600);
    expect(told().at(-1)).toContain('question=周六上午方便吗');
    const { goOnWithAnswer } = await import('../../src/tickets/due-work.ts');
    await desk.unit((tx) => goOnWithAnswer(tx, id, 'r', desk.house));
    expect(await desk.ticket(id)).toMatchObject({ status: 'in_progress', course: { waiting: null } });
    expect((await timer(id, 'resolve'))?.pausedAt).toBeNull();
  });

  it('for parts needs a delay that was asked for', async () => {
    const { id } = await desk.open();
    await accept(id, wang);
    expect(await wait(id, { ...wang, reason: 'waiting_parts' })).toMatchObject({
      ok: false,
      code: 'tickets/delay-needed',
    });
  });

  it('for an appointment ends by itself when it is time', async () => {
    const { id } = await desk.open();
    await accept(id, wang);
    await wait(id, { ...wang, reason: 'appointment', wakeAt: NOON + 2 * HOUR_MS });
    await desk.pass(2 * 3_600 - 1);
    expect((await desk.ticket(id)).status).toBe('pending');
    await desk.pass(1);
    expect((await desk.ticket(id)).status).toBe('in_progress');
  });
});

describe('changing hands', () => {
  it('waits for the receiver; the first owner stays', async () => {
    const { id } = await desk.open();
    await accept(id, wang);
    await transfer(id, { ...wang, to: 'zhang-haibo', reason: '要下班了' });
    expect((await desk.ticket(id)).assignee).toBe('wang-zhiqiang');
    expect(await take(id, as('zhao-yonggang'))).toMatchObject({ ok: false });
    await take(id, zhang);
    const ticket = await desk.ticket(id);
    expect(ticket).toMatchObject({
      assignee: 'zhang-haibo',
      firstOwner: 'wang-zhiqiang',
      course: { offer: null },
    });
    expect(ticket.course.legs.map((leg) => leg.holder)).toEqual(['wang-zhiqiang', 'zhang-haibo']);
  });

  it('declined stays where it was, and whoever had it is told', async () => {
    const { id } = await desk.open();
    await accept(id, wang);
    await transfer(id, { ...wang, to: 'zhang-haibo', reason: '要下班了' });
    expect(await decline(id, { ...as('zhao-yonggang'), reason: 'x' })).toMatchObject({
      code: 'tickets/not-yours',
    });
    await decline(id, { ...zhang, reason: '手上有急事' });
    await desk.pass(0);
    expect(heardBy('WangZhiQiang').at(-1)).toContain('还由您负责');
    expect(await take(id, zhang)).toMatchObject({ ok: false });
  });

  it('has a successor for a first owner who left, and never another first owner', async () => {
    const { id } = await desk.open();
    await accept(id, clerk);
    expect(await succeed(id, { ...wang, successor: 'tang-li', reason: '离职' })).toMatchObject({
      code: 'tickets/lead-needed',
    });
    await succeed(id, { ...lead, successor: 'tang-li', reason: '离职' });
    expect(await desk.ticket(id)).toMatchObject({
      firstOwner: 'xu-jing',
      course: { successor: { staffId: 'tang-li', at: NOON } },
    });
  });
});

describe('another grade', () => {
  it('keeps the pauses that were earned, counted in the time the new grade runs in', async () => {
    const { id } = await desk.open();
    await accept(id, clerk);
    await dispatch(id, { ...clerk, department: 'engineering', assignee: 'wang-zhiqiang' });
    await take(id, wang);
    await desk.pass(3_600);
    await wait(id, { ...wang, reason: 'waiting_resident', question: '周六上午方便吗' });
    await desk.pass(48 * 3_600);
    await resume(id, { ...wang, why: 'answered' });
    await desk.pass(60);
    await regrade(id, { ...clerk, grade: 2, reason: '整层没有水了' });
    expect(await timer(id, 'resolve')).toMatchObject({
      dueAt: NOON + (24 + 48) * HOUR_MS,
      breachedAt: null,
    });
  });

  it('3 to 1 after an hour: new clocks run from now, those that ran are due from the opening', async () => {
    const { id } = await desk.open();
    await accept(id, clerk);
    await desk.pass(3_600);
    await regrade(id, { ...clerk, grade: 1, reason: '水流到电表箱了' });
    expect(await timer(id, 'on_site')).toMatchObject({ dueAt: NOON + HOUR_MS + 15 * MINUTE_MS });
    expect(await timer(id, 'resolve')).toMatchObject({ dueAt: NOON + 24 * HOUR_MS });
    expect(await timer(id, 'first_reply')).toMatchObject({ dueAt: NOON + 2 * MINUTE_MS });
    await desk.pass(0);
    expect(await timer(id, 'first_reply')).toMatchObject({ breachedAt: NOON + HOUR_MS });
    // The grade came too late, not the worker.
    const events = await desk.under.store.read((tx) => tx.tickets.events(id));
    const breaches = events.filter((each) => each.type === 'timer.breached');
    expect(breaches.map((each) => [each.data.kind, each.data.cause])).toContainEqual([
      'first_reply',
      'late-grading',
    ]);
    expect((await desk.ticket(id)).promise.dueAt).toBe(NOON + HOUR_MS + 15 * MINUTE_MS);
  });

  it('down needs a lead; what was missed stays missed', async () => {
    const { id } = await desk.open(burst);
    await accept(id, wang);
    await desk.pass(20 * 60);
    expect(await regrade(id, { ...wang, grade: 3, reason: '只是滴水' })).toMatchObject({
      code: 'tickets/lead-needed',
    });
    await regrade(id, { ...lead, grade: 3, reason: '只是滴水' });
    expect(await timer(id, 'on_site')).toMatchObject({ breachedAt: NOON + 15 * MINUTE_MS });
    expect((await desk.ticket(id)).grade).toBe(3);
    expect(await timer(id, 'control')).toBeUndefined();
  });
});

describe('the same matter twice', () => {
  it('goes on as one; the residents of both hear of it, and the clocks of the merged one stand', async () => {
    const first = await desk.open(burst);
    const second = await desk.open(burst);
    await accept(first.id, wang);
    expect(await merge(second.id, { ...clerk, into: second.id })).toMatchObject({
      code: 'tickets/cannot-merge',
    });
    await merge(second.id, { ...clerk, into: first.id });
    expect(await desk.ticket(second.id)).toMatchObject({
      status: 'cancelled',
      course: { mergedInto: first.id },
    });
    await desk.pass(100_000);
    expect((await desk.eventTypes(second.id)).includes('timer.breached')).toBe(false);
    expect(
      told().some((text) =>
        text.includes(`ticket.merged ticket.code=${second.code} target.code=${first.code}`),
      ),
    ).toBe(true);
    expect((await desk.eventTypes(first.id)).includes('ticket.joined')).toBe(true);
  });
});

describe('what is not ours', () => {
  it('is ended with where to go, told to the resident', async () => {
    const { id } = await desk.open();
    await accept(id, clerk);
    expect(await cancel(id, { ...clerk, reason: '户外管网', outOfScope: true })).toMatchObject({
      code: 'tickets/referral-needed',
    });
    await cancel(id, { ...clerk, reason: '户外管网', outOfScope: true, referral: '自来水公司 96968' });
    await desk.pass(0);
    expect(told().at(-1)).toContain('referral=自来水公司 96968');
    expect((await desk.ticket(id)).firstOwner).toBe('xu-jing');
  });
});
