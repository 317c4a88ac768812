// The integration API: the gate, the table of routes as an Express router, and a decided answer for everything else.
import express, { type RequestHandler, type Router } from 'express';
import { methodNotAllowed, noSuchRoute, sendProblem } from '../problem.ts';
import { sendAnswer } from './answer.ts';
import { readFile, readJson } from './body.ts';
import { createGate, principalOf } from './gate.ts';
import { noteExport, takesOut } from './note-export.ts';
import { createOpenApiDocument, documentPath } from './openapi.ts';
import type { ApiPorts } from './ports.ts';
import { createAuthenticate } from './principal.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

/** Mounted at /api/v1. `authenticate` is for further tokens; without it the one of the environment counts. */
export function createApi(
  ports: ApiPorts,
  options: { authenticate?: ReturnType<typeof createAuthenticate>; failuresPerMinute?: number } = {},
): Router {
  const router = express.Router({ strict: true, caseSensitive: true });
  // Written when somebody asks: it takes a tenth of a start, and few ask.
  let document: string | null = null;
  router.get(documentPath, (_request, response) => {
    document ??= JSON.stringify(createOpenApiDocument(routes));
    response.type('application/json').send(document);
  });
  router.all(documentPath, refuseMethod(['GET', 'HEAD']));

  router.use(
    createGate({
      authenticate: options.authenticate ?? createAuthenticate(ports.apiToken),
      closed: options.authenticate === undefined && ports.apiToken === null,
      ...(ports.rateLimits === undefined ? {} : { rateLimits: ports.rateLimits }),
      ...(options.failuresPerMinute === undefined ? {} : { failuresPerMinute: options.failuresPerMinute }),
    }),
  );
  for (const route of routes) {
    const reads = route.method === 'post' ? [route.upload ? readFile : readJson] : [];
    const handlers = [...reads, handlerOf(route, ports)];
    router[route.method](expressPath(route.path), ...handlers);
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    router.all(expressPath(path), refuseMethod(methodsAt(path)));
  }
  router.use((_request, response) => sendProblem(response, noSuchRoute));
  return router;
}

function handlerOf(route: Route, ports: ApiPorts): RequestHandler {
  return async (request, response) => {
    // The type of content never changes the answer, so nothing else of the request is looked at.
    const { path, params, query, body, headers } = request;
    const principal = principalOf(response);
    const answer = await route.answerTo({ path, params, query, body, headers, principal }, ports);
    const status =
      answer.kind === 'problem' ? answer.problem.status : answer.kind === 'json' ? answer.status : 200;
    ports.metrics.apiAnswers.inc({ operation: route.operationId, status });
    if (answer.kind === 'json' && route.method === 'post') ports.announce?.('deed.done', params);
    if (answer.kind !== 'problem' && takesOut(route.operationId, query)) {
      const { operationId } = route;
      await ports.store.transact((tx) => noteExport(tx, { operationId, query }, principal, ports));
    }
    sendAnswer(response, answer);
  };
}

function methodsAt(path: string): string[] {
  const methods = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}

function refuseMethod(methods: readonly string[]): RequestHandler {
  const refused = methodNotAllowed(methods);
  return (_request, response) => sendProblem(response, refused);
}

/** `/tickets/{ticketId}` as Express writes it. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
