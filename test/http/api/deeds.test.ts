import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Conversation } from '../../../src/conversations/conversation.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { call } from '../support/call.ts';
import { type Desk, newConversation, newTicket, openDesk, say } from '../support/desk.ts';

let desk: Desk;
let conversation: Conversation;
let ticket: Ticket;
let people = 0;

beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  conversation = await newConversation(desk, `wm-${++people}`);
  await say(desk, conversation, { type: 'text', text: '漏水' });
  ticket = await newTicket(desk, conversation);
});

const textsTold = async () => {
  const { body } = await call(desk, `GET /conversations/${conversation.id}/messages`);
  return body.items
    .filter((each: { direction: string }) => each.direction === 'out')
    .map((each: { text: string }) => each.text);
};
const eventsOf = async (id: string) => (await call(desk, `GET /tickets/${id}/events`)).body.items;

describe('accept', () => {
  it('makes a person the first owner, tells the resident and rings the workers', async () => {
    const rungBefore = desk.rung();
    const { status, body, headers } = await call(desk, `POST /tickets/${ticket.id}/accept`, {
      body: { onBehalfOf: 'wang-zhiqiang' },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'accepted',
      firstOwner: 'wang-zhiqiang',
      assignee: 'wang-zhiqiang',
      version: 2,
    });
    expect(headers.get('etag')).toBe('"2"');
    expect((await call(desk, `GET /tickets/${ticket.id}`)).body).toEqual(body);
    expect(await textsTold()).toEqual([expect.stringContaining('owner.name=工程师傅王志强')]);
    expect((await eventsOf(ticket.id)).at(-1)).toMatchObject({
      type: 'ticket.accepted',
      actor: { kind: 'staff', id: 'wang-zhiqiang' },
      source: 'api',
    });
    expect(desk.rung()).toBe(rungBefore + 1);
  });

  it('is done by the service account when nobody is named', async () => {
    const { body } = await call(desk, `POST /tickets/${ticket.id}/accept`);
    expect(body).toMatchObject({ status: 'accepted', firstOwner: null });
    expect((await eventsOf(ticket.id)).at(-1)).toMatchObject({
      actor: { kind: 'service', id: 'integration' },
    });
  });

  it.each([[{}], [undefined]])('takes %j as nothing to add', async (body) => {
    expect((await call(desk, `POST /tickets/${ticket.id}/accept`, { body })).status).toBe(200);
  });
});

describe('resolve', () => {
  it('ends the work, keeps the cause and tells the resident', async () => {
    await call(desk, `POST /tickets/${ticket.id}/accept`);
    const { body } = await call(desk, `POST /tickets/${ticket.id}/resolve`, {
      body: { result: '换了水管', causeCode: 'pipe' },
    });
    expect(body).toMatchObject({ status: 'resolved', version: 3 });
    const running = body.timers.filter((timer: { metAt: string | null }) => timer.metAt === null);
    expect(running.map((timer: { kind: string }) => timer.kind)).toEqual(['followup']);
    expect((await textsTold()).at(-1)).toContain('result=换了水管');
    expect((await eventsOf(ticket.id)).at(-1)).toMatchObject({
      data: { result: '换了水管', causeCode: 'pipe' },
    });
  });
});

describe('cancel', () => {
  it('takes the matter back', async () => {
    const { body } = await call(desk, `POST /tickets/${ticket.id}/cancel`, {
      body: { reason: '住户说已经好了' },
    });
    expect(body.status).toBe('cancelled');
    expect((await eventsOf(ticket.id)).at(-1)).toMatchObject({
      type: 'ticket.cancelled',
      data: { reason: '住户说已经好了' },
    });
  });
});

