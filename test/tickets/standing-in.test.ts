// 首问 whose shift is over, or who is gone, while something is still promised.
import { afterEach, describe, expect, it } from 'vitest';
import type { Staff } from '../../src/config/config.ts';
import { addAccount } from '../../src/people/accounts.ts';
import { acceptTicket } from '../../src/tickets/deeds.ts';
import type { Actor } from '../../src/tickets/house.ts';
import { planStandIns } from '../../src/tickets/standing-in.ts';
import { createHouse } from '../support/house.ts';
import { createManualClock, shanghai } from '../support/manual-clock.ts';
import { createSequentialIds } from '../support/sequential-ids.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

// 2026-11-23 is a Monday: 王志强 works till 20:00 (甲), then 孙立新 (丙) till 08:00.
const EVENING = shanghai('2026-11-23 19:30');
const HOUR = 3_600;

let desk: TicketDesk;
afterEach(() => desk.close());

const burst = { hazards: ['burst' as const], faults: [], grade: 1 as const };
const as = (staffId: string) => ({ actor: { kind: 'staff', id: staffId, source: 'card' } as Actor, staffId });

async function accepted(by: string, at: number, facts = {}): Promise<string> {
  desk = await openTicketDesk(at);
  const { id } = await desk.open(facts);
  await desk.unit((tx) => acceptTicket(tx, id, as(by), desk.house));
  await desk.unit((tx) => planStandIns(tx, desk.clock.now()));
  return id;
}
const successor = async (id: string) => (await desk.ticket(id)).course.successor?.staffId ?? null;
const handovers = () =>
  desk.heard.filter(({ text }) => /跟进/.test(text)).map(({ who, text }) => [who, text]);
const residentHeard = () => desk.residents.texts().filter((text) => text.includes('ticket.succeeded'));

describe('a first owner whose shift ends before what was promised is due', () => {
  it('is followed by whoever is on duty; both hear it, and the resident, once', async () => {
    const id = await accepted('wang-zhiqiang', EVENING, burst);
    await desk.pass(20 * 60);
    expect(await successor(id)).toBeNull();
    await desk.pass(HOUR);
    expect(await successor(id)).toBe('sun-lixin');
    expect(handovers()).toEqual([
      ['SunLiXin', expect.stringContaining('王志强下班了，接下来由您跟进到底')],
      ['WangZhiQiang', expect.stringContaining('由孙立新接着跟进，活还在您手上')],
    ]);
    await desk.pass(2 * HOUR);
    expect(handovers()).toHaveLength(2);
    expect(residentHeard()).toEqual([expect.stringContaining('owner.name=工程师傅孙立新')]);
    expect(await desk.ticket(id)).toMatchObject({ firstOwner: 'wang-zhiqiang' });
    expect(await desk.eventTypes(id)).toContain('ticket.first-owner-succeeded');
  });

  it('keeps what they are back for in time', async () => {
    const id = await accepted('xu-jing', shanghai('2026-11-23 17:55'));
    await desk.pass(14 * HOUR);
    expect(await successor(id)).toBeNull();
  });

  it('is followed again when whoever stands in goes home, also while they are back themselves', async () => {
    const id = await accepted('wang-zhiqiang', EVENING, burst);
    await desk.pass(HOUR);
    expect(await successor(id)).toBe('sun-lixin');
    const { staff, roster } = desk.house.people();
    const day = roster.shifts.map((shift) => ({
      ...shift,
      staffIds: shift.name === '工程白班乙' ? ['wang-zhiqiang', 'chen-xiaojun'] : shift.staffIds,
    }));
    desk.house.people = () => ({ staff, roster: { ...roster, shifts: day } });
    await desk.pass(13 * HOUR);
    expect(await successor(id)).toBe('wang-zhiqiang');
  });

  it('is followed later where it could not be looked who is there for long', async () => {
    const id = await accepted('wang-zhiqiang', EVENING, burst);
    const { people } = desk.house;
    desk.house.people = () => {
      throw new Error('the list of staff cannot be read');
    };
    await desk.pass(HOUR);
    desk.house.people = people;
    await desk.pass(HOUR);
    expect(await successor(id)).toBe('sun-lixin');
  });

  it('leaves a ticket that is done alone', async () => {
    const id = await accepted('wang-zhiqiang', EVENING, burst);
    await desk.unit(async (tx) => {
      const ticket = await tx.tickets.get(id);
      if (ticket) await tx.tickets.save({ ...ticket, status: 'resolved' });
    });
    await desk.pass(2 * HOUR);
    expect(await successor(id)).toBeNull();
  });

  it('is never followed by whom it is about', async () => {
    const id = await accepted('wang-zhiqiang', EVENING, burst);
    await desk.unit(async (tx) => {
      const ticket = await tx.tickets.get(id);
      if (!ticket) return;
      ticket.course.complainedAbout = ['sun-lixin'];
      await tx.tickets.save(ticket);
    });
    await desk.pass(HOUR);
    expect(await successor(id)).toBe('zheng-dayong');
  });
});

describe('a first owner who is gone', () => {
  const MORNING = shanghai('2026-11-23 10:00');

  it('and off the list of staff is followed at once, in the middle of the shift', async () => {
    const id = await accepted('xu-jing', MORNING);
    const house = createHouse({ clock: createManualClock(MORNING), ids: createSequentialIds() });
    const { staff, roster } = house.people();
    const without: readonly Staff[] = staff.filter((member) => member.id !== 'xu-jing');
    desk.house.people = () => ({ staff: without, roster });
    await desk.pass(600);
    expect(await successor(id)).toBe('tang-li');
    expect(handovers().map(([who]) => who)).toEqual(['TangLi']);
  });

  it('as one whose account is shut is', async () => {
    const id = await accepted('xu-jing', MORNING);
    await desk.unit(async (tx) => {
      const ports = { clock: desk.clock, ids: desk.house.ids };
      const wanted = {
        login: 'xj',
        role: 'agent' as const,
        communityIds: ['cuihu'],
        staffId: 'xu-jing',
        name: '许静',
      };
      const added = await addAccount(tx, wanted, 'invite', ports);
      if (added.ok) await tx.people.save({ ...added.value, disabledAt: desk.clock.now() });
    });
    await desk.pass(600);
    expect(await successor(id)).toBe('tang-li');
  });
});
