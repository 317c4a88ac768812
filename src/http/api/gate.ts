// The gate before every API route but the document: a token, or a problem. Answers behind it are never cached.

import { createHash } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { type Store as FailureCounts, rateLimit } from 'express-rate-limit';
import type { RateLimits } from '../../signals/contract.ts';
import { problem, sendProblem } from '../problem.ts';
import type { Authenticate, Principal } from './principal.ts';

/** Failed tries of one address per minute before it is told to wait. */
const FAILURES_PER_MINUTE = 30;

const MINUTE_MS = 60_000;

export type GateOptions = {
  authenticate: Authenticate;
  closed: boolean;
  failuresPerMinute?: number;
  /** Counts over all processes of the desk; absent = this one counts for itself. */
  rateLimits?: RateLimits;
};

export function createGate({
  authenticate,
  closed,
  failuresPerMinute = FAILURES_PER_MINUTE,
  rateLimits,
}: GateOptions): RequestHandler {
  // Only failures are counted and only failures are turned away: behind a proxy everyone shares one address, and a
  // stranger must not be able to lock the house's own programs out. Guessing a token of this length is hopeless anyway.
  const countFailure = rateLimit({
    windowMs: MINUTE_MS,
    limit: failuresPerMinute,
    ...(rateLimits === undefined ? {} : { store: countedTogether(rateLimits, failuresPerMinute) }),
    standardHeaders: false,
    legacyHeaders: false,
    // By the socket's address: forwarding headers are whatever the caller likes.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (_request, response) => sendProblem(response, tooManyAttempts),
  });
  const notAuthorised = closed ? apiClosed : badToken;

  return (request, response, next) => {
    response.set('cache-control', 'no-store');
    const principal = authenticate(request.headers.authorization);
    if (principal) {
      response.locals.principal = principal;
      next();
      return;
    }
    void countFailure(request, response, (error?: unknown) =>
      error ? next(error) : sendProblem(response, notAuthorised),
    );
  };
}

/** Addresses are nobody else's business, so what is counted under is a digest. */
function countedTogether(limits: RateLimits, max: number): FailureCounts {
  return {
    localKeys: false,
    async increment(address) {
      const digest = createHash('sha256').update(address).digest('base64url').slice(0, 16);
      const taken = await limits.take(`wrong-token:${digest}`, { max, perMs: MINUTE_MS });
      return { totalHits: taken.ok ? 1 : max + 1, resetTime: undefined };
    },
    // A failure stays one.
    decrement() {},
    resetKey() {},
  };
}

export function principalOf(response: Response): Principal {
  return response.locals.principal as Principal;
}

const challenge = { headers: { 'www-authenticate': 'Bearer realm="reception-desk"' } };

const apiClosed = problem(
  401,
  'api/closed',
  'The API is closed: no token is configured. Set RECEPTION_API_TOKEN (at least 24 characters) and start again.',
  challenge,
);
const badToken = problem(401, 'api/bad-token', 'Send the API token as "Authorization: Bearer …".', challenge);
const tooManyAttempts = problem(429, 'api/too-many-attempts', 'Too many wrong tokens from this address.', {
  headers: { 'retry-after': '60' },
});
