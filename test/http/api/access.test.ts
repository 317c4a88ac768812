import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../../src/base/log.ts';
import type { Conversation } from '../../../src/conversations/conversation.ts';
import { createApi } from '../../../src/http/api/api.ts';
import { routes } from '../../../src/http/api/routes.ts';
import { createMetrics } from '../../../src/http/metrics.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { call } from '../support/call.ts';
import { type Desk, newConversation, newPhoto, newTicket, openDesk, say, TOKEN } from '../support/desk.ts';

let desk: Desk;
let conversation: Conversation;
let ticket: Ticket;

beforeAll(async () => {
  desk = await openDesk();
  conversation = await newConversation(desk);
  await say(desk, conversation, { type: 'text', text: '打 138-0013-8000 或者 020-12345678 找我' });
  ticket = await newTicket(desk, conversation);
});
afterAll(() => desk.close());

const every = [
  ...routes.map(({ method, path }) => ({ method: method.toUpperCase(), path })),
  { method: 'GET', path: '/no-such-thing' },
  { method: 'DELETE', path: '/tickets/{ticketId}' },
];

describe.each(every)('$method $path', ({ method, path }) => {
  const line = () =>
    `${method} ${path
      .replace('{ticketId}', ticket.id)
      .replace('{conversationId}', conversation.id)
      .replace(/\{\w+\}/, 'x')}`;

  it.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer another-token-that-is-long' }],
    ['a token that begins right', { authorization: `Bearer ${TOKEN.slice(0, -1)}` }],
    ['a token that goes on', { authorization: `Bearer ${TOKEN}x` }],
    ['an empty token', { authorization: 'Bearer ' }],
    ['another scheme', { authorization: `Basic ${Buffer.from(`integration:${TOKEN}`).toString('base64')}` }],
    ['the bare token', { authorization: TOKEN }],
    ['the token in a header of its own', { 'x-api-key': TOKEN }],
    ['an overridden method', { 'x-http-method-override': 'GET' }],
  ])('is closed to %s, and tells nothing', async (_what, headers) => {
    const failing = await openDeskOnce();
    const called = await call(failing, line(), { token: null, headers: headers as Record<string, string> });
    expect(called.body).toMatchObject({ status: 401, code: 'api/bad-token' });
    expect(called.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(called.headers.get('cache-control')).toBe('no-store');
    const elsewhere = await call(failing, 'GET /anything', { token: null });
    expect(called.text).toBe(elsewhere.text);
  });

  it('answers with the token, and nobody keeps the answer', async () => {
    const called = await call(desk, line());
    expect([401, 429]).not.toContain(called.status);
    expect(called.headers.get('cache-control')).toBe('no-store');
  });
});

/** A desk whose failures are counted by nobody else. */
let unlimited: Promise<{ url: string }> | null = null;
function openDeskOnce(): Promise<{ url: string }> {
  unlimited ??= openApi(null);
  return unlimited;
}
const opened: Server[] = [];
afterAll(() => {
  for (const server of opened) server.close();
});

/** The API alone, with principals of the test's own. */
async function openApi(
  authenticate: Parameters<typeof createApi>[1] extends infer O
    ? O extends { authenticate?: infer A }
      ? A | null
      : never
    : never,
  failuresPerMinute = 100_000,
): Promise<{ url: string }> {
  const { store, house, clock, files } = desk;
  const app = express().set('query parser', 'simple');
  const ports = { store, house, log: silentLogger, clock, ids: house.ids, metrics: createMetrics(), files };
  const api = createApi(
    { ...ports, apiToken: TOKEN, onWork: () => {} },
    { failuresPerMinute, ...(authenticate ? { authenticate } : {}) },
  );
  app.use('/api/v1', api);
  const server = createServer(app);
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('the scheme', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'Bearer '])('may be written %j', async (scheme) => {
    expect(
      (await call(desk, 'GET /tickets', { token: null, headers: { authorization: `${scheme} ${TOKEN}` } }))
        .status,
    ).toBe(200);
  });
});

