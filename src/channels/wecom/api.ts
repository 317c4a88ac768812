// Calls to a server API of the WeCom kind with the token of one app. Shared by 微信客服, app messages, media, and by the Official
// Account and 飞书, which have the same manners and other numbers and names (`ApiDialect`).
// What the platform said and that it did not answer are different values; neither ever carries a URL or a token.
import { z } from 'zod';
import { mayBegin } from '../../base/begin-before.ts';
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { type ErrcodeClass, type ErrcodePolicy, policyOf } from './errcodes.ts';
import { exchange, type HttpAnswer, type HttpRequest } from './http.ts';
import { createTokenSource, type TokenAnswer, type TokenShelf } from './token.ts';

export type Refused = {
  kind: 'refused';
  errcode: number;
  /** What the platform says in its place, where it has words for that. */
  word?: string;
  class: ErrcodeClass;
  retryAfterMs?: number;
  /** Our own address as the platform sees it, where that is the reason (60020). */
  fromAddress?: string;
};
/** `outcomeUnknown`: the platform may have done it all the same. */
export type Unreachable = {
  kind: 'unreachable';
  code: string;
  outcomeUnknown: boolean;
  retryAfterMs?: number;
};
export type ApiResult = { kind: 'ok'; body: Record<string, unknown> } | Refused | Unreachable;
export type DownloadResult =
  | { kind: 'file'; bytes: Uint8Array; contentType: string; fileName: string | null }
  | { kind: 'too-large' }
  | Refused
  | Unreachable;

export type WecomApi = {
  /**
   * `path` starts with a slash and may have a query. `provenBy` names a field that proves success where an answer
   * comes without errcode; without it such an answer counts as none.
   */
  call(
    method: 'GET' | 'POST',
    path: string,
    body?: Record<string, unknown>,
    signal?: AbortSignal,
    provenBy?: string,
  ): Promise<ApiResult>;
  /** A file, or the JSON refusal the platform sends in its place. */
  download(path: string, limitBytes: number, signal?: AbortSignal): Promise<DownloadResult>;
};

/** What differs from platform to platform. */
export type ApiDialect = {
  /** How a token is asked for. `anew`: the one the platform would give was refused, and is not wanted again. */
  tokenRequest(anew: boolean): Pick<HttpRequest, 'method' | 'body'> & { path: string };
  /** True where asking again gives the same token, until `anew`. */
  repeatsToken: boolean;
  policyOf(errcode: number): ErrcodePolicy;
  /** Our own address as the platform sees it, in the words of a refusal; undefined where this is not the reason. */
  addressIn(errcode: number, errmsg: string): string | undefined;
  /** What a word means, where refusals are words; a success then says nothing of itself. */
  classOfWord?(word: string): ErrcodeClass;
  /** The header the token goes into (`bearer`: the usual one); absent = it goes into the address. */
  tokenIn?: 'bearer' | `x-${string}`;
  /** What its answers call things, where that is not as at Tencent's. */
  names?: ApiNames;
  /** The header that says in how many seconds the allowance is there again. */
  resetHeader?: string;
};

type ApiNames = { code: string; message: string; token: string; life: string };
const TENCENT_NAMES: ApiNames = {
  code: 'errcode',
  message: 'errmsg',
  token: 'access_token',
  life: 'expires_in',
};

export type WecomApiSettings = Omit<PlatformApiSettings, 'dialect'> & { corpId: string; secret: string };

export type PlatformApiSettings = {
  baseUrl: string;
  dialect: ApiDialect;
  clock: Clock;
  ids: Ids;
  /** Shares the token with other processes; absent = this process has its own. */
  shelf?: TokenShelf;
  timeoutMs?: number;
  /** Of a whole file; whoever fetches one may stop it earlier. */
  downloadTimeoutMs?: number;
};

