// The one HTTP server. Callbacks go to their bare handler before Express; everything else meets headers, routes and a decided end.
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Logger } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import type { RateLimits } from '../signals/contract.ts';
import type { Store } from '../storage/contract.ts';
import type { MediaStore } from '../storage/media-contract.ts';
import type { House } from '../tickets/house.ts';
import { createApi } from './api/api.ts';
import { type Chat, createChat } from './chat/chat.ts';
import type { ChatPorts } from './chat/ports.ts';
import { createDesk, type Desk } from './desk/desk.ts';
import type { DeskPorts } from './desk/ports.ts';
import { createErrorHandler } from './errors.ts';
import { frontPage } from './front-page.ts';
import { createHealth } from './health.ts';
import type { Metrics } from './metrics.ts';
import { methodNotAllowed, noSuchRoute, type Problem, problem, problemBody, sendProblem } from './problem.ts';

export type BareHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export type ServerPorts = {
  config: Pick<Config, 'server' | 'apiToken' | 'roles'>;
  store: Store;
  files: MediaStore;
  house: House;
  log: Logger;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  onWork(): void;
  /** Null = the channel is off, and its address does not exist. */
  wecomWebhook: BareHandler | null;
  /** The Official Account's; likewise. */
  wechatWebhook?: BareHandler | null;
  feishuWebhook?: BareHandler | null;
  /** The Bot Framework's; likewise. */
  botFrameworkWebhook?: BareHandler | null;
  dingtalkWebhook?: BareHandler | null;
  /** Further pages, such as /simulator. */
  mounts: readonly { path: string; router: Router }[];
  channelStates?: () => Record<string, string>;
  /** Counts wrong tokens over all processes. */
  rateLimits?: RateLimits;
  signalState?: () => 'alone' | 'ok' | 'waiting';
  processCount?: () => number;
  limits?: Partial<Limits>;
  announce?: NonNullable<DeskPorts['announce']>;
  sessions?: NonNullable<DeskPorts['sessions']>;
  webhookLoopback?: boolean;
  cover?: NonNullable<DeskPorts['cover']>;
  /** Absent = there is no console at /desk. */
  desk?: Pick<
    DeskPorts,
    | 'live'
    | 'limits'
    | 'rulesOf'
    | 'phrases'
    | 'shown'
    | 'pagesDir'
    | 'memberLogin'
    | 'photoLimits'
    | 'knowledge'
  >;
  /** Absent = residents find no chat at /chat. */
  chat?: Pick<ChatPorts, 'door' | 'accounts' | 'intake' | 'live' | 'limits' | 'pagesDir'> | undefined;
};

export type HttpServer = { start(): Promise<{ port: number }>; stop(): Promise<void> };

type Limits = {
  headersMs: number;
  requestMs: number;
  /** How often Node looks for connections over their time; its own default is half a minute. */
  checkMs: number;
  /** How long an idle connection is kept for a next request. */
  keepAliveMs: number;
  /** How long a stop waits for answers under way. */
  stopMs: number;
};

const LIMITS: Limits = {
  headersMs: 10_000,
  requestMs: 15_000,
  checkMs: 1_000,
  keepAliveMs: 5_000,
  stopMs: 5_000,
};