describe('a deed that is not allowed now', () => {
  it('is a conflict that shows the present state, and changes nothing', async () => {
    const rungBefore = desk.rung();
    const { body, headers } = await call(desk, `POST /tickets/${ticket.id}/resolve`, {
      body: { result: '好了' },
    });
    expect(body).toMatchObject({
      status: 409,
      code: 'tickets/not-allowed-now',
      current: { id: ticket.id, status: 'new', version: 1 },
    });
    expect(headers.get('etag')).toBe('"1"');
    expect((await call(desk, `GET /tickets/${ticket.id}`)).body.version).toBe(1);
    expect(desk.rung()).toBe(rungBefore);
  });
});

describe('takeover, reply and handback', () => {
  it('go from the bot to a person and back', async () => {
    const path = `/conversations/${conversation.id}`;
    const taken = await call(desk, `POST ${path}/takeover`, { body: { onBehalfOf: 'xu-jing' } });
    expect(taken.body).toMatchObject({ owner: { kind: 'staff', staffId: 'xu-jing' }, epoch: 1 });

    const replied = await call(desk, `POST ${path}/reply`, {
      body: { onBehalfOf: 'xu-jing', text: '您好，我是许静\n马上处理' },
    });
    expect(replied.body).toMatchObject({
      owner: { staffId: 'xu-jing' },
      message: {
        author: 'staff',
        direction: 'out',
        text: '您好，我是许静\n马上处理',
        delivery: { state: 'queued', reason: null },
      },
    });
    expect(replied.headers.get('etag')).toBe(`"${replied.body.version}"`);

    const back = await call(desk, `POST ${path}/handback`, { body: {} });
    expect(back.body).toMatchObject({ owner: { kind: 'bot', staffId: null }, epoch: 2 });
    expect((await call(desk, `GET ${path}`)).body).toEqual(back.body);
    expect(await textsTold()).toEqual(['您好，我是许静\n马上处理', 'handoff.returned']);
  });

  it('a program of the house may speak itself, and then owns the conversation', async () => {
    const { body } = await call(desk, `POST /conversations/${conversation.id}/reply`, {
      body: { text: '好的' },
    });
    expect(body).toMatchObject({ owner: { kind: 'staff', staffId: 'integration' }, epoch: 1 });
  });

  it('handing back what the bot already has is refused by a rule', async () => {
    const { body } = await call(desk, `POST /conversations/${conversation.id}/handback`);
    expect(body).toMatchObject({ status: 422, code: 'desk/not-taken' });
  });

  it('a reply of exactly 2048 bytes goes, one more does not', async () => {
    const fits = `${'水'.repeat(682)}ab`;
    const path = `POST /conversations/${conversation.id}/reply`;
    expect((await call(desk, path, { body: { text: fits } })).status).toBe(200);
    expect((await call(desk, path, { body: { text: `${fits}c` } })).body).toMatchObject({
      status: 422,
      code: 'api/bad-body',
      errors: [{ in: 'body', name: 'text' }],
    });
  });
});

describe('If-Match', () => {
  it.each(['1', '"1"', 'W/"1"', ' "1" ', '*'])('%s is the version at hand', async (ifMatch) => {
    const headers = { 'if-match': ifMatch };
    expect((await call(desk, `POST /tickets/${ticket.id}/accept`, { headers })).status).toBe(200);
  });

  it.each(['0', '"2"', '999999999999'])(
    '%s is another version: a conflict with the newer state',
    async (ifMatch) => {
      const headers = { 'if-match': ifMatch };
      const { body } = await call(desk, `POST /tickets/${ticket.id}/accept`, { headers });
      expect(body).toMatchObject({
        status: 409,
        code: 'tickets/version-conflict',
        current: { id: ticket.id, version: 1 },
      });
      const talk = await call(desk, `POST /conversations/${conversation.id}/reply`, {
        headers,
        body: { text: 'x' },
      });
      expect(talk.body).toMatchObject({
        status: 409,
        code: 'desk/version-conflict',
        current: { id: conversation.id },
      });
    },
  );

  it.each(['abc', '"1", "2"', '-1', '1.0', '""', ''])('%j is no version', async (ifMatch) => {
    const headers = { 'if-match': ifMatch };
    const { body } = await call(desk, `POST /tickets/${ticket.id}/accept`, { headers });
    expect(body).toMatchObject({ status: 400, code: 'api/bad-if-match' });
  });

  it('of two who saw the same version one wins', async () => {
    const headers = { 'if-match': '"1"' };
    const both = await Promise.all(
      ['wang-zhiqiang', 'zhang-haibo'].map((onBehalfOf) =>
        call(desk, `POST /tickets/${ticket.id}/accept`, { headers, body: { onBehalfOf } }),
      ),
    );
    expect(both.map((each) => each.status).sort()).toEqual([200, 409]);
  });
});

