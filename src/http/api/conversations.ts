// Conversations over the API: finding a person's, reading the thread, and speaking in it.
import { z } from 'zod';
import type { Outcome, Refusal } from '../../base/errors.ts';
import type { Conversation } from '../../conversations/conversation.ts';
import { handBack, passOn, replyAsStaff, takeOver } from '../../desk/ownership.ts';
import type { Account } from '../../people/account.ts';
import { unkindIn } from '../../replies/lint.ts';
import { phraseIn } from '../../replies/phrases.ts';
import type { Tx } from '../../storage/contract.ts';
import type { Actor } from '../../tickets/house.ts';
import { type Problem, problem } from '../problem.ts';
import { withoutAbsent } from './absent.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { actorFor } from './behalf.ts';
import { id, messageCursor, note, onBehalfOf, pageSize, replyText, word } from './inputs.ts';
import type { ApiPorts } from './ports.ts';
import type { Principal } from './principal.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from './route.ts';
import { channelId, conversationView, messageView, repliedView } from './schemas.ts';
import { viewConversation, viewMessages } from './views.ts';

const oneConversation = z.strictObject({ conversationId: id });
const nothing = z.strictObject({});

const notFound = problem(404, 'desk/conversation-not-found', '没有找到这个会话');

const list = readRoute({
  path: '/conversations',
  operationId: 'findConversations',
  summary: 'The conversations of one person on a channel, one per account.',
  params: nothing,
  query: z.strictObject({ channel: channelId, channelUserId: word }),
  answer: z.strictObject({ items: z.array(conversationView) }),
  handle: ({ query }, { store }) =>
    store.read(async (tx) => {
      const conversations = await tx.conversations.byPerson(query);
      return json({ items: conversations.map(viewConversation) });
    }),
});

const get = readRoute({
  path: '/conversations/{conversationId}',
  operationId: 'getConversation',
  summary: 'One conversation: who owns it and where it stands.',
  params: oneConversation,
  query: nothing,
  answer: conversationView,
  versioned: true,
  problems: [404],
  handle: ({ params }, { store }) =>
    store.read(async (tx) => {
      const conversation = await tx.conversations.get(params.conversationId);
      return conversation ? json(viewConversation(conversation), conversation.version) : declined(notFound);
    }),
});

const messages = readRoute({
  path: '/conversations/{conversationId}/messages',
  operationId: 'listMessages',
  summary: 'What was said, oldest first.',
  params: oneConversation,
  query: z.strictObject({ cursor: messageCursor.optional(), limit: pageSize }),
  answer: z.strictObject({ items: z.array(messageView), nextCursor: z.string().nullable() }),
  problems: [404],
  handle: ({ params, query, principal }, { store }) =>
    store.read(async (tx) => {
      const { conversationId } = params;
      if (!(await tx.conversations.get(conversationId))) return declined(notFound);
      const wrong = await cursorProblem(tx, conversationId, query.cursor);
      if (wrong) return declined(wrong);
      const page = withoutAbsent({ afterId: query.cursor, limit: query.limit + 1 });
      const found = await tx.messages.list(conversationId, page);
      const shown = found.slice(0, query.limit);
      const nextCursor = found.length > shown.length ? (shown.at(-1)?.id ?? null) : null;
      return json({ items: await viewMessages(tx, shown, principal), nextCursor });
    }),
});

/** A cursor of another thread would silently show nothing. */
async function cursorProblem(
  tx: Tx,
  conversationId: string,
  cursor: string | undefined,
): Promise<Problem | null> {
  if (cursor === undefined) return null;
  const message = await tx.messages.get(cursor);
  if (message?.conversationId === conversationId) return null;
  const errors = [{ in: 'query', name: 'cursor', message: 'is not a cursor of this listing' }] as const;
  return problem(400, 'api/bad-query', 'Something in the address is wrong; see errors.', {
    errors: [...errors],
  });
}

type Speaker = { staffId: string; source: Actor['source']; expectedVersion?: number };
type Spoken = { conversation: Conversation; messageId: string | null };

