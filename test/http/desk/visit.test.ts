// The phone of a resident, for a visit: masked for everybody until somebody has the ticket.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newConversation, newTicket } from '../support/desk.ts';
import { type DeskWithPeople, openDeskWithPeople, signedIn } from './support.ts';

let desk: DeskWithPeople;
beforeAll(async () => {
  desk = await openDeskWithPeople();
});
afterAll(() => desk.close());

it('shows the phone for a visit to whoever has the ticket, and to nobody else', async () => {
  const conversation = await newConversation(desk);
  const { id } = await newTicket(desk, conversation, { phone: '13800138000' });
  const engineer = await signedIn(desk, 'engineer');
  const early = await engineer.ask(`POST /tickets/${id}/reveal`, {});
  expect(early).toMatchObject({ status: 403, body: { code: 'tickets/not-yours' } });
  expect(early.text).not.toContain('138001');
  expect((await engineer.ask(`POST /tickets/${id}/accept`, {})).status).toBe(200);
  expect((await engineer.ask(`POST /tickets/${id}/reveal`, {})).body.phone).toContain('13800138000');
  const agent = await signedIn(desk, 'agent');
  expect((await agent.ask(`POST /tickets/${id}/reveal`, {})).status).toBe(403);
  const audit = await (await signedIn(desk, 'manager')).ask('GET /audit');
  const looks = (audit.body.items as { object: string; action: string; result: string }[])
    .filter(({ object, action }) => object === id && action === 'reveal')
    .map(({ result }) => result);
  expect(looks).toEqual(['refused', 'done', 'refused']);
});
