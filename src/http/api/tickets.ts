// Tickets over the API: the list in order of change, one ticket, its history, and the deeds of this version.
import { z } from 'zod';
import type { Outcome } from '../../base/errors.ts';
import { type ChannelId, channelIds } from '../../channels/contract.ts';
import type { Tx } from '../../storage/contract.ts';
import { acceptTicket, cancelTicket, resolveTicket } from '../../tickets/deeds.ts';
import type { Actor, House } from '../../tickets/house.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import { problem } from '../problem.ts';
import { withoutAbsent } from './absent.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { actorFor } from './behalf.ts';
import { causeCode, id, instantInput, note, onBehalfOf, pageSize, ticketCursor, word } from './inputs.ts';
import { type Asked, deedRoute, type Route, readRoute, refusalAnswer } from './route.ts';
import { channelId, ticketEventView, ticketKind, ticketStatus, ticketView } from './schemas.ts';
import { viewTicket, viewTicketEvent } from './views.ts';

const oneTicket = z.strictObject({ ticketId: id });
const nothing = z.strictObject({});

/** The same for a ticket that is not there and for one that is nobody's business: no guessing by answers. */
const notFound = problem(404, 'tickets/not-found', '没有找到这张单');

const list = readRoute({
  path: '/tickets',
  operationId: 'listTickets',
  summary:
    'Tickets in order of change, oldest change first; poll with updatedAfter or go on with the cursor.',
  params: nothing,
  query: z.strictObject({
    community: word.optional(),
    conversationId: word.optional(),
    channel: channelId.optional(),
    channelUserId: word.optional(),
    kind: ticketKind.optional(),
    status: ticketStatus.optional(),
    updatedAfter: instantInput.optional(),
    cursor: ticketCursor.optional(),
    limit: pageSize,
  }),
  answer: z.strictObject({ items: z.array(ticketView), nextCursor: z.string().nullable() }),
  handle: ({ query, principal }, { store }) =>
    store.read(async (tx) => {
      const { community, channelUserId, cursor, limit, ...rest } = query;
      let channel: ChannelId | undefined = query.channel;
      if (channelUserId !== undefined && channel === undefined) {
        const channels = await channelsOf(tx, channelUserId);
        if (channels.length > 1) {
          return declined(
            problem(400, 'api/channel-needed', 'This id is known on several channels; name the channel.'),
          );
        }
        channel = channels[0];
        if (channel === undefined) return json({ items: [], nextCursor: null });
      }
      const filter = withoutAbsent({ ...rest, communityId: community, channel, channelUserId });
      const page = await tx.tickets.list(filter, { after: cursor ?? null, limit });
      const items = [];
      for (const ticket of page.items) items.push(await viewTicket(tx, ticket, principal));
      return json({ items, nextCursor: page.next });
    }),
});

const get = readRoute({
  path: '/tickets/{ticketId}',
  operationId: 'getTicket',
  summary: 'One ticket.',
  params: oneTicket,
  query: nothing,
  answer: ticketView,
  versioned: true,
  problems: [404],
  handle: ({ params, principal }, { store }) =>
    store.read(async (tx) => {
      const ticket = await tx.tickets.get(params.ticketId);
      if (!ticket) return declined(notFound);
      return json(await viewTicket(tx, ticket, principal), ticket.version);
    }),
});

const events = readRoute({
  path: '/tickets/{ticketId}/events',
  operationId: 'listTicketEvents',
  summary: 'The history of a ticket, oldest first. It is only ever added to.',
  params: oneTicket,
  query: nothing,
  answer: z.strictObject({ items: z.array(ticketEventView) }),
  problems: [404],
  handle: ({ params, principal }, { store }) =>
    store.read(async (tx) => {
      if (!(await tx.tickets.get(params.ticketId))) return declined(notFound);
      const history = await tx.tickets.events(params.ticketId);
      return json({ items: history.map((event) => viewTicketEvent(event, principal)) });
    }),
});

type Doer = { actor: Actor; staffId: string | null; expectedVersion?: number };

/** Every deed on a ticket goes the same way; only the function at its heart differs. */
function ticketDeed<B extends z.ZodObject>(
  name: string,
  summary: string,
  body: B,
  deed: (tx: Tx, ticketId: string, by: Doer, body: z.output<B>, house: House) => Promise<Outcome<Ticket>>,
): Route {
  return deedRoute({
    path: `/tickets/{ticketId}/${name}`,
    operationId: `${name}Ticket`,
    summary,
    params: oneTicket,
    body,
    answer: ticketView,
    async perform(tx, asked: Asked<{ ticketId: string }, z.output<B>>, { house }): Promise<ApiAnswer> {
      const { ticketId } = asked.params;
      const { principal, expectedVersion } = asked;
      const ticket = await tx.tickets.get(ticketId);
      if (!ticket) return declined(notFound);
      const by = actorFor(
        principal,
        (asked.body as { onBehalfOf?: string }).onBehalfOf,
        ticket.communityId,
        house,
      );
      if (!by.ok) return refusalAnswer(by, null);
      const doer = { ...by.value, ...(expectedVersion === undefined ? {} : { expectedVersion }) };
      const done = await deed(tx, ticketId, doer, asked.body, house);
      if (done.ok) return json(await viewTicket(tx, done.value, principal), done.value.version);
      const now = await tx.tickets.get(ticketId);
      return refusalAnswer(done, now && { view: await viewTicket(tx, now, principal), version: now.version });
    },
  });
}

const accept = ticketDeed(
  'accept',
  'Takes a new ticket. The first person to do so becomes its first owner; the resident is told.',
  z.strictObject({ onBehalfOf }),
  (tx, ticketId, by, _body, house) => acceptTicket(tx, ticketId, by, house),
);

const resolve = ticketDeed(
  'resolve',
  'The work is done; the resident is told what was done.',
  z.strictObject({ onBehalfOf, result: note, causeCode }),
  (tx, ticketId, { actor, expectedVersion }, body, house) =>
    resolveTicket(
      tx,
      ticketId,
      withoutAbsent({ actor, expectedVersion, result: body.result, causeCode: body.causeCode }),
      house,
    ),
);

const cancel = ticketDeed(
  'cancel',
  'The matter is taken back or is not ours; whoever was called is told not to come.',
  z.strictObject({ onBehalfOf, reason: note }),
  (tx, ticketId, { actor, expectedVersion }, body, house) =>
    cancelTicket(tx, ticketId, withoutAbsent({ actor, expectedVersion, reason: body.reason }), house),
);

export const ticketRoutes: readonly Route[] = [list, get, events, accept, resolve, cancel];

/** The channels this person has written on; nearly always one. */
async function channelsOf(tx: Tx, channelUserId: string): Promise<ChannelId[]> {
  const known: ChannelId[] = [];
  for (const channel of channelIds) {
    const conversations = await tx.conversations.byPerson({ channel, channelUserId });
    if (conversations.length > 0) known.push(channel);
  }
  return known;
}
