// Incidents over the API: what several households tell of, what people decide about it, and what they do until it is over.
import { z } from 'zod';
import type { Outcome } from '../../base/errors.ts';
import { worksFor } from '../../people/account.ts';
import { type Incident, incidentStates, type Tx } from '../../storage/contract.ts';
import {
  approveLine,
  changeIncident,
  containIncident,
  decideIncident,
  openIncident,
  reopenIncident,
  resolveIncident,
  reviewIncident,
  versionOf,
} from '../../tickets/incident-deeds.ts';
import type { IncidentBy } from '../../tickets/incident-perform.ts';
import { problem } from '../problem.ts';
import { withoutAbsent } from './absent.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { actorFor, seesIncident } from './behalf.ts';
import { viewIncident } from './incident-views.ts';
import { id, incidentCursor, note, onBehalfOf, pageSize, replyText, word } from './inputs.ts';
import type { ApiPorts } from './ports.ts';
import { type Asked, deedRoute, type Route, readRoute, refusalAnswer } from './route.ts';
import { incidentView } from './schemas.ts';

export const oneIncident = z.strictObject({ incidentId: id });
export const noIncident = problem(404, 'incidents/not-found', '没有找到这件事');
export const wordsInput = z.strictObject({ zh: replyText, en: replyText.nullable().default(null) });

/** What a person may say of it; `places` null = all of the site. */
const wish = {
  kind: z.enum(['repair', 'complaint']).optional(),
  title: note.optional(),
  places: z.array(word).min(1).max(100).nullable().optional(),
  commander: id.optional(),
  cause: note.optional(),
  spokesperson: note.optional(),
  bulletinMinutes: z.int().min(5).max(1440).optional(),
};

const list = readRoute({
  path: '/incidents',
  operationId: 'listIncidents',
  summary:
    'Matters several households tell of, newest word first: candidates, what was decided about them, what is done.',
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
        if (
          (person === undefined || worksFor(person, incident.communityId)) &&
          (await seesIncident(tx, incident.id, principal))
        )
          items.push(await viewIncident(tx, incident, principal, house));
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
      if (!incident) return declined(noIncident);
      const view = await viewIncident(tx, incident, principal, house);
      return json(view, view.version);
    }),
});

/** The incident as it is after a deed, with the version for the next one. */
export async function shown(
  tx: Tx,
  incidentId: string,
  done: Outcome<unknown>,
  asked: Asked<unknown, unknown>,
  { house }: ApiPorts,
): Promise<ApiAnswer> {
  const incident = await tx.incidents.get(incidentId);
  const view = incident && (await viewIncident(tx, incident, asked.principal, house));
  if (!done.ok) return refusalAnswer(done, view && { view, version: view.version });
  return view ? json(view, view.version) : declined(noIncident);
}

type Body = { onBehalfOf?: string | undefined };

/** One deed on one incident: who does it, whether they have seen its latest state, and how it stands then. */
export function incidentDeed<B extends z.ZodObject>(row: {
  path?: string;
  operationId: string;
  summary: string;
  body: B;
  perform(
    tx: Tx,
    incident: Incident,
    body: z.output<B>,
    by: IncidentBy & { expectedVersion?: number },
    ports: ApiPorts,
  ): Promise<Outcome<unknown>>;
}): Route {
  return deedRoute({
    path: `/incidents/{incidentId}/${row.path ?? row.operationId.replace('Incident', '')}`,
    operationId: row.operationId,
    summary: row.summary,
    params: oneIncident,
    body: row.body,
    answer: incidentView,
    async perform(tx, asked, ports): Promise<ApiAnswer> {
      const { incidentId } = asked.params as { incidentId: string };
      const incident = await tx.incidents.get(incidentId);
      if (!incident) return declined(noIncident);
      const by = actorFor(
        asked.principal,
        (asked.body as Body).onBehalfOf,
        incident.communityId,
        ports.house,
      );
      if (!by.ok) return refusalAnswer(by, null);
      const { expectedVersion } = asked;
      const course = await tx.incidentCourses.get(incidentId);
      if (expectedVersion !== undefined && expectedVersion !== versionOf(incident, course)) {
        const refusal = {
          ok: false as const,
          code: 'incidents/version-conflict',
          say: '这件事刚刚有人改过，请刷新后再操作',
        };
        return shown(tx, incidentId, refusal, asked, ports);
      }
      const whole = withoutAbsent({ ...by.value, expectedVersion });
      const done = await row.perform(tx, incident, asked.body as z.output<B>, whole, ports);
      return shown(tx, incidentId, done, asked, ports);
    },
  });
}

