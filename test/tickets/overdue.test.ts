import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closeTicket } from '../../src/tickets/closing.ts';
import { acceptTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import { dispatchTicket } from '../../src/tickets/dispatch.ts';
import type { Actor } from '../../src/tickets/house.ts';
import { arriveTicket, takeTicket } from '../../src/tickets/work.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

// 2026-11-23 is a Monday; the shipped office works 08:30–18:00.
const NINE = shanghai('2026-11-23 09:00');
const LEAD = 'LiJianGuo';
const MANAGER = 'LinZheng';
const clerk: Actor = { kind: 'staff', id: 'xu-jing', source: 'console' };

describe('a clock that runs out', () => {
  let desk: TicketDesk;
  beforeEach(async () => {
    desk = await openTicketDesk(NINE);
  });
  afterEach(() => desk.close());

  const late = () =>
    desk.reminded.map(({ who, text, second }) => [
      second,
      who,
      /【(.+?)】/.exec(text)?.[1],
      /要(.+?)[，。]/.exec(text)?.[1],
    ]);

  const accept = (id: string) =>
    desk.unit((tx) => acceptTicket(tx, id, { actor: clerk, staffId: 'xu-jing' }, desk.house));

  it('is heard of by the lead, then the manager, each once, in service time', async () => {
    await desk.open();
    await desk.pass(12 * 3_600);
    expect(late().filter(([, , , todo]) => todo === '受理')).toEqual([
      [1_800, LEAD, '超时', '受理'],
      [1_800 + 900, LEAD, '超时督办', '受理'],
      [1_800 + 900, MANAGER, '超时督办', '受理'],
      [1_800 + 3_600, MANAGER, '超时督办', '受理'],
    ]);
  });

  it('is said before to whoever answers for it, at half of it and at four fifths, each once, also over restarts', async () => {
    const { id } = await desk.open();
    await accept(id);
    await desk.pass(5_700);
    await desk.restart();
    await desk.pass(100);
    await desk.restart();
    await desk.pass(400);
    expect(late().filter(([, , , todo]) => todo === '回复住户')).toEqual([
      [0.5 * 7_200, 'XuJing', '提前提醒', '回复住户'],
      [0.8 * 7_200, 'XuJing', '快到时限', '回复住户'],
    ]);
    expect(desk.reminded.find(({ text }) => text.includes('提前提醒'))?.text).toMatch(
      /^【提前提醒】.+（单号 261123-001）：还有 1小时，要回复住户。$/,
    );
  });

  it('is said once when nobody could say it at half of it, and not at all after it was met', async () => {
    const { id } = await desk.open();
    await accept(id);
    desk.clock.advance(0.9 * 7_200_000);
    await desk.pass(100);
    const about = () => late().filter(([, , , todo]) => todo === '回复住户');
    expect(about()).toEqual([[0.9 * 7_200, 'XuJing', '快到时限', '回复住户']]);

    const other = await desk.open({ place: { building: '4', unit: '1', room: '101' } });
    await accept(other.id);
    await desk.unit((tx) =>
      resolveTicket(tx, other.id, { actor: clerk, staffId: 'xu-jing', result: '换了垫圈' }, desk.house),
    );
    await desk.pass(2 * 3_600);
    expect(desk.reminded.filter(({ text }) => text.includes('261123-002') && /回复住户/.test(text))).toEqual(
      [],
    );
  });

  it('is not heard of any more once its cause is gone', async () => {
    const { id } = await desk.open({ grade: 3 });
    await desk.pass(2_000);
    const before = desk.reminded.length;
    await accept(id);
    await desk.pass(3_000);
    expect(desk.reminded.slice(before).filter(({ text }) => text.includes('受理'))).toEqual([]);
  });

  it('of an emergency that somebody took goes up within minutes, day and night', async () => {
    const { id } = await desk.open({ hazards: ['burst'], faults: [], grade: 1 });
    await accept(id);
    await desk.unit((tx) =>
      dispatchTicket(
        tx,
        id,
        { actor: clerk, staffId: 'xu-jing', department: 'engineering', assignee: 'wang-zhiqiang' },
        desk.house,
      ),
    );
    await desk.unit((tx) =>
      takeTicket(tx, id, { actor: { ...clerk, id: 'wang-zhiqiang' }, staffId: 'wang-zhiqiang' }, desk.house),
    );
    await desk.pass(1_600);
    expect(late().filter(([, , , todo]) => todo === '到现场')).toEqual([
      [840, 'WangZhiQiang', '快到时限', '到现场'],
      [840, 'XuJing', '快到时限', '到现场'],
      [900, 'WangZhiQiang', '超时', '到现场'],
      [900, 'XuJing', '超时', '到现场'],
      [900, LEAD, '超时', '到现场'],
      [1_080, LEAD, '超时督办', '到现场'],
      [1_080, MANAGER, '超时督办', '到现场'],
      [1_500, MANAGER, '超时督办', '到现场'],
    ]);
    await desk.unit((tx) =>
      arriveTicket(
        tx,
        id,
        { actor: { ...clerk, id: 'wang-zhiqiang' }, staffId: 'wang-zhiqiang' },
        desk.house,
      ),
    );
    const heardSoFar = desk.reminded.length;
    await desk.pass(60);
    expect(desk.reminded.slice(heardSoFar).filter(({ text }) => text.includes('到现场'))).toEqual([]);
  });

  it('of an ordinary matter lets people sleep', async () => {
    const night = await openTicketDesk(shanghai('2026-11-23 17:45'));
    try {
      await night.open();
      await night.pass(16 * 3_600);
      const hours = night.reminded
        .filter(({ text }) => text.includes('【超时'))
        .map(({ second }) => Math.floor((17.75 * 3_600 + second) / 3_600) % 24);
      expect(hours.length).toBeGreaterThan(0);
      expect(hours.filter((hour) => hour >= 21 || hour < 7)).toEqual([]);
    } finally {
      await night.close();
    }
  });

  it('while people are being called for it adds no further message to their phones', async () => {
    await desk.open({ hazards: ['burst'], faults: [], grade: 1 });
    await desk.pass(1_000);
    expect(late()).toEqual([]);
  });

  it('leaves its steps in the history of the ticket', async () => {
    const { id } = await desk.open();
    await desk.pass(6_000);
    const events = await desk.under.store.read((tx) => tx.tickets.events(id));
    expect(
      events
        .filter((each) => each.type === 'ticket.escalated' && each.data.kind === 'accept')
        .map((each) => each.data.level),
    ).toEqual(['L1', 'L2', 'L3']);
  });

  it('of the follow-up is heard of by the first owner in the morning, then by the lead, not by whoever did the work', async () => {
    const { id } = await desk.open();
    await accept(id);
    await desk.unit((tx) =>
      resolveTicket(tx, id, { actor: clerk, staffId: 'xu-jing', result: '换了垫圈' }, desk.house),
    );
    await desk.pass(49 * 3_600);
    expect(late().filter(([, , , todo]) => todo === '回访住户')).toEqual([
      // 38.4 hours after 09:00 is 23:24; the quiet hours end at 07:30.
      [46.5 * 3_600, 'XuJing', '快到时限', '回访住户'],
      [48 * 3_600, 'XuJing', '超时', '回访住户'],
      [48 * 3_600, LEAD, '超时', '回访住户'],
    ]);
  });

  it('stops with the follow-up', async () => {
    const { id } = await desk.open();
    await accept(id);
    await desk.unit((tx) =>
      resolveTicket(tx, id, { actor: clerk, staffId: 'xu-jing', result: '换了垫圈' }, desk.house),
    );
    await desk.pass(3_600);
    await desk.unit((tx) =>
      closeTicket(tx, id, { actor: clerk, staffId: 'xu-jing', outcome: 'followed-up' }, desk.house),
    );
    await desk.pass(60 * 3_600);
    expect(late().filter(([, , , todo]) => todo === '回访住户')).toEqual([]);
  });
});
