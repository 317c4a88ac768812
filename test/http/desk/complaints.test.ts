// The sheet of a complaint at the console: read by reception, not by whom it is about.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount, choosePassword } from '../../../src/people/accounts.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { call } from '../support/call.ts';
import { newConversation, newTicket } from '../support/desk.ts';
import { type Browser, type DeskWithPeople, openDeskWithPeople, PASSWORD, signedIn } from './support.ts';

let desk: DeskWithPeople;
let about: Browser;
let colleague: Browser;
let engineer: Browser;
let ticket: Ticket;

async function signInAs(staffId: string): Promise<Browser> {
  const ports = { store: desk.store, clock: desk.clock, ids: desk.house.ids };
  const wanted = {
    login: staffId,
    role: 'manager' as const,
    communityIds: ['cuihu'],
    staffId,
    name: staffId,
  };
  await desk.store.transact((tx) => addAccount(tx, wanted, `invite-${staffId}`, ports));
  await choosePassword({ invite: `invite-${staffId}`, password: PASSWORD }, ports);
  return signedIn(desk, staffId);
}

beforeAll(async () => {
  desk = await openDeskWithPeople();
  about = await signInAs('tang-li');
  colleague = await signInAs('chen-xiaoyan');
  engineer = await signedIn(desk, 'engineer');
  const conversation = await newConversation(desk);
  const facts = { faults: [], description: '唐丽骂人。要求道歉，电话13800138000' };
  ticket = await newTicket(desk, conversation, facts, 'complaint');
  const words = { fact: '柜台前争吵', emotion: '气愤', demand: '道歉，回电13800138000' };
  const written = await colleague.ask(`POST /tickets/${ticket.id}/tell-apart`, words);
  if (written.status !== 200) throw new Error(written.text);
});
afterAll(() => desk.close());

describe('the sheet of a complaint', () => {
  const path = () => `/tickets/${ticket.id}`;

  it('is written and read by a colleague, with numbers masked', async () => {
    const { status, body } = await colleague.ask(`GET ${path()}/complaint`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      level: '一般',
      prefilled: false,
      fact: '柜台前争吵',
      colleagues: ['tang-li'],
    });
    expect(body.demand).toBe('道歉，回电138****8000');
  });

  it('is closed to whom it is about; its lines say that something was done, not what', async () => {
    expect(await about.ask(`GET ${path()}/complaint`)).toMatchObject({
      status: 403,
      body: { code: 'tickets/conflict-of-interest' },
    });
    const lines = async (browser: Browser) =>
      (await browser.ask(`GET ${path()}/events`)).body.items as { type: string; data: object }[];
    const seen = (await lines(about)).find((line) => line.type === 'complaint.accounted');
    expect(seen).toMatchObject({ data: {} });
    expect(Object.keys(seen?.data ?? { missing: true })).toEqual([]);
    expect((await lines(colleague)).find((line) => line.type === 'complaint.accounted')?.data).toMatchObject({
      fact: '柜台前争吵',
    });
  });

  it('takes nothing from whom it is about', async () => {
    for (const [deed, body] of [
      ['propose', { proposal: '算了' }],
      ['set-level', { level: '重大', reason: '…' }],
      ['name-colleagues', { colleagues: [], reason: '不是我' }],
      ['cancel', { reason: '住户不追究了' }],
    ] as const)
      expect(await about.ask(`POST ${path()}/${deed}`, body)).toMatchObject({
        status: 422,
        body: { code: 'tickets/conflict-of-interest' },
      });
  });

  it('keeps whom it is about out of the conversation, by whichever door; colleagues answer, and nobody passes it to them', async () => {
    const talk = `/conversations/${ticket.conversationId}`;
    const refusal = { status: 422, body: { code: 'tickets/conflict-of-interest' } };
    expect(await about.ask(`POST ${talk}/takeover`, {})).toMatchObject(refusal);
    expect(await about.ask(`POST ${talk}/reply`, { text: '您别投诉了' })).toMatchObject(refusal);
    for (const [deed, body] of [
      ['takeover', {}],
      ['reply', { text: '您别投诉了' }],
    ] as const)
      expect(
        await call(desk, `POST ${talk}/${deed}`, { body: { onBehalfOf: 'tang-li', ...body } }),
      ).toMatchObject(refusal);
    expect(await colleague.ask(`POST ${talk}/takeover`, {})).toMatchObject({ status: 200 });
    expect(await colleague.ask(`POST ${talk}/transfer`, { to: 'tang-li' })).toMatchObject(refusal);
    expect(await colleague.ask(`POST ${talk}/reply`, { text: '我来跟进' })).toMatchObject({ status: 200 });
  });

  it('is not for those who walk to residents, and there is none for a repair', async () => {
    expect((await engineer.ask(`GET ${path()}/complaint`)).body.code).toBe('desk/not-your-role');
    const repair = await newTicket(desk, await newConversation(desk, 'wm-2'));
    expect(await colleague.ask(`GET /tickets/${repair.id}/complaint`)).toMatchObject({
      status: 422,
      body: { code: 'complaints/not-a-complaint' },
    });
  });
});
