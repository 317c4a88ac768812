// Applications over the API: what waits for an answer, whom the gate expects, one file, and what is done with it.
import { z } from 'zod';
import type { Outcome } from '../../base/errors.ts';
import { dayAround } from '../../clocks/service-calendar.ts';
import { worksFor } from '../../people/account.ts';
import type { Tx } from '../../storage/contract.ts';
import {
  type Application,
  type ApplicationState,
  applicationKinds,
  applicationStates,
} from '../../tickets/application.ts';
import { fileByHand } from '../../tickets/application-by-hand.ts';
import {
  approveApplication,
  askDocuments,
  finishApplication,
  refuseApplication,
} from '../../tickets/application-deeds.ts';
import type { House } from '../../tickets/house.ts';
import type { By } from '../../tickets/perform.ts';
import { waysByHand } from '../../tickets/register-entry.ts';
import { problem } from '../problem.ts';
import { withoutAbsent } from './absent.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import {
  type ApplicationView,
  applicationFileView,
  applicationView,
  viewApplication,
  viewFile,
} from './application-views.ts';
import { actorFor } from './behalf.ts';
import { futureInstant, id, note, onBehalfOf, word } from './inputs.ts';
import type { ApiPorts } from './ports.ts';
import type { Principal } from './principal.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from './route.ts';

const oneApplication = z.strictObject({ applicationId: id });
const notFound = problem(404, 'applications/not-found', '没有找到这份申请');

const SHELVES = {
  open: ['submitted', 'incomplete'],
  granted: ['approved'],
  ended: ['refused', 'withdrawn', 'expired', 'done'],
} as const satisfies Record<string, readonly ApplicationState[]>;

/** As many of each state as a page shows. */
const MOST_SHOWN = 100;
const MOST_EXPECTED = 300;
const DAY_MS = 86_400_000;

/** Those of the communities somebody works for; a program sees all. */
function communitiesOf({ person, eyes }: Principal, asked: string | undefined, house: House): string[] {
  return house.communities
    .map((each) => each.id)
    .filter((one) => asked === undefined || one === asked)
    .filter((one) => person === undefined || worksFor(person, one))
    .filter((one) => eyes === undefined || eyes.communityIds === '*' || eyes.communityIds.includes(one));
}

async function shownAll(tx: Tx, found: readonly Application[], principal: Principal, house: House) {
  const items = [];
  for (const application of found) {
    const ticket = await tx.tickets.get(application.ticketId);
    if (ticket) items.push(forTheirEyes(viewApplication(application, ticket, principal, house), principal));
  }
  return items;
}

/** Whoever lets people in needs to know whom, when and by what plate; what somebody comes to talk about is not theirs. */
function forTheirEyes(view: ApplicationView, { eyes }: Principal): ApplicationView {
  if (!eyes?.worker) return view;
  const { topic: _topic, ...fields } = view.fields;
  return { ...view, fields, note: null };
}

const list = readRoute({
  path: '/applications',
  operationId: 'listApplications',
  summary:
    'Applications: those that wait for an answer by their promised day, the granted and the ended newest first.',
  params: z.strictObject({}),
  query: z.strictObject({
    community: word.optional(),
    shelf: z.enum(Object.keys(SHELVES) as [keyof typeof SHELVES]).default('open'),
    state: z.enum(applicationStates).optional(),
    kind: z.enum(applicationKinds).optional(),
  }),
  answer: z.strictObject({ items: z.array(applicationView), now: z.number() }),
  handle: ({ query, principal }, { store, house, clock }) =>
    store.read(async (tx) => {
      const communityIds = communitiesOf(principal, query.community, house);
      const states = query.state === undefined ? SHELVES[query.shelf] : [query.state];
      const all = await tx.applications.list({ communityIds, states, limit: MOST_SHOWN });
      const found = all.filter((each) => query.kind === undefined || each.kind === query.kind);
      // What is due first; whoever still owes a document waits behind.
      const due = ({ reviewDueAt }: Application) => reviewDueAt ?? Number.POSITIVE_INFINITY;
      found.sort((a, b) => compare(due(a), due(b)) || b.submittedAt - a.submittedAt);
      return json({ items: await shownAll(tx, found, principal, house), now: clock.now() });
    }),
});

