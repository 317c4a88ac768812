// A resident who is known on several channels is told in one place: where they told it, or where they still can be told.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bindHome, unbindHome } from '../../src/homes/bind-home.ts';
import { tellResident } from '../../src/tickets/notices.ts';
import type { Ticket } from '../../src/tickets/ticket.ts';
import { whereToTell } from '../../src/tickets/where-to-tell.ts';
import { shanghai } from '../support/manual-clock.ts';
import { kfRules } from '../support/recording-channel.ts';
import { openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-24 12:00');
const HOUR_MS = 3_600_000;
const QUOTA = kfRules.perInboundQuota ?? 0;
const other = { ...resident, channelUserId: 'wm-lin-again' };
const wife = { ...resident, channelUserId: 'wm-wife' };
const place = { building: '3', unit: '2', room: '501' };
const needed = { author: 'system', slotClass: 'ticket' } as const;

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON);
  await desk.unit(async (tx) => {
    const from = { communityId: 'cuihu', importId: 'i', at: NOON };
    const lin = { place, name: '林一', relation: 'owner' as const, phone: '+8613800001234', movedInOn: null };
    await tx.occupants.add(lin, from);
    await tx.occupants.add({ ...lin, name: '何二', relation: 'family', phone: '+8613800005678' }, from);
  });
  await bind(resident, '林一', '1234');
  await bind(other, '林一', '1234');
  await bind(wife, '何二', '5678');
});
afterEach(() => desk.close());

const talk = (who: typeof other) =>
  desk.unit((tx) => tx.conversations.forPerson(who, { communityId: 'cuihu', at: NOON }));
const bind = async (who: typeof other, name: string, lastDigits: string) => {
  const conversation = await talk(who);
  return desk.unit((tx) => bindHome(tx, conversation, { place, name, lastDigits }, desk.house));
};
const wrote = (who: typeof other, at: number) =>
  desk.unit(async (tx) => {
    const conversation = await tx.conversations.forPerson(who, { communityId: 'cuihu', at: NOON });
    await tx.conversations.save({ ...conversation, lastResidentMessageAt: at });
  });
const used = (who: typeof other, count: number, at: number) =>
  desk.unit(async (tx) => {
    const { id } = await tx.conversations.forPerson(who, { communityId: 'cuihu', at: NOON });
    for (let n = 0; n < count; n++) await tx.quota.take(id, at);
  });
const chosen = () =>
  desk.unit(async (tx) => {
    const own = await tx.conversations.forPerson(resident, { communityId: 'cuihu', at: NOON });
    return (await whereToTell(tx, own, needed, desk.house)).channelUserId;
  });

describe('where a resident is told', () => {
  it('is where they told it, as long as something may be sent there, be it the last that is kept', async () => {
    await wrote(resident, NOON);
    await wrote(other, NOON);
    await used(resident, QUOTA - 1, NOON);
    expect(await chosen()).toBe(resident.channelUserId);
  });

  it('is elsewhere once the window is closed or the allowance spent', async () => {
    await wrote(resident, NOON);
    await wrote(other, NOON);
    await used(resident, QUOTA, NOON);
    expect(await chosen()).toBe(other.channelUserId);
    await wrote(resident, NOON - 49 * HOUR_MS);
    expect(await chosen()).toBe(other.channelUserId);
  });

  it('never costs what is kept of the allowance elsewhere', async () => {
    await wrote(resident, NOON - 49 * HOUR_MS);
    await wrote(other, NOON);
    await used(other, QUOTA - 3, NOON);
    expect(await chosen()).toBe(other.channelUserId);
    await used(other, 1, NOON);
    expect(await chosen()).toBe(resident.channelUserId);
  });

  it('is not where they have not been for two days, nor where somebody else of the home is', async () => {
    await wrote(resident, NOON - 49 * HOUR_MS);
    await wrote(wife, NOON);
    expect(await chosen()).toBe(resident.channelUserId);
    await wrote(other, NOON - 49 * HOUR_MS);
    expect(await chosen()).toBe(resident.channelUserId);
  });

  it('is their own again once the two are parted, or once they have left the register', async () => {
    await wrote(resident, NOON - 49 * HOUR_MS);
    await wrote(other, NOON);
    const two = await talk(other);
    const by = { endedBy: 'xu-jing', accountId: null, role: null, reason: 'wrong-person' as const };
    await desk.unit((tx) => unbindHome(tx, two, by, desk.house));
    expect(await chosen()).toBe(resident.channelUserId);
    expect(await bind(other, '林一', '1234')).toMatchObject({ kind: 'bound', isNew: true });
    expect(await chosen()).toBe(other.channelUserId);
    await desk.unit(async (tx) => {
      for (const { id, version } of await tx.occupants.ofHome('cuihu', place))
        await tx.occupants.end(id, version, NOON);
    });
    expect(await chosen()).toBe(resident.channelUserId);
  });
});

describe('what is told', () => {
  const tell = (ticket: Ticket) =>
    desk.unit((tx) => tellResident(tx, ticket, 'ticket.merged', { 'ticket.code': ticket.code }, desk.house));
  const toldTo = async (who: typeof other) => {
    const { id } = await talk(who);
    return desk.unit(
      async (tx) =>
        (await tx.messages.list(id, { limit: 50 })).filter((each) => each.replyKey === 'ticket.merged')
          .length,
    );
  };

  it('is told once to a person whose tickets were merged, and to everybody else of the home', async () => {
    const ticket = await desk.open();
    await wrote(resident, NOON);
    await wrote(other, NOON);
    ticket.course.alsoTell = [(await talk(other)).id, (await talk(wife)).id];
    await tell(ticket);
    expect([await toldTo(resident), await toldTo(other), await toldTo(wife)]).toEqual([1, 0, 1]);
    expect(await desk.eventTypes(ticket.id)).not.toContain('ticket.told-elsewhere');
  });

  it('leaves a line in the history when it went elsewhere', async () => {
    const ticket = await desk.open();
    await wrote(resident, NOON - 49 * HOUR_MS);
    await wrote(other, NOON);
    await tell(ticket);
    expect([await toldTo(resident), await toldTo(other)]).toEqual([0, 1]);
    expect(await desk.eventTypes(ticket.id)).toContain('ticket.told-elsewhere');
  });
});

describe('a person', () => {
  it('has one name, and is one of a home', async () => {
    expect(await bind(wife, '林一', '1234')).toEqual({ kind: 'disputed' });
    expect(await bind(wife, '何二', '5678')).toMatchObject({ kind: 'bound', isNew: false, others: [] });
  });

  it('is known or not: what dies on the way has bound nobody and cost no try', async () => {
    const stranger = { ...resident, channelUserId: 'wm-lin-third' };
    const conversation = await talk(stranger);
    const claim = { place, name: '林一', lastDigits: '1234' };
    for (let n = 0; n < 4; n++) {
      const died = desk.unit(async (tx) => {
        await bindHome(tx, conversation, claim, desk.house);
        throw new Error('killed');
      });
      await expect(died).rejects.toThrow('killed');
    }
    expect(await desk.unit((tx) => tx.homeBindings.ofResident(conversation.residentId))).toEqual([]);
    expect(await bind(stranger, '林一', '1234')).toMatchObject({ kind: 'bound', isNew: true });
  });
});
