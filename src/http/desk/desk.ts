// The console's side of the server: its API behind the gate, its stream, its pages. Mounted at /desk.
import express, { type RequestHandler, type Router } from 'express';
import { sendAnswer } from '../api/answer.ts';
import { readFile, readJson } from '../api/body.ts';
import type { Route } from '../api/route.ts';
import { routes as apiRoutes } from '../api/routes.ts';
import { methodNotAllowed, noSuchRoute, sendProblem } from '../problem.ts';
import { access, forProgramsOnly } from './access.ts';
import { createAccountRoutes } from './account-routes.ts';
import { createConversationRoutes } from './conversation-routes.ts';
import { createDraftRoutes } from './draft-routes.ts';
import { createExportFileRoute } from './export-file.ts';
import { announced, createExportRoutes } from './export-routes.ts';
import { answerPerson } from './exports.ts';
import { cookieFor, createDeskGate, principalFor, signedInOf } from './gate.ts';
import { guardObjects } from './guard.ts';
import { createHouseRoutes } from './house-routes.ts';
import { createKnowledgeRoutes } from './knowledge-routes.ts';
import { createMemberRoutes } from './member-routes.ts';
import { createNoteRoutes } from './note-routes.ts';
import { createOwnRoutes } from './own-routes.ts';
import { createDeskPages } from './pages.ts';
import { createPhotoRoutes } from './photo-routes.ts';
import type { DeskPorts } from './ports.ts';
import { createSettingRoutes } from './setting-routes.ts';
import { createDeskStream } from './stream.ts';
import { createTicketRoutes } from './ticket-routes.ts';
import { createWatchRoutes } from './watch-routes.ts';
import { createWordingRoutes } from './wording-routes.ts';

export type Desk = {
  router: Router;
  /** The pages for phones; their API is the desk's. */
  phone: Router;
  close(): void;
};

/** Everything that can be asked of the console, also what the integration API does for programs. */
export function deskRoutes(ports: DeskPorts): Route[] {
  return [
    ...createConversationRoutes(ports),
    ...createNoteRoutes(ports),
    ...createDraftRoutes(ports),
    ...createTicketRoutes(ports),
    ...createWatchRoutes(ports),
    ...createKnowledgeRoutes(ports),
    ...createWordingRoutes(ports),
    ...createSettingRoutes(ports),
    ...createHouseRoutes(ports),
    ...createAccountRoutes(ports),
    ...[...createExportRoutes(ports), createExportFileRoute(ports)].map((route) => announced(route, ports)),
    // A deed that has no row in the table is not for people (yet).
    ...apiRoutes.filter(
      ({ operationId }) => !forProgramsOnly.includes(operationId) && access[operationId] !== undefined,
    ),
  ];
}

export function createDesk(ports: DeskPorts): Desk {
  const cookie = cookieFor(ports.publicUrl);
  const stream = createDeskStream(ports);
  const pages = createDeskPages(ports.pagesDir, ports.ids);
  const router = express.Router({ strict: false, caseSensitive: true });
  const gate = (operationId: string) => createDeskGate(operationId, { ...ports, cookie });
  const methodsAt = new Map<string, string[]>();
  const note = (path: string, method: string) =>
    methodsAt.set(path, [...(methodsAt.get(path) ?? []), method.toUpperCase()]);

  const routes = deskRoutes(ports);
  const bare = [...createMemberRoutes(ports, cookie), ...createPhotoRoutes(ports)];
  const served = [...routes, ...bare].map((route) => route.operationId);
  const ownRoutes = [...createOwnRoutes(ports, cookie, served), ...bare];
  for (const { method, path, operationId, reads = [readJson], handle } of ownRoutes) {
    note(`/api${path}`, method);
    router[method](`/api${path}`, gate(operationId), ...(method === 'post' ? reads : []), handle);
  }
  for (const route of routes) {
    const path = `/api${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
    note(path, route.method);
    const reads = route.method === 'post' ? [route.upload ? readFile : readJson] : [];
    const handlers = [gate(route.operationId), ...reads];
    router[route.method](path, ...handlers, handlerOf(route, ports));
  }
  note('/api/stream', 'get');
  router.get('/api/stream', gate('openStream'), (request, response) => {
    const { account, session } = signedInOf(response);
    stream.open(request, response, { account, sessionId: session.id });
  });
  for (const [path, methods] of methodsAt) {
    const refused = methodNotAllowed(methods.includes('GET') ? [...methods, 'HEAD'] : methods);
    router.all(path, (_request, response) => sendProblem(response, refused));
  }
  router.use('/api', (_request, response) => sendProblem(response, noSuchRoute));
  router.get('/assets/:name', pages.asset);
  router.use('/assets', (_request, response) => sendProblem(response, noSuchRoute));
  // Addresses inside the page are made by the page.
  router.get('/{*rest}', pages.shell);
  router.use((_request, response) => sendProblem(response, methodNotAllowed(['GET', 'HEAD'])));
  const phone = express.Router({ strict: false, caseSensitive: true });
  phone.get('/{*rest}', pages.phoneShell);
  phone.use((_request, response) => sendProblem(response, methodNotAllowed(['GET', 'HEAD'])));
  return { router, phone, close: stream.close };
}

function handlerOf(route: Route, ports: DeskPorts): RequestHandler {
  return async (request, response) => {
    const principal = principalFor(signedInOf(response), ports.house);
    const { path, params, query, body, headers } = request;
    const refused = await ports.store.read((tx) =>
      guardObjects(tx, params, principal, {
        operationId: route.operationId,
        reads: route.method === 'get',
      }),
    );
    if (refused) return sendProblem(response, refused);
    const raw = { path, params, query, body, headers, principal };
    const answer = await answerPerson(route, raw, ports);
    const status =
      answer.kind === 'problem' ? answer.problem.status : answer.kind === 'json' ? answer.status : 200;
    ports.metrics.apiAnswers.inc({ operation: `desk.${route.operationId}`, status });
    if (answer.kind === 'json' && route.method === 'post' && route.operationId !== 'notePresence')
      ports.announce?.('deed.done', params);
    sendAnswer(response, answer);
  };
}
