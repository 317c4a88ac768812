// Brings callbacks to the product by the platforms' own rule: so long to answer, then some more tries, then lost.
import { request } from 'node:http';
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';

/** What is sent, the same on every try; whether a real retry signs anew is unconfirmed. */
export type Sealed = { path: string; body: string; headers?: Readonly<Record<string, string>> };
export type Answer = { status: number; body: string } | { failed: 'timeout' | 'connection' };

export type BringFact = { callbackId: string } & (
  | { type: 'callback.sent'; attempt: number }
  | { type: 'callback.answered'; attempt: number; status: number; passiveReply: string | null }
  | {
      type: 'callback.failed';
      attempt: number;
      reason: 'timeout' | 'connection' | 'status' | 'body';
    }
  /** All tries failed. */
  | { type: 'callback.lost' }
);

export type Bringer = {
  /** Where callbacks go; null = nowhere (the product is not configured yet). */
  pointTo(url: string | null): void;
  bring(sealed: Sealed, note: (fact: BringFact) => void): void;
  /** Sends every callback this many times, as a platform does whose first answer got lost on the way. */
  copies(count: number): void;
  /** From now on callbacks are kept back instead of being sent, for whoever wants to alter, repeat or reorder them. */
  keepsBack(keepsBack: boolean): void;
  /** Hands out what was kept back. */
  keptBack(): Sealed[];
  get(query: string, withinMs: number): Promise<Answer>;
  /** Once, apart from all others. */
  post(sealed: Sealed, withinMs: number): Promise<Answer>;
  /** Resolves when no callback is under way or waiting for its next try. */
  settled(): Promise<void>;
  stop(): void;
};

export type BringerRules = {
  answerMs: number;
  retries: number;
  retryDelayMs: number;
  /** What an answer says besides yes: null = nothing. */
  readReply(body: string): string | null | 'unreadable';
};

export function createBringer(
  { clock, ids }: { clock: Clock; ids: Ids },
  rules: BringerRules,
  firstUrl: string | null,
): Bringer {
  const underWay = new Set<Promise<void>>();
  const stopping = new AbortController();
  let url = firstUrl;
  let copyCount = 1;
  let isKeptBack = false;
  const keptBack: Sealed[] = [];

  async function deliver(sealed: Sealed, note: (fact: BringFact) => void): Promise<void> {
    const callbackId = ids.next();
    for (let attempt = 1; attempt <= 1 + rules.retries; attempt++) {
      if (attempt > 1 && rules.retryDelayMs > 0) await pause(rules.retryDelayMs);
      if (stopping.signal.aborted) return;
      note({ type: 'callback.sent', callbackId, attempt });
      const answer = await exchange('POST', sealed, rules.answerMs);
      if (stopping.signal.aborted) return;
      if ('failed' in answer) {
        note({ type: 'callback.failed', callbackId, attempt, reason: answer.failed });
        continue;
      }
      if (answer.status !== 200) {
        note({ type: 'callback.failed', callbackId, attempt, reason: 'status' });
        continue;
      }
      const reply = rules.readReply(answer.body);
      if (reply === 'unreadable') {
        note({ type: 'callback.failed', callbackId, attempt, reason: 'body' });
        continue;
      }
      note({ type: 'callback.answered', callbackId, attempt, status: 200, passiveReply: reply });
      return;
    }
    note({ type: 'callback.lost', callbackId });
  }

  function exchange(
    method: 'GET' | 'POST',
    { path: query, body, headers = {} }: Sealed,
    withinMs: number,
  ): Promise<Answer> {
    return new Promise((resolve) => {
      if (url === null) return resolve({ failed: 'connection' });
      const outgoing = request(url + query, {
        method,
        agent: false,
        signal: stopping.signal,
        headers:
          method === 'POST'
            ? { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body), ...headers }
            : {},
      });
      const callOff = clock.wakeAt(clock.now() + withinMs, () => {
        finish({ failed: 'timeout' });
        outgoing.destroy();
      });
      function finish(answer: Answer) {
        callOff();
        resolve(answer);
      }
      outgoing.on('error', () => finish({ failed: 'connection' }));
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', () => finish({ failed: 'connection' }));
        incoming.on('end', () =>
          finish({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      outgoing.end(body);
    });
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const callOff = clock.wakeAt(clock.now() + ms, resolve);
      stopping.signal.addEventListener('abort', () => {
        callOff();
        resolve();
      });
    });
  }

  return {
    pointTo(to) {
      url = to;
    },
    bring(sealed, note) {
      if (stopping.signal.aborted) return;
      if (isKeptBack) return void keptBack.push(sealed);
      for (let copy = 0; copy < copyCount; copy++) {
        const delivery = deliver(sealed, note).finally(() => underWay.delete(delivery));
        underWay.add(delivery);
      }
    },
    copies(count) {
      copyCount = count;
    },
    keepsBack(next) {
      isKeptBack = next;
    },
    keptBack: () => keptBack.splice(0),
    get: (query, withinMs) => exchange('GET', { path: query, body: '' }, withinMs),
    post: (sealed, withinMs) => exchange('POST', sealed, withinMs),
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop: () => stopping.abort(),
  };
}
