// What strangers send to see what happens. Each gets a 4xx without a stack or a secret, and the server lives on.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ticket } from '../../src/tickets/ticket.ts';
import { abuses, requestsOf } from './support/abuses.ts';
import { call, wire } from './support/call.ts';
import { type Desk, newConversation, newTicket, openDesk, TOKEN } from './support/desk.ts';

let desk: Desk;
let ticket: Ticket;

beforeAll(async () => {
  desk = await openDesk();
  ticket = await newTicket(desk, await newConversation(desk));
});
afterAll(() => desk.close());

const { get, post } = requestsOf(TOKEN);

describe('on the wire', () => {
  it.each(abuses(TOKEN))('%s', async (_what, bytes, statuses) => {
    const answer = await wire(desk.port, bytes);
    const [head = '', ...rest] = answer.split('\r\n\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
    expect(statuses).toContain(status);
    // Those that a cache may keep unasked (RFC 9110, 15.1), and whatever has words of ours.
    if ([404, 405, 414, 501].includes(status) || rest.join().includes('{'))
      expect(head.toLowerCase()).toContain('cache-control: no-store');
    expect(rest.join()).not.toMatch(/\bat .+:\d+|node_modules|\.ts\b/);
    expect(answer).not.toContain(TOKEN);
    expect((await fetch(`${desk.url}/healthz`)).status).toBe(200);
  });

  it('leaves no fault in the log', () => {
    expect(desk.logged.filter((line) => line.includes('http.fault'))).toEqual([]);
  });
});

describe('a caller who goes away', () => {
  it('in the middle of a body is no fault of ours', async () => {
    const { connect } = await import('node:net');
    const headers = 'Content-Type: application/json\r\nContent-Length: 100\r\n';
    await new Promise<void>((resolve) => {
      const socket = connect(desk.port, '127.0.0.1', () => {
        socket.write(post(headers, '{"a'), () => socket.resetAndDestroy());
      });
      socket.on('close', () => resolve());
      socket.on('error', () => {});
    });
    expect((await fetch(`${desk.url}/healthz`)).status).toBe(200);
    expect(desk.logged.filter((line) => line.includes('http.fault'))).toEqual([]);
  });
});

describe('types of content', () => {
  const deed = () => `POST /tickets/${ticket.id}/resolve`;
  const body = JSON.stringify({ result: '好了' });

  it.each([
    'text/plain',
    'text/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonp',
    'application/json, text/plain',
    'application/json; charset=gbk',
    'application/json; charset=utf-7',
    'application/json; charset=utf-16',
    'application/json; charset=utf-8; charset=gbk',
    'application/problem+json',
    'json',
  ])('%s is not read', async (type) => {
    const called = await call(desk, deed(), { raw: body, headers: { 'content-type': type } });
    expect(called.body).toMatchObject({ status: 415, code: 'api/content-type' });
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'APPLICATION/JSON;charset="UTF-8"'])(
    '%s is read',
    async (type) => {
      // Read and then refused by the rule that a new ticket is not resolved.
      const called = await call(desk, deed(), { raw: body, headers: { 'content-type': type } });
      expect(called.body).toMatchObject({ status: 409, code: 'tickets/not-allowed-now' });
    },
  );

  it('no type at all is not read', async () => {
    const called = await call(desk, deed(), { raw: Buffer.from(body) });
    expect(called.body).toMatchObject({ status: 415 });
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(50 * 1024 * 1024))],
    ['gzip', gzipSync(body)],
    ['deflate', Buffer.from(body)],
    ['br', Buffer.from(body)],
    ['gzip, gzip', Buffer.from(body)],
    ['unheard-of', Buffer.from(body)],
  ])('nothing packed is unpacked: %s', async (encoding, bytes) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': encoding };
    const called = await call(desk, deed(), { raw: bytes, headers });
    expect(called.body).toMatchObject({ status: 415, code: 'http/encoded-body' });
  });
});

