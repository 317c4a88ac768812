import { describe, expect, it } from 'vitest';
import { createIds, derivedId, isSameOccasion } from '../../src/base/ids.ts';
import { createManualClock } from '../support/manual-clock.ts';

describe('ids', () => {
  const START = Date.parse('2026-11-23T04:00:00Z');

  it('are 26 lower-case letters and digits, each once', () => {
    const ids = createIds(createManualClock(START));
    const made = Array.from({ length: 5_000 }, () => ids.next());
    expect(new Set(made).size).toBe(5_000);
    for (const id of made) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it('sort in the order they were made, also within one millisecond and when the clock is set back', () => {
    const clock = createManualClock(START);
    const ids = createIds(clock);
    const made: string[] = [];
    const jumps = [0, 1, 0, -7_200_000, 5, 0, 3_600_000, 3_600_001, -1, 86_400_000, -86_400_000, 0];
    for (const jump of jumps) {
      clock.set(clock.now() + jump);
      for (let n = 0; n < 500; n++) made.push(ids.next());
    }
    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(made.length);
  });

  it('of two processes in the same millisecond differ', () => {
    const clock = createManualClock(START);
    expect(createIds(clock).next()).not.toBe(createIds(clock).next());
  });

  it('secrets are as long as asked for, url-safe, and never the same', () => {
    const ids = createIds(createManualClock(START));
    const made = Array.from({ length: 200 }, () => ids.secret(24));
    expect(new Set(made).size).toBe(200);
    for (const secret of made) expect(Buffer.from(secret, 'base64url')).toHaveLength(24);
  });

  it('random numbers lie in [0, 1)', () => {
    const ids = createIds(createManualClock(START));
    const drawn = Array.from({ length: 500 }, () => ids.random());
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    expect(new Set(drawn).size).toBeGreaterThan(400);
  });
});

describe('derived ids', () => {
  it('are the same for the same occasion, differ by ordinal and by where a word ends, and look like every id', () => {
    const one = derivedId(['wk-1', 'm1'], 0);
    expect(derivedId(['wk-1', 'm1'], 0)).toBe(one);
    expect(one).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
    const others = [derivedId(['wk-1', 'm1'], 1), derivedId(['wk-1m', '1'], 0), derivedId(['wk-1', 'm2'], 0)];
    expect(new Set([one, ...others]).size).toBe(4);
    expect(others.map((other) => isSameOccasion(one, other))).toEqual([true, false, false]);
  });
});
