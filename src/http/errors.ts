// The last stop of whatever was thrown behind Express: one problem for the caller, one line for the log, never a stack outside.
import type { ErrorRequestHandler } from 'express';
import { TemporaryError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import { type Problem, problem, sendProblem } from './problem.ts';

/** What body-parser and the router throw, by their `type` or status. */
const BODY_PROBLEMS: Record<string, Problem> = {
  'entity.too.large': problem(413, 'http/body-too-large', 'The body is longer than this door takes.', {
    headers: { connection: 'close' },
  }),
  'encoding.unsupported': problem(415, 'http/encoded-body', 'Compressed bodies are not read; send it plain.'),
  'charset.unsupported': problem(415, 'http/charset', 'Only UTF-8 is read.'),
  'request.size.invalid': problem(400, 'http/body-length', 'The body and its Content-Length differ.'),
};

export function createErrorHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (request.destroyed && !request.complete) return; // The caller has gone; there is nobody to tell.
    if (response.headersSent) return next(error);
    const what = problemFor(error);
    if (what.status === 503) log.warn({ event: 'http.not-now', error });
    if (what.status === 500) log.error({ event: 'http.fault', error }, 'a request ended in a fault');
    sendProblem(response, what);
  };
}

export function problemFor(error: unknown): Problem {
  if (error instanceof TemporaryError) {
    return problem(503, error.code, 'Not possible just now; try again soon.', {
      headers: { 'retry-after': String(Math.ceil((error.retryAfterMs ?? 1000) / 1000)) },
    });
  }
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown };
  const known = typeof type === 'string' ? BODY_PROBLEMS[type] : undefined;
  if (known) return known;
  // The router and the body parser mark what the caller did wrong with a status of their own (a bad % in the path: 400).
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return problem(400, 'http/bad-request', 'The request cannot be read.');
  }
  return problem(500, 'http/fault', 'Something went wrong on our side. It was written down.');
}
