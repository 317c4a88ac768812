// Is it alive, can it keep messages, and how is it doing. For supervisors on this machine; tells nothing about residents.
import { BlockList, isIPv4 } from 'node:net';
import express, { type Request, type RequestHandler, type Router } from 'express';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';
import { daysUntilHolidaysUnknown } from '../clocks/service-calendar.ts';
import type { CalendarConfig } from '../config/config.ts';
import type { Store } from '../storage/contract.ts';
import type { Metrics } from './metrics.ts';
import { methodNotAllowed, problem, sendProblem } from './problem.ts';
import { createTokenCheck } from './token.ts';

export type HealthPorts = {
  store: Pick<Store, 'probe' | 'read'>;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  apiToken: string | null;
  /** What each channel says of itself; never changes readiness. */
  channelStates(): Record<string, string>;
  simulator: boolean;
  /** `alone` = no Redis is configured; never changes readiness either. */
  signalState(): 'alone' | 'ok' | 'waiting';
  processCount(): number;
  /** Holidays run out with it; never changes readiness. */
  house: { readonly calendar: CalendarConfig };
};

/** However often it is asked, the disk is tried once in this time. */
const PROBE_KEPT_MS = 1_000;
/** A store that does not answer in this time cannot keep messages now. */
const PROBE_PATIENCE_MS = 3_000;

export function createHealth(ports: HealthPorts): Router {
  const { metrics, apiToken, channelStates, simulator, signalState, processCount, house, clock } = ports;
  const canStore = createStorageProbe(ports);
  const isToken = createTokenCheck(apiToken);
  const calendarState = () => {
    const days = daysUntilHolidaysUnknown(house.calendar, clock.now());
    return days === null ? 'ok' : days < 0 ? 'run-out' : 'runs-out';
  };
  const redisState = () => (signalState() === 'alone' ? 'off' : signalState());
  const router = express.Router({ strict: true, caseSensitive: true });

  router.get('/healthz', (_request, response) => {
    response.set('cache-control', 'no-store').json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const storage = await canStore();
    response
      .status(storage ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({
        status: storage ? 'ready' : 'not-ready',
        storage: storage ? 'ok' : 'failing',
        channels: channelStates(),
        redis: redisState(),
        processes: processCount(),
        simulator: simulator ? 'on' : 'off',
        calendar: calendarState(),
      });
  });
  router.get('/metrics', async (request, response) => {
    response.set('cache-control', 'no-store');
    if (!comesFromThisMachine(request) && !isToken(request.headers.authorization)) {
      sendProblem(response, metricsClosed);
      return;
    }
    metrics.redis.reset();
    metrics.redis.set({ state: redisState() }, 1);
    await countWhatWaits(ports);
    const text = await metrics.registry.metrics();
    response.set('content-type', metrics.registry.contentType).send(text);
  });
  for (const path of ['/healthz', '/readyz', '/metrics']) router.all(path, readOnly);
  return router;
}

/** Asked of the database, since every process of a desk has made some of it. What can not be counted now is not shown. */
async function countWhatWaits({ store, metrics, log }: HealthPorts): Promise<void> {
  metrics.outbox.reset();
  metrics.staffTasks.set(Number.NaN);
  try {
    const { rows, tasks } = await store.read(async (tx) => ({
      rows: await tx.outbox.counts(),
      tasks: await tx.tasks.countOpen(),
    }));
    for (const state of ['queued', 'sending', 'held']) metrics.outbox.set({ state }, rows[state] ?? 0);
    metrics.staffTasks.set(tasks);
  } catch (error) {
    log.warn({ event: 'health.not-counted', error });
  }
}

const readOnly: RequestHandler = (_request, response) =>
  sendProblem(response, methodNotAllowed(['GET', 'HEAD']));

const metricsClosed = problem(401, 'http/metrics-closed', 'Ask from this machine, or with the API token.', {
  headers: { 'www-authenticate': 'Bearer realm="reception-desk"' },
});

/** One try at a time and its result for a while: being asked must not become a load. */
function createStorageProbe({
  store,
  clock,
  log,
}: Pick<HealthPorts, 'store' | 'clock' | 'log'>): () => Promise<boolean> {
  let trying: Promise<boolean> | null = null;
  let known: { ok: boolean; atMs: number } | null = null;

  async function probe(): Promise<boolean> {
    let ok = true;
    try {
      await store.probe();
    } catch (error) {
      ok = false;
      log.error({ event: 'health.storage-failing', error });
    }
    trying = null;
    return remember(ok);
  }

  /** A try that hangs stays the only one; whoever asks is told "no" meanwhile. */
  function withPatience(probing: Promise<boolean>): Promise<boolean> {
    return new Promise((resolve) => {
      const callOff = clock.wakeAt(clock.now() + PROBE_PATIENCE_MS, () => resolve(remember(false)));
      void probing.then(resolve).finally(callOff);
    });
  }

  function remember(ok: boolean): boolean {
    known = { ok, atMs: clock.monotonicMs() };
    return ok;
  }

  return async () => {
    if (known && clock.monotonicMs() - known.atMs < PROBE_KEPT_MS) return known.ok;
    trying ??= probe();
    return withPatience(trying);
  };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/**
 * Judged by the socket. Forwarding headers can only take the right away: a proxy on this machine brings strangers in from
 * the loopback address.
 */
export function comesFromThisMachine({ socket, headers }: Pick<Request, 'socket' | 'headers'>): boolean {
  if (['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'].some((name) => headers[name] !== undefined))
    return false;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
  return address !== '' && loopback.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}
