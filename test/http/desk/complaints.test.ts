// The sheet of a complaint at the console: read by reception, not by whom it is about.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { staffById } from '../../../src/tickets/house.ts';
import { tellStaff } from '../../../src/tickets/paging.ts';
import { noteContact } from '../../../src/tickets/register.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { call } from '../support/call.ts';
import { newConversation, newTicket } from '../support/desk.ts';
import { type Browser, type DeskWithPeople, newPerson, openDeskWithPeople, signedIn } from './support.ts';

let desk: DeskWithPeople;
let about: Browser;
let colleague: Browser;
let engineer: Browser;
let ticket: Ticket;

async function signInAs(staffId: string): Promise<Browser> {
  await newPerson(desk, staffId, 'manager', ['cuihu'], staffId);
  return signedIn(desk, staffId);
}

beforeAll(async () => {
  desk = await openDeskWithPeople();
  about = await signInAs('tang-li');
  colleague = await signInAs('chen-xiaoyan');
  engineer = await signedIn(desk, 'engineer');
  const conversation = await newConversation(desk);
  await desk.store.transact(async (tx) => {
    await noteContact(tx, conversation, desk.clock.now());
    conversation.lastMessageAt = desk.clock.now();
    await tx.conversations.save(conversation);
  });
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

  it('is closed to whom it is about: neither the ticket nor its history nor the talk is there', async () => {
    const talk = `/conversations/${ticket.conversationId}`;
    const single = [
      path(),
      `${path()}/events`,
      `${path()}/complaint`,
      talk,
      `${talk}/thread`,
      `${talk}/notes`,
    ];
    for (const one of single) {
      expect([one, (await colleague.ask(`GET ${one}`)).status]).toEqual([one, 200]);
      expect([one, (await about.ask(`GET ${one}`)).status]).toEqual([one, 404]);
    }
    for (const one of [path(), `${path()}/events`, `${path()}/complaint`]) {
      expect((await call(desk, `GET ${one}?onBehalfOf=tang-li`)).status).toBe(404);
      expect((await call(desk, `GET ${one}?onBehalfOf=chen-xiaoyan`)).status).toBe(200);
    }
  });

  it.each([
    'GET /tickets?open=true',
    'GET /board',
    'GET /dispatch',
    'GET /watched',
    'GET /queue?shelf=all',
    'GET /register',
    'GET /register/page?community=cuihu',
  ])('stands in no list of theirs: %s', async (line) => {
    const marks = [ticket.id, ticket.code, String(ticket.conversationId), '唐丽骂人'];
    const found = async (browser: Browser) => {
      const { status, text } = await browser.ask(line);
      expect(status).toBe(200);
      return marks.some((mark) => text.includes(mark));
    };
    expect(await found(colleague)).toBe(true);
    expect(await found(about)).toBe(false);
  });

  it('moves unseen by them: they hear that something did, the others what', async () => {
    const said = async (browser: Browser) => {
      const ended = new AbortController();
      const response = await fetch(`${desk.url}/desk/api/stream`, {
        headers: { cookie: browser.cookie ?? '' },
        signal: ended.signal,
      });
      let text = '';
      const reading = (async () => {
        for await (const chunk of response.body ?? []) {
          text += Buffer.from(chunk).toString();
          if (text.includes('event: change')) break;
        }
      })();
      desk.live.publish({ topic: 'desk', kind: 'ticket.deed.done', subjectId: ticket.id });
      await reading;
      ended.abort();
      return text;
    };
    expect(await said(colleague)).toContain(ticket.id);
    expect(await said(about)).not.toContain(ticket.id);
  });

  it('brings no notice to them', async () => {
    const before = await desk.store.read((tx) => tx.outbox.counts());
    const [them, other] = ['tang-li', 'chen-xiaoyan'].map((id) => staffById(desk.house, id));
    if (!them || !other) throw new Error('nobody there');
    await desk.store.transact((tx) => tellStaff(tx, them, '有人投诉您', ticket.id, desk.house));
    expect(await desk.store.read((tx) => tx.outbox.counts())).toEqual(before);
    await desk.store.transact((tx) => tellStaff(tx, other, '请跟进', ticket.id, desk.house));
    expect(await desk.store.read((tx) => tx.outbox.counts())).not.toEqual(before);
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
