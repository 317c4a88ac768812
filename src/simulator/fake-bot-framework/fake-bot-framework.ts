// The played Bot Framework service: names its keys, gives out tokens, brings activities signed by itself and takes what the bot
// sends. Knows the documents only (Bot Connector authentication, REST reference); it must never import the product's channel code.
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { createEntries, type Entries } from '../entries.ts';
import { createDirectLine } from './direct-line.ts';

export type FakeBotFrameworkConfig = {
  clock: Clock;
  /** Of the tokens, which the library of the bot checks by the machine's own time. */
  wallClock: Clock;
  ids: Ids;
  appId: string;
  appPassword: string;
};

export type SentActivity = {
  type: string;
  text?: string;
  suggestedActions?: { actions: { type: string; title: string; value: string }[] };
  attachments?: { contentType: string; content: unknown }[];
};

/** As it would go to /api/messages. */
export type BroughtActivity = { body: string; authorization: string };

type BotFact =
  | {
      type: 'person.said';
      conversation: string;
      person: string;
      messageId: string;
      activity: Record<string, unknown>;
    }
  | { type: 'activity.answered'; messageId: string; status: number | null }
  | { type: 'message.accepted'; conversation: string; messageId: string; activity: SentActivity }
  | { type: 'call.answered'; endpoint: string; status: number }
  | { type: 'token.issued' };

export type FakeBotFramework = {
  start(): Promise<{ url: string }>;
  stop(): Promise<void>;
  url(): string;
  /** What a client of Direct Line begins with; its domain is `/v3/directline` here. */
  directLineSecret: string;
  /** Where the bot is, for what comes by Direct Line. */
  pointTo(botUrl: string): void;
  /** What this person does on a channel; every person has one conversation there. */
  writes(to: Talk, text: string, more?: Record<string, unknown>): BroughtActivity;
  sendsPhoto(to: Talk, png: Uint8Array): BroughtActivity;
  does(to: Talk, activity: Record<string, unknown>): BroughtActivity;
  /** A token as the service would sign it, with claims or keys changed. */
  token(change?: { claims?: Record<string, unknown>; key?: KeyObject; kid?: string }): string;
  /** Append-only: the outside witness. */
  ledger: Entries<BotFact>;
  /** The person does this, and it is brought to the bot. */
  brings(to: Talk, activity: Record<string, unknown>): string;
  /** What somebody has sent, by the end of its address. */
  file(id: string): Uint8Array | null;
  keepsFile(
    bytes: Uint8Array,
    contentType?: string,
  ): { contentType: string; contentUrl: string; name: string };
  /** What stands on the person's screen, oldest first. */
  screen(to: Talk): readonly SentActivity[];
  /** The next send is answered with this status; `processed`: although it has arrived. */
  nextSend(fault: { status: number; processed?: boolean; code?: string }): void;
  /** Tokens given out so far end at once. */
  endTokens(): void;
  tokenCount(): number;
};

export type Talk = { channelId?: string; person: string; conversation?: string };

const ISSUER = 'https://api.botframework.com';
const ENDORSED = ['directline', 'webchat', 'msteams', 'slack', 'emulator'];
const DIRECT_LINE = '/v3/directline';
const HOUR_SECONDS = 3600;

