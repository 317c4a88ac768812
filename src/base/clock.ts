// The only place that knows what time it is. Everything else gets a Clock handed in.

/** Wall time and wake-ups. Instants are milliseconds since 1970 in UTC. */
export type Clock = {
  now(): number;
  /** Milliseconds that only ever grow; for measuring, never for dates. */
  monotonicMs(): number;
  /** Calls `wake` once at or after `atMs`; the returned function calls it off. Nothing important may depend on it: due work is rows. */
  wakeAt(atMs: number, wake: () => void): () => void;
};

/** Node cuts longer timeouts to 1 ms, so far-away wake-ups are taken in steps. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  wakeAt(atMs, wake) {
    let timer = setTimeout(step, Math.min(Math.max(0, atMs - Date.now()), MAX_TIMEOUT_MS));
    function step() {
      const restMs = atMs - Date.now();
      if (restMs <= 0) return wake();
      timer = setTimeout(step, Math.min(restMs, MAX_TIMEOUT_MS));
    }
    return () => clearTimeout(timer);
  },
};

/** Waits by the clock; resolves early (without error) when the signal is aborted. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const cancel = clock.wakeAt(clock.now() + ms, done);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
