// Rate limits counted in this process: a sliding window per name. Also what is left when the others cannot be reached.
import type { Clock } from '../base/clock.ts';
import type { RateLimit, RateLimits } from './contract.ts';

/** A stranger chooses names (addresses); beyond this many the longest unused are forgotten. */
const MOST_NAMES = 10_000;

export function createLimiter(clock: Clock): RateLimits {
  const takenOf = new Map<string, number[]>();
  return {
    async take(name, { max, perMs }: RateLimit) {
      const now = clock.monotonicMs();
      const counting = (takenOf.get(name) ?? []).filter((at) => at > now - perMs);
      const oldest = counting[0];
      const isFree = counting.length < max;
      if (isFree) counting.push(now);
      takenOf.delete(name);
      takenOf.set(name, counting);
      if (takenOf.size > MOST_NAMES) {
        const longestUnused = takenOf.keys().next().value;
        if (longestUnused !== undefined) takenOf.delete(longestUnused);
      }
      return isFree || oldest === undefined
        ? { ok: true }
        : { ok: false, retryAfterMs: Math.ceil(oldest + perMs - now) };
    },
  };
}
