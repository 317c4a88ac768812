// One connection to Redis that is always being looked after: it never makes anyone wait, and comes back by itself.
// The client's own reconnecting is off: it does not notice a server that keeps the line open and says nothing.
import type { RedisClientType } from 'redis';
import { type Clock, sleep } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';

export type RedisConnection = {
  /** The client while it answers; null otherwise. */
  client(): RedisClient | null;
  start(): void;
  stop(): Promise<void>;
};

// biome-ignore lint/complexity/noBannedTypes: the client's own way to say "no modules, functions or scripts".
export type RedisClient = RedisClientType<{}, {}, {}, 3>;

export type RedisConnectionPorts = {
  url: string;
  clock: Clock;
  log: Logger;
  /** The line is up: subscribe here. It counts as answering when this has resolved. */
  onUp(client: RedisClient): Promise<void>;
  onDown(): void;
};

/** Whatever Redis does not answer in this time it does not answer for us. */
const PATIENCE_MS = 2_000;
const BEAT_MS = 1_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 3_000;

export function createRedisConnection({
  url,
  clock,
  log,
  onUp,
  onDown,
}: RedisConnectionPorts): RedisConnection {
  const stopping = new AbortController();
  let up: RedisClient | null = null;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    // Only a desk that has several processes pays for loading it.
    const { createClient } = await import('redis');
    let failures = 0;
    while (!stopping.signal.aborted) {
      const client = createClient({
        url,
        RESP: 3, // one line for commands and what is published
        disableOfflineQueue: true,
        socket: { connectTimeout: PATIENCE_MS, reconnectStrategy: false },
      }) as RedisClient;
      const lost = Promise.withResolvers<void>();
      client.on('error', () => lost.resolve());
      client.on('end', () => lost.resolve());
      try {
        await inTime(client.connect());
        await inTime(onUp(client));
        up = client;
        if (failures > 0) log.info({ event: 'redis.back', failures });
        failures = 0;
        await watch(client, lost.promise);
      } catch (error) {
        failures++;
        // The message may hold the address with its password; the code never does.
        if (isPowerOfTwo(failures)) log.warn({ event: 'redis.unreachable', failures, code: codeOf(error) });
      }
      if (up !== null) {
        up = null;
        onDown();
      }
      if (client.isOpen) client.destroy();
      if (failures > 0)
        await sleep(clock, Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures), stopping.signal);
    }
  }

  /** Asks again and again whether it still answers; throws when it does not, resolves on stopping. */
  async function watch(client: RedisClient, lost: Promise<void>): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    const broken = lost.then(() => {
      throw new Error('line lost');
    });
    broken.catch(() => {});
    while (!stopping.signal.aborted) {
      await Promise.race([sleep(clock, BEAT_MS, stopping.signal), ended, broken]);
      if (!stopping.signal.aborted) await Promise.race([inTime(client.ping()), broken]);
    }
  }

  function inTime<T>(answer: Promise<T>): Promise<T> {
    return withPatience(answer, PATIENCE_MS, clock);
  }

  return {
    client: () => up,
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** The answer, or an error after `ms`; a late answer or error is dropped. */
export function withPatience<T>(answer: Promise<T>, ms: number, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = clock.wakeAt(clock.now() + ms, () => reject(new Error('no answer in time')));
    answer.then(resolve, reject).finally(callOff);
  });
}

function isPowerOfTwo(count: number): boolean {
  return (count & (count - 1)) === 0;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : 'no-answer';
}
