// Suspected incidents over the API: the list, one of them, and what a person decides about it.
import { z } from 'zod';
import { worksFor } from '../../people/account.ts';
import { incidentStates } from '../../storage/contract.ts';
import type { House } from '../../tickets/house.ts';
import { decideIncident, type IncidentDeed } from '../../tickets/incident-deeds.ts';
import { problem } from '../problem.ts';
import { withoutAbsent } from './absent.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { actorFor } from './behalf.ts';
import { id, incidentCursor, note, onBehalfOf, pageSize, word } from './inputs.ts';
import { type Asked, deedRoute, type Route, readRoute, refusalAnswer } from './route.ts';
import { incidentView } from './schemas.ts';
import { viewIncident } from './views.ts';

const oneIncident = z.strictObject({ incidentId: id });
const notFound = problem(404, 'incidents/not-found', '没有找到这件事');

const labelsOf =
  ({ lexicon }: Pick<House, 'lexicon'>) =>
  (topic: string) =>
    [...lexicon.hazards, ...lexicon.faults].find((entry) => entry.id === topic)?.label ?? null;

const list = readRoute({
  path: '/incidents',
  operationId: 'listIncidents',
  summary:
    'Matters several households tell of, newest word first: candidates and what was decided about them.',
  params: z.strictObject({}),
  query: z.strictObject({
    community: word.optional(),
    state: z.enum(incidentStates).optional(),
    cursor: incidentCursor.optional(),
    limit: pageSize,
  }),
  answer: z.strictObject({ items: z.array(incidentView), nextCursor: z.string().nullable() }),
  handle: ({ query, principal }, { store, house }) =>
    store.read(async (tx) => {
      const { community: communityId, state, cursor, limit } = query;
      const filter = withoutAbsent({ communityId, state });
      const found = await tx.incidents.list(filter, { before: cursor ?? null, limit: limit + 1 });
      const items = [];
      // A page of somebody who works for some communities only may be shorter; its cursor goes on all the same.
      const { person } = principal;
      for (const incident of found.slice(0, limit))
        if (person === undefined || worksFor(person, incident.communityId))
          items.push(await viewIncident(tx, incident, principal, labelsOf(house)));
      const last = found[limit - 1];
      const nextCursor = found.length > limit && last ? `${last.lastAt}.${last.id}` : null;
      return json({ items, nextCursor });
    }),
});

const get = readRoute({
  path: '/incidents/{incidentId}',
  operationId: 'getIncident',
  summary: 'One suspected or decided incident.',
  params: oneIncident,
  query: z.strictObject({}),
  answer: incidentView,
  versioned: true,
  problems: [404],
  handle: ({ params, principal }, { store, house }) =>
    store.read(async (tx) => {
      const incident = await tx.incidents.get(params.incidentId);
      if (!incident) return declined(notFound);
      return json(await viewIncident(tx, incident, principal, labelsOf(house)), incident.version);
    }),
});

function decision(name: IncidentDeed, summary: string): Route {
  return deedRoute({
    path: `/incidents/{incidentId}/${name}`,
    operationId: `${name}Incident`,
    summary,
    params: oneIncident,
    body: z.strictObject({ onBehalfOf, reason: note.optional() }),
    answer: incidentView,
    async perform(
      tx,
      asked: Asked<{ incidentId: string }, { onBehalfOf?: string | undefined; reason?: string | undefined }>,
      { house },
    ): Promise<ApiAnswer> {
      const { incidentId } = asked.params;
      const { principal, expectedVersion, body } = asked;
      const incident = await tx.incidents.get(incidentId);
      if (!incident) return declined(notFound);
      const by = actorFor(principal, body.onBehalfOf, incident.communityId, house);
      if (!by.ok) return refusalAnswer(by, null);
      const whole = withoutAbsent({ actor: by.value.actor, reason: body.reason, expectedVersion });
      const view = (of: typeof incident) => viewIncident(tx, of, principal, labelsOf(house));
      const done = await decideIncident(tx, incidentId, name, whole, house);
      if (done.ok) return json(await view(done.value), done.value.version);
      const now = await tx.incidents.get(incidentId);
      return refusalAnswer(done, now && { view: await view(now), version: now.version });
    },
  });
}

export const incidentRoutes: readonly Route[] = [
  list,
  get,
  decision('confirm', 'It is one matter: its tickets carry its id, and later ones join it.'),
  decision('dismiss', 'It is not one matter; its tickets are let go.'),
];
