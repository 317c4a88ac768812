import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptTicket } from '../../src/tickets/deeds.ts';
import { page } from '../../src/tickets/paging.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const burst = { hazards: ['burst' as const], faults: [] };
const everyone = ['WangZhiQiang', 'ZhangHaiBo', 'ZhaoYongGang', 'LiJianGuo', 'LinZheng'];

describe('the ladder of grade 1', () => {
  let desk: TicketDesk;
  beforeEach(async () => {
    desk = await openTicketDesk(NOON);
  });
  afterEach(() => desk.close());

  const calls = () => desk.heard.map((each) => [each.who, each.second]);
  const accept = (id: string) =>
    desk.unit((tx) =>
      acceptTicket(
        tx,
        id,
        { actor: { kind: 'staff', id: 'wang-zhiqiang', source: 'card' }, staffId: 'wang-zhiqiang' },
        desk.house,
      ),
    );
  const tasks = async () =>
    (await desk.under.store.read((tx) => tx.tasks.open(null, 50))).map(
      (task) => `${task.kind} ${task.reason}`,
    );

  const untilAll = [
    ['WangZhiQiang', 0],
    ['WangZhiQiang', 60],
    ['ZhangHaiBo', 120],
    ['ZhangHaiBo', 180],
    ['ZhaoYongGang', 240],
    ['ZhaoYongGang', 300],
    ['LiJianGuo', 360],
    ['LiJianGuo', 420],
    ['LinZheng', 480],
  ];

  it('calls, reminds, goes on to the next, the lead, the manager, then all of them again and again', async () => {
    await desk.open(burst);
    await desk.pass(1_300);
    expect(calls()).toEqual([
      ...untilAll,
      ...everyone.map((who) => [who, 660]),
      ...everyone.map((who) => [who, 960]),
      ...everyone.map((who) => [who, 1_260]),
    ]);
  });

  it('calls all of them at one instant, whatever the clock does meanwhile', async () => {
    const { id } = await desk.open(burst);
    let ticks = 0;
    const clock = { ...desk.house.clock, now: () => NOON + 600_000 + ticks++ };
    await desk.unit(async (tx) => {
      const ticket = await tx.tickets.get(id);
      if (ticket) await page(tx, ticket, { step: 99, reminder: false }, { ...desk.house, clock });
    });
    const events = await desk.under.store.read((tx) => tx.tickets.events(id));
    const round = events.filter((event) => event.data.step === 'everyone');
    expect(round).toHaveLength(everyone.length);
    expect(new Set(round.map((event) => event.at)).size).toBe(1);
  });

  it('goes on where it was after a restart, calling nobody twice for one step', async () => {
    await desk.open(burst);
    for (let n = 0; n < 13; n++) {
      await desk.pass(50);
      await desk.restart();
    }
    await desk.pass(5);
    expect(calls()).toEqual(untilAll);
  });

  it.each([0, 30, 90, 150, 500, 700])(
    'stops when somebody takes the ticket after %i seconds',
    async (second) => {
      const { id } = await desk.open(burst);
      await desk.pass(second);
      const before = desk.heard.length;
      await accept(id);
      await desk.pass(4_000);
      const since = desk.heard.slice(before).filter(({ text }) => !text.startsWith('【案例复盘】'));
      for (const { text } of since) expect(text).toContain('已由王志强接单');
      expect(
        await desk.under.raw("select id from job where kind = 'ticket.page' and state = 'waiting'"),
      ).toEqual([]);
    },
  );

  it('goes to the next at once when a phone takes nothing, without waiting and without calling anybody twice', async () => {
    desk.unreachable.add('WangZhiQiang');
    await desk.open(burst);
    await desk.pass(130);
    expect(calls()).toEqual([
      ['ZhangHaiBo', 0],
      ['ZhangHaiBo', 60],
      ['ZhaoYongGang', 120],
    ]);
    expect(await tasks()).toEqual(['undeliverable staff-notice:recipient-gone']);
  });

  it('skips nobody when it is the reminder that does not arrive', async () => {
    await desk.open(burst);
    await desk.pass(30);
    desk.unreachable.add('WangZhiQiang');
    await desk.pass(100);
    expect(calls()).toEqual([
      ['WangZhiQiang', 0],
      ['ZhangHaiBo', 60],
      ['ZhangHaiBo', 120],
    ]);
  });

  it('goes on from the lead to the manager also where the shift has fewer people than the ladder', async () => {
    desk.unreachable.add('MaZhenHua');
    await desk.open({ hazards: ['fire'], faults: [] });
    await desk.pass(250);
    // The security shift has two: Qian and Feng; their lead Ma is not reachable.
    expect(calls()).toEqual([
      ['QianJin', 0],
      ['QianJin', 60],
      ['FengLei', 120],
      ['FengLei', 180],
      ['LinZheng', 240],
    ]);
  });

  it('makes no storm when no phone takes anything: each is tried, and then at the pace of the ladder', async () => {
    for (const who of everyone) desk.unreachable.add(who);
    await desk.open(burst);
    await desk.pass(0);
    const tried = async () => (await desk.under.raw('select id from outbox')).length;
    expect(await tried()).toBeLessThanOrEqual(2 * everyone.length);
    const first = await tried();
    await desk.pass(299);
    expect(await tried()).toBeLessThanOrEqual(2 * everyone.length);
    await desk.pass(901);
    expect((await tried()) - first).toBeLessThanOrEqual(4 * everyone.length);
    // Somebody comes back into reach and is called.
    desk.unreachable.delete('ZhaoYongGang');
    await desk.pass(400);
    expect(desk.heard.map((each) => each.who)).toContain('ZhaoYongGang');
  });

  it('does not go back when a call of an earlier step turns out late not to have arrived', async () => {
    await desk.open(burst);
    await desk.pass(130);
    const { noteUndeliverable } = await import('../../src/tickets/undeliverable.ts');
    await desk.unit(async (tx) => {
      const [first] = await desk.under.raw(
        "select id from outbox where lane = 'staff:wang-zhiqiang' order by seq limit 1",
      );
      const row = await tx.outbox.get(String(first?.id));
      if (row) await noteUndeliverable(tx, row, 'recipient-gone', desk.house);
    });
    await desk.pass(120);
    expect(calls().slice(2)).toEqual([
      ['ZhangHaiBo', 120],
      ['ZhangHaiBo', 180],
      ['ZhaoYongGang', 240],
    ]);
  });

  it('is the night shift’s at night', async () => {
    desk.clock.set(shanghai('2026-11-24 03:00'));
    await desk.open(burst);
    await desk.pass(0);
    expect(desk.heard.map((each) => each.who)).toEqual(['SunLiXin']);
  });
});

describe('without people or phones', () => {
  it('puts the matter on the list when nobody is on duty, and keeps looking', async () => {
    const desk = await openTicketDesk(NOON, {
      people: () => ({ staff: [], roster: { shifts: [], changes: [], cover: [] } }),
    });
    await desk.open(burst);
    const tasks = await desk.under.store.read((tx) => tx.tasks.open('cuihu', 10));
    expect(tasks).toMatchObject([{ kind: 'nobody-on-duty', reason: 'nobody-on-duty' }]);
    expect(await desk.under.raw("select due_at from job where kind = 'ticket.page'")).toEqual([
      { due_at: NOON + 300_000 },
    ]);
    await desk.close();
  });

  it('puts the matter on the list when staff cannot be reached by message at all', async () => {
    const desk = await openTicketDesk(NOON, { staffAccountId: null });
    await desk.open(burst);
    await desk.pass(900);
    const tasks = await desk.under.store.read((tx) => tx.tasks.open('cuihu', 10));
    expect(tasks).toMatchObject([
      { kind: 'nobody-on-duty', reason: 'staff-channel-off' },
      { kind: 'nobody-on-duty', reason: 'raised' },
    ]);
    expect(desk.heard).toEqual([]);
    await desk.close();
  });
});
