// A clock that runs as the real one does and can be moved on by a leap: stories pass hours without waiting for them.
import type { Clock } from '../../src/base/clock.ts';
import { systemClock } from '../../src/base/clock.ts';

export type LeapingClock = Clock & {
  /** Moves on; whoever asked to be woken before then is woken, in order, and sees the new time. */
  leap(ms: number): void;
};

type Sleeper = { atMs: number; wake: () => void; callOff: () => void };

export function createLeapingClock(startAt: number): LeapingClock {
  const begunMs = systemClock.monotonicMs();
  const sleepers = new Set<Sleeper>();
  let leaptMs = 0;

  const passedMs = () => systemClock.monotonicMs() - begunMs + leaptMs;
  const now = () => Math.floor(startAt + passedMs());

  function arm(sleeper: Sleeper): void {
    const realAt = systemClock.now() + Math.max(0, sleeper.atMs - now());
    sleeper.callOff = systemClock.wakeAt(realAt, () => {
      sleepers.delete(sleeper);
      sleeper.wake();
    });
  }

  return {
    now,
    monotonicMs: passedMs,
    wakeAt(atMs, wake) {
      const sleeper: Sleeper = { atMs, wake, callOff: () => {} };
      sleepers.add(sleeper);
      arm(sleeper);
      return () => {
        sleepers.delete(sleeper);
        sleeper.callOff();
      };
    },
    leap(ms) {
      leaptMs += ms;
      for (const sleeper of [...sleepers].sort((a, b) => a.atMs - b.atMs)) {
        // One of those woken before may have called this one off.
        if (!sleepers.has(sleeper)) continue;
        sleeper.callOff();
        if (sleeper.atMs > now()) {
          arm(sleeper);
          continue;
        }
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
  };
}