const TIMEOUT_MS = 10_000;
const DOWNLOAD_TIMEOUT_MS = 90_000;
/** Ours: a page of 1000 messages of 2 KiB, with room. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const MAX_REFUSAL_BYTES = 64 * 1024;

export function createWecomApi({ corpId, secret, ...settings }: WecomApiSettings): WecomApi {
  const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
  return createPlatformApi({
    ...settings,
    dialect: {
      tokenRequest: () => ({ method: 'GET', path: `/cgi-bin/gettoken?${query}` }),
      repeatsToken: false,
      policyOf,
      addressIn: (errcode, errmsg) =>
        errcode === ADDRESS_NOT_TRUSTED ? /\bfrom ip: *([0-9a-fA-F.:]{3,45})/.exec(errmsg)?.[1] : undefined,
    },
  });
}

export function createPlatformApi(settings: PlatformApiSettings): WecomApi {
  const { baseUrl, dialect, clock, ids, shelf, timeoutMs = TIMEOUT_MS } = settings;
  const { downloadTimeoutMs = settings.timeoutMs ?? DOWNLOAD_TIMEOUT_MS } = settings;
  const base = baseUrl.replace(/\/+$/, '');
  const tokens = createTokenSource(fetchToken, clock, ids, shelf);

  return {
    call: (method, path, body, signal, provenBy) =>
      withToken(signal, async (token) => {
        const answer = await exchange({
          method,
          ...addressed(path, token),
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          limitBytes: MAX_ANSWER_BYTES,
          timeoutMs,
          signal,
        });
        return readAnswer(answer, dialect, provenBy);
      }),

    download: (path, limitBytes, signal) =>
      withToken(signal, async (token) => {
        const limit = Math.max(limitBytes, MAX_REFUSAL_BYTES);
        const answer = await exchange({
          method: 'GET',
          ...addressed(path, token),
          limitBytes: limit,
          timeoutMs: downloadTimeoutMs,
          signal,
        });
        return readFile(answer, limitBytes, dialect);
      }),
  };

  /** Runs a call; when its token turns out stale, once more with a new one. A second failure is the answer. */
  async function withToken<T extends { kind: string }>(
    signal: AbortSignal | undefined,
    run: (token: string) => Promise<T | Refused | Unreachable>,
  ): Promise<T | Refused | Unreachable> {
    for (let tries = 1; ; tries++) {
      const current = await orAborted(tokens.current(), signal);
      // No token, no call: whatever was to be sent has not been sent.
      if (current.kind === 'unreachable') return { ...current, outcomeUnknown: false };
      if (current.kind === 'refused') return current;
      if (!mayBegin(signal, clock.now())) return unreachable('too-late-to-begin', false);
      const result = await run(current.token);
      if (!isStaleToken(result)) {
        if (result.kind !== 'unreachable') tokens.confirm(current.token);
        return result;
      }
      tokens.expire(current.token);
      if (tries === 2) return result;
    }
  }

  function addressed(path: string, token: string): Pick<HttpRequest, 'url' | 'headers'> {
    if (dialect.tokenIn === 'bearer')
      return { url: `${base}${path}`, headers: { authorization: `Bearer ${token}` } };
    if (dialect.tokenIn !== undefined)
      return { url: `${base}${path}`, headers: { [dialect.tokenIn]: token } };
    return {
      url: `${base}${path}${path.includes('?') ? '&' : '?'}access_token=${encodeURIComponent(token)}`,
    };
  }

  async function fetchToken(refused: string | null): Promise<TokenAnswer> {
    const first = await askForToken(false);
    const isRefusedOne = first.kind === 'token' && first.token === refused;
    return isRefusedOne && dialect.repeatsToken ? askForToken(true) : first;
  }

  async function askForToken(anew: boolean): Promise<TokenAnswer> {
    const { path, ...request } = dialect.tokenRequest(anew);
    const answer = await exchange({
      ...request,
      url: `${base}${path}`,
      limitBytes: MAX_REFUSAL_BYTES,
      timeoutMs,
    });
    const names = namesOf(dialect);
    const result = readAnswer(answer, dialect, names.token);
    if (result.kind !== 'ok') return result;
    const token = tokenBody.safeParse({
      access_token: result.body[names.token],
      expires_in: result.body[names.life],
    });
    if (!token.success) return { kind: 'unreachable', code: 'no-token', outcomeUnknown: false };
    return { kind: 'token', token: token.data.access_token, expiresInSeconds: token.data.expires_in };
  }
}

const namesOf = (dialect: ApiDialect): ApiNames => dialect.names ?? TENCENT_NAMES;

const tokenBody = z.object({
  access_token: z.string().min(1).max(2048),
  // 7200 today; the page says to read it. A missing one is taken as short.
  expires_in: z.coerce.number().positive().catch(600),
});

const anyBody = z.record(z.string(), z.unknown());
const errcodeField = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^-?\d{1,9}$/)
    .transform(Number),
]);

function isStaleToken(result: { kind: string; class?: ErrcodeClass }): boolean {
  return result.kind === 'refused' && result.class === 'refresh-token';
}

