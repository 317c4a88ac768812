// Deeds on the platform's own session: to one person there, or into the pool for whoever comes first. The platform is asked before
// anything is kept; asked again, it is found where it was put.
import { z } from 'zod';
import type { Outcome } from '../../base/errors.ts';
import type { Conversation } from '../../conversations/conversation.ts';
import { handToServicer, type SessionPorts, sendToPool } from '../../desk/sessions.ts';
import { staffById } from '../../tickets/house.ts';
import { problem } from '../problem.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { actorFor } from './behalf.ts';
import { id, onBehalfOf, word } from './inputs.ts';
import type { ApiPorts } from './ports.ts';
import { type Asked, deedRoute, type Route, refusalAnswer } from './route.ts';
import { conversationView } from './schemas.ts';
import { viewConversation } from './views.ts';

const oneConversation = z.strictObject({ conversationId: id });
const notFound = declined(problem(404, 'desk/conversation-not-found', '没有找到这个会话'));
const conflict = {
  ok: false,
  code: 'desk/version-conflict',
  say: '这个会话刚刚有新的变化，请刷新后再操作',
} as const;
/** Shorter than a caller waits, longer than the platform takes. */
const PATIENCE_MS = 12_000;

type Move<B> = (
  conversation: Conversation,
  body: B,
  ports: SessionPorts,
  signal: AbortSignal,
) => Promise<Outcome<Conversation>>;

function sessionDeed<B extends z.ZodObject>(
  row: { path: string; operationId: string; summary: string; body: B },
  move: Move<z.output<B>>,
): Route {
  return deedRoute({
    path: `/conversations/{conversationId}/${row.path}`,
    operationId: row.operationId,
    summary: row.summary,
    params: oneConversation,
    body: row.body,
    answer: conversationView,
    problems: [503],
    beforehand: (asked, ports) => moveThere(asked, ports, move),
    async perform(tx, { params }) {
      const conversation = await tx.conversations.get(params.conversationId);
      return conversation ? json(viewConversation(conversation), conversation.version) : notFound;
    },
  });
}

/** Null when the platform has done it. */
async function moveThere<B>(
  { params, body, principal, expectedVersion }: Asked<{ conversationId: string }, B>,
  ports: ApiPorts,
  move: Move<B>,
): Promise<ApiAnswer | null> {
  const { store, house, clock } = ports;
  const conversation = await store.read((tx) => tx.conversations.get(params.conversationId));
  if (!conversation) return notFound;
  const by = actorFor(
    principal,
    (body as { onBehalfOf?: string }).onBehalfOf,
    conversation.communityId,
    house,
  );
  if (!by.ok) return refusalAnswer(by, null);
  const current = { view: viewConversation(conversation), version: conversation.version };
  if (expectedVersion !== undefined && expectedVersion !== conversation.version)
    return refusalAnswer(conflict, current);
  const patience = new AbortController();
  const callOff = clock.wakeAt(clock.now() + PATIENCE_MS, () => patience.abort());
  try {
    const sessions = ports.sessions ?? (() => null);
    const moved = await move(conversation, body, { store, house, sessions }, patience.signal);
    return moved.ok ? null : refusalAnswer(moved, null);
  } finally {
    callOff();
  }
}

const toServicer = sessionDeed(
  {
    path: 'hand-to-servicer',
    operationId: 'handToServicer',
    summary:
      'The session goes to this person in the platform’s own client, who must be receiving there; the bot is silent until it ends.',
    body: z.strictObject({ to: word.meta({ description: 'Staff id of the person.' }), onBehalfOf }),
  },
  async ({ id, communityId }, { to }, ports, signal) => {
    const member = staffById(ports.house, to);
    if (!member?.communityIds.includes(communityId))
      return { ok: false, code: 'api/unknown-staff', say: '这个小区没有这位同事' };
    return handToServicer(id, member.wecomUserId, ports, signal);
  },
);

const toPool = sessionDeed(
  {
    path: 'send-to-pool',
    operationId: 'sendToPool',
    summary:
      'The session goes into the platform’s waiting pool, for whoever receives there; the bot is silent until it ends.',
    body: z.strictObject({ onBehalfOf }),
  },
  ({ id }, _body, ports, signal) => sendToPool(id, ports, signal),
);

export const sessionRoutes: readonly Route[] = [toServicer, toPool];
