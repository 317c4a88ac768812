// Step 1. The platform's callbacks on the bare wire: verify, keep, answer. Thinking happens later and elsewhere.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../base/log.ts';
import type { CallbackDoor, ChannelId, OpenedCallback, TokenDoor } from '../channels/contract.ts';
import { type IntakePorts, keepWakeUp } from '../intake/accept.ts';
import type { Metrics } from './metrics.ts';

export type WebhookPorts = IntakePorts & {
  log: Logger;
  metrics: Metrics;
  door: CallbackDoor | TokenDoor;
  /** Keeps what somebody wrote or did, and answers what the platform is to be told: nearly always nothing. */
  hear(callback: HeardCallback): Promise<string>;
  /** Rings the readers of fetched channels. */
  onWakeUp(): void;
  /** A wake-up was refused because it could not be kept; its news can be fetched all the same as soon as that is over. */
  onMissed(account: { channel: ChannelId; accountId: string; wakeToken: string | null }): void;
};

/** What somebody wrote or did, as opposed to news that must be fetched or that nobody can read. */
export type HeardCallback = Extract<
  OpenedCallback,
  { kind: 'item' | 'items' | 'member-item' | 'card-press' }
>;

type Answer = { status: number; body: string };

/** GET = the platform checks the address; POST = it brings news. Everything else is refused. */
export function createWebhook(ports: WebhookPorts) {
  const { metrics, log, door } = ports;
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const stopTimer = metrics.callbackSeconds.startTimer();
    let answer: Answer;
    try {
      answer = await handle(request);
    } catch (error) {
      // Not kept, so not confirmed: the platform will bring it again.
      log.error({ event: 'callback.not-kept', error }, 'a callback could not be kept');
      answer = { status: 503, body: '' };
    }
    stopTimer();
    response.writeHead(answer.status, {
      'content-type':
        door.answersIn === 'json' ? 'application/json; charset=utf-8' : 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(answer.body);
  };

  async function handle(request: IncomingMessage): Promise<Answer> {
    const query = queryOf(request);
    if (request.method === 'GET') {
      const verified = door.verifyUrl(query);
      count(verified.ok ? 'verified' : 'refused');
      return verified.ok ? { status: 200, body: verified.plaintext } : { status: verified.status, body: '' };
    }
    if (request.method !== 'POST') return { status: 405, body: '' };
    if (request.headers['content-encoding'] !== undefined) return { status: 415, body: '' };
    const body = await readBody(request, door.maxBytes);
    if (body === null) {
      count('refused');
      return { status: 413, body: '' };
    }
    const opened = await door.open(query, body, (name) => {
      const [value, ...more] = request.headersDistinct[name] ?? [];
      return value === undefined || more.length > 0 ? null : value;
    });
    if (!opened.ok) {
      count('refused');
      log.warn({ event: 'callback.refused', code: opened.code });
      return { status: opened.status, body: '' };
    }
    const { callback } = opened;
    let words = door.answersIn === 'json' ? '{}' : '';
    switch (callback.kind) {
      case 'wake-up': {
        const { channel, channelAccountId, wakeToken } = callback;
        const account = { channel, accountId: channelAccountId, wakeToken };
        try {
          await keepWakeUp(account, ports);
        } catch (error) {
          ports.onMissed(account);
          throw error;
        }
        ports.onWakeUp();
        break;
      }
      case 'item':
      case 'items':
      case 'member-item':
      case 'card-press':
        words = (await ports.hear(callback)) || words;
        break;
      case 'keep': {
        const { dedupeKey, plaintext, reason } = callback;
        await ports.store.transact((tx) =>
          tx.inbox.keepRaw(door.channel, dedupeKey, plaintext, ports.clock.now()),
        );
        log.warn(
          { event: 'callback.kept-unread', reason },
          'an authentic callback could not be read and was kept',
        );
        break;
      }
      case 'challenge':
        words = callback.answer;
        break;
      case 'nothing':
        break;
    }
    count(callback.kind);
    return { status: 200, body: words };
  }

  function count(outcome: string) {
    metrics.callbacks.inc({ channel: door.channel, outcome });
  }
}

function queryOf(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  return new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
}

/** The whole body, or null when it is longer than allowed (the rest is not read). */
function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.byteLength;
      if (length > limitBytes) {
        request.pause();
        resolve(null);
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('aborted', () => reject(new Error('request aborted')));
  });
}
