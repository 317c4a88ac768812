// Conversations as staff see them: the queue, one with everything around it, its thread, and who is looking.
import { z } from 'zod';
import type { Conversation } from '../../conversations/conversation.ts';
import { conversationsElsewhere, standing } from '../../homes/bind-home.ts';
import { sayPlace } from '../../homes/occupant.ts';
import { openedAt } from '../../outbox/allowance.ts';
import { type Account, actorIdOf, worksFor } from '../../people/account.ts';
import { queueShelves, type Tx } from '../../storage/contract.ts';
import { type House, staffById } from '../../tickets/house.ts';
import { incidentsBeside } from '../../tickets/incident-words.ts';
import { complainedOfIn } from '../../tickets/sight.ts';
import { declined, json } from '../api/answer.ts';
import { seesTicket } from '../api/behalf.ts';
import { id, pageSize, ticketCursor, word } from '../api/inputs.ts';
import type { Principal } from '../api/principal.ts';
import { deedRoute, type Route, readRoute } from '../api/route.ts';
import { viewMessages, viewTicket } from '../api/views.ts';
import { problem } from '../problem.ts';
import { viewOwnDraft } from './own-draft.ts';
import type { DeskPorts } from './ports.ts';
import { anything, nothing } from './shapes.ts';
import { homeText, viewAllowance, viewPhone, viewQueueRow, viewUnderstood } from './views.ts';

const oneConversation = z.strictObject({ conversationId: id });

export const REVEALS_PER_HOUR = 30;
const HOUR_MS = 3_600_000;
/** Chosen, not written: what is written into a log about a person is one more thing to protect. */
export const revealReasons = ['call-back', 'visit', 'emergency', 'identity', 'other'] as const;

export function personOf(principal: Principal): Account {
  if (!principal.person) throw new Error('a console route without a person');
  return principal.person;
}

/** The communities a list may show: those of the person, narrowed by what was asked for. */
export function communitiesFor(
  person: Account,
  asked: string | undefined,
  house: Pick<House, 'communities'>,
): readonly string[] {
  const all = house.communities.map((each) => each.id).filter((each) => worksFor(person, each));
  return asked === undefined ? all : all.filter((each) => each === asked);
}

/** Whoever is on no roster speaks under the name of the account; who speaks as a program is one of ours all the same. */
export async function nameOf(tx: Tx, actorId: string, house: Pick<House, 'people'>): Promise<string> {
  return staffById(house, actorId)?.name ?? (await tx.people.get(actorId))?.name ?? '同事';
}

/** Conversations of the same person on other channels, the one they were in last first. */
async function whereElse(tx: Tx, { residentId, communityId }: Conversation): Promise<Conversation[]> {
  const found: Conversation[] = [];
  for (const id of await conversationsElsewhere(tx, residentId)) {
    const other = await tx.conversations.get(id);
    if (other?.communityId === communityId) found.push(other);
  }
  return found.sort((a, b) => (b.lastMessageAt ?? 0) - (a.lastMessageAt ?? 0));
}

/** Which lines of the house register they are. */
async function viewKnownAs(tx: Tx, residentId: string) {
  const known = await standing(tx, residentId);
  return known.map(({ binding, occupant }) => ({
    ...{ home: sayPlace(occupant.place), relation: occupant.relation, how: binding.how, at: binding.fromAt },
  }));
}

/** What the bot would have said, for whoever speaks with them now and for nobody else. */
async function viewSuggestions(tx: Tx, { id, owner }: Conversation, actorId: string) {
  if (owner.kind !== 'staff' || owner.staffId !== actorId) return [];
  const own = (await tx.drafts.open(id)).filter(({ by }) => by === null);
  return own.map(({ id: draftId, text }) => ({ id: draftId, text }));
}

