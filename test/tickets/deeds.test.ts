import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptTicket, amendTicket, cancelTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import { type Actor, botActor } from '../../src/tickets/house.ts';
import { shanghai } from '../support/manual-clock.ts';
import { factsOf, openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const MINUTE_MS = 60_000;
const wang: Actor = { kind: 'staff', id: 'wang-zhiqiang', source: 'card' };
const clerk: Actor = { kind: 'staff', id: 'xu-jing', source: 'console' };
const burst = { hazards: ['burst' as const], faults: [], description: '水管爆了' };

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON);
});
afterEach(() => desk.close());

const accept = (id: string, by: { actor?: Actor; staffId?: string | null; expectedVersion?: number } = {}) =>
  desk.unit((tx) => acceptTicket(tx, id, { actor: wang, staffId: 'wang-zhiqiang', ...by }, desk.house));
const resolve = (id: string, expectedVersion?: number) =>
  desk.unit((tx) =>
    resolveTicket(
      tx,
      id,
      {
        actor: wang,
        staffId: 'wang-zhiqiang',
        result: '换了阀门',
        ...(expectedVersion === undefined ? {} : { expectedVersion }),
      },
      desk.house,
    ),
  );
const cancel = (id: string) =>
  desk.unit((tx) =>
    cancelTicket(tx, id, { actor: clerk, staffId: 'xu-jing', reason: 'withdrawn' }, desk.house),
  );
const amend = (
  id: string,
  facts: Parameters<typeof factsOf>[0],
  why: 'correction' | 'addition' = 'addition',
) => desk.unit((tx) => amendTicket(tx, id, { facts: factsOf(facts), why, actor: botActor }, desk.house));
const timer = async (id: string, kind: string) =>
  (await desk.ticket(id)).timers.find((each) => each.kind === kind);
const heardBy = (who: string) => desk.heard.filter((each) => each.who === who).map((each) => each.text);