describe('without a configured token', () => {
  it.each([null, '', TOKEN, 'null', 'undefined'])(
    'the API is closed and says how to open it: %j',
    async (token) => {
      const closed = await openDesk({ token: null });
      try {
        const called = await call(closed, 'GET /tickets', { token });
        expect(called.body).toMatchObject({ status: 401, code: 'api/closed' });
        expect(called.body.detail).toContain('RECEPTION_API_TOKEN');
        expect((await call(closed, 'GET /openapi.json', { token: null })).status).toBe(200);
      } finally {
        await closed.close();
      }
    },
  );
});

describe('many wrong tokens from one address', () => {
  it('are told to wait, whatever the headers say of the address, and lock nobody out who has the right one', async () => {
    const api = await openApi(null, 3);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      const headers = {
        authorization: 'Bearer wrong',
        'x-forwarded-for': `203.0.113.${attempt}`,
        forwarded: `for=203.0.113.${attempt}`,
      };
      statuses.push((await call(api, 'GET /tickets', { token: null, headers })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    expect((await call(api, 'GET /tickets', { token: 'still-wrong' })).headers.get('retry-after')).toBe('60');
    expect((await call(api, 'GET /tickets')).status).toBe(200);
  });
});

describe('telephone numbers', () => {
  it('are whole for a token with the scope personal', async () => {
    expect((await call(desk, `GET /tickets/${ticket.id}`)).body.contact.phone).toBe('+8613800138000');
  });

  it('are masked for one without it, wherever they stand', async () => {
    const api = await openApi(() => ({ id: 'reports', scopes: new Set() }));
    const { body: list } = await call(api, 'GET /tickets');
    expect(list.items[0]).toMatchObject({
      contact: { phone: '138****8000' },
      description: '厨房漏水，打我电话 138****8000',
    });
    const seen = await Promise.all(
      [
        'GET /tickets',
        `GET /tickets/${ticket.id}`,
        `GET /tickets/${ticket.id}/events`,
        `GET /conversations/${conversation.id}/messages`,
      ].map(async (line) => (await call(api, line)).text),
    );
    expect(seen.join()).not.toMatch(/13800138000|138-0013-8000|020-12345678/);
    expect(seen.join()).toContain('138****8000');
    expect(seen.join()).toContain('020****5678');
  });

  it('are masked in answers of deeds and in the state that comes with a conflict', async () => {
    const api = await openApi(() => ({ id: 'worker', scopes: new Set() }));
    const own = await newTicket(desk, conversation);
    const accepted = await call(api, `POST /tickets/${own.id}/accept`);
    expect(accepted.body.contact.phone).toBe('138****8000');
    const conflict = await call(api, `POST /tickets/${own.id}/accept`);
    expect(conflict.body).toMatchObject({ status: 409, current: { contact: { phone: '138****8000' } } });
    expect(conflict.text).not.toContain('13800138000');
  });
});

describe('two principals', () => {
  it('may use the same Idempotency-Key without meeting', async () => {
    const headers = { 'idempotency-key': 'shared' };
    const line = `POST /conversations/${conversation.id}/reply`;
    const first = await call(await openApi(() => ({ id: 'one', scopes: new Set() })), line, {
      headers,
      body: { text: '一' },
    });
    const second = await call(await openApi(() => ({ id: 'two', scopes: new Set() })), line, {
      headers,
      body: { text: '二' },
    });
    expect(first.body.message.text).toBe('一');
    expect(second.body.message.text).toBe('二');
    expect(second.headers.get('idempotency-replayed')).toBeNull();
  });
});

it('a photo needs the token too', async () => {
  const { attachmentId } = await newPhoto(desk, conversation, Buffer.from('89504e470d0a1a0a', 'hex'));
  expect((await fetch(`${desk.url}/api/v1/attachments/${attachmentId}`)).status).toBe(401);
});
