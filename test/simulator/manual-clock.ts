// A clock that moves only when told. Wakes what is due, in order of its instant.
import type { Clock } from '../../src/base/clock.ts';

export type ManualClock = Clock & { advance(ms: number): void; waiting(): number };

export function createManualClock(startAt = Date.UTC(2026, 2, 2, 2, 0, 0)): ManualClock {
  let now = startAt;
  const waiting = new Set<{ atMs: number; wake: () => void }>();
  return {
    now: () => now,
    monotonicMs: () => now - startAt,
    wakeAt(atMs, wake) {
      const entry = { atMs, wake };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    advance(ms) {
      now += ms;
      for (const entry of [...waiting].filter((one) => one.atMs <= now).sort((a, b) => a.atMs - b.atMs)) {
        waiting.delete(entry);
        entry.wake();
      }
    },
    waiting: () => waiting.size,
  };
}
