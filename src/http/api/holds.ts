// 依法保留: nothing of a conversation goes, by its term or by a wish, until it is lifted.
import { z } from 'zod';
import type { Outcome } from '../../base/errors.ts';
import type { Tx } from '../../storage/contract.ts';
import { type HoldBy, liftHold, placeHold } from '../../tickets/legal-hold.ts';
import { type ApiAnswer, json } from './answer.ts';
import { id, onBehalfOf } from './inputs.ts';
import { maskPhonesIn } from './masking.ts';
import type { ApiPorts } from './ports.ts';
import type { Principal } from './principal.ts';
import { whoFor } from './privacy.ts';
import { deedRoute, type Route, refusalAnswer } from './route.ts';
import { conversationView } from './schemas.ts';
import { viewConversation } from './views.ts';

type Asked = {
  params: { conversationId: string };
  body: { onBehalfOf?: string | undefined };
  principal: Principal;
};

/** The number of a case: nothing about a person. It stands in the record of deeds, of which nothing can be taken off. */
const body = z.strictObject({
  reason: z.string().trim().min(1).max(80).overwrite(maskPhonesIn),
  onBehalfOf,
});

const onConversation = {
  params: z.strictObject({ conversationId: id }),
  answer: conversationView,
  problems: [404],
};

async function doneBy(
  tx: Tx,
  { params, body, principal }: Asked,
  house: ApiPorts['house'],
  act: (by: HoldBy) => Promise<Outcome<unknown>>,
): Promise<ApiAnswer> {
  const found = await whoFor(tx, params.conversationId, { principal, onBehalfOf: body.onBehalfOf }, house);
  if ('refusal' in found) return found.refusal;
  const { conversation, who } = found;
  const done = await act(who);
  return done.ok ? json(viewConversation(conversation), conversation.version) : refusalAnswer(done, null);
}

const place = deedRoute({
  ...onConversation,
  path: '/conversations/{conversationId}/hold',
  operationId: 'placeHold',
  summary: 'Nothing of this conversation is deleted until it is lifted: a lawsuit or an authority needs it.',
  body,
  perform: (tx, asked, { house }) =>
    doneBy(tx, asked, house, (by) =>
      placeHold(tx, asked.params.conversationId, asked.body.reason, by, house),
    ),
});

const lift = deedRoute({
  ...onConversation,
  path: '/conversations/{conversationId}/lift-hold',
  operationId: 'liftHold',
  summary: 'What is past its term may go again.',
  body,
  perform: (tx, asked, { house }) =>
    doneBy(tx, asked, house, (by) => liftHold(tx, asked.params.conversationId, asked.body.reason, by, house)),
});

export const holdRoutes: readonly Route[] = [place, lift];
