import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sleep, systemClock } from '../../src/base/clock.ts';
import { createManualClock } from '../support/manual-clock.ts';

describe('sleep', () => {
  it('ends when its time has come, not before', async () => {
    const clock = createManualClock(0);
    const woken: string[] = [];
    const sleeping = sleep(clock, 1_000).then(() => woken.push('up'));
    clock.advance(999);
    await Promise.resolve();
    expect(woken).toEqual([]);
    clock.advance(1);
    await sleeping;
    expect(woken).toEqual(['up']);
  });

  it('ends at once when it is called off, and leaves nothing behind', async () => {
    const clock = createManualClock(0);
    const off = new AbortController();
    const sleeping = sleep(clock, 1_000, off.signal);
    off.abort();
    await sleeping;
    expect(clock.waitingCount()).toBe(0);
    await sleep(clock, 1_000, off.signal);
    expect(clock.waitingCount()).toBe(0);
  });
});

describe('the system clock', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('wakes at the instant, or not at all when called off', () => {
    const woken: string[] = [];
    systemClock.wakeAt(systemClock.now() + 50, () => woken.push('a'));
    const cancel = systemClock.wakeAt(systemClock.now() + 50, () => woken.push('b'));
    cancel();
    vi.advanceTimersByTime(49);
    expect(woken).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(woken).toEqual(['a']);
  });

  it('wakes once at or after the instant, never before, also when it is months away', () => {
    const at = systemClock.now() + 60 * 86_400_000;
    const woken: number[] = [];
    systemClock.wakeAt(at, () => woken.push(systemClock.now()));
    vi.advanceTimersByTime(59 * 86_400_000);
    expect(woken).toEqual([]);
    vi.advanceTimersByTime(86_400_000);
    expect(woken).toEqual([at]);
  });

  it('wakes at once for what is past', () => {
    const woken: string[] = [];
    systemClock.wakeAt(systemClock.now() - 5_000, () => woken.push('a'));
    vi.advanceTimersByTime(0);
    expect(woken).toEqual(['a']);
  });
});
