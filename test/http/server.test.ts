import { Agent, get as httpGet } from 'node:http';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { Fault, TemporaryError } from '../../src/base/errors.ts';
import { call, wire } from './support/call.ts';
import { type Desk, type DeskOptions, openDesk, TOKEN } from './support/desk.ts';

let desk: Desk;
afterEach(() => desk.close());

const open = async (options: DeskOptions = {}) => {
  desk = await openDesk(options);
};
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${desk.url}${path}`, { redirect: 'manual', ...init });

describe('the front page', () => {
  it('leads to the simulator where it is on', async () => {
    await open({
      mounts: [{ path: '/simulator', router: express.Router().get('/', (_q, r) => void r.send('played')) }],
    });
    const front = await ask('/', { headers: { host: 'evil.example' } });
    expect(front.status).toBe(302);
    expect(front.headers.get('location')).toBe('/simulator');
    expect(await (await ask('/simulator')).text()).toBe('played');
    expect(JSON.parse(await (await ask('/readyz')).text())).toMatchObject({ simulator: 'on' });
  });

  it('says in Chinese that it runs where there is none', async () => {
    await open();
    const front = await ask('/');
    expect(front.status).toBe(200);
    expect(await front.text()).toContain('正在接待');
    expect((await ask('/simulator')).status).toBe(404);
  });

  it('only shows', async () => {
    await open();
    expect((await ask('/', { method: 'POST' })).status).toBe(405);
  });
});

describe('every page', () => {
  it.each(['/', '/healthz', '/no-such-page', '/api/v1/tickets', '/api/v1/openapi.json'])(
    'is sent under a strict policy, naming no maker: %s',
    async (path) => {
      await open();
      const { headers } = await ask(path);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it.each([
    ['https://desk.example.com', true],
    ['http://desk.example.com', false],
    [undefined, false],
  ])('asks browsers to stay with encryption only where there is some: %s', async (publicUrl, expected) => {
    await open(publicUrl === undefined ? {} : { publicUrl });
    expect((await ask('/')).headers.has('strict-transport-security')).toBe(expected);
  });

  it('that does not exist is a problem, not a page of the framework', async () => {
    await open();
    const response = await ask('/no/such/page?x=<script>');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ code: 'http/no-such-route', status: 404 });
  });
});

describe('the callback', () => {
  it('reaches its bare handler untouched, with its query', async () => {
    const seen: string[] = [];
    await open({
      wecomWebhook: (request, response) => {
        seen.push(`${request.method} ${request.url}`);
        response.end('kept');
      },
    });
    const answer = await ask('/webhooks/wecom?msg_signature=a&nonce=b', { method: 'POST', body: '<xml/>' });
    expect(await answer.text()).toBe('kept');
    expect(answer.headers.get('content-security-policy')).toBeNull(); // nothing of Express was on the way
    await wire(
      desk.port,
      'GET http://any.example/webhooks/wecom?echostr=c HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(seen).toEqual(['POST /webhooks/wecom?msg_signature=a&nonce=b', 'GET /webhooks/wecom?echostr=c']);
  });

  it.each([
    '/webhooks/wecom/',
    '/webhooks/WeCom',
    '//webhooks/wecom',
    '/webhooks/wecom/x',
    '/webhooks/%77ecom',
  ])('has one address: %s is another', async (path) => {
    await open({ wecomWebhook: (_request, response) => void response.end('kept') });
    const answer = await wire(desk.port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });

  it('does not exist while the channel is off', async () => {
    await open();
    expect((await ask('/webhooks/wecom', { method: 'POST', body: 'x' })).status).toBe(404);
  });

  it('that ends in a fault is not confirmed, and the server lives', async () => {
    await open({ wecomWebhook: () => Promise.reject(new Error('boom')) });
    expect((await ask('/webhooks/wecom', { method: 'POST', body: 'x' })).status).toBe(500);
    expect((await ask('/healthz')).status).toBe(200);
    expect(desk.logged.join()).toContain('http.fault');
  });
});

describe('a store that fails', () => {
  const failingWith = (error: Error): DeskOptions => ({
    storeOver: (store) => ({
      ...store,
      read: () => Promise.reject(error),
      transact: () => Promise.reject(error),
    }),
  });

  it('for a time makes a 503 that says when to come again', async () => {
    const error = new TemporaryError('storage/sqlite-5', '住户的话', { retryAfterMs: 2500 });
    await open(failingWith(error));
    for (const line of ['GET /tickets', 'POST /tickets/x/accept']) {
      const called = await call(desk, line);
      expect(called.body).toMatchObject({ status: 503, code: 'storage/sqlite-5' });
      expect(called.headers.get('retry-after')).toBe('3');
      expect(called.text).not.toContain('住户');
    }
    expect(desk.rung()).toBe(0);
  });

  it.each([
    [new Fault('storage/sealed-open', '住户的话')],
    [new Error('住户的话')],
    [new TypeError('x is not a function')],
  ])('for good makes a 500 without words or stack: %s', async (error) => {
    await open(failingWith(error));
    const called = await call(desk, 'GET /tickets');
    expect(called.body).toEqual({
      type: 'urn:reception-desk:problem:http/fault',
      title: 'Our fault',
      status: 500,
      code: 'http/fault',
      detail: 'Something went wrong on our side. It was written down.',
    });
    expect(desk.logged.join()).toContain('http.fault');
  });
});

describe('a mounted page that throws', () => {
  it('is a 500 like any other', async () => {
    const router = express.Router().get('/', () => {
      throw new Error('住户的话');
    });
    await open({ mounts: [{ path: '/broken', router }] });
    const response = await ask('/broken');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/住户|at /);
  });
});

describe('start and stop', () => {
  it('a taken port is said, not waited for', async () => {
    await open();
    const { createHttpServer } = await import('../../src/http/server.ts');
    const { createMetrics } = await import('../../src/http/metrics.ts');
    const { silentLogger } = await import('../../src/base/log.ts');
    const second = createHttpServer({
      config: {
        server: { host: '127.0.0.1', port: desk.port, publicUrl: null },
        apiToken: null,
        roles: ['web', 'worker'] as const,
      },
      ...{ store: desk.store, files: desk.files, house: desk.house, clock: desk.clock, ids: desk.house.ids },
      ...{ log: silentLogger, metrics: createMetrics(), onWork: () => {}, wecomWebhook: null, mounts: [] },
    });
    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await second.stop();
  });

  it('a stop takes no new connection and waits for the answer under way', async () => {
    let finish = () => {};
    let arrived = () => {};
    const underWay = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await open({
      limits: { keepAliveMs: 600_000 },
      wecomWebhook: (_request, response) => {
        finish = () => void response.end('kept');
        arrived();
      },
    });
    const agent = new Agent({ keepAlive: true });
    const answer = new Promise<string>((resolve, reject) => {
      const asked = httpGet(`${desk.url}/webhooks/wecom`, { agent }, (response) => {
        response.setEncoding('utf8').on('data', resolve);
      });
      asked.on('error', reject);
    });
    await underWay;
    let stopped = false;
    const stopping = desk.stop().then(() => {
      stopped = true;
    });
    await expect(fetch(`${desk.url}/healthz`)).rejects.toThrow();
    expect(stopped).toBe(false);
    finish();
    expect(await answer).toBe('kept');
    // The manual clock never rings: only a connection closed in order lets the stop end.
    await stopping;
    agent.destroy();
  });

  it('a stop does not wait for ever', async () => {
    let arrived = () => {};
    const underWay = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await open({ wecomWebhook: () => arrived() });
    const asked = fetch(`${desk.url}/webhooks/wecom`).catch((error: unknown) => error);
    await underWay;
    const stopping = desk.stop();
    desk.clock.advance(5_000);
    await stopping;
    expect(await asked).toBeInstanceOf(Error);
  });

  it('a stop closes connections nobody is using', async () => {
    await open();
    const agent = new Agent({ keepAlive: true });
    await new Promise((resolve) =>
      httpGet(`${desk.url}/healthz`, { agent }, (response) => response.resume().on('end', resolve)),
    );
    await desk.stop();
    agent.destroy();
  });
});

describe('slow callers', () => {
  const head = `POST /api/v1/tickets/x/accept HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Type: application/json\r\n`;
  it.each([
    ['headers that never end', 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: '],
    ['a body that never ends', `${head}Content-Length: 10\r\n\r\n{`],
    ['chunks that never end', `${head}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`],
  ])('are sent away: %s', async (_what, bytes) => {
    await open({ limits: { headersMs: 100, requestMs: 150, checkMs: 20 } });
    expect(await wire(desk.port, bytes)).toMatch(/^HTTP\/1\.1 408 /);
    expect((await ask('/healthz')).status).toBe(200);
  });
});