describe('openTicket', () => {
  it('at grade 1 starts its clocks, calls the first on duty and makes the reminder due, all in one transaction', async () => {
    const ticket = await desk.open(burst);
    expect(ticket).toMatchObject({
      code: '261123-001',
      communityId: 'cuihu',
      kind: 'repair',
      category: 'burst',
      grade: 1,
      gradeReason: '险情：水管爆裂',
      status: 'new',
      department: 'engineering',
      firstOwner: null,
      assignee: null,
      description: '水管爆了',
      place: { building: '3', unit: '2', room: '501' },
      channelUserId: resident.channelUserId,
      openedAt: NOON,
      promise: { text: expect.stringContaining('15分钟内到现场'), dueAt: NOON + 15 * MINUTE_MS },
      version: 1,
    });
    const byDue = [...ticket.timers].sort((a, b) => a.dueAt - b.dueAt || (a.kind < b.kind ? -1 : 1));
    expect(await desk.ticket(ticket.id)).toEqual({ ...ticket, timers: byDue });
    expect(await timer(ticket.id, 'on_site')).toMatchObject({
      dueAt: NOON + 15 * MINUTE_MS,
      metAt: null,
      breachedAt: null,
    });
    expect(await desk.eventTypes(ticket.id)).toEqual(['ticket.opened', 'ticket.paged']);
    const jobs = await desk.under.raw('select kind, due_at from job order by kind, due_at');
    expect(jobs).toEqual([
      { kind: 'ticket.clock', due_at: NOON + 2 * MINUTE_MS },
      { kind: 'ticket.page', due_at: NOON + MINUTE_MS },
    ]);
    expect(await desk.under.raw('select lane, state from outbox')).toEqual([
      { lane: 'staff:wang-zhiqiang', state: 'queued' },
    ]);
  });

  it('leaves nothing behind when its transaction fails: no number, no call, no clock', async () => {
    await expect(
      desk.unit(async (tx) => {
        const conversation = await tx.conversations.forPerson(resident, { communityId: 'cuihu', at: NOON });
        const { openTicket } = await import('../../src/tickets/deeds.ts');
        await openTicket(
          tx,
          { conversation, kind: 'repair', facts: factsOf(burst), partial: false, actor: botActor },
          desk.house,
        );
        throw new Error('the turn failed');
      }),
    ).rejects.toThrow('the turn failed');
    for (const table of ['ticket', 'ticket_timer', 'ticket_event', 'ticket_number', 'job', 'outbox']) {
      expect(await desk.under.raw(`select * from ${table}`)).toEqual([]);
    }
    expect((await desk.open(burst)).code).toBe('261123-001');
  });

  it('tells the person on duty what they must know at a glance', async () => {
    await desk.open({ ...burst, phone: '+8613800138000' });
    await desk.pass(0);
    expect(desk.heard).toHaveLength(1);
    const [told] = heardBy('WangZhiQiang');
    for (const words of [
      '一级特急',
      '水管爆裂',
      '3栋2单元501',
      '13800138000',
      '15分钟内到现场',
      '261123-001',
    ])
      expect(told).toContain(words);
  });

  it('at grade 3 starts its clocks and calls nobody', async () => {
    const ticket = await desk.open();
    await desk.pass(0);
    expect(ticket).toMatchObject({ grade: 3, gradeReason: '故障：漏水', category: 'water.leak' });
    expect(desk.heard).toEqual([]);
    expect(await desk.eventTypes(ticket.id)).toEqual(['ticket.opened']);
  });

  it('tells whom the resident may expect: the first on duty with their own number', async () => {
    const { told } = await desk.unit(async (tx) => {
      const { openTicket } = await import('../../src/tickets/deeds.ts');
      const conversation = await tx.conversations.forPerson(resident, { communityId: 'cuihu', at: NOON });
      return openTicket(
        tx,
        { conversation, kind: 'repair', facts: factsOf(burst), partial: false, actor: botActor },
        desk.house,
      );
    });
    expect(told).toEqual({ ownerName: '工程师傅王志强', ownerPhone: '020-0000-0111' });
  });

  it('numbers the day’s tickets in order and starts again the next day', async () => {
    const codes = [(await desk.open()).code, (await desk.open()).code];
    desk.clock.advance(12 * 60 * MINUTE_MS);
    codes.push((await desk.open()).code);
    expect(codes).toEqual(['261123-001', '261123-002', '261124-001']);
  });

  it('attaches the photos that were sent with it, each to one ticket', async () => {
    const photo = await desk.unit(async (tx) => {
      const { id: conversationId } = await tx.conversations.forPerson(resident, {
        communityId: 'cuihu',
        at: NOON,
      });
      const messageId = await tx.messages.add({
        conversationId,
        direction: 'in',
        author: 'resident',
        type: 'image',
        content: { type: 'image', mediaId: 'm' },
        createdAt: NOON,
      });
      return {
        messageId,
        id: await tx.attachments.add({ messageId, conversationId, type: 'image', mediaId: 'm', at: NOON }),
      };
    });
    const first = await desk.open({ photoMessageIds: [photo.messageId] });
    const second = await desk.open({ photoMessageIds: [photo.messageId] });
    expect((await desk.ticket(first.id)).attachmentIds).toEqual([photo.id]);
    expect((await desk.ticket(second.id)).attachmentIds).toEqual([]);
  });
});