export function createFakeBotFramework(config: FakeBotFrameworkConfig): FakeBotFramework {
  const { clock, wallClock, ids, appId, appPassword } = config;
  let made: ReturnType<typeof makeKeys> | null = null;
  /** Takes a moment, and whoever only looks at the page of the simulator needs none. */
  const keys = () => {
    made ??= makeKeys();
    return made;
  };
  const kid = ids.secret(12);
  const screens = new Map<string, SentActivity[]>();
  const ledger = createEntries<BotFact>(clock);
  const files = new Map<string, Uint8Array>();
  const faults: { status: number; processed?: boolean; code?: string }[] = [];
  const tokens = new Set<string>();
  let tokenCount = 0;
  let url = '';
  let botUrl = '';
  const directLineSecret = ids.secret(24);
  const directLine = createDirectLine({ ids, secret: directLineSecret, bring });

  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.writeHead(500).end());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const body = await textOf(request);
    const say = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    if (path === '/keys') return void say(200, { keys: [jwk()] });
    if (path === '/openid') return void say(200, { issuer: ISSUER, jwks_uri: `${url}/keys` });
    if (path.startsWith(DIRECT_LINE)) {
      const answered = await directLine.answer({
        method: request.method ?? '',
        path: path.slice(DIRECT_LINE.length),
        query: new URL(request.url ?? '', url).searchParams,
        authorization: request.headers.authorization ?? '',
        body,
      });
      return void say(answered.status, answered.json);
    }
    if (path === '/token') return giveToken(new URLSearchParams(body), say);
    const isKnown = tokens.has((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    if (!isKnown) return void say(401, { error: { code: 'Unauthorized' } });
    const file = /^\/files\/([\w-]+)$/.exec(path)?.[1];
    if (file !== undefined) {
      const bytes = files.get(file);
      if (!bytes) return void say(404, { error: { code: 'NotFound' } });
      return void response.writeHead(200, { 'content-type': 'image/png' }).end(bytes);
    }
    const conversation = /^\/v3\/conversations\/([^/]+)\/activities(\/[^/]+)?$/.exec(path)?.[1];
    if (conversation === undefined || request.method !== 'POST')
      return void say(404, { error: { code: 'NotFound' } });
    const fault = faults.shift();
    const messageId = ids.next();
    ledger.add({ type: 'call.answered', endpoint: 'activities', status: fault?.status ?? 200 });
    if (!fault || fault.processed) {
      const talk = decodeURIComponent(conversation);
      ledger.add({ type: 'message.accepted', conversation: talk, messageId, activity: JSON.parse(body) });
      screenOf(talk).push(JSON.parse(body));
      directLine.told(talk, JSON.parse(body));
    }
    if (fault) return void say(fault.status, { error: { code: fault.code ?? 'ServiceError' } });
    say(200, { id: messageId });
  }

  async function bring(conversation: string, activity: Record<string, unknown>): Promise<boolean> {
    const taken = await carry(does({ person: conversation, conversation }, activity));
    return taken?.ok === true;
  }

  /** Null: the bot is not there. */
  async function carry({ body, authorization }: BroughtActivity): Promise<Response | null> {
    const headers = { 'content-type': 'application/json', authorization };
    const taken = await fetch(botUrl, { method: 'POST', body, headers }).catch(() => null);
    await taken?.text();
    return taken;
  }

  function keepsFile(bytes: Uint8Array, contentType = 'image/png') {
    const id = ids.next();
    files.set(id, bytes);
    return { contentType, contentUrl: `${url}/files/${id}`, name: 'photo.png' };
  }

  function giveToken(form: URLSearchParams, say: (status: number, value: unknown) => unknown): void {
    if (form.get('client_id') !== appId)
      return void say(400, { error: 'unauthorized_client', error_codes: [700016] });
    if (form.get('client_secret') !== appPassword || form.get('grant_type') !== 'client_credentials')
      return void say(401, { error: 'invalid_client', error_codes: [7000215] });
    tokenCount += 1;
    ledger.add({ type: 'token.issued' });
    const token = ids.secret(24);
    tokens.add(token);
    say(200, { token_type: 'Bearer', expires_in: HOUR_SECONDS, access_token: token });
  }

  const jwk = () => ({
    ...keys().publicKey.export({ format: 'jwk' }),
    use: 'sig',
    kid,
    endorsements: ENDORSED,
  });

  function screenOf(conversation: string): SentActivity[] {
    const known = screens.get(conversation) ?? [];
    screens.set(conversation, known);
    return known;
  }

  const token: FakeBotFramework['token'] = (change = {}) => {
    const now = Math.floor(wallClock.now() / 1000);
    const parts = [
      { alg: 'RS256', typ: 'JWT', kid: change.kid ?? kid },
      { iss: ISSUER, aud: appId, serviceurl: url, nbf: now - 60, exp: now + HOUR_SECONDS, ...change.claims },
    ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
    const signature = sign('sha256', Buffer.from(parts.join('.')), change.key ?? keys().privateKey);
    return [...parts, signature.toString('base64url')].join('.');
  };

  const conversationOf = ({ channelId = 'directline', person, conversation }: Talk) =>
    conversation ?? `${channelId}-${person}`;

  const does: FakeBotFramework['does'] = (to, activity) => ({
    authorization: `Bearer ${token()}`,
    body: JSON.stringify({
      id: ids.next(),
      timestamp: new Date(clock.now()).toISOString(),
      channelId: to.channelId ?? 'directline',
      serviceUrl: url,
      from: { id: to.person, name: to.person },
      recipient: { id: 'bot', name: 'bot' },
      conversation: { id: conversationOf(to) },
      ...activity,
    }),
  });

  return {
    start: () =>
      new Promise((resolve) => {
        server.listen(0, '127.0.0.1', () => {
          url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
          resolve({ url });
        });
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    url: () => url,
    directLineSecret,
    pointTo(to) {
      botUrl = to;
    },
    ledger,
    does,
    brings(to, activity) {
      const wire = does(to, activity);
      const { id } = JSON.parse(wire.body) as { id: string };
      ledger.add({
        ...{ type: 'person.said', conversation: conversationOf(to), person: to.person },
        ...{ messageId: id, activity },
      });
      void carry(wire).then((answer) =>
        ledger.add({ type: 'activity.answered', messageId: id, status: answer?.status ?? null }),
      );
      return id;
    },
    file: (id) => files.get(id) ?? null,
    keepsFile,
    writes: (to, text, more = {}) => does(to, { type: 'message', text, ...more }),
    sendsPhoto(to, png) {
      return does(to, { type: 'message', attachments: [keepsFile(png)] });
    },
    token,
    screen: (to) => screens.get(conversationOf(to)) ?? [],
    nextSend: (fault) => void faults.push(fault),
    endTokens: () => tokens.clear(),
    tokenCount: () => tokenCount,
  };
}

const makeKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