async function viewHold(tx: Tx, conversationId: string, house: Pick<House, 'people'>) {
  const hold = await tx.holds.standing(conversationId);
  return hold && { reason: hold.reason, by: await nameOf(tx, hold.by, house), at: hold.at };
}

export function createConversationRoutes(ports: DeskPorts): Route[] {
  const { clock, house } = ports;

  const queue = readRoute({
    path: '/queue',
    operationId: 'listQueue',
    summary: 'Conversations on one shelf, newest word first.',
    params: nothing,
    query: z.strictObject({
      shelf: z.enum(queueShelves),
      community: word.optional(),
      cursor: ticketCursor.optional(),
      limit: pageSize,
    }),
    answer: anything,
    handle: ({ query, principal }, { store }) =>
      store.read(async (tx) => {
        const person = personOf(principal);
        const communityIds = communitiesFor(person, query.community, house);
        const filter = { communityIds, shelf: query.shelf, staffId: actorIdOf(person) };
        const page = await tx.queue.list(filter, { after: query.cursor ?? null, limit: query.limit });
        const counts = await tx.queue.counts(filter);
        const items = [];
        for (const row of page.items) {
          const about = await complainedOfIn(tx, row.conversation.id);
          if (!about.includes(filter.staffId)) items.push(viewQueueRow(row));
        }
        return json({ items, nextCursor: page.next, counts });
      }),
  });

  const one = readRoute({
    path: '/conversations/{conversationId}',
    operationId: 'getDeskConversation',
    summary:
      'One conversation with what stands around it: resident, tickets, what was understood, what may be sent.',
    params: oneConversation,
    query: nothing,
    answer: anything,
    handle: ({ params, principal }, { store }) =>
      store.read(async (tx) => {
        const row = await tx.queue.one(params.conversationId);
        if (!row) return declined(problem(404, 'desk/conversation-not-found', '没有找到这个会话'));
        const { conversation } = row;
        const profile = await tx.residents.profile(conversation.residentId);
        const windowAt = openedAt(conversation);
        const used = windowAt === null ? 0 : await tx.quota.used(conversation.id, windowAt);
        const tickets = [];
        const elsewhere = await whereElse(tx, conversation);
        for (const conversationId of [...elsewhere.map(({ id }) => id), conversation.id]) {
          const { items } = await tx.tickets.list({ conversationId }, { after: null, limit: 20 });
          for (const ticket of items)
            if (await seesTicket(tx, ticket, principal))
              tickets.push(await viewTicket(tx, ticket, principal));
        }
        const { owner } = conversation;
        return json({
          ...viewQueueRow(row),
          ownerName: owner.kind === 'staff' ? await nameOf(tx, owner.staffId, house) : null,
          profile: {
            name: profile?.name ?? null,
            phone: viewPhone(profile?.phone ?? null),
            home: profile?.home ? homeText(profile.home) : null,
            verified: profile?.verified
              ? { home: homeText(profile.verified.home), at: profile.verified.at }
              : null,
          },
          knownAs: await viewKnownAs(tx, conversation.residentId),
          elsewhere: elsewhere.map(({ id, channel, lastMessageAt }) => ({
            id,
            channel,
            lastAt: lastMessageAt,
          })),
          privacy: (await tx.privacyRequests.ofConversation(conversation.id))
            .filter(({ endedAt }) => endedAt === null)
            .map(({ kind, askedAt, dueAt }) => ({ kind, askedAt, dueAt })),
          hold: await viewHold(tx, conversation.id, house),
          tickets: tickets.reverse(),
          suggestions: await viewSuggestions(tx, conversation, actorIdOf(personOf(principal))),
          draft: await viewOwnDraft(tx, conversation.id, personOf(principal)),
          understood: viewUnderstood(conversation),
          allowance: viewAllowance(conversation, ports.rulesOf(conversation.channel), used, clock.now()),
          incidents: await incidentsBeside(tx, conversation.communityId, conversation.residentId),
          handoff: house.handoffOf(conversation),
          now: clock.now(),
        });
      }),
  });

  const thread = readRoute({
    path: '/conversations/{conversationId}/thread',
    operationId: 'getThread',
    summary: 'The newest messages, oldest of them first; `before` goes further back.',
    params: oneConversation,
    query: z.strictObject({ before: word.optional(), limit: pageSize }),
    answer: anything,
    handle: ({ params, query, principal }, { store }) =>
      store.read(async (tx) => {
        const page = {
          limit: query.limit,
          ...(query.before === undefined ? {} : { beforeId: query.before }),
        };
        const found = await tx.messages.latest(params.conversationId, page);
        const items = await viewMessages(tx, found, principal);
        const speakers: (string | null)[] = [];
        for (const { staffId } of found)
          speakers.push(staffId === null ? null : await nameOf(tx, staffId, house));
        return json({
          items: items.map((item, index) => ({
            ...item,
            speaker: speakers[index] ?? null,
            pastTerm: found[index]?.content === null && found[index]?.recalledAt === null,
            attachments: item.attachments.map((each) => ({
              ...each,
              url: each.url?.replace('/api/v1/', '/desk/api/') ?? null,
            })),
          })),
          hasMore: found.length === query.limit,
        });
      }),
  });

  const presence = deedRoute({
    path: '/conversations/{conversationId}/presence',
    operationId: 'notePresence',
    summary: 'Tells the other open pages that somebody looks at this conversation or writes in it.',
    params: oneConversation,
    body: z.strictObject({ typing: z.boolean() }),
    answer: anything,
    async perform(_tx, { params, body, principal }) {
      const person = personOf(principal);
      const name = staffById(house, actorIdOf(person))?.name ?? person.name;
      const what = body.typing ? 'typing' : 'viewing';
      ports.live.publish({
        topic: 'desk',
        kind: `presence.${what}:${actorIdOf(person)}:${name}`,
        subjectId: params.conversationId,
      });
      return json({ ok: true });
    },
  });

  const reveal = deedRoute({
    path: '/conversations/{conversationId}/reveal',
    operationId: 'revealResident',
    summary: 'The resident unmasked, with a reason that is kept.',
    params: oneConversation,
    body: z.strictObject({ reason: z.enum(revealReasons) }),
    answer: anything,
    problems: [429],
    async perform(tx, { params, body, principal }) {
      const person = personOf(principal);
      const now = clock.now();
      const conversation = await tx.conversations.get(params.conversationId);
      const entry = {
        at: now,
        accountId: person.id,
        role: person.role,
        action: 'reveal',
        object: params.conversationId,
        detail: { reason: body.reason },
        address: null,
      };
      const waitMs = await tx.limits.take(
        `reveal:${person.id}`,
        { max: REVEALS_PER_HOUR, perMs: HOUR_MS },
        now,
      );
      if (waitMs > 0 || !conversation) {
        await tx.audit.add({ ...entry, result: 'refused' });
        return declined(
          problem(429, 'desk/too-many-reveals', `一小时内最多查看 ${REVEALS_PER_HOUR} 次，请稍后再看`),
        );
      }
      const profile = await tx.residents.profile(conversation.residentId);
      const phones = new Set<string>(profile?.phone ? [profile.phone] : []);
      for (const ticket of await tx.tickets.openOf(conversation.id)) {
        if (ticket.contact.phone) phones.add(ticket.contact.phone);
      }
      await tx.audit.add({ ...entry, result: 'done' });
      return json({ name: profile?.name ?? null, phones: [...phones] });
    },
  });

  const phrases = readRoute({
    path: '/phrases',
    operationId: 'listPhrases',
    summary: 'Approved wordings without gaps, for the picker.',
    params: nothing,
    query: nothing,
    answer: anything,
    handle: async () => json({ items: ports.phrases() }),
  });

  return [queue, one, thread, presence, reveal, phrases];
}
