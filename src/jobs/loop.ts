// Runs one kind of due work over and over: works while there is some, then sleeps until the next is due or someone rings.
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/log.ts';

export type Loop = {
  /** There may be work now. */
  wake(): void;
  start(): void;
  /** Takes no new work; resolves when what is under way has ended. */
  stop(): Promise<void>;
};

/** More work may be there at once, or else at `nextAt` (null = when rung). */
export type LoopOutcome = { more: true } | { more: false; nextAt: number | null };

export type LoopSpec = {
  name: string;
  clock: Clock;
  log: Logger;
  /** Does what is due. */
  work(signal: AbortSignal): Promise<LoopOutcome>;
};

/** Looked at this often even when nobody rings: another process may have left work behind. */
const IDLE_POLL_MS = 1_000;
/** After a failure (a full disk, say) the loop goes on, slowly. */
const AFTER_FAILURE_MS = 500;

export function createLoop({ name, clock, log, work }: LoopSpec): Loop {
  const stopping = new AbortController();
  let ring: (() => void) | null = null;
  let rung = false;
  let running: Promise<void> | null = null;

  async function run() {
    while (!stopping.signal.aborted) {
      rung = false;
      let nextAt: number | null;
      try {
        const outcome = await work(stopping.signal);
        if (outcome.more) continue;
        nextAt = outcome.nextAt;
      } catch (error) {
        log.error({ event: 'loop.failed', loop: name, error }, 'due work failed');
        nextAt = clock.now() + AFTER_FAILURE_MS;
      }
      if (!rung && !stopping.signal.aborted) await pause(nextAt);
    }
  }

  function pause(nextAt: number | null): Promise<void> {
    return new Promise((resolve) => {
      const latest = clock.now() + IDLE_POLL_MS;
      const cancel = clock.wakeAt(Math.max(clock.now(), Math.min(nextAt ?? latest, latest)), () => ring?.());
      ring = () => {
        ring = null;
        cancel();
        resolve();
      };
    });
  }

  return {
    wake() {
      rung = true;
      ring?.();
    },
    start() {
      running ??= run();
    },
    async stop() {
      stopping.abort();
      ring?.();
      await running;
    },
  };
}

/** Several loops over the same work as one: so many pieces side by side, and a slow one holds up no other. */
export function joinLoops(loops: readonly Loop[]): Loop {
  return {
    wake() {
      for (const loop of loops) loop.wake();
    },
    start() {
      for (const loop of loops) loop.start();
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
