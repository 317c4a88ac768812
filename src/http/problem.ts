// What every door says when it does not do what was asked: RFC 9457, with a code that stays the same for ever.
import type { Response } from 'express';
import type { Refusal } from '../base/errors.ts';

/** `code` is for programs, `detail` for people. Neither ever repeats what was sent to us. */
export type Problem = {
  status: number;
  code: string;
  detail: string;
  /** The state a conflicting deed should have known. */
  current?: unknown;
  /** Fields that are wrong, each with its remedy. */
  errors?: FieldError[];
  headers?: Record<string, string>;
};

export type FieldError = { in: 'path' | 'query' | 'body'; name: string; message: string };

const TITLES: Record<number, string> = {
  400: 'The request cannot be read',
  401: 'Not authorised',
  403: 'Not yours to do',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  409: 'Conflicts with the present state',
  410: 'Gone',
  413: 'Too large',
  415: 'This type of content is not read',
  422: 'Refused by a rule',
  429: 'Too many attempts',
  500: 'Our fault',
  503: 'Not possible now',
};

export function problem(
  status: number,
  code: string,
  detail: string,
  more: Omit<Problem, 'status' | 'code' | 'detail'> = {},
): Problem {
  return { status, code, detail, ...more };
}

/** A rule said no. Its words are Chinese because staff may be shown them. */
export function problemOf(refusal: Refusal): Problem {
  return problem(statusOf(refusal.code), refusal.code, refusal.say);
}

function statusOf(code: string): number {
  if (/[/-]not-found$/.test(code)) return 404;
  if (code === 'people/too-many-attempts') return 429;
  if (/^people\/(wrong-password|wrong-code|code-needed)$/.test(code)) return 401;
  return /\/(version-conflict|not-allowed-now)$/.test(code) ? 409 : 422;
}

/** The body of a problem, as the schema in the OpenAPI document has it. */
export function problemBody({ status, code, detail, current, errors }: Problem): Record<string, unknown> {
  return {
    type: `urn:reception-desk:problem:${code}`,
    title: TITLES[status] ?? 'Refused',
    status,
    code,
    detail,
    ...(errors === undefined ? {} : { errors }),
    ...(current === undefined ? {} : { current }),
  };
}

export function sendProblem(response: Response, what: Problem): void {
  response
    .status(what.status)
    .set({ 'cache-control': 'no-store', ...what.headers })
    .type('application/problem+json')
    .send(JSON.stringify(problemBody(what)));
}

export const noSuchRoute = problem(404, 'http/no-such-route', 'There is nothing at this address.');

export function methodNotAllowed(allowed: readonly string[]): Problem {
  return problem(405, 'http/method-not-allowed', 'This address does not take this method; see Allow.', {
    headers: { allow: allowed.join(', ') },
  });
}
