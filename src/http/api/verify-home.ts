// 核对身份 over the API: which home whoever writes in a conversation belongs to, and by what a colleague knows.
import { z } from 'zod';
import { refused } from '../../base/errors.ts';
import { proofs, verifyHome } from '../../desk/verify-home.ts';
import { unbindHome } from '../../homes/bind-home.ts';
import { bindingEndings } from '../../homes/binding.ts';
import { problem } from '../problem.ts';
import { declined, json } from './answer.ts';
import { actorFor } from './behalf.ts';
import { id, onBehalfOf, word } from './inputs.ts';
import { deedRoute, type Route, refusalAnswer } from './route.ts';
import { conversationView } from './schemas.ts';
import { viewConversation } from './views.ts';

const verify = deedRoute({
  path: '/conversations/{conversationId}/verify-home',
  operationId: 'verifyHome',
  summary:
    'A colleague has made sure that the resident belongs to this home; only then its bills are told to them.',
  params: z.strictObject({ conversationId: id }),
  body: z.strictObject({
    home: word.meta({ description: '3-2-501 or 3栋2单元501.' }),
    how: z.enum(proofs),
    name: word.optional().meta({ description: 'Whom of that home it is, as the house register has them.' }),
    onBehalfOf,
  }),
  answer: conversationView,
  problems: [404],
  async perform(tx, { params, body, principal }, { house, clock }) {
    const conversation = await tx.conversations.get(params.conversationId);
    if (!conversation) return declined(problem(404, 'desk/conversation-not-found', '没有找到这个会话'));
    const { home, how, name, onBehalfOf: behalf } = body;
    const by = actorFor(principal, behalf, conversation.communityId, house);
    if (!by.ok) return refusalAnswer(by, null);
    const { person } = principal;
    const who = { accountId: person?.id ?? null, role: person?.role ?? null };
    const done = await verifyHome(
      tx,
      conversation.id,
      { staffId: by.value.staffId, ...who, home, how, name },
      house,
    );
    if (!done.ok) return refusalAnswer(done, null);
    await tx.audit.add({
      ...{ at: clock.now(), accountId: person?.id ?? null, role: person?.role ?? null },
      ...{ action: 'verify-home', object: conversation.id, address: null, result: 'done' },
      detail: { how, by: by.value.staffId },
    });
    return json(viewConversation(done.value), done.value.version);
  },
});

const unbind = deedRoute({
  path: '/conversations/{conversationId}/unbind-home',
  operationId: 'unbindHome',
  summary:
    'Whoever writes here is not the person on record they were taken for: nothing of that person is told or shown here any more.',
  params: z.strictObject({ conversationId: id }),
  body: z.strictObject({ reason: z.enum(bindingEndings), onBehalfOf }),
  answer: conversationView,
  problems: [404, 409],
  async perform(tx, { params, body, principal }, { house }) {
    const conversation = await tx.conversations.get(params.conversationId);
    if (!conversation) return declined(problem(404, 'desk/conversation-not-found', '没有找到这个会话'));
    const by = actorFor(principal, body.onBehalfOf, conversation.communityId, house);
    if (!by.ok) return refusalAnswer(by, null);
    if (by.value.staffId === null)
      return refusalAnswer(refused('desk/person-needed', '请写明是哪位同事'), null);
    const { person } = principal;
    const who = { endedBy: by.value.staffId, accountId: person?.id ?? null, role: person?.role ?? null };
    if (!(await unbindHome(tx, conversation, { ...who, reason: body.reason }, house)))
      return declined(problem(409, 'desk/not-bound', '这位住户没有认证过，或者已经取消了，请刷新再看'));
    return json(viewConversation(conversation), conversation.version);
  },
});

export const verifyHomeRoutes: readonly Route[] = [verify, unbind];
