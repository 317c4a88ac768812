import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../src/outbox/retry-policy.ts';

describe('retryDelayMs', () => {
  it.each([
    [1, 0, 500],
    [1, 0.999_999, 1_000],
    [2, 0, 1_000],
    [3, 0.5, 3_000],
    [4, 0, 4_000],
    [9, 0, 128_000],
    [10, 0, 150_000],
    [10, 0.999_999, 300_000],
    [40, 0, 150_000],
    [1_000_000, 0.999_999, 300_000],
  ])('waits after try %i with luck %d for %i ms', (attempt, random, expected) => {
    expect(retryDelayMs(attempt, random)).toBe(expected);
  });

  it('never waits less than half a second or more than five minutes, and never less by more tries', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (attempt, random) => {
          const waitMs = retryDelayMs(attempt, random);
          expect(waitMs).toBeGreaterThanOrEqual(500);
          expect(waitMs).toBeLessThanOrEqual(300_000);
          expect(retryDelayMs(attempt + 1, random)).toBeGreaterThanOrEqual(waitMs);
        },
      ),
    );
  });
});
