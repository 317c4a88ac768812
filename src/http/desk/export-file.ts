// The one time a released file is fetched: made as it was asked for, of those communities and no others, and marked with who has it.
import { z } from 'zod';
import { fetchExport, mayFetch } from '../../desk/export-release.ts';
import { actorIdOf } from '../../people/account.ts';
import type { ExportRequest } from '../../people/export-request.ts';
import { type ApiAnswer, declined } from '../api/answer.ts';
import { CSV } from '../api/csv.ts';
import { id } from '../api/inputs.ts';
import { expectedVersion } from '../api/preconditions.ts';
import type { Principal } from '../api/principal.ts';
import { XLSX } from '../api/register-files.ts';
import { type Route, refusalAnswer } from '../api/route.ts';
import { problem } from '../problem.ts';
import { mayDo } from './access.ts';
import { personOf } from './conversation-routes.ts';
import { markFile } from './export-mark.ts';
import { noSuchExport, noteStep, notYourExport, routeOf, seesExport, viewExport } from './export-routes.ts';
import type { DeskPorts } from './ports.ts';
import { nothing } from './shapes.ts';

const one = z.strictObject({ exportId: id });

/** A deed, though it gives out a file: nothing that merely follows links uses it up. */
export function createExportFileRoute(ports: DeskPorts): Route {
  const { clock, store } = ports;
  return {
    ...{ method: 'post', path: '/exports/{exportId}/file', operationId: 'fetchExport' },
    summary: 'The file that was released, once, marked with who has it, when and what for.',
    ...{ params: one, query: null, body: nothing },
    ...{ answer: { files: [XLSX, CSV, 'text/html'] }, versioned: true, problems: [403, 404, 409, 422] },
    async answerTo(raw): Promise<ApiAnswer> {
      const person = personOf(raw.principal);
      const params = one.safeParse(raw.params);
      if (!params.success) return declined(noSuchExport);
      const version = expectedVersion(raw.headers['if-match']);
      if (!version.ok) return declined(problem(400, version.code, version.say));
      const { exportId } = params.data;
      const step = { id: exportId, before: version.value, by: actorIdOf(person), at: clock.now() };
      const request = await store.read((tx) => tx.exports.get(exportId));
      const allowed = mayFetch(request, step);
      if (!allowed.ok) {
        const isSeen = request && seesExport(person, request);
        const current = isSeen && { view: viewExport(request, person, step.at), version: request.version };
        return refusalAnswer(allowed, current || null);
      }
      const { operation, params: of, query, why, note, decided } = allowed.value;
      const route = routeOf(operation);
      // What one may have is looked at again: roles change.
      if (!route || !decided || !mayDo(person, operation)) return declined(notYourExport);
      // Made first: what cannot be made uses nothing up.
      const principal = narrowed(raw.principal, allowed.value);
      const made = await route.answerTo({ ...raw, params: of, query, body: undefined, principal }, ports);
      if (made.kind === 'problem') return made;
      const release = { id: exportId, why, note, by: decided.name, at: decided.at };
      const marked = asFile(await markFile(made, { name: person.name, at: step.at, release }));
      const done = await store.transact(async (tx) => {
        const fetched = await fetchExport(tx, { ...step, at: clock.now() });
        if (fetched.ok) await noteStep(tx, person, 'fetch-export', fetched.value, clock.now());
        return fetched;
      });
      return done.ok ? marked : refusalAnswer(done, null);
    },
  };
}

/** Through the asker's eyes, and no further than was released: communities that came since are not in it. */
function narrowed(principal: Principal, { communityIds }: ExportRequest): Principal {
  const { person, eyes, ...rest } = principal;
  return {
    ...rest,
    ...(person ? { person: { ...person, communityIds } } : {}),
    ...(eyes ? { eyes: { ...eyes, communityIds } } : {}),
  };
}

/** A page that was released is kept as a file: it is opened and printed from there. */
function asFile(answer: ApiAnswer): ApiAnswer {
  if (answer.kind !== 'page') return answer;
  const bytes = new TextEncoder().encode(answer.html);
  return { kind: 'file', bytes, contentType: 'text/html; charset=utf-8', fileName: 'register.html' };
}
