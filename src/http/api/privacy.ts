// What a resident wants done with what is kept of them, ended with what came of it.
import { z } from 'zod';
import { refused } from '../../base/errors.ts';
import { privacyKinds, privacyOutcomes } from '../../homes/privacy-request.ts';
import type { Tx } from '../../storage/contract.ts';
import { orderErasure } from '../../tickets/erase.ts';
import { settlePrivacy } from '../../tickets/privacy.ts';
import { problem } from '../problem.ts';
import { declined, json } from './answer.ts';
import { actorFor } from './behalf.ts';
import { id, onBehalfOf } from './inputs.ts';
import type { ApiPorts } from './ports.ts';
import type { Principal } from './principal.ts';
import { deedRoute, type Route, refusalAnswer } from './route.ts';
import { conversationView } from './schemas.ts';
import { viewConversation } from './views.ts';

/** Whoever does it answers for it: a program names the colleague. */
export async function whoFor(
  tx: Tx,
  conversationId: string,
  { principal, onBehalfOf: named }: { principal: Principal; onBehalfOf: string | undefined },
  house: ApiPorts['house'],
) {
  const conversation = await tx.conversations.get(conversationId);
  if (!conversation)
    return { refusal: declined(problem(404, 'desk/conversation-not-found', '没有找到这个会话')) };
  const by = actorFor(principal, named, conversation.communityId, house);
  if (!by.ok) return { refusal: refusalAnswer(by, null) };
  const { staffId } = by.value;
  if (staffId === null)
    return { refusal: refusalAnswer(refused('desk/person-needed', '请写明是哪位同事办的'), null) };
  const { person } = principal;
  return {
    conversation,
    who: { staffId, accountId: person?.id ?? null, role: person?.role ?? null },
  };
}

const settle = deedRoute({
  path: '/conversations/{conversationId}/settle-privacy',
  operationId: 'settlePrivacy',
  summary: 'A request about what is kept of the resident is answered; they hear it in the conversation.',
  params: z.strictObject({ conversationId: id }),
  body: z.strictObject({ kind: z.enum(privacyKinds), outcome: z.enum(privacyOutcomes), onBehalfOf }),
  answer: conversationView,
  problems: [404],
  async perform(tx, { params, body, principal }, { house }) {
    const found = await whoFor(tx, params.conversationId, { principal, onBehalfOf: body.onBehalfOf }, house);
    if ('refusal' in found) return found.refusal;
    const { conversation, who } = found;
    const asked = await tx.privacyRequests.ofConversation(conversation.id);
    const open = asked.find(({ kind, endedAt }) => kind === body.kind && endedAt === null);
    if (!open) return refusalAnswer(refused('privacy/not-found', '没有这样的请求，请刷新再看'), null);
    const done = await settlePrivacy(tx, open.id, { ...who, outcome: body.outcome }, house);
    if (!done.ok) return refusalAnswer(done, null);
    const now = (await tx.conversations.get(conversation.id)) ?? conversation;
    return json(viewConversation(now), now.version);
  },
});

const erase = deedRoute({
  path: '/conversations/{conversationId}/erase-resident',
  operationId: 'eraseResident',
  summary:
    'Everything of a resident who asked for it is deleted, once they have been told and nothing of theirs is open.',
  params: z.strictObject({ conversationId: id }),
  body: z.strictObject({ onBehalfOf }),
  answer: conversationView,
  problems: [404],
  async perform(tx, { params, body, principal }, { house }) {
    const found = await whoFor(tx, params.conversationId, { principal, onBehalfOf: body.onBehalfOf }, house);
    if ('refusal' in found) return found.refusal;
    const { conversation, who } = found;
    const done = await orderErasure(tx, conversation.id, who, house);
    if (!done.ok) return refusalAnswer(done, null);
    return json(viewConversation(done.value), done.value.version);
  },
});

export const privacyRoutes: readonly Route[] = [settle, erase];
