// A clock that stands still until a test moves it; whoever asked to be woken is woken on the way, in order.
import type { Clock } from '../../src/base/clock.ts';

export type ManualClock = Clock & {
  /** Moves on, waking whoever is due at their own instant. */
  advance(ms: number): void;
  /** Jumps there, also back, waking nobody on the way: a clock that was set by hand. */
  set(at: number): void;
  /** How many are waiting to be woken. */
  waitingCount(): number;
};

export function createManualClock(startAt: number): ManualClock {
  let now = startAt;
  let monotonicMs = 0;
  const sleepers = new Set<{ atMs: number; wake: () => void }>();

  return {
    now: () => now,
    monotonicMs: () => monotonicMs,
    wakeAt(atMs, wake) {
      const sleeper = { atMs, wake };
      sleepers.add(sleeper);
      return () => void sleepers.delete(sleeper);
    },
    advance(ms) {
      const until = now + ms;
      monotonicMs += ms;
      for (;;) {
        const next = [...sleepers].filter((each) => each.atMs <= until).sort((a, b) => a.atMs - b.atMs)[0];
        if (!next) break;
        sleepers.delete(next);
        now = Math.max(now, next.atMs);
        next.wake();
      }
      now = until;
    },
    set(at) {
      now = at;
    },
    waitingCount: () => sleepers.size,
  };
}

/** Wall time in Shanghai as an instant: `shanghai('2026-11-23 10:00')`. */
export function shanghai(wall: string): number {
  return Date.parse(`${wall.replace(' ', 'T')}+08:00`);
}
