// How much one address, one token and one community may ask of us. Generous for people, narrow for programs; danger always gets through.
import { createHash } from 'node:crypto';
import type { Response } from 'express';
import type { RateLimit, RateLimits } from '../../signals/contract.ts';
import { problem, sendProblem } from '../problem.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A whole building may sit behind one address of a mobile network. */
const BRAKES = {
  admit: [
    { of: 'address', max: 20, perMs: MINUTE_MS },
    { of: 'address', max: 200, perMs: HOUR_MS },
    { of: 'account', max: 600, perMs: MINUTE_MS },
  ],
  say: [
    { of: 'person', max: 20, perMs: MINUTE_MS },
    { of: 'person', max: 200, perMs: HOUR_MS },
    { of: 'address', max: 120, perMs: MINUTE_MS },
    { of: 'account', max: 1_200, perMs: MINUTE_MS },
  ],
  /** For words that name a danger after the others are used up. */
  danger: [
    { of: 'person', max: 5, perMs: MINUTE_MS },
    { of: 'address', max: 30, perMs: MINUTE_MS },
  ],
  photo: [
    { of: 'person', max: 10, perMs: MINUTE_MS },
    { of: 'address', max: 40, perMs: MINUTE_MS },
  ],
  read: [
    { of: 'person', max: 240, perMs: MINUTE_MS },
    { of: 'address', max: 2_400, perMs: MINUTE_MS },
  ],
  /** Tokens that are not ours. */
  wrong: [{ of: 'address', max: 30, perMs: MINUTE_MS }],
} as const satisfies Record<string, readonly (RateLimit & { of: 'address' | 'person' | 'account' })[]>;

export type BrakeName = keyof typeof BRAKES;
export type BrakeSubject = { address: string; person?: string; account?: string };

/** How long to wait; 0 = go on. */
export async function brake(name: BrakeName, subject: BrakeSubject, limits: RateLimits): Promise<number> {
  let waitMs = 0;
  for (const { of, max, perMs } of BRAKES[name]) {
    const who = subject[of];
    if (who === undefined) continue;
    // Addresses and tokens are nobody's business outside this process.
    const digest = createHash('sha256').update(who).digest('base64url').slice(0, 16);
    const taken = await limits.take(`chat:${name}:${of}:${perMs}:${digest}`, { max, perMs });
    if (!taken.ok) waitMs = Math.max(waitMs, taken.retryAfterMs);
  }
  return waitMs;
}

export function sendTooOften(response: Response, waitMs: number): void {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  sendProblem(
    response,
    problem(429, 'chat/too-often', '发得有点快，请稍等一会儿再发', {
      headers: { 'retry-after': String(seconds) },
    }),
  );
}
