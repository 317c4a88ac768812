import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acceptTicket, amendTicket, cancelTicket } from '../../src/tickets/deeds.ts';
import { describeForStaff } from '../../src/tickets/describe.ts';
import { botActor } from '../../src/tickets/house.ts';
import { shanghai } from '../support/manual-clock.ts';
import { factsOf, openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const burst = { hazards: ['burst' as const], faults: [], description: '水管爆了' };

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON);
});
afterEach(() => desk.close());

const amend = (id: string, facts: Parameters<typeof factsOf>[0]) =>
  desk.unit((tx) =>
    amendTicket(tx, id, { facts: factsOf(facts), why: 'addition', actor: botActor }, desk.house),
  );
const lastHeardBy = (who: string) => desk.heard.filter((each) => each.who === who).at(-1)?.text ?? '';

describe('what a duty worker reads', () => {
  it('stands in the order it is needed: what, where, whom to ring, by when, what was said, the number', async () => {
    const ticket = await desk.open({ ...burst, phone: '+8613800138000' });
    expect(describeForStaff(ticket, '爆管').split('\n')).toEqual([
      '【一级特急】爆管',
      '地点：3栋2单元501',
      '住户电话：13800138000',
      expect.stringMatching(/^承诺：.*15分钟.*（12:15 前）$/),
      '住户说：水管爆了',
      '单号：261123-001',
    ]);
  });

  it('says of half a place that the rest is being asked', async () => {
    const inside = await desk.open({ ...burst, place: {}, area: 'kitchen' });
    expect(describeForStaff(inside, '爆管')).toContain('哪一栋正在问');
    const outside = await desk.open({ ...burst, place: { publicPlace: '北门' } });
    expect(describeForStaff(outside, '爆管')).toContain('地点：北门\n');
  });

  it('says how to take the ticket, and in front of a later call why the phone rings again', async () => {
    await desk.open(burst);
    await desk.pass(0);
    expect(lastHeardBy('WangZhiQiang')).toMatch(/^【一级特急】[\s\S]*请马上接单并出发，回复“接单”就行。$/);
    await desk.pass(60);
    expect(lastHeardBy('WangZhiQiang')).toMatch(/^还没有人接单，再次提醒。\n【一级特急】/);
  });

  it('brings every new word of a danger to whoever is on the way', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(5);
    await amend(id, { ...burst, description: '水管爆了\n阀门关不住' });
    await desk.pass(3);
    expect(lastHeardBy('WangZhiQiang')).toContain('住户又说：阀门关不住');
  });

  it('says that the resident is pressing when nothing else is new', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(5);
    await amend(id, burst);
    await desk.pass(3);
    expect(lastHeardBy('WangZhiQiang')).toContain('住户在催');
  });

  it('does not ring for new words of an ordinary matter', async () => {
    const { id } = await desk.open();
    await desk.unit((tx) =>
      acceptTicket(
        tx,
        id,
        { actor: { kind: 'staff', id: 'xu-jing', source: 'console' }, staffId: 'xu-jing' },
        desk.house,
      ),
    );
    await desk.pass(5);
    const before = desk.heard.length;
    await amend(id, { description: '厨房漏水\n师傅几点来' });
    await desk.pass(3);
    expect(desk.heard).toHaveLength(before);
  });

  it('names place and matter when nobody need go any more', async () => {
    const { id } = await desk.open(burst);
    await desk.pass(5);
    await desk.unit((tx) =>
      cancelTicket(tx, id, { actor: botActor, staffId: null, reason: 'resident' }, desk.house),
    );
    await desk.pass(3);
    expect(lastHeardBy('WangZhiQiang')).toMatch(/已撤销，不用再去了：3栋2单元501，/);
  });
});
