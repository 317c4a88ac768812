// A WeCom server of our own on a real port: hands out tokens, checks them, answers what a test scripts.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../../src/base/clock.ts';
import { createIds } from '../../../src/base/ids.ts';
import { createWecomApi, type WecomApi } from '../../../src/channels/wecom/api.ts';

export type Received = { method: string; path: string; query: URLSearchParams; body: unknown };
export type Scripted =
  | { json: unknown; status?: number }
  | { text: string; status?: number; headers?: Record<string, string> }
  | { bytes: Uint8Array; headers?: Record<string, string> }
  | 'hang'
  | 'cut';

export const CORP_ID = 'ww1234567890abcdef';
export const SECRET = 'pmAppSecretThatMustNeverLeak0001';

export type FakePlatform = {
  url: string;
  received: Received[];
  tokenFetches: number;
  /** Only these tokens are good; null = every token handed out is. */
  goodTokens: Set<string> | null;
  /** What gettoken answers; by default token-1, token-2 … */
  onToken: (count: number) => Scripted;
  /** What a path answers. */
  on(path: string, answer: (request: Received, count: number) => Scripted | Promise<Scripted>): void;
  callsTo(path: string): Received[];
  api(clock?: Clock, timeoutMs?: number): WecomApi;
  close(): Promise<void>;
};

export async function startFakePlatform(): Promise<FakePlatform> {
  const answers = new Map<string, (request: Received, count: number) => Scripted | Promise<Scripted>>();
  const counts = new Map<string, number>();
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const platform: FakePlatform = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    tokenFetches: 0,
    goodTokens: null,
    onToken: (count) => ({
      json: { errcode: 0, errmsg: 'ok', access_token: `token-${count}`, expires_in: 7200 },
    }),
    on: (path, answer) => void answers.set(path, answer),
    callsTo: (path) => platform.received.filter((request) => request.path === path),
    api: (clock = testClock(), timeoutMs = 5_000) =>
      createWecomApi({
        baseUrl: platform.url,
        corpId: CORP_ID,
        secret: SECRET,
        clock,
        ids: createIds(clock),
        timeoutMs,
      }),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return platform;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', platform.url);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const received: Received = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      body: text === '' ? null : JSON.parse(text),
    };
    platform.received.push(received);
    write(response, await answerTo(received));
  }

  function answerTo(received: Received): Scripted | Promise<Scripted> {
    if (received.path === '/cgi-bin/gettoken') return platform.onToken(++platform.tokenFetches);
    const token = received.query.get('access_token') ?? '';
    if (platform.goodTokens !== null && !platform.goodTokens.has(token)) {
      return { json: { errcode: 42001, errmsg: 'access_token expired' } };
    }
    const count = (counts.get(received.path) ?? 0) + 1;
    counts.set(received.path, count);
    return answers.get(received.path)?.(received, count) ?? { json: { errcode: 0, errmsg: 'ok' } };
  }
}

function write(response: ServerResponse, scripted: Scripted): void {
  if (scripted === 'hang') return;
  if (scripted === 'cut') return void response.socket?.destroy();
  if ('json' in scripted) {
    response.writeHead(scripted.status ?? 200, { 'content-type': 'application/json; charset=UTF-8' });
    response.end(JSON.stringify(scripted.json));
  } else if ('text' in scripted) {
    response.writeHead(scripted.status ?? 200, { 'content-type': 'text/html', ...scripted.headers });
    response.end(scripted.text);
  } else {
    response.writeHead(200, scripted.headers);
    response.end(scripted.bytes);
  }
}

export type TestClock = Clock & { advance(ms: number): void };

/** Stands still until told. */
export function testClock(startAt = 1_767_225_600_000): TestClock {
  let now = startAt;
  return {
    now: () => now,
    monotonicMs: () => now - startAt,
    wakeAt: () => () => {},
    advance: (ms) => {
      now += ms;
    },
  };
}
