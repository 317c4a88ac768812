// The HTTP face of the fake platform: reads a call, lets an endpoint answer it, and plays the planned faults on the answer.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { type ApiAnswer, type ApiCall, type Endpoint, refuse } from './endpoints/answer.ts';
import { type Fault, type FaultSwitch, isProcessed } from './faults.ts';
import type { LedgerFact } from './ledger.ts';
import type { World } from './world.ts';

export type Route<W = World> = {
  method: 'GET' | 'POST';
  answer: Endpoint<W>;
  isOpen?: boolean;
  isUpload?: boolean;
};

/** What happens at the server itself, whatever is behind it. */
export type ServerFact = Extract<LedgerFact, { type: 'call.answered' | 'fault.applied' }>;
type Served = { clock: Clock; ledger: { add(fact: ServerFact): unknown } };

/** Where a platform differs from Tencent's. */
export type ServerManner = {
  tokenOf(request: IncomingMessage, query: URLSearchParams): string | null;
  /** The name in `routes` of an address with ids in it. */
  routeOf(path: string): string;
  refuse(code: number, words: string): ApiAnswer;
};

const tencentManner: ServerManner = {
  tokenOf: (_request, query) => query.get('access_token'),
  routeOf: (path) => path,
  refuse: (errcode, errmsg) => ({ json: { errcode, errmsg } }),
};

export type PlatformServer = {
  start(port?: number): Promise<{ url: string }>;
  stop(): Promise<void>;
};

type Ready = { status: number; contentType: string; headers: Record<string, string>; body: Buffer };

const LARGEST_BODY = 32 * 1024 ** 2;

