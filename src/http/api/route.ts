// One row of the API: from it the router is built and the OpenAPI document is written, so that they cannot differ.
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import type { Tx } from '../../storage/contract.ts';
import { type FieldError, problem, problemOf } from '../problem.ts';
import { type ApiAnswer, declined, type JsonAnswer } from './answer.ts';
import type { ApiPorts } from './ports.ts';
import { expectedVersion, idempotencyKey } from './preconditions.ts';
import type { Principal } from './principal.ts';

/** A request as it came in; nothing of it has been looked at. */
export type RawRequest = {
  path: string;
  params: unknown;
  query: unknown;
  body: unknown;
  headers: IncomingHttpHeaders;
  principal: Principal;
};

export type Route = {
  method: 'get' | 'post';
  /** Below /api/v1, with `{names}`. */
  path: string;
  operationId: string;
  summary: string;
  params: z.ZodObject;
  query: z.ZodObject | null;
  body: z.ZodObject | null;
  /** A JSON shape, or the types of file it gives out. */
  answer: z.ZodType | { files: readonly string[] };
  /** Its answers carry an ETag. */
  versioned: boolean;
  /** Statuses of the problems it may answer, beside those of every route. */
  problems: readonly number[];
  /** What is sent is a file, as it is. */
  upload?: boolean;
  /** Of days from … to, so many at most; today where none are named. */
  mostDays?: number;
  answerTo(raw: RawRequest, ports: ApiPorts): Promise<ApiAnswer>;
};

type Described = Pick<Route, 'path' | 'operationId' | 'summary' | 'answer'> & {
  versioned?: boolean;
  problems?: readonly number[];
  mostDays?: number;
};

export function readRoute<P extends z.ZodObject, Q extends z.ZodObject>(
  row: Described & {
    params: P;
    query: Q;
    handle(
      asked: { params: z.output<P>; query: z.output<Q>; principal: Principal },
      ports: ApiPorts,
    ): Promise<ApiAnswer>;
  },
): Route {
  const { path, operationId, summary, answer, params, query, versioned = false, problems = [] } = row;
  return {
    ...{ method: 'get', path, operationId, summary, answer, params, query, body: null, versioned, problems },
    ...(row.mostDays === undefined ? {} : { mostDays: row.mostDays }),
    async answerTo(raw, ports) {
      const asked = { params: params.safeParse(raw.params), query: query.safeParse(raw.query) };
      const errors = [...errorsIn('path', asked.params), ...errorsIn('query', asked.query)];
      if (!asked.params.success || !asked.query.success) return declined(badRequest(errors));
      return row.handle(
        { params: asked.params.data, query: asked.query.data, principal: raw.principal },
        ports,
      );
    },
  };
}

export type Asked<P, B> = { params: P; body: B; principal: Principal; expectedVersion: number | undefined };

export function deedRoute<P extends z.ZodObject, B extends z.ZodObject>(
  row: Described & {
    params: P;
    body: B;
    /** What must be done outside before anything is kept; null = it is done. Doing it again must find it done. */
    beforehand?(asked: Asked<z.output<P>, z.output<B>>, ports: ApiPorts): Promise<ApiAnswer | null>;
    /** Part of one transaction: it may await nothing but `tx`. */
    perform(tx: Tx, asked: Asked<z.output<P>, z.output<B>>, ports: ApiPorts): Promise<ApiAnswer>;
  },
): Route {
  const { path, operationId, summary, answer, params, body, problems = [] } = row;
  return {
    ...{ method: 'post', path, operationId, summary, answer, params, query: null, body, versioned: true },
    problems: [404, 409, 413, 415, 422, ...problems],
    async answerTo(raw, ports) {
      if (Object.keys(raw.query ?? {}).length > 0)
        return declined(problem(400, 'api/bad-query', 'Deeds take no query.'));
      const asked = { params: params.safeParse(raw.params), body: body.safeParse(raw.body) };
      if (!asked.params.success) return declined(badRequest(errorsIn('path', asked.params)));
      if (!asked.body.success) return declined(badBody(errorsIn('body', asked.body)));
      const version = expectedVersion(raw.headers['if-match']);
      if (!version.ok) return declined(problem(400, version.code, version.say));
      const key = idempotencyKey(oneOf(raw.headers['idempotency-key']));
      if (!key.ok) return declined(problem(400, key.code, key.say));

      const { principal } = raw;
      const whole = {
        params: asked.params.data,
        body: asked.body.data,
        principal,
        expectedVersion: version.value,
      };
      const once = { scope: `api:${principal.id}`, key: key.value, digest: digestOf(raw.path, whole.body) };
      if (row.beforehand) {
        const kept = await ports.store.read((tx) => keptAnswer(tx, once));
        const refusal = kept ?? (await row.beforehand(whole, ports));
        if (refusal) return refusal;
      }
      const given = await ports.store.transact(async (tx) => {
        const kept = await keptAnswer(tx, once);
        if (kept) return kept;
        const done = await row.perform(tx, whole, ports);
        if (done.kind === 'json') await keepAnswer(tx, once, done, ports.clock.now());
        return done;
      });
      if (given.kind === 'json' && !given.replayed) ports.onWork();
      return given;
    },
  };
}

