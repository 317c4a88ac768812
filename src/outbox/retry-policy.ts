// When to try again. Pure.

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;
/** Something an administrator must mend is tried slowly, so as not to be blocked for hammering. */
export const MISCONFIGURED_RETRY_MS = 60_000;
/** No channel lets us write later than 48 hours after the resident; older words would only confuse. */
export const GIVE_UP_AFTER_MS = 48 * 3_600_000;

/** Exponential with full jitter above half; `attempt` counts from 1, `random` lies in [0, 1). */
export function retryDelayMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 16));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