describe('methods', () => {
  it.each([
    ['PUT /tickets', 'GET, HEAD'],
    ['POST /tickets', 'GET, HEAD'],
    ['DELETE /tickets/x', 'GET, HEAD'],
    ['PATCH /conversations/x', 'GET, HEAD'],
    ['GET /tickets/x/accept', 'POST'],
    ['HEAD /tickets/x/accept', 'POST'],
    ['OPTIONS /tickets/x/accept', 'POST'],
    ['PUT /conversations/x/reply', 'POST'],
    ['GET /tickets/x/dispatch', 'POST'],
    ['POST /openapi.json', 'GET, HEAD'],
  ])('%s is not taken there', async (line, allow) => {
    const called = await call(desk, line);
    expect(called.status).toBe(405);
    expect(called.headers.get('allow')).toBe(allow);
    if (!line.startsWith('HEAD')) expect(called.body.code).toBe('http/method-not-allowed');
  });

  it('HEAD is GET without the words', async () => {
    const [head, whole] = await Promise.all([
      call(desk, `HEAD /tickets/${ticket.id}`),
      call(desk, `GET /tickets/${ticket.id}`),
    ]);
    expect(head.text).toBe('');
    expect(head.status).toBe(200);
    expect(head.headers.get('etag')).toBe(whole.headers.get('etag'));
  });

  it('HEAD and OPTIONS do nothing', async () => {
    for (const method of ['HEAD', 'OPTIONS', 'GET'])
      await call(desk, `${method} /tickets/${ticket.id}/accept`);
    expect((await call(desk, `GET /tickets/${ticket.id}`)).body.version).toBe(1);
  });

  it.each(['x-http-method-override', 'x-http-method', 'x-method-override'])(
    '%s changes nothing',
    async (name) => {
      const called = await call(desk, `GET /tickets/${ticket.id}`, { headers: { [name]: 'DELETE' } });
      expect(called.status).toBe(200);
    },
  );
});

describe('what is said of us and back', () => {
  it('an absolute target means the same as its path', async () => {
    expect(await wire(desk.port, get('http://evil.example/api/v1/tickets'))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('a forged host is repeated nowhere', async () => {
    const answer = await wire(
      desk.port,
      `GET /nowhere HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).not.toContain('evil');
  });

  it.each([
    'a%0d%0aSet-Cookie:%20x=1',
    '%3Cscript%3E',
    '13800138000',
    '%E7%8E%8B%E5%BF%97%E5%BC%BA',
    'x'.repeat(300),
  ])('a name we do not know is not repeated unless it could be ours: %s', async (name) => {
    const called = await call(desk, `GET /tickets?${name}=1`);
    expect(called.body).toMatchObject({
      status: 400,
      errors: [{ in: 'query', name: '?', message: 'is not known here' }],
    });
    expect(called.headers.get('set-cookie')).toBeNull();
  });

  it('a thousand mistakes are not all told', async () => {
    const body = Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`f${n}`, 1]));
    const called = await call(desk, `POST /tickets/${ticket.id}/accept`, { body });
    expect(called.body.errors).toHaveLength(20);
  });

  it('what was sent is not repeated', async () => {
    const secret = '住户的话13800138000';
    const texts = await Promise.all([
      call(desk, `GET /tickets?status=${encodeURIComponent(secret)}`),
      call(desk, `GET /tickets/${encodeURIComponent(secret)}`),
      call(desk, `POST /tickets/${ticket.id}/resolve`, { body: { result: secret, causeCode: secret } }),
      call(desk, `POST /tickets/${ticket.id}/accept`, { body: { onBehalfOf: secret } }),
      call(desk, `POST /tickets/${ticket.id}/accept`, { headers: { 'if-match': '13800138000x' } }),
    ]);
    for (const { status, text } of texts) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(text).not.toContain('13800138000');
    }
  });
});
