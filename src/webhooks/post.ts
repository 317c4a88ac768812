// One POST to an address that comes from data. The name is asked for once, every answer must be open, and the connection goes to
// what was checked: a name that means something else a moment later reaches nobody. No redirect is followed, nothing is kept open.
import { lookup } from 'node:dns/promises';
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { hostOf, isLoopback, isOpenAddress, readAddress } from './addresses.ts';

export type PostResult =
  | { kind: 'answer'; status: number; retryAfterMs: number | null }
  /** Never sent: the address is not open, or no address at all. */
  | { kind: 'refused'; code: string }
  | { kind: 'no-answer'; code: string };

export type Post = (
  message: { url: string; headers: Readonly<Record<string, string>>; body: string },
  signal: AbortSignal,
) => Promise<PostResult>;

type Address = { address: string; family: number };
export type Resolve = (host: string) => Promise<Address[]>;

const TIMEOUT_MS = 10_000;
/** Their answer says nothing to us but its status; whoever sends more is cut off. */
const MOST_ANSWER_BYTES = 64 * 1024;
const MOST_HEADER_BYTES = 16 * 1024;

const everyAddress: Resolve = (host) => lookup(host, { all: true, verbatim: true });

export function createGuardedPost({
  clock,
  loopback,
  resolve = everyAddress,
}: {
  clock: Clock;
  loopback: boolean;
  resolve?: Resolve;
}): Post {
  const isAllowed = (address: string) => isOpenAddress(address) || (loopback && isLoopback(address));

  return async ({ url: text, headers, body }, signal) => {
    const read = readAddress(text, { loopback });
    if (!read.ok) return { kind: 'refused', code: read.code };
    const url = read.value;
    const timeout = new AbortController();
    const callOff = clock.wakeAt(clock.now() + TIMEOUT_MS, () => timeout.abort());
    const ending = AbortSignal.any([timeout.signal, signal]);
    try {
      const addresses = await before(ending, addressesOf(hostOf(url), resolve));
      if (addresses.length === 0) return { kind: 'no-answer', code: 'ENOTFOUND' };
      // One closed answer among open ones is a trick, or a mistake that must be mended.
      if (!addresses.every(({ address }) => isAllowed(address)))
        return { kind: 'refused', code: 'webhooks/closed-address' };
      return await exchange(url, addresses, { headers, body, isAllowed, signal: ending });
    } catch (error) {
      return { kind: 'no-answer', code: timeout.signal.aborted ? 'timeout' : codeOf(error) };
    } finally {
      callOff();
    }
  };
}

async function addressesOf(host: string, resolve: Resolve): Promise<Address[]> {
  const family = isIP(host);
  return family === 0 ? resolve(host) : [{ address: host, family }];
}

type Exchange = {
  headers: Readonly<Record<string, string>>;
  body: string;
  isAllowed(address: string): boolean;
  signal: AbortSignal;
};

function exchange(
  url: URL,
  addresses: readonly Address[],
  { headers, body, isAllowed, signal }: Exchange,
): Promise<PostResult> {
  const pinned: LookupFunction = (_host, options, done) => {
    const [first] = addresses;
    if (options.all) done(null, [...addresses]);
    else done(null, first?.address ?? '', first?.family ?? 4);
  };
  return new Promise((resolve, reject) => {
    const open = url.protocol === 'https:' ? tlsRequest : plainRequest;
    const sent: ClientRequest = open({
      host: hostOf(url),
      port: url.port === '' ? undefined : Number(url.port),
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      headers: { ...headers, host: url.host, 'content-length': Buffer.byteLength(body) },
      agent: false,
      lookup: pinned,
      maxHeaderSize: MOST_HEADER_BYTES,
      signal,
    });
    sent.on('socket', (socket: Socket) =>
      socket.once('connect', () => {
        if (!isAllowed(socket.remoteAddress ?? '')) sent.destroy(new Error('not where it was meant to go'));
      }),
    );
    sent.on('error', reject);
    sent.on('response', (response) => {
      const { statusCode: status = 0 } = response;
      const result: PostResult = { kind: 'answer', status, retryAfterMs: retryAfterOf(response) };
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (bytes > MOST_ANSWER_BYTES) response.destroy();
      });
      // However the answer ends, its status was said.
      response.on('error', () => resolve(result));
      response.on('close', () => resolve(result));
    });
    sent.end(body);
  });
}

function retryAfterOf({ headers }: IncomingMessage): number | null {
  const seconds = headers['retry-after'];
  return seconds !== undefined && /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1000 : null;
}

function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error('ended'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Codes of the system only; words of errors may name hosts and tokens. */
function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  }
  return 'network';
}