describe('Idempotency-Key', () => {
  const keyed = (key: string) => ({ headers: { 'idempotency-key': key } });

  it('gives the first answer again and does nothing twice', async () => {
    const line = `POST /conversations/${conversation.id}/reply`;
    const first = await call(desk, line, { body: { text: '好的' }, ...keyed('again') });
    const rungBefore = desk.rung();
    const second = await call(desk, line, { body: { text: '好的' }, ...keyed('again') });
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second).toMatchObject({ status: 200, text: first.text });
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await textsTold()).toEqual(['好的']);
    expect(desk.rung()).toBe(rungBefore);
  });

  it('gives it also after the state has moved on', async () => {
    const line = `POST /tickets/${ticket.id}/accept`;
    const first = await call(desk, line, keyed('moved'));
    await call(desk, `POST /tickets/${ticket.id}/cancel`, { body: { reason: '好了' } });
    const again = await call(desk, line, { headers: { 'idempotency-key': 'moved', 'if-match': '"3"' } });
    expect(again.text).toBe(first.text);
  });

  it.each([
    ['at once', 2],
    ['many at once', 12],
  ])('two requests with one key %s are one deed', async (_when, count) => {
    const line = `POST /conversations/${conversation.id}/reply`;
    const key = `race-${count}`;
    const answers = await Promise.all(
      Array.from({ length: count }, () => call(desk, line, { body: { text: '来了' }, ...keyed(key) })),
    );
    expect(new Set(answers.map((each) => each.text)).size).toBe(1);
    expect(answers.filter((each) => each.headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(await textsTold()).toEqual(['来了']);
  });

  it('does not care how the same body is spelt', async () => {
    const line = `POST /tickets/${ticket.id}/accept`;
    const json = { 'content-type': 'application/json', 'idempotency-key': 'spelt' };
    await call(desk, line, { raw: '{"onBehalfOf":"wang-zhiqiang"}', headers: json });
    const again = await call(desk, line, {
      raw: ' { "onBehalfOf" : "wang\\u002dzhiqiang" } ',
      headers: json,
    });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it.each([
    ['another body', (line: string) => [line, { text: 'b' }] as const],
    ['another address', () => [`POST /tickets/${ticket.id}/accept`, {}] as const],
  ])('refuses the key for %s', async (what, other) => {
    const line = `POST /conversations/${conversation.id}/reply`;
    await call(desk, line, { body: { text: 'a' }, ...keyed(`reused ${what}`.replaceAll(' ', '-')) });
    const [otherLine, body] = other(line);
    const refused = await call(desk, otherLine, { body, ...keyed(`reused ${what}`.replaceAll(' ', '-')) });
    expect(refused.body).toMatchObject({ status: 422, code: 'api/idempotency-key-reused' });
    expect(await textsTold()).toEqual(['a']);
  });

  it('does not hold a refusal against a later try', async () => {
    const line = `POST /tickets/${ticket.id}/resolve`;
    const body = { result: '好了' };
    expect((await call(desk, line, { body, ...keyed('later') })).status).toBe(409);
    await call(desk, `POST /tickets/${ticket.id}/accept`);
    expect((await call(desk, line, { body, ...keyed('later') })).status).toBe(200);
  });

  it.each(['', 'a b', 'x'.repeat(256)])('refuses %j as a key', async (key) => {
    const { body } = await call(desk, `POST /tickets/${ticket.id}/accept`, keyed(key));
    expect(body).toMatchObject({ status: 400, code: 'api/bad-idempotency-key' });
  });
});

describe('whom it is done for', () => {
  it.each(['nobody', 'integration', '王志强', '__proto__'])('%s is nobody of ours', async (onBehalfOf) => {
    for (const line of [
      `POST /tickets/${ticket.id}/accept`,
      `POST /conversations/${conversation.id}/takeover`,
    ]) {
      expect((await call(desk, line, { body: { onBehalfOf } })).body).toMatchObject({
        status: 422,
        code: 'api/unknown-staff',
      });
    }
    expect((await call(desk, `GET /tickets/${ticket.id}`)).body.version).toBe(1);
  });

  it('a person of another community is answered like nobody', async () => {
    const elsewhere = await openDesk();
    try {
      const people = elsewhere.house.people();
      const [someone, ...rest] = people.staff;
      if (!someone) throw new Error('nobody works here');
      elsewhere.house.people = () => ({
        ...people,
        staff: [{ ...someone, communityIds: ['other'] }, ...rest],
      });
      const theirs = await newTicket(elsewhere, await newConversation(elsewhere));
      const line = `POST /tickets/${theirs.id}/accept`;
      const [foreign, unknown] = await Promise.all([
        call(elsewhere, line, { body: { onBehalfOf: someone.id } }),
        call(elsewhere, line, { body: { onBehalfOf: 'nobody' } }),
      ]);
      expect(foreign.status).toBe(422);
      expect(foreign.text).toBe(unknown.text);
    } finally {
      await elsewhere.close();
    }
  });
});

describe('a body', () => {
  it.each([
    ['resolve', {}],
    ['resolve', { result: '' }],
    ['resolve', { result: ' \n ' }],
    ['resolve', { result: 5 }],
    ['resolve', { result: ['好了'] }],
    ['resolve', { result: '好了\u0000' }],
    ['resolve', { result: '好了\u001b[31m' }],
    ['resolve', { result: '\ud800' }],
    ['resolve', { result: '水'.repeat(501) }],
    ['resolve', { result: '好了', causeCode: 'a b' }],
    ['resolve', { result: '好了', status: 'closed' }],
    ['resolve', { result: '好了', onBehalfOf: '' }],
    ['cancel', {}],
    ['accept', { firstOwner: 'wang-zhiqiang' }],
    ['accept', { onBehalfOf: null }],
    ['accept', []],
    ['accept', 'x'],
    ['accept', null],
  ])('of %s may not be %j', async (deed, body) => {
    const called = await call(desk, `POST /tickets/${ticket.id}/${deed}`, { body });
    expect(called.body).toMatchObject({ status: 422, code: 'api/bad-body' });
    expect((await call(desk, `GET /tickets/${ticket.id}`)).body.version).toBe(1);
  });
});

describe('what is not there', () => {
  it.each(['accept', 'resolve', 'cancel'])(
    'a ticket cannot be told from one of somebody else: %s',
    async (deed) => {
      const body = deed === 'accept' ? {} : { result: 'x', reason: 'x' };
      const chosen = deed === 'cancel' ? { reason: 'x' } : deed === 'resolve' ? { result: 'x' } : body;
      const called = await call(desk, `POST /tickets/${conversation.id}/${deed}`, { body: chosen });
      expect(called.body).toMatchObject({ status: 404, code: 'tickets/not-found' });
    },
  );

  it.each(['takeover', 'handback', 'reply', 'transfer'])('a conversation: %s', async (deed) => {
    const body = deed === 'reply' ? { text: 'x' } : deed === 'transfer' ? { to: 'xu-jing' } : {};
    const called = await call(desk, `POST /conversations/x/${deed}`, { body });
    expect(called.body).toMatchObject({ status: 404, code: 'desk/conversation-not-found' });
  });
});