const open = deedRoute({
  path: '/incidents',
  operationId: 'openIncident',
  summary: 'Opens an incident by hand; tickets that tell of it are carried by it, later ones join.',
  params: z.strictObject({}),
  body: z.strictObject({
    onBehalfOf,
    community: id,
    topic: word,
    ...wish,
    bulletin: wordsInput.optional(),
  }),
  answer: incidentView,
  async perform(tx, asked, ports): Promise<ApiAnswer> {
    const { onBehalfOf: person, community, ...given } = asked.body;
    if (!ports.house.communities.some((each) => each.id === community))
      return declined(problem(404, 'register/community-not-found', '没有这个小区'));
    const by = actorFor(asked.principal, person, community, ports.house);
    if (!by.ok) return refusalAnswer(by, null);
    const opening = { ...withoutAbsent(given), communityId: community, topic: given.topic };
    const done = await openIncident(tx, opening, by.value, ports.house);
    return done.ok ? shown(tx, done.value.id, done, asked, ports) : refusalAnswer(done, null);
  },
});

const reasonOnly = z.strictObject({ onBehalfOf, reason: note.optional() });

const deeds: readonly Route[] = [
  incidentDeed({
    operationId: 'confirmIncident',
    summary: 'It is one matter: one work order, its tickets are carried by it, and later ones join it.',
    body: z.strictObject({ onBehalfOf, reason: note.optional(), ...wish, bulletin: wordsInput.optional() }),
    perform(tx, incident, { reason, bulletin, onBehalfOf: _, ...given }, by, { house }) {
      const whole = { ...by, ...withoutAbsent({ reason, bulletin }), wish: withoutAbsent(given) };
      return decideIncident(tx, incident.id, 'confirm', whole, house);
    },
  }),
  incidentDeed({
    operationId: 'dismissIncident',
    summary: 'It is not one matter; its tickets are let go.',
    body: reasonOnly,
    perform: (tx, incident, { reason }, by, { house }) =>
      decideIncident(tx, incident.id, 'dismiss', { ...by, ...withoutAbsent({ reason }) }, house),
  }),
  incidentDeed({
    operationId: 'changeIncident',
    summary: 'Title, reach, leader, cause, spokesperson, or how often residents hear of it.',
    body: z.strictObject({ onBehalfOf, ...wish }),
    perform: (tx, incident, { onBehalfOf: _, ...given }, by, { house }) =>
      changeIncident(tx, incident.id, withoutAbsent(given), by, house),
  }),
  incidentDeed({
    path: 'line',
    operationId: 'approveIncidentLine',
    summary: 'The approved wording (统一口径); each is a new version.',
    body: z.strictObject({ onBehalfOf, words: wordsInput }),
    perform: (tx, incident, { words }, by, { house }) => approveLine(tx, incident.id, words, by, house),
  }),
  incidentDeed({
    operationId: 'containIncident',
    summary: 'It grows no further; residents go on hearing of it.',
    body: z.strictObject({ onBehalfOf }),
    perform: (tx, incident, _body, by, { house }) => containIncident(tx, incident.id, by, house),
  }),
  incidentDeed({
    operationId: 'resolveIncident',
    summary: 'It is done: everybody it reached is told once, their tickets end, looking back is due.',
    body: z.strictObject({ onBehalfOf, result: wordsInput, cause: note.optional() }),
    perform: (tx, incident, { result, cause }, by, { house }) =>
      resolveIncident(tx, incident.id, { ...by, result, ...withoutAbsent({ cause }) }, house),
  }),
  incidentDeed({
    operationId: 'reopenIncident',
    summary: 'It came back, or was not over.',
    body: z.strictObject({ onBehalfOf, reason: note }),
    perform: (tx, incident, { reason }, by, { house }) =>
      reopenIncident(tx, incident.id, { ...by, reason }, house),
  }),
  incidentDeed({
    operationId: 'reviewIncident',
    summary: 'Looked back at: what it was and what is done so that it does not come again.',
    body: z.strictObject({ onBehalfOf, findings: note }),
    perform: (tx, incident, { findings }, by, { house }) =>
      reviewIncident(tx, incident.id, { ...by, findings }, house),
  }),
];

export const incidentRoutes: readonly Route[] = [list, get, open, ...deeds];