export function createPlatformServer<W extends Served>(
  world: W,
  routes: ReadonlyMap<string, Route<W>>,
  faults: FaultSwitch,
  checkToken: (token: string | null) => ApiAnswer | null,
  manner: ServerManner = tencentManner,
): PlatformServer {
  const sockets = new Set<Socket>();
  const callOffs = new Set<() => void>();
  let server: Server | null = null;

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const callOff = world.clock.wakeAt(world.clock.now() + ms, () => {
        callOffs.delete(callOff);
        resolve();
      });
      callOffs.add(callOff);
    });
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const endpoint = manner.routeOf(url.pathname);
    const route = routes.get(endpoint);
    const raw = await readBody(request);
    if (!route || route.method !== request.method || raw === null) {
      send(response, pageOf(route ? 405 : 404));
      return;
    }
    const { call, fault } = faults.take(endpoint);
    if (fault) world.ledger.add({ type: 'fault.applied', endpoint, call, fault });

    const answer = fault === null || isProcessed(fault) ? carryOut(route, url, request, raw, fault) : null;
    const ready = answer === null ? null : toReady(answer);
    if (answer !== null) {
      const errcode = 'json' in answer ? (answer.json.errcode ?? 0) : null;
      world.ledger.add({ type: 'call.answered', endpoint, call, errcode, status: ready?.status ?? 0 });
    }
    await play(fault, ready, response);
  }

  function carryOut(
    route: Route<W>,
    url: URL,
    request: IncomingMessage,
    raw: Buffer,
    fault: Fault | null,
  ): ApiAnswer {
    if (!route.isOpen) {
      const refusal = checkToken(manner.tokenOf(request, url.searchParams));
      if (refusal) return refusal;
    }
    const body = route.method === 'GET' || route.isUpload ? {} : parseObject(raw);
    // The real one says "Warning: wrong json format." and goes on with what it understood; here it is simply refused.
    if (body === null) return refuse(40058, 'wrong json format');
    const headers = {
      contentType: request.headers['content-type'] ?? '',
      range: request.headers.range ?? null,
    };
    const call: ApiCall = { path: url.pathname, query: url.searchParams, body, raw, headers, fault };
    return route.answer(call, world);
  }

  async function play(fault: Fault | null, ready: Ready | null, response: ServerResponse): Promise<void> {
    switch (fault?.kind) {
      case 'never-answer':
        return;
      case 'reset':
        response.socket?.resetAndDestroy();
        return;
      case 'delay':
        await pause(fault.ms);
        break;
      case 'errcode':
        send(response, toReady(manner.refuse(fault.errcode, fault.errmsg ?? 'planned fault')));
        return;
      case 'http-status':
        send(response, pageOf(fault.status));
        return;
      case 'html-page':
        send(response, pageOf(fault.status ?? 200));
        return;
      case 'wrong-content-type':
        if (ready) send(response, { ...ready, contentType: fault.contentType ?? 'text/html; charset=utf-8' });
        return;
      case 'half-body':
        await sendHalf(response, ready ?? pageOf(200));
        return;
      case 'slow-drip':
        if (ready) await drip(response, ready, fault.stepBytes, fault.stepMs);
        return;
    }
    if (ready) send(response, ready);
  }

  /** Promises the whole length, gives half, hangs up. */
  function sendHalf(response: ServerResponse, ready: Ready): Promise<void> {
    return new Promise((resolve) => {
      response.writeHead(ready.status, headersOf(ready));
      response.write(ready.body.subarray(0, Math.floor(ready.body.length / 2)), () => {
        response.destroy();
        resolve();
      });
    });
  }

  async function drip(
    response: ServerResponse,
    ready: Ready,
    stepBytes: number,
    stepMs: number,
  ): Promise<void> {
    response.writeHead(ready.status, headersOf(ready));
    for (let from = 0; from < ready.body.length && !response.destroyed; from += stepBytes) {
      response.write(ready.body.subarray(from, from + stepBytes));
      await pause(stepMs);
    }
    response.end();
  }

  return {
    async start(port = 0) {
      const listening = createServer((request, response) => {
        serve(request, response).catch(() => response.destroy());
      });
      listening.on('connection', (socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket));
      });
      server = listening;
      await new Promise<void>((resolve, reject) => {
        listening.once('error', reject);
        listening.listen(port, '127.0.0.1', resolve);
      });
      const address = listening.address();
      if (address === null || typeof address === 'string') throw new Error('the fake platform has no port');
      return { url: `http://127.0.0.1:${address.port}` };
    },
    async stop() {
      for (const callOff of callOffs) callOff();
      callOffs.clear();
      const closing = server;
      server = null;
      if (!closing) return;
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > LARGEST_BODY) return null;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parseObject(raw: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(raw.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function toReady(answer: ApiAnswer): Ready {
  if ('json' in answer) {
    const body = Buffer.from(JSON.stringify(answer.json), 'utf8');
    const { status = 200, headers = {} } = answer;
    return { status, contentType: 'application/json; charset=UTF-8', headers, body };
  }
  if ('page' in answer) {
    const body = Buffer.from(answer.page, 'utf8');
    return { status: 200, contentType: 'text/html; charset=utf-8', headers: {}, body };
  }
  if ('redirect' in answer) {
    const headers = { location: answer.redirect };
    return { status: 302, contentType: 'text/html; charset=utf-8', headers, body: Buffer.alloc(0) };
  }
  const whole = Buffer.from(answer.bytes);
  const headers = { 'content-disposition': `attachment; filename="${rawName(answer.fileName)}"` };
  const asked = /^bytes=(\d+)-(\d*)$/.exec(answer.range ?? '');
  if (!asked) return { status: 200, contentType: answer.contentType, headers, body: whole };
  const from = Number(asked[1]);
  const to = asked[2] === '' ? whole.length - 1 : Math.min(Number(asked[2]), whole.length - 1);
  return {
    status: 206,
    contentType: answer.contentType,
    headers: { ...headers, 'content-range': `bytes ${from}-${to}/${whole.length}` },
    body: whole.subarray(from, to + 1),
  };
}

/** The real one puts the name's UTF-8 bytes into the header as they are. */
function rawName(fileName: string): string {
  return Buffer.from(fileName.replace(/["\r\n\0]/g, ''), 'utf8').toString('latin1');
}

/** A gateway's page instead of JSON. */
function pageOf(status: number): Ready {
  const body = Buffer.from(
    `<html><head><title>${status}</title></head><body><center>stgw</center></body></html>`,
  );
  return { status, contentType: 'text/html', headers: {}, body };
}

function headersOf(ready: Ready): Record<string, string | number> {
  return { ...ready.headers, 'content-type': ready.contentType, 'content-length': ready.body.length };
}

function send(response: ServerResponse, ready: Ready): void {
  response.writeHead(ready.status, headersOf(ready));
  response.end(ready.body);
}
