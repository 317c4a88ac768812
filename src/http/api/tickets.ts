// Tickets over the API: the list in order of change, one ticket, its history, and the deeds of this version.
import { z } from 'zod';
import { type ChannelId, channelIds } from '../../channels/contract.ts';
import type { Tx } from '../../storage/contract.ts';
import { clocksOf } from '../../tickets/clock-history.ts';
import { previewDelay } from '../../tickets/delay.ts';
import { problem, problemOf } from '../problem.ts';
import { withoutAbsent } from './absent.ts';
import { declined, json } from './answer.ts';
import { readingAs, seesTicket } from './behalf.ts';
import { clockRunView, viewClockRun } from './clock-views.ts';
import { asSeenBy, delayReason, instantInput, pageSize, ticketCursor, word } from './inputs.ts';
import { type Route, readRoute } from './route.ts';
import { channelId, ticketEventView, ticketKind, ticketStatus, ticketView } from './schemas.ts';
import { ticketRead } from './ticket-read.ts';
import { viewTicket, viewTicketEvent } from './views.ts';

const list = readRoute({
  path: '/tickets',
  operationId: 'listTickets',
  summary:
    'Tickets in order of change, oldest change first; poll with updatedAfter or go on with the cursor.',
  params: z.strictObject({}),
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
    onBehalfOf: asSeenBy,
  }),
  answer: z.strictObject({ items: z.array(ticketView), nextCursor: z.string().nullable() }),
  problems: [422],
  handle: ({ query, principal }, { store, house }) =>
    store.read(async (tx) => {
      const { community, channelUserId, cursor, limit, onBehalfOf, ...rest } = query;
      const reader = readingAs(principal, onBehalfOf, house);
      if (!reader.ok) return declined(problemOf(reader));
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
      // A page may hold fewer than were asked for, never what is not theirs to read.
      for (const ticket of page.items) {
        if (await seesTicket(tx, ticket, reader.value))
          items.push(await viewTicket(tx, ticket, reader.value));
      }
      return json({ items, nextCursor: page.next });
    }),
});

const get = ticketRead({
  path: '',
  operationId: 'getTicket',
  summary: 'One ticket.',
  answer: ticketView,
  versioned: true,
  read: async (tx, ticket, { reader }) => json(await viewTicket(tx, ticket, reader), ticket.version),
});

const events = ticketRead({
  path: '/events',
  operationId: 'listTicketEvents',
  summary: 'The history of a ticket, oldest first. It is only ever added to.',
  answer: z.strictObject({ items: z.array(ticketEventView) }),
  async read(tx, ticket, { principal }) {
    const history = await tx.tickets.events(ticket.id);
    return json({ items: history.map((event) => viewTicketEvent(event, principal)) });
  },
});

const clocks = ticketRead({
  path: '/clocks',
  operationId: 'listTicketClocks',
  summary: 'Every clock it ever had, one row for each time it ran, earlier cycles among them.',
  answer: z.strictObject({ items: z.array(clockRunView) }),
  async read(tx, ticket, _asked, house) {
    const runs = clocksOf(await tx.tickets.events(ticket.id), ticket, house);
    return json({ items: runs.map(viewClockRun) });
  },
});

const delayPreview = ticketRead({
  path: '/delay-preview',
  operationId: 'previewDelay',
  summary: 'What the resident would read if this delay were allowed.',
  fields: { reason: delayReason, alternative: word, dueAt: instantInput },
  answer: z.strictObject({ text: z.string() }),
  async read(_, ticket, { query }, house) {
    const words = previewDelay(ticket, query, house);
    return words.ok ? json({ text: words.value }) : declined(problemOf(words));
  },
});

export const ticketRoutes: readonly Route[] = [list, get, events, clocks, delayPreview];

/** The channels this person has written on; nearly always one. */
async function channelsOf(tx: Tx, channelUserId: string): Promise<ChannelId[]> {
  const known: ChannelId[] = [];
  for (const channel of channelIds) {
    const conversations = await tx.conversations.byPerson({ channel, channelUserId });
    if (conversations.length > 0) known.push(channel);
  }
  return known;
}
