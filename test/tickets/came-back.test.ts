// 还在漏 after the work is done is the old matter; another room, other words or another week are a new one.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MatterFacts } from '../../src/flows/effects.ts';
import { reopenInstead } from '../../src/tickets/came-back.ts';
import { acceptTicket, resolveTicket } from '../../src/tickets/deeds.ts';
import type { By } from '../../src/tickets/perform.ts';
import { shanghai } from '../support/manual-clock.ts';
import { factsOf, openTicketDesk, resident, type TicketDesk } from '../support/ticket-desk.ts';

const NOON = shanghai('2026-11-23 12:00');
const wang: By = { actor: { kind: 'staff', id: 'wang-zhiqiang', source: 'card' }, staffId: 'wang-zhiqiang' };

let desk: TicketDesk;
let id: string;
beforeEach(async () => {
  desk = await openTicketDesk(NOON);
  id = (await desk.open()).id;
  await desk.unit((tx) => acceptTicket(tx, id, wang, desk.house));
});
afterEach(() => desk.close());

const resolve = () => desk.unit((tx) => resolveTicket(tx, id, { ...wang, result: '换了阀门' }, desk.house));
const tells = (
  description: string,
  place = {},
  kind: 'repair' | 'complaint' = 'repair',
  hazards: MatterFacts['hazards'] = [],
) =>
  desk.unit(async (tx) => {
    const conversation = await tx.conversations.forPerson(resident, { communityId: 'cuihu', at: NOON });
    const facts = factsOf({ description, place, hazards });
    return reopenInstead(tx, conversation, { kind, facts }, desk.house);
  });

describe('a matter that was done', () => {
  it.each(['还在漏水', '又漏了', '根本没修好', '漏得更大了', '還在漏水', 'It is leaking again'])(
    'goes on with %s, and has these words',
    async (words) => {
      await resolve();
      expect(await tells(words)).toMatchObject({ id, status: 'in_progress', course: { cycle: 2 } });
      const ticket = await desk.ticket(id);
      expect(ticket.description).toBe(`厨房漏水\n${words}`);
      expect(ticket.place.text).toContain('3栋2单元501');
      expect(ticket.promise.dueAt).toBe(ticket.timers.find((timer) => timer.kind === 'resolve')?.dueAt);
      await desk.pass(0);
      expect(desk.heard.filter((each) => each.who === 'WangZhiQiang').at(-1)?.text).toContain('还没处理好');
    },
  );

  it('stays done for a new matter, for another room and for another kind', async () => {
    await resolve();
    expect(await tells('客厅的灯不亮了')).toBeNull();
    expect(await tells('还在漏水', { building: '3', unit: '2', room: '601' })).toBeNull();
    expect(await tells('还是没人管', {}, 'complaint')).toBeNull();
    expect((await desk.ticket(id)).status).toBe('resolved');
  });

  it('stays done where people are in danger now: a grade of its own, and everybody is called', async () => {
    await resolve();
    expect(await tells('还在漏，插座冒火了', {}, 'repair', ['fire'])).toBeNull();
    expect((await desk.ticket(id)).status).toBe('resolved');
  });

  it('is a new one after seven days, and while it is not done at all', async () => {
    expect(await tells('还在漏水')).toBeNull();
    await resolve();
    desk.clock.advance(8 * 24 * 3_600_000);
    expect(await tells('还在漏水')).toBeNull();
  });
});