/** Infinity minus infinity is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

const expected = readRoute({
  path: '/applications/expected',
  operationId: 'listExpected',
  summary: 'Visitors and appointments of one day, by the time they come, also those who are here already.',
  params: z.strictObject({}),
  query: z.strictObject({
    community: word.optional(),
    day: z.enum(['today', 'tomorrow']).default('today'),
  }),
  answer: z.strictObject({ items: z.array(applicationView), now: z.number() }),
  handle: ({ query, principal }, { store, house, clock }) =>
    store.read(async (tx) => {
      const { from, to } = dayAround(clock.now() + (query.day === 'tomorrow' ? DAY_MS : 0));
      const found = await tx.applications.expected({
        communityIds: communitiesOf(principal, query.community, house),
        kinds: ['visit', 'appointment'],
        ...{ from, to, limit: MOST_EXPECTED },
      });
      const coming = found.filter(({ state }) => state !== 'withdrawn' && state !== 'refused');
      return json({ items: await shownAll(tx, coming, principal, house), now: clock.now() });
    }),
});

const file = readRoute({
  path: '/applications/{applicationId}',
  operationId: 'getApplication',
  summary:
    'The file of one application, with who is on record for the home, what came before and what is open.',
  params: oneApplication,
  query: z.strictObject({}),
  answer: applicationFileView,
  versioned: true,
  problems: [404],
  handle: ({ params, principal }, { store, house }) =>
    store.read(async (tx) => {
      const application = await tx.applications.get(params.applicationId);
      const ticket = application && (await tx.tickets.get(params.applicationId));
      if (!application || !ticket) return declined(notFound);
      return json(await viewFile(tx, application, ticket, principal, house), application.version);
    }),
});

const enter = deedRoute({
  path: '/applications',
  operationId: 'enterApplication',
  summary:
    'Files what somebody applied for on the phone or at the counter: a line in the register and a file like any other.',
  params: z.strictObject({}),
  body: z.strictObject({
    onBehalfOf,
    community: id,
    kind: z.enum(applicationKinds),
    way: z.enum(waysByHand).default('phone'),
    place: note.optional(),
    name: note.optional(),
    phone: note.optional(),
    choice: id.optional(),
    plate: note.optional(),
    from: futureInstant.optional(),
    until: futureInstant.optional(),
    moves: z.boolean().optional(),
    words: note.optional(),
  }),
  answer: applicationView,
  async perform(tx, { body, principal }, { house }): Promise<ApiAnswer> {
    const { onBehalfOf: person, community, from, until, ...told } = body;
    if (!house.communities.some((each) => each.id === community))
      return declined(problem(404, 'applications/community-not-found', '没有这个小区'));
    const by = actorFor(principal, person, community, house);
    if (!by.ok) return refusalAnswer(by, null);
    const none = {
      place: null,
      name: null,
      phone: null,
      choice: null,
      plate: null,
      moves: null,
      words: null,
    };
    const order = {
      ...none,
      ...withoutAbsent(told),
      ...{ communityId: community, fromAt: from ?? null, untilAt: until ?? null },
    };
    const done = await fileByHand(tx, order, by.value, house);
    if (!done.ok) return refusalAnswer(done, null);
    const ticket = await tx.tickets.get(done.value.ticketId);
    return ticket
      ? json(viewApplication(done.value, ticket, principal, house), done.value.version)
      : declined(notFound);
  },
});

type Body = { onBehalfOf?: string | undefined };

function applicationDeed<B extends z.ZodObject>(row: {
  name: string;
  operationId: string;
  summary: string;
  body: B;
  perform(tx: Tx, id: string, body: z.output<B>, by: By, house: House): Promise<Outcome<Application>>;
}): Route {
  return deedRoute({
    path: `/applications/{applicationId}/${row.name}`,
    operationId: row.operationId,
    summary: row.summary,
    params: oneApplication,
    body: row.body,
    answer: applicationView,
    async perform(tx, asked, ports: ApiPorts): Promise<ApiAnswer> {
      const { house } = ports;
      const { applicationId } = asked.params as { applicationId: string };
      // Its ticket first, as everybody takes them.
      const ticket = await tx.tickets.get(applicationId);
      const application = ticket && (await tx.applications.get(applicationId));
      if (!ticket || !application) return declined(notFound);
      const by = actorFor(asked.principal, (asked.body as Body).onBehalfOf, ticket.communityId, house);
      if (!by.ok) return refusalAnswer(by, null);
      const whole = withoutAbsent({ ...by.value, expectedVersion: asked.expectedVersion });
      const done = await row.perform(tx, applicationId, asked.body as z.output<B>, whole, house);
      const now = await tx.applications.get(applicationId);
      const view = now && viewApplication(now, ticket, asked.principal, house);
      if (!done.ok) return refusalAnswer(done, view && { view, version: view.version });
      return view ? json(view, view.version) : declined(notFound);
    },
  });
}

export const applicationRoutes: readonly Route[] = [
  list,
  expected,
  file,
  enter,
  applicationDeed({
    name: 'ask',
    operationId: 'askDocuments',
    summary:
      'Documents are missing: the resident is told which, and the review stands still until they come.',
    body: z.strictObject({ onBehalfOf, documents: z.array(id).max(20), words: note.optional() }),
    perform: (tx, ticketId, { documents, words }, by, house) =>
      askDocuments(tx, ticketId, { ...by, documents, ...withoutAbsent({ words }) }, house),
  }),
  applicationDeed({
    name: 'approve',
    operationId: 'approveApplication',
    summary: 'Granted, by whoever may grant this kind; the resident hears what comes next.',
    body: z.strictObject({ onBehalfOf, note: note.optional() }),
    perform: (tx, ticketId, { note: words }, by, house) =>
      approveApplication(tx, ticketId, { ...by, ...withoutAbsent({ note: words }) }, house),
  }),
  applicationDeed({
    name: 'refuse',
    operationId: 'refuseApplication',
    summary: 'Sent back, with the reason and what the resident can do instead.',
    body: z.strictObject({ onBehalfOf, reason: note, instead: note }),
    perform: (tx, ticketId, { reason, instead }, by, house) =>
      refuseApplication(tx, ticketId, { ...by, reason, instead }, house),
  }),
  applicationDeed({
    name: 'finish',
    operationId: 'finishApplication',
    summary: 'The visitor is here, the appointment was kept, or the finished work was looked at.',
    body: z.strictObject({ onBehalfOf }),
    perform: (tx, ticketId, _body, by, house) => finishApplication(tx, ticketId, by, house),
  }),
];
