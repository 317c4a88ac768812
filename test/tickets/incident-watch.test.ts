// Several households open tickets of one matter: one candidate, one task for a person, one word to the desk.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MatterFacts } from '../../src/flows/effects.ts';
import { openTicket } from '../../src/tickets/deeds.ts';
import { botActor } from '../../src/tickets/house.ts';
import { decideIncident } from '../../src/tickets/incident-deeds.ts';
import type { TicketKind } from '../../src/tickets/ticket.ts';
import { shanghai } from '../support/manual-clock.ts';
import { factsOf, openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';
import { lexicon } from '../understanding/support.ts';

const NOON = shanghai('2026-11-23 12:00');
const MINUTE_S = 60;

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(NOON, { lexicon });
});
afterEach(() => desk.close());

function tells(who: string, facts: Partial<MatterFacts>, kind: TicketKind = 'repair') {
  return desk.unit(async (tx) => {
    const key = { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: who } as const;
    const conversation = await tx.conversations.forPerson(key, {
      communityId: 'cuihu',
      at: desk.clock.now(),
    });
    return openTicket(
      tx,
      { conversation, kind, facts: factsOf(facts), partial: false, actor: botActor },
      desk.house,
    );
  });
}
const leak = (building: string) => ({
  faults: ['leak'],
  place: { building, unit: '1', room: '101' },
  description: '天花板漏水',
});
const noise = (building: string, description: string) => ({
  faults: [],
  place: { building },
  description,
});
const candidates = () =>
  desk.unit((tx) => tx.incidents.list({ communityId: 'cuihu' }, { before: null, limit: 10 }));
const tasks = async () =>
  (await desk.unit((tx) => tx.tasks.open('cuihu', 50))).filter((task) => task.kind === 'incident-suspected');

describe('three households of one building', () => {
  it('make a candidate, a task and an event; a fourth only adds to it', async () => {
    await tells('wm-a', leak('6'));
    await tells('wm-b', leak('6'));
    expect(await candidates()).toEqual([]);
    const { ticket } = await tells('wm-c', leak('6'));
    expect(await candidates()).toMatchObject([
      { topic: 'leak', place: '6', households: 3, said: false, firstAt: NOON },
    ]);
    expect(await tasks()).toMatchObject([{ ticketId: ticket.id, reason: 'households:3' }]);
    expect(await desk.eventTypes(ticket.id)).toContain('ticket.incident-suspected');
    await desk.pass(10 * MINUTE_S);
    await tells('wm-d', leak('6'));
    expect(await candidates()).toMatchObject([{ households: 4 }]);
    expect(await tasks()).toHaveLength(1);
  });

  it('are told to the desk, without a phone or a room number of anybody else', async () => {
    for (const who of ['wm-a', 'wm-b', 'wm-c']) await tells(who, leak('6'));
    await desk.pass(1);
    const told = desk.heard.filter((each) => each.text.includes('群诉'));
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toMatch(/已有3户反映/);
  });
});

describe('several households that may tell of one matter', () => {
  const above = () =>
    desk.reminded
      .filter(({ text }) => text.includes('可能是同一件事'))
      .map(({ who, second }) => [second, who]);

  it('are the lead’s and the manager’s matter at once, and stay it until somebody has decided', async () => {
    for (const who of ['wm-a', 'wm-b', 'wm-c']) await tells(who, leak('6'));
    await desk.pass(60);
    expect(above()).toEqual([
      [0, 'LiJianGuo'],
      [0, 'LinZheng'],
    ]);
    await tells('wm-d', leak('6'));
    await desk.pass(60);
    expect(above()).toHaveLength(2);
    await desk.pass(4 * 3_600);
    expect(above().map(([, who]) => who)).toEqual(['LiJianGuo', 'LinZheng', 'LinZheng']);
  });

  it.each(['confirm', 'dismiss'] as const)('are nobody’s above once it is decided: %s', async (deed) => {
    for (const who of ['wm-a', 'wm-b', 'wm-c']) await tells(who, leak('6'));
    await desk.pass(60);
    const [found] = await candidates();
    const by = { actor: { kind: 'staff', id: 'xu-jing', source: 'console' } as const, staffId: 'xu-jing' };
    const decided = await desk.unit((tx) =>
      decideIncident(tx, found?.id ?? '', deed, { ...by, reason: '看过了' }, desk.house),
    );
    expect(decided.ok).toBe(true);
    await desk.pass(4 * 3_600);
    expect(above()).toHaveLength(2);
  });
});

describe('no incident', () => {
  it('comes of one resident who reports three times', async () => {
    for (let time = 0; time < 3; time++) await tells('wm-a', leak('6'));
    expect(await candidates()).toEqual([]);
  });

  it('comes of other problems in the same building, or the same problem in others', async () => {
    await tells('wm-a', leak('6'));
    await tells('wm-b', { ...leak('6'), faults: ['light'], description: '楼道灯不亮' });
    await tells('wm-c', noise('6', '楼上半夜唱歌跳舞太吵'), 'complaint');
    await tells('wm-d', leak('7'));
    await tells('wm-e', leak('8'));
    expect(await candidates()).toEqual([]);
  });

  it('comes of inquiries', async () => {
    for (const who of ['wm-a', 'wm-b', 'wm-c']) await tells(who, noise('6', '停车费多少'), 'inquiry');
    expect(await candidates()).toEqual([]);
  });
});

it('no water is one matter over buildings within the hour', async () => {
  const dry = (building: string) => ({ faults: ['no-water'], place: { building }, description: '没水了' });
  await tells('wm-a', dry('1'));
  await tells('wm-b', dry('4'));
  await tells('wm-c', dry('9'));
  expect(await candidates()).toMatchObject([{ topic: 'no-water', place: null, households: 3 }]);
});

it('complaints without a fault are told apart by their topic', async () => {
  await tells('wm-a', noise('6', '楼下烧烤店油烟太大'), 'complaint');
  await tells('wm-b', noise('6', '烧烤油烟飘进家里'), 'complaint');
  await tells('wm-c', noise('6', '餐馆油烟呛死人了'), 'complaint');
  expect(await candidates()).toMatchObject([{ topic: 'kitchen-smoke', households: 3 }]);
});

it('a resident who speaks for many is enough', async () => {
  await tells('wm-a', noise('6', '我们整栋楼的业主联名投诉油烟'), 'complaint');
  expect(await candidates()).toMatchObject([{ said: true, households: 1 }]);
  expect(await tasks()).toMatchObject([{ reason: 'said' }]);
});