describe('acceptTicket', () => {
  it('makes the taker first owner and assignee, meets the clock, stops the calling, tells the resident and the others', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(130); // Wang, reminded, then Zhang
    const outcome = await accept(id, { staffId: 'zhang-haibo', actor: { ...wang, id: 'zhang-haibo' } });
    expect(outcome).toMatchObject({
      ok: true,
      value: { status: 'accepted', firstOwner: 'zhang-haibo', assignee: 'zhang-haibo', version: 3 },
    });
    await desk.pass(3_600);
    expect(await timer(id, 'accept')).toMatchObject({ metAt: NOON + 130_000, breachedAt: NOON + 120_000 });
    expect(heardBy('ZhangHaiBo')).toHaveLength(1);
    expect(heardBy('WangZhiQiang').at(-1)).toContain('已由张海波接单');
    expect(heardBy('ZhaoYongGang')).toEqual([]);
    expect(desk.residents.texts()).toEqual([expect.stringContaining('ticket.accepted')]);
    expect(desk.residents.texts()[0]).toContain('owner.name=工程师傅张海波');
    expect(desk.residents.texts()[0]).toContain('owner.phone=020-0000-0112');
  });

  it('is refused the second time, and changes nothing then', async () => {
    const { id } = await desk.open(burst);
    await accept(id);
    const before = await desk.ticket(id);
    expect(await accept(id, { staffId: 'zhang-haibo' })).toMatchObject({
      ok: false,
      code: 'tickets/not-allowed-now',
      say: expect.stringContaining('已受理'),
    });
    expect(await desk.ticket(id)).toEqual(before);
    expect((await desk.eventTypes(id)).filter((type) => type === 'ticket.accepted')).toHaveLength(1);
  });

  it('is given to exactly one of many who take it at the same time', async () => {
    const { id } = await desk.open(burst);
    const outcomes = await Promise.all(
      ['wang-zhiqiang', 'zhang-haibo', 'zhao-yonggang'].map((staffId) => accept(id, { staffId })),
    );
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect((await desk.ticket(id)).firstOwner).toBe('wang-zhiqiang');
  });

  it('is refused for a version that has moved on, and for a ticket nobody knows', async () => {
    const { id } = await desk.open(burst);
    await amend(id, { ...burst, phone: '+8613800138000' });
    expect(await accept(id, { expectedVersion: 1 })).toMatchObject({
      ok: false,
      code: 'tickets/version-conflict',
    });
    expect((await desk.ticket(id)).status).toBe('new');
    expect(await accept(id, { expectedVersion: 2 })).toMatchObject({ ok: true });
    expect(await accept('unknown')).toMatchObject({ ok: false, code: 'tickets/not-found' });
  });

  it('by a service without a person names the office instead', async () => {
    const { id } = await desk.open(burst);
    await accept(id, { staffId: null, actor: { kind: 'service', id: 'integration', source: 'api' } });
    await desk.pass(0);
    expect(desk.residents.texts()[0]).toContain('owner.name=值班同事');
    expect(desk.residents.texts()[0]).toContain('owner.phone=020-0000-0100');
  });
});

describe('resolveTicket', () => {
  it('is allowed straight from accepted, meets all clocks and tells the resident what was done', async () => {
    const { id } = await desk.open(burst);
    await accept(id);
    await desk.pass(60);
    expect(await resolve(id)).toMatchObject({ ok: true, value: { status: 'resolved' } });
    const { timers } = await desk.ticket(id);
    expect(timers.filter((each) => each.metAt === null)).toEqual([
      {
        kind: 'followup',
        dueAt: desk.clock.now() + 48 * 3_600_000,
        metAt: null,
        breachedAt: null,
        pausedAt: null,
      },
    ]);
    // Longer than any clock of the work, shorter than that of the follow-up.
    await desk.pass(48 * 3_600 - 1);
    expect((await desk.eventTypes(id)).includes('timer.breached')).toBe(false);
    expect(desk.residents.texts()).toContain('ticket.resolved ticket.code=261123-001 result=换了阀门');
  });

  it('is refused for what nobody has taken, and for what is done already', async () => {
    const { id } = await desk.open(burst);
    expect(await resolve(id)).toMatchObject({ ok: false, code: 'tickets/not-allowed-now' });
    await accept(id);
    await resolve(id);
    expect(await resolve(id)).toMatchObject({ ok: false, code: 'tickets/not-allowed-now' });
    expect((await desk.eventTypes(id)).filter((type) => type === 'ticket.resolved')).toHaveLength(1);
  });

  it('is refused for a version that has moved on', async () => {
    const { id } = await desk.open(burst);
    await accept(id);
    expect(await resolve(id, 1)).toMatchObject({ ok: false, code: 'tickets/version-conflict' });
    expect(await resolve(id, 2)).toMatchObject({ ok: true });
  });
});

describe('cancelTicket', () => {
  it('stops calling and clocks, and tells whoever was called not to come', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(130);
    expect(await cancel(id)).toMatchObject({ ok: true, value: { status: 'cancelled' } });
    await desk.pass(90_000);
    for (const who of ['WangZhiQiang', 'ZhangHaiBo'])
      expect(heardBy(who).at(-1)).toContain('261123-001 已撤销');
    expect(heardBy('ZhaoYongGang')).toEqual([]);
    expect(await cancel(id)).toMatchObject({ ok: false, code: 'tickets/not-allowed-now' });
    expect(await accept(id)).toMatchObject({ ok: false, code: 'tickets/not-allowed-now' });
  });
});

