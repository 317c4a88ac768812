// Signals through Redis. Publishing waits for nobody: what cannot be said now is not said, and whoever missed it looks again.
import type { Clock } from '../base/clock.ts';
import type { Ids } from '../base/ids.ts';
import type { Logger } from '../base/log.ts';
import { type LiveEvent, type LoopName, loopNames, type RateLimit, type Signals } from './contract.ts';
import { createLimiter } from './limiter.ts';
import { createLiveBoard } from './live-board.ts';
import { createRedisConnection, type RedisClient, withPatience } from './redis-connection.ts';

export type RedisSignalPorts = {
  url: string;
  /** Several desks may share one Redis: all names begin with this. */
  prefix: string;
  clock: Clock;
  ids: Ids;
  log: Logger;
};

const LIMIT_PATIENCE_MS = 150;
/** Said and not yet confirmed; beyond this Redis is too slow to be worth telling more. */
const MOST_UNDER_WAY = 200;

/** One step on the server: count what still counts, take a place or say when the oldest goes. Redis' own clock, so all agree. */
const TAKE_PLACE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local max, per = tonumber(ARGV[1]), tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - per)
if redis.call('ZCARD', KEYS[1]) < max then
  redis.call('ZADD', KEYS[1], now, ARGV[3])
  redis.call('PEXPIRE', KEYS[1], per)
  return 0
end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return math.max(1, oldest[2] + per - now)
`;

export function createRedisSignals({ url, prefix, clock, ids, log }: RedisSignalPorts): Signals {
  const board = createLiveBoard();
  const alone = createLimiter(clock);
  const ringListeners = new Set<(loops: readonly LoopName[]) => void>();
  const me = ids.next();
  const ringChannel = `${prefix}:ring`;
  const liveChannel = `${prefix}:live`;
  let underWay = 0;
  /** Loops to be rung together with the next message. */
  const ringing = new Set<LoopName>();

  const connection = createRedisConnection({
    url,
    clock,
    log,
    async onUp(client) {
      await client.subscribe(ringChannel, hearRing);
      await client.subscribe(liveChannel, hearLive);
      // What was said while the line was down was not heard here.
      board.lookAgain();
      tellRings([...loopNames]);
    },
    onDown: () => board.lookAgain(),
  });

  function hearRing(message: string): void {
    const [from, names = ''] = message.split(' ');
    if (from === me) return;
    const words = names.split(',');
    tellRings(loopNames.filter((name) => words.includes(name)));
  }

  function tellRings(loops: readonly LoopName[]): void {
    for (const listener of [...ringListeners]) listener(loops);
  }

  function hearLive(message: string): void {
    const event = readEvent(message);
    if (event) board.deliver(event);
  }

  /** Says it, or not. `failed` is told when nobody will hear it. */
  function say(channel: string, message: string, failed: () => void): void {
    const client = connection.client();
    if (!client || underWay >= MOST_UNDER_WAY) {
      failed();
      return;
    }
    underWay++;
    client
      .publish(channel, message)
      .catch(failed)
      .finally(() => {
        underWay--;
      });
  }

  function sayRings(): void {
    const names = [...ringing].join(',');
    ringing.clear();
    say(ringChannel, `${me} ${names}`, () => {});
  }

  async function take(client: RedisClient, name: string, { max, perMs }: RateLimit): Promise<number> {
    const keys = [`${prefix}:limit:${name}`];
    const args = [String(max), String(perMs), ids.next()];
    const waitMs = await withPatience(
      client.eval(TAKE_PLACE, { keys, arguments: args }),
      LIMIT_PATIENCE_MS,
      clock,
    );
    return Number(waitMs);
  }

  return {
    wakeUps: {
      ring(loops) {
        // Many rings of one moment become one message.
        if (ringing.size === 0) queueMicrotask(sayRings);
        for (const name of loops) ringing.add(name);
      },
      onRing(listener) {
        ringListeners.add(listener);
        return () => void ringListeners.delete(listener);
      },
    },
    live: {
      ...board,
      publish(event) {
        const numbered: LiveEvent = { id: ids.next(), ...event };
        // Heard here, too, when it comes back from Redis: so every process hears all events in one order.
        say(liveChannel, JSON.stringify(numbered), () => board.deliver(numbered));
      },
    },
    limits: {
      async take(name, limit) {
        const client = connection.client();
        if (!client) return alone.take(name, limit);
        try {
          const waitMs = await take(client, name, limit);
          return waitMs === 0 ? { ok: true } : { ok: false, retryAfterMs: waitMs };
        } catch {
          return alone.take(name, limit);
        }
      },
    },
    state: () => (connection.client() ? 'ok' : 'waiting'),
    start: () => connection.start(),
    stop: () => connection.stop(),
  };
}

/** Whoever can write to Redis can write anything; only what has the form of an event is one. */
function readEvent(message: string): LiveEvent | null {
  try {
    const { id, topic, kind, subjectId } = JSON.parse(message) as Partial<Record<keyof LiveEvent, unknown>>;
    const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= 200;
    return isText(id) && isText(topic) && isText(kind) && isText(subjectId)
      ? { id, topic, kind, subjectId }
      : null;
  } catch {
    return null;
  }
}
