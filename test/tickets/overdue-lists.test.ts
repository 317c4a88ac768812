// The lists of what has come up to a level of the ladder: every working day, and once a week to the highest.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '../../src/storage/contract.ts';
import { acceptTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import { recordCall } from '../../src/tickets/delay.ts';
import type { Actor } from '../../src/tickets/house.ts';
import { planOverdueLists } from '../../src/tickets/overdue-lists.ts';
import { noteAndRaise } from '../../src/tickets/raising.ts';
import type { Ticket } from '../../src/tickets/ticket.ts';
import { ticketOf } from '../contracts/storage/subject.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

// 2026-11-23 is a Monday; the office works on Saturdays, not on Sundays.
const NINE = shanghai('2026-11-23 09:00');
const DAY = 86_400;
const MANAGER = 'LinZheng';
const clerk: Actor = { kind: 'staff', id: 'xu-jing', source: 'console' };

describe('a list of what has come up the ladder', () => {
  let desk: TicketDesk;
  beforeEach(async () => {
    desk = await openTicketDesk(NINE);
    await desk.unit((tx) => planOverdueLists(tx, desk.house));
  });
  afterEach(() => desk.close());

  const lists = () => desk.heard.filter(({ text }) => text.startsWith('【督办清单】'));
  const daysOf = () => lists().map(({ who, second }) => [who, second / DAY]);
  const change = (id: string, how: (ticket: Ticket) => void) =>
    desk.unit(async (tx) => {
      const ticket = await tx.tickets.get(id);
      if (!ticket) throw new Error('gone');
      how(ticket);
      await tx.tickets.save(ticket);
    });

  const noteLeaderAskedFor = async (tx: Tx, id: string) => {
    const ticket = await tx.tickets.get(id);
    if (ticket) await noteAndRaise(tx, ticket, 'leader-asked', {}, desk.house);
  };

  it('goes to whoever is named at the level, every working day, and on Monday that of the highest level too', async () => {
    await desk.open();
    await desk.pass(7 * DAY);
    expect(daysOf()).toEqual([...[1, 2, 3, 4, 5].map((day) => [MANAGER, day]), [MANAGER, 7], [MANAGER, 7]]);
    expect(lists()[0]?.text).toBe(
      [
        '【督办清单】报到您这一级、还没有解决的有 1 件：',
        '1. 3栋2单元501，漏水（单号 261123-001）：要受理，晚了 23小时30分钟，没有人在办',
        '请过问。',
      ].join('\n'),
    );
  });

  it('leaves out what is no longer late, what never came so far, and is not sent when nothing is left', async () => {
    const { id } = await desk.open();
    await desk.pass(DAY);
    expect(lists()).toHaveLength(1);
    const by = { actor: clerk, staffId: 'xu-jing' };
    await desk.unit((tx) => acceptTicket(tx, id, by, desk.house));
    await desk.unit((tx) => resolveTicket(tx, id, { ...by, result: '换了垫圈' }, desk.house));
    const young = await desk.open();
    await desk.unit((tx) => acceptTicket(tx, young.id, by, desk.house));
    await desk.pass(3_600);
    await change(young.id, (ticket) => {
      ticket.timers = [];
    });
    await desk.pass(DAY);
    expect(lists()).toHaveLength(1);
  });

  it('of the week holds what has ended since the last one, with when and how, once', async () => {
    const { id } = await desk.open();
    await desk.pass(4 * DAY);
    const by = { actor: clerk, staffId: 'xu-jing' };
    await desk.unit((tx) => acceptTicket(tx, id, by, desk.house));
    await desk.unit((tx) => resolveTicket(tx, id, { ...by, result: '换了垫圈' }, desk.house));
    const heard = lists().length;
    await desk.pass(3 * DAY);
    expect(
      lists()
        .slice(heard)
        .map(({ text }) => text),
    ).toEqual([
      [
        '【督办清单】报到您这一级、还没有解决的有 0 件。',
        '上次清单以后，报到您这一级、已经结束的有 1 件：',
        '1. 3栋2单元501，漏水（单号 261123-001）：周五（11月27日）09:00 处理完了，等回访',
      ].join('\n'),
    ]);
    await change(id, (ticket) => {
      ticket.timers = ticket.timers.filter(({ kind }) => kind !== 'followup');
    });
    await desk.pass(7 * DAY);
    expect(lists()).toHaveLength(heard + 1);
  });

  it('holds a grave complaint although nothing of it is late, and never goes to whom it is about', async () => {
    const { id } = await desk.open({}, 'complaint');
    await change(id, (ticket) => {
      ticket.level = '重大';
      ticket.timers = [];
    });
    await desk.pass(DAY);
    expect(lists().map(({ text }) => text.split('\n')[1])).toEqual([
      expect.stringMatching(/：重大投诉，现在没有超时，没有人在办$/),
    ]);
    await change(id, (ticket) => {
      ticket.course.complainedAbout = ['lin-zheng'];
    });
    await desk.pass(DAY);
    expect(lists()).toHaveLength(1);
  });

  it('holds what went up without a clock, until somebody has seen to it', async () => {
    const { id } = await desk.open();
    await change(id, (ticket) => {
      ticket.timers = [];
    });
    for (let n = 0; n < 2; n++) await desk.unit((tx) => noteLeaderAskedFor(tx, id));
    await desk.pass(DAY);
    expect(lists().map(({ text }) => text.split('\n')[1])).toEqual([
      expect.stringMatching(/（单号 261123-001）：现在没有超时，没有人在办$/),
    ]);
    const by = { actor: clerk, staffId: 'xu-jing' };
    await desk.unit((tx) => recordCall(tx, id, { ...by, note: '已经和住户说过' }, desk.house));
    await desk.pass(DAY);
    expect(lists()).toHaveLength(1);
  });

  it('is as long as a phone shows, and says how many more there are', async () => {
    await desk.unit(async (tx) => {
      for (let n = 0; n < 40; n++)
        await tx.tickets.add(ticketOf(null, `t${n}`, { kind: 'complaint', level: '重大', timers: [] }));
    });
    await desk.pass(DAY);
    const [list] = lists();
    expect(Buffer.byteLength(list?.text ?? '')).toBeLessThanOrEqual(2_048);
    const shown = list?.text.split('\n').filter((line) => /^\d+\. /.test(line)).length ?? 0;
    expect(shown).toBeGreaterThan(5);
    expect(list?.text.split('\n').slice(-2)).toEqual([
      `另外 ${40 - shown} 件请到接待台“督办”里看。`,
      '请过问。',
    ]);
  });

  it('of a day on which it cannot be made is left out, and the next one comes', async () => {
    const { id } = await desk.open();
    await desk.pass(0.9 * DAY);
    const [row] = await desk.under.raw(`select sealed from ticket where id = '${id}'`);
    await desk.under.raw(`update ticket set sealed = 'broken' where id = '${id}'`);
    await desk.pass(0.5 * DAY);
    await desk.under.raw(`update ticket set sealed = '${String(row?.sealed)}' where id = '${id}'`);
    await desk.pass(0.7 * DAY);
    expect(daysOf()).toEqual([[MANAGER, 2]]);
  });

  it('of a day on which nobody could send it is not sent later; the next one is', async () => {
    await desk.open();
    desk.clock.advance(2.5 * DAY * 1000);
    await desk.pass(60);
    expect(lists()).toEqual([]);
    await desk.pass(0.5 * DAY);
    expect(daysOf()).toEqual([[MANAGER, 3]]);
  });
});