/** Takes a file: its bytes are what was sent, and a query says where they belong. */
export function uploadRoute<Q extends z.ZodObject>(
  row: Omit<Described, 'versioned'> & {
    query: Q;
    take(
      asked: { query: z.output<Q>; bytes: Uint8Array; principal: Principal },
      ports: ApiPorts,
    ): Promise<ApiAnswer>;
  },
): Route {
  const { path, operationId, summary, answer, query, problems = [] } = row;
  return {
    ...{ method: 'post', path, operationId, summary, answer, params: z.strictObject({}), query, body: null },
    ...{ versioned: false, upload: true, problems: [404, 413, 415, 422, ...problems] },
    async answerTo(raw, ports) {
      const asked = query.safeParse(raw.query);
      if (!asked.success) return declined(badRequest(errorsIn('query', asked)));
      if (!(raw.body instanceof Uint8Array) || raw.body.length === 0)
        return declined(problem(422, 'api/no-file', '没有收到文件，请重新选择'));
      return row.take({ query: asked.data, bytes: raw.body, principal: raw.principal }, ports);
    },
  };
}

/** A repeated call: its key, and what it asks for. The version it expects is not part of it, so that a retry may learn a newer one. */
export type Once = { scope: string; key: string | null; digest: string };

/** The answer this key got before; a problem when it was another request. Refusals are not kept: nothing was done then. */
export async function keptAnswer(tx: Tx, { scope, key, digest }: Once): Promise<ApiAnswer | null> {
  if (key === null) return null;
  const stored = await tx.idempotency.get(scope, key);
  if (!stored) return null;
  if (stored.requestDigest !== digest) {
    return declined(
      problem(
        422,
        'api/idempotency-key-reused',
        'This Idempotency-Key belongs to another request. Take a new one.',
      ),
    );
  }
  const { version } = JSON.parse(stored.body) as { version?: number };
  return { kind: 'json', status: stored.status, text: stored.body, version: version ?? null, replayed: true };
}

/** In the deed's own transaction: there is no moment in which the deed is done and its answer is not kept. */
export async function keepAnswer(
  tx: Tx,
  { scope, key, digest }: Once,
  done: JsonAnswer,
  at: number,
): Promise<void> {
  if (key === null) return;
  await tx.idempotency.put(scope, key, { requestDigest: digest, status: done.status, body: done.text }, at);
}

/** The body as the schema left it: fields in its order, so that spelling does not count. */
function digestOf(path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${path}\n${JSON.stringify(body)}`)
    .digest('hex');
}

function badRequest(errors: FieldError[]) {
  return problem(400, 'api/bad-query', 'Something in the address is wrong; see errors.', { errors });
}

function badBody(errors: FieldError[]) {
  return problem(422, 'api/bad-body', 'Something in the body is wrong; see errors.', { errors });
}

/** Enough to mend a request by; thousands of wrong names need not come back. */
const MOST_ERRORS = 20;

/** Names and remedies, never the values: they may be a resident's. */
function errorsIn(place: FieldError['in'], parsed: z.ZodSafeParseResult<unknown>): FieldError[] {
  if (parsed.success) return [];
  return parsed.error.issues.slice(0, MOST_ERRORS).flatMap((issue): FieldError[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys
        .slice(0, MOST_ERRORS)
        .map((key) => ({ in: place, name: shownName(key), message: 'is not known here' }));
    }
    return [{ in: place, name: shownName(issue.path.join('.')), message: issue.message }];
  });
}

/** A name as we would have made it; anything else is not repeated. */
function shownName(name: string): string {
  return /^[A-Za-z][\w.-]{0,39}$/.test(name) ? name : '?';
}

function oneOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

/** A refusal as an answer; where the state is what stands in the way, the state goes with it. */
export function refusalAnswer(
  refusal: Parameters<typeof problemOf>[0],
  current: { view: object; version: number } | null,
): ApiAnswer {
  const what = problemOf(refusal);
  if (what.status !== 409 || current === null) return declined(what);
  return declined({ ...what, current: current.view, headers: { etag: `"${current.version}"` } });
}
