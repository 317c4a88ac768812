// 依法保留: nothing of a conversation goes, by its term or by a wish, until it is lifted.
import { z } from 'zod';
import { refused } from '../../base/errors.ts';
import { liftHold, placeHold } from '../../tickets/legal-hold.ts';
import { problem } from '../problem.ts';
import { declined, json } from './answer.ts';
import { actorFor } from './behalf.ts';
import { id, onBehalfOf } from './inputs.ts';
import { deedRoute, type Route, refusalAnswer } from './route.ts';
import { conversationView } from './schemas.ts';
import { viewConversation } from './views.ts';

const params = z.strictObject({ conversationId: id });

const place = deedRoute({
  path: '/conversations/{conversationId}/hold',
  operationId: 'placeHold',
  summary: 'Nothing of this conversation is deleted until it is lifted: a lawsuit or an authority needs it.',
  params,
  // The number of a case: nothing about a person.
  body: z.strictObject({ reason: z.string().trim().min(1).max(80), onBehalfOf }),
  answer: conversationView,
  problems: [404],
  async perform(tx, { params: { conversationId }, body, principal }, { house }) {
    const conversation = await tx.conversations.get(conversationId);
    if (!conversation) return declined(problem(404, 'desk/conversation-not-found', '没有找到这个会话'));
    const by = actorFor(principal, body.onBehalfOf, conversation.communityId, house);
    if (!by.ok) return refusalAnswer(by, null);
    const { staffId } = by.value;
    if (staffId === null) return refusalAnswer(refused('desk/person-needed', '请写明是哪位同事办的'), null);
    const { person } = principal;
    const who = { staffId, accountId: person?.id ?? null, role: person?.role ?? null };
    const done = await placeHold(tx, conversationId, body.reason, who, house);
    return done.ok ? json(viewConversation(conversation), conversation.version) : refusalAnswer(done, null);
  },
});

const lift = deedRoute({
  path: '/conversations/{conversationId}/lift-hold',
  operationId: 'liftHold',
  summary: 'What is past its term may go again.',
  params,
  body: z.strictObject({ onBehalfOf }),
  answer: conversationView,
  problems: [404],
  async perform(tx, { params: { conversationId }, body, principal }, { house }) {
    const conversation = await tx.conversations.get(conversationId);
    if (!conversation) return declined(problem(404, 'desk/conversation-not-found', '没有找到这个会话'));
    const by = actorFor(principal, body.onBehalfOf, conversation.communityId, house);
    if (!by.ok) return refusalAnswer(by, null);
    const { staffId } = by.value;
    if (staffId === null) return refusalAnswer(refused('desk/person-needed', '请写明是哪位同事办的'), null);
    const { person } = principal;
    const who = { staffId, accountId: person?.id ?? null, role: person?.role ?? null };
    const done = await liftHold(tx, conversationId, who, house);
    return done.ok ? json(viewConversation(conversation), conversation.version) : refusalAnswer(done, null);
  },
});

export const holdRoutes: readonly Route[] = [place, lift];