function readAnswer(answer: HttpAnswer, dialect: ApiDialect, provenBy?: string): ApiResult {
  if (answer.kind === 'no-answer') return unreachable(answer.code, answer.outcomeUnknown);
  if (answer.kind === 'too-large') return unreachable('answer-too-large', true);
  const body = jsonObjectOf(answer.bytes);
  const { code, message } = namesOf(dialect);
  if (dialect.classOfWord !== undefined && answer.status < 500 && body !== null) {
    if (answer.status === 200) return { kind: 'ok', body };
    const word = body[code];
    if (typeof word === 'string' && /^[\w.-]{1,100}$/.test(word))
      return { kind: 'refused', errcode: answer.status, word, class: dialect.classOfWord(word) };
  }
  const errcode = errcodeField.safeParse(body?.[code]);
  if (body !== null && errcode.success)
    return errcode.data === 0
      ? { kind: 'ok', body }
      : refusedBy(errcode.data, dialect, { errmsg: body[message], headers: answer.headers });
  // A gateway spoke in the platform's place (a page of HTML, with 502 or even with 200), or the answer is cut.
  if (answer.status !== 200)
    return unreachable(`http-${answer.status}`, answer.status >= 500, retryAfterOf(answer.headers));
  if (body === null) return unreachable('not-json', true);
  if (provenBy !== undefined && body[provenBy] !== undefined) return { kind: 'ok', body };
  return unreachable('no-errcode', true);
}

function readFile(answer: HttpAnswer, limitBytes: number, dialect: ApiDialect): DownloadResult {
  if (answer.kind === 'no-answer') return unreachable(answer.code, answer.outcomeUnknown);
  if (answer.kind === 'too-large') return { kind: 'too-large' };
  const { status, headers, bytes } = answer;
  // A refusal is JSON under changing content types; a file that is JSON itself comes with its name (docs 90254).
  if (
    !headers.has('content-disposition') &&
    bytes[0] === OPENING_BRACE &&
    bytes.byteLength <= MAX_REFUSAL_BYTES
  ) {
    const errcode = errcodeField.safeParse(jsonObjectOf(bytes)?.[namesOf(dialect).code]);
    if (errcode.success && errcode.data !== 0) return refusedBy(errcode.data, dialect, { headers });
  }
  if (status !== 200) return unreachable(`http-${status}`, false, retryAfterOf(headers));
  // A file comes with its name; a page without one is a gateway that speaks in the platform's place.
  if (!headers.has('content-disposition') && /^text\/html\b/i.test(headers.get('content-type') ?? ''))
    return unreachable('not-a-file', false);
  if (bytes.byteLength === 0) return unreachable('empty-file', false);
  if (bytes.byteLength > limitBytes) return { kind: 'too-large' };
  return {
    kind: 'file',
    bytes,
    contentType: headers.get('content-type') ?? 'application/octet-stream',
    fileName: fileNameIn(headers.get('content-disposition') ?? ''),
  };
}

/** RFC 5987 where it is given; else the name's UTF-8 bytes as they are, which HTTP reads as Latin-1. */
function fileNameIn(disposition: string): string | null {
  const encoded = /filename\*\s*=\s*utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  try {
    if (encoded !== undefined) return decodeURIComponent(encoded);
    const plain = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition);
    const name = plain?.[1] ?? plain?.[2] ?? '';
    return name === '' ? null : new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(name, 'latin1'));
  } catch {
    return null;
  }
}

const OPENING_BRACE = 0x7b;

const ADDRESS_NOT_TRUSTED = 60020;

/** The text decides nothing; of one code it alone tells the administrator which address to enter. */
function refusedBy(
  errcode: number,
  dialect: ApiDialect,
  { errmsg, headers }: { errmsg?: unknown; headers: Headers },
): Refused {
  const policy = dialect.policyOf(errcode);
  const errcodeClass = policy.class;
  const resetMs = dialect.resetHeader === undefined ? undefined : secondsIn(headers, dialect.resetHeader);
  const retryAfterMs = errcodeClass === 'frequency' ? (resetMs ?? policy.retryAfterMs) : policy.retryAfterMs;
  const fromAddress = dialect.addressIn(errcode, typeof errmsg === 'string' ? errmsg : '');
  return {
    kind: 'refused',
    errcode,
    class: errcodeClass,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(fromAddress === undefined ? {} : { fromAddress }),
  };
}

function unreachable(code: string, outcomeUnknown: boolean, retryAfterMs?: number): Unreachable {
  return {
    kind: 'unreachable',
    code,
    outcomeUnknown,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function jsonObjectOf(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const parsed = anyBody.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

const retryAfterOf = (headers: Headers) => secondsIn(headers, 'retry-after');

function secondsIn(headers: Headers, name: string): number | undefined {
  const seconds = headers.get(name);
  return seconds !== null && /^\d{1,4}$/.test(seconds) ? Number(seconds) * 1000 : undefined;
}

/** The token is shared, so waiting for it ends with the caller's signal but fetching it does not. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T | Unreachable> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const stop = () => resolve(unreachable('aborted', false));
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