describe('amendTicket', () => {
  it('tells whoever was called of a corrected place and a phone that came later', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(5);
    await amend(
      id,
      { ...burst, place: { building: '3', unit: '2', room: '502' }, phone: '+8613800138000' },
      'correction',
    );
    await desk.pass(0);
    expect(heardBy('WangZhiQiang').at(-1)).toContain('3栋2单元502');
    expect(heardBy('WangZhiQiang').at(-1)).toContain('13800138000');
    expect(await desk.eventTypes(id)).toContain('ticket.corrected');
  });

  it('keeps a phone that is not told again, and the grade when the danger is not told again', async () => {
    const { id } = await desk.open({ ...burst, phone: '+8613800138000' });
    await amend(id, { hazards: [], faults: ['lamp.out'] });
    expect(await desk.ticket(id)).toMatchObject({
      grade: 1,
      contact: { phone: '+8613800138000' },
      promise: { dueAt: NOON + 15 * MINUTE_MS },
    });
  });

  it('raises the grade, starts its clocks now and calls the people on duty', async () => {
    const { id } = await desk.open();
    await desk.pass(600);
    await amend(id, burst);
    expect(await desk.ticket(id)).toMatchObject({
      grade: 1,
      gradeReason: '险情：水管爆裂',
      promise: { dueAt: NOON + 600_000 + 15 * MINUTE_MS },
    });
    expect(await timer(id, 'on_site')).toMatchObject({ dueAt: NOON + 600_000 + 15 * MINUTE_MS });
    await desk.pass(125);
    expect(desk.heard.map((each) => each.who)).toEqual(['WangZhiQiang', 'WangZhiQiang', 'ZhangHaiBo']);
  });

  it('raised from one ladder to another, calls by the new one alone', async () => {
    const { id } = await desk.open({ faults: ['power.out'], hazards: [] });
    await desk.pass(10);
    await amend(id, burst);
    await desk.pass(660);
    // Grade 2 would have reminded Wang at 300 s.
    expect(desk.heard.map((each) => [each.who, each.second])).toEqual([
      ['WangZhiQiang', 0],
      ['WangZhiQiang', 10],
      ['WangZhiQiang', 70],
      ['ZhangHaiBo', 130],
      ['ZhangHaiBo', 190],
      ['ZhaoYongGang', 250],
      ['ZhaoYongGang', 310],
      ['LiJianGuo', 370],
      ['LiJianGuo', 430],
      ['LinZheng', 490],
      ...['WangZhiQiang', 'ZhangHaiBo', 'ZhaoYongGang', 'LiJianGuo', 'LinZheng'].map((who) => [who, 670]),
    ]);
  });

  it('raised after somebody took it, tells them and calls the people on duty; the clock they met stays met', async () => {
    const { id } = await desk.open();
    await accept(id, { actor: clerk, staffId: 'xu-jing' });
    await desk.pass(60);
    await amend(id, burst);
    await desk.pass(3_000);
    expect(heardBy('XuJing').at(-1)).toContain('水管爆裂');
    expect(heardBy('WangZhiQiang')[0]).toContain('一级特急');
    expect(await timer(id, 'accept')).toMatchObject({ metAt: NOON, breachedAt: null });
    expect(await timer(id, 'on_site')).toMatchObject({
      dueAt: NOON + 60_000 + 15 * MINUTE_MS,
      breachedAt: NOON + 60_000 + 15 * MINUTE_MS,
    });
  });

  it('moves a danger to the department it belongs to, and calls there', async () => {
    const { id } = await desk.open();
    await amend(id, { hazards: ['fire'], faults: ['water.leak'] });
    await desk.pass(0);
    expect((await desk.ticket(id)).department).toBe('order');
    expect(desk.heard.map((each) => each.who)).toEqual(['QianJin']);
  });

  it('is refused for what is cancelled or unknown', async () => {
    const { id } = await desk.open();
    await cancel(id);
    const before = await desk.ticket(id);
    expect(await amend(id, burst)).toMatchObject({ ok: false, code: 'tickets/not-allowed-now' });
    expect(await desk.ticket(id)).toEqual(before);
    expect(await amend('unknown', burst)).toMatchObject({ ok: false, code: 'tickets/not-found' });
  });
});