/** Every deed in a conversation goes the same way; only the function at its heart differs. */
function conversationDeed<B extends z.ZodObject>(
  row: { name: string; summary: string; body: B; answer: z.ZodType },
  deed: (
    tx: Tx,
    conversationId: string,
    by: Speaker,
    body: z.output<B>,
    ports: ApiPorts,
    principal: Principal,
  ) => Promise<Outcome<Spoken>>,
): Route {
  const { name, summary, body, answer } = row;
  return deedRoute({
    path: `/conversations/{conversationId}/${name}`,
    operationId: `${name}Conversation`,
    summary,
    params: oneConversation,
    body,
    answer,
    async perform(tx, { params, body, principal, expectedVersion }, ports) {
      const { conversationId } = params as { conversationId: string };
      const conversation = await tx.conversations.get(conversationId);
      if (!conversation) return declined(notFound);
      const by = actorFor(
        principal,
        (body as { onBehalfOf?: string }).onBehalfOf,
        conversation.communityId,
        ports.house,
      );
      if (!by.ok) return refusalAnswer(by, null);
      // The service account may own a conversation itself: a program of the house speaks there.
      const staffId = by.value.staffId ?? principal.id;
      const { source } = by.value.actor;
      const speaker = withoutAbsent({ staffId, source, expectedVersion });
      const done = await deed(tx, conversationId, speaker, body, ports, principal);
      return done.ok ? spokenAnswer(tx, done.value, principal) : refusedNow(tx, conversationId, done);
    },
  });
}

async function spokenAnswer(tx: Tx, spoken: Spoken, principal: Principal): Promise<ApiAnswer> {
  const view = viewConversation(spoken.conversation);
  const message = spoken.messageId === null ? null : await tx.messages.get(spoken.messageId);
  if (!message) return json(view, view.version);
  const [shown] = await viewMessages(tx, [message], principal);
  return json({ ...view, message: shown }, view.version);
}

async function refusedNow(tx: Tx, conversationId: string, refusal: Refusal): Promise<ApiAnswer> {
  const now = await tx.conversations.get(conversationId);
  return refusalAnswer(refusal, now && { view: viewConversation(now), version: now.version });
}

const withoutMessage = (done: Outcome<Conversation>): Outcome<Spoken> =>
  done.ok ? { ok: true, value: { conversation: done.value, messageId: null } } : done;

const takeover = conversationDeed(
  {
    name: 'takeover',
    summary: 'A person takes the conversation; words of the bot that are not out yet stay in.',
    body: z.strictObject({ onBehalfOf }),
    answer: conversationView,
  },
  async (tx, conversationId, by, _body, { house }) =>
    withoutMessage(await takeOver(tx, conversationId, by, house)),
);

const reply = conversationDeed(
  {
    name: 'reply',
    summary:
      'A person speaks, and owns the conversation from then on. The answer holds the message as it is queued.',
    body: z.strictObject({ onBehalfOf, text: replyText, draftId: id.optional() }),
    answer: repliedView,
  },
  async (tx, conversationId, by, { text, draftId }, ports, { person }) => {
    const phrase = phraseIn(text, ports.phrases?.() ?? []);
    const words = { text, ...withoutAbsent({ draftId }), ...(phrase === null ? {} : { replyKey: phrase }) };
    const done = await replyAsStaff(tx, conversationId, { ...by, ...words }, ports.house);
    if (done.ok && person) await noteUnkind(tx, text, { person, conversationId, at: ports.clock.now() });
    return done;
  },
);

/** The page has asked once more before such words went out; which rule it was is kept, never the words. */
async function noteUnkind(
  tx: Tx,
  text: string,
  { person, conversationId, at }: { person: Account; conversationId: string; at: number },
): Promise<void> {
  const rules = unkindIn(text);
  if (rules.length === 0) return;
  await tx.audit.add({
    ...{ at, accountId: person.id, role: person.role, action: 'unkind-words', object: conversationId },
    ...{ detail: { rules: rules.join(' ') }, address: null, result: 'done' },
  });
}

const handback = conversationDeed(
  {
    name: 'handback',
    summary: 'The conversation goes back to the bot; the resident is told.',
    body: z.strictObject({ onBehalfOf }),
    answer: conversationView,
  },
  async (tx, conversationId, { expectedVersion }, _body, { house }) =>
    withoutMessage(await handBack(tx, conversationId, withoutAbsent({ expectedVersion }), house)),
);

const transfer = conversationDeed(
  {
    name: 'transfer',
    summary: 'The conversation goes to a colleague, who is told; the bot stays silent.',
    body: z.strictObject({ onBehalfOf, to: id, note: note.optional() }),
    answer: conversationView,
  },
  async (tx, conversationId, { staffId, expectedVersion }, { to, note }, { house }) => {
    const by = withoutAbsent({ staffId, expectedVersion, to, note });
    return withoutMessage(await passOn(tx, conversationId, by, house));
  },
);

export const conversationRoutes: readonly Route[] = [
  list,
  get,
  messages,
  takeover,
  reply,
  handback,
  transfer,
];