export function createHttpServer(ports: ServerPorts): HttpServer {
  const limits = { ...LIMITS, ...ports.limits };
  const desk = deskOf(ports);
  const chat = chatOf(ports);
  const pages = createPages(ports, desk, chat);
  const isWeb = ports.config.roles.includes('web');
  const webhooks = new Map([
    ['/webhooks/wecom', ports.wecomWebhook],
    ['/webhooks/wechat', ports.wechatWebhook],
    ['/webhooks/feishu', ports.feishuWebhook],
    // The address every bot of the service has.
    ['/api/messages', ports.botFrameworkWebhook],
    ['/webhooks/dingtalk', ports.dingtalkWebhook],
  ]);
  let stopping = false;

  const listener: RequestListener = (request, response) => {
    if (stopping) response.setHeader('connection', 'close');
    // A connection that was busy when the stop began is idle now, and would be kept for its next request.
    response.on('close', () => stopping && setImmediate(() => server.closeIdleConnections()));
    if (request.method === 'TRACE') return refuseBare(response, noTrace);
    const path = toOriginForm(request);
    const webhook = webhooks.get(path);
    if (webhook && isWeb) {
      void runBare(webhook, request, response);
      return;
    }
    if ((request.headersDistinct.host?.length ?? 0) > 1) return refuseBare(response, twoHosts);
    pages(request, response);
  };

  async function runBare(
    handler: BareHandler,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      await handler(request, response);
    } catch (error) {
      ports.log.error({ event: 'http.fault', error }, 'a callback ended in a fault');
      // Not confirmed: the platform will bring it again.
      if (!response.headersSent) response.writeHead(500).end();
      else response.destroy();
    }
  }

  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
      keepAliveTimeout: limits.keepAliveMs,
    },
    listener,
  );
  // We are no proxy.
  server.on('connect', (_request, socket: Socket) => {
    socket.end(
      'HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD, POST\r\nCache-Control: no-store\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    );
  });

  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(ports.config.server.port, ports.config.server.host, () => {
          server.off('error', reject);
          resolve({ port: (server.address() as AddressInfo).port });
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        stopping = true;
        // Open pages come back by themselves, to another process or to the next one.
        desk?.close();
        chat?.close();
        if (!server.listening) return resolve();
        const callOff = ports.clock.wakeAt(ports.clock.now() + limits.stopMs, () =>
          server.closeAllConnections(),
        );
        server.close(() => {
          callOff();
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function deskOf(ports: ServerPorts): Desk | null {
  if (!ports.desk) return null;
  const { config } = ports;
  const apiToken = config.apiToken?.reveal() ?? null;
  return createDesk({ ...ports, ...ports.desk, apiToken, publicUrl: config.server.publicUrl });
}

function chatOf(ports: ServerPorts): Chat | null {
  if (!ports.chat) return null;
  const announce: ChatPorts['announce'] = (kind, about) => ports.announce?.(kind, about);
  const observe: ChatPorts['observe'] = (deed, status) =>
    ports.metrics.apiAnswers.inc({ operation: `chat.${deed}`, status });
  return createChat({ ...ports, ...ports.chat, announce, observe, publicUrl: ports.config.server.publicUrl });
}

/** Everything that is not a callback. */
function createPages(ports: ServerPorts, desk: Desk | null, chat: Chat | null): Express {
  const { config, mounts, log } = ports;
  const apiToken = config.apiToken?.reveal() ?? null;
  const hasSimulator = mounts.some((mount) => mount.path === '/simulator');
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('strict routing', true);
  app.use(securityHeaders(config.server.publicUrl?.startsWith('https:') ?? false));
  app.use(
    createHealth({
      ...ports,
      apiToken,
      channelStates: ports.channelStates ?? (() => ({ wecom: ports.wecomWebhook ? 'on' : 'off' })),
      signalState: ports.signalState ?? (() => 'alone'),
      processCount: ports.processCount ?? (() => 1),
      simulator: hasSimulator,
    }),
  );
  // A process that only works has an address all the same: supervisors must be able to ask how it is.
  if (!config.roles.includes('web')) return ended(app, log);
  app.use('/api/v1', createApi({ ...ports, apiToken }));
  if (desk) app.use('/desk', desk.router).use('/m', desk.phone);
  if (chat) app.use('/chat', chat.router);
  for (const { path, router } of mounts) app.use(path, router);
  app.get('/', frontPage(hasSimulator, chat !== null));
  app.all('/', (_request, response) => sendProblem(response, methodNotAllowed(['GET', 'HEAD'])));
  return ended(app, log);
}

function ended(app: Express, log: Logger): Express {
  app.use((_request, response) => sendProblem(response, noSuchRoute));
  app.use(createErrorHandler(log));
  return app;
}

function securityHeaders(encrypted: boolean) {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        scriptSrcAttr: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    // Only where browsers reach us encrypted; on plain loopback it would lock people out.
    strictTransportSecurity: encrypted,
  });
}

/** `GET http://host/path` is allowed on the wire (RFC 9112, 3.2.2); behind this line there are only paths. Answers the path. */
function toOriginForm(request: IncomingMessage): string {
  const target = request.url ?? '/';
  if (!target.startsWith('/')) {
    const url = URL.canParse(target) ? new URL(target) : null;
    request.url = url && /^https?:$/.test(url.protocol) ? `${url.pathname}${url.search}` : '/*';
  }
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

/** TRACE would show a caller's own headers to whoever made the caller send it. */
const noTrace = methodNotAllowed(['GET', 'HEAD', 'POST']);
/** RFC 9112, 3.2: whoever stands before us may believe the other one. */
const twoHosts = problem(400, 'http/bad-request', 'The request cannot be read.');

function refuseBare(response: ServerResponse, what: Problem): void {
  response.writeHead(what.status, {
    ...what.headers,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(JSON.stringify(problemBody(what)));
}
