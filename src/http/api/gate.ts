// The gate before every API route but the document: a token, or a problem. Answers behind it are never cached.
import type { RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { problem, sendProblem } from '../problem.ts';
import type { Authenticate, Principal } from './principal.ts';

/** Failed tries of one address per minute before it is told to wait. */
const FAILURES_PER_MINUTE = 30;

export type GateOptions = { authenticate: Authenticate; closed: boolean; failuresPerMinute?: number };

export function createGate({ authenticate, closed, failuresPerMinute }: GateOptions): RequestHandler {
  // Only failures are counted and only failures are turned away: behind a proxy everyone shares one address, and a
  // stranger must not be able to lock the house's own programs out. Guessing a token of this length is hopeless anyway.
  const countFailure = rateLimit({
    windowMs: 60_000,
    limit: failuresPerMinute ?? FAILURES_PER_MINUTE,
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
