// The deletion itself: ordered by a manager once nothing of theirs is open, said to the resident first, and done when those words are out.
// What is left are tickets and counts that lead to nobody.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { keepConversation } from '../conversations/keep.ts';
import { conversationsElsewhere, unbindHome } from '../homes/bind-home.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import type { Role } from '../people/account.ts';
import { languageKept } from '../replies/language.ts';
import type { Job, Tx } from '../storage/contract.ts';
import type { House } from './house.ts';
import { PRIVACY_JOB } from './privacy.ts';

export const ERASE_JOB = 'privacy.erase';

const MINUTE_MS = 60_000;
/** So often it is looked whether the words are out; then it is done all the same. */
const MOST_ROUNDS = 30;

export async function orderErasure(
  tx: Tx,
  conversationId: string,
  by: { staffId: string; accountId: string | null; role: Role | null },
  house: House,
): Promise<Outcome<Conversation>> {
  const conversation = await tx.conversations.get(conversationId);
  if (!conversation) return refused('desk/conversation-not-found', '没有找到这个会话');
  const asked = await tx.privacyRequests.ofConversation(conversationId);
  const request = asked.find(({ kind, endedAt }) => kind === 'erase' && endedAt === null);
  if (!request) return refused('privacy/not-asked', '住户没有要求删除，或者已经办完了，请刷新再看');
  const ids = await conversationsOf(tx, conversation);
  if (await isHeld(tx, ids)) return refused('privacy/held', '这位住户的资料正在依法保留，解除以后再删');
  const open = await openCodes(tx, ids);
  if (open.length > 0)
    return refused('privacy/open-matters', `还有没办完的单子，先办完再删：${open.join('、')}`);
  const now = house.clock.now();
  const messageId = await sayFarewell(tx, conversation, request.id, house);
  const payload = { requestId: request.id, messageId, by: by.staffId, round: 1 };
  // Ordered again after something had come in between: the job of then is done, and stands in the way of an added one.
  await tx.jobs.move({ ...eraseJob(conversationId, payload), dueAt: now });
  await tx.audit.add({
    ...{ at: now, accountId: by.accountId, role: by.role, action: 'erase-ordered', object: conversationId },
    ...{ detail: { requestId: request.id, by: by.staffId }, address: null, result: 'done' },
  });
  return accepted(conversation);
}

type Payload = { requestId: string; messageId: string; by: string; round: number };

const eraseJob = (conversationId: string, payload: Payload) => ({
  ...{ kind: ERASE_JOB, subjectId: conversationId, payload },
  uniqueKey: `${ERASE_JOB}:${payload.requestId}:${payload.round}`,
});

/** What came in between stops it: the request stays open, and whoever has it sees why. */
export async function eraseStep(tx: Tx, job: Job, house: House): Promise<void> {
  const { requestId, messageId, by, round } = job.payload as Payload;
  const conversation = await tx.conversations.get(job.subjectId);
  const request = await tx.privacyRequests.get(requestId);
  if (!conversation || request === null || request.endedAt !== null) return;
  const ids = await conversationsOf(tx, conversation);
  if ((await openCodes(tx, ids)).length > 0 || (await isHeld(tx, ids))) return;
  const now = house.clock.now();
  if (await isStillTalking(tx, ids, messageId, round)) {
    await tx.jobs.move({
      ...eraseJob(job.subjectId, { requestId, messageId, by, round: round + 1 }),
      dueAt: now + MINUTE_MS,
    });
    return;
  }
  const who = { endedBy: by, accountId: null, role: null, reason: 'withdrawn' as const };
  for (const id of ids) {
    const each = await tx.conversations.get(id);
    if (!each) continue;
    await unbindHome(tx, each, who, house);
    await tx.residents.erase(each.residentId, now);
    for (const one of await tx.privacyRequests.ofConversation(id)) {
      if (!(await tx.privacyRequests.end(one.id, { at: now, by, outcome: 'done' }))) continue;
      await tx.tasks.finish(`privacy:${one.id}`, now);
      await tx.jobs.cancel(PRIVACY_JOB, one.id);
    }
    await tx.audit.add({
      ...{ at: now, accountId: null, role: null, action: 'erased', object: id, address: null },
      ...{ detail: { requestId, by }, result: 'done' },
    });
  }
}

/** In the order in which all who take several conversations take them. */
async function conversationsOf(tx: Tx, { id, residentId }: Conversation): Promise<string[]> {
  return [id, ...(await conversationsElsewhere(tx, residentId))].sort();
}

async function isHeld(tx: Tx, conversationIds: readonly string[]): Promise<boolean> {
  for (const id of conversationIds) if ((await tx.holds.standing(id)) !== null) return true;
  return false;
}

async function openCodes(tx: Tx, conversationIds: readonly string[]): Promise<string[]> {
  const codes: string[] = [];
  for (const id of conversationIds) codes.push(...(await tx.tickets.openOf(id)).map(({ code }) => code));
  return codes;
}

async function isStillTalking(
  tx: Tx,
  conversationIds: readonly string[],
  messageId: string,
  round: number,
): Promise<boolean> {
  for (const id of conversationIds) if ((await tx.inbox.pending(id)).length > 0) return true;
  const isOnItsWay = (await tx.messages.get(messageId))?.delivery?.state === 'queued';
  return isOnItsWay && round < MOST_ROUNDS;
}

async function sayFarewell(
  tx: Tx,
  conversation: Conversation,
  requestId: string,
  house: House,
): Promise<string> {
  const { id: conversationId, channel, flowState } = conversation;
  const to = { conversationId, channel, lang: languageKept(flowState) };
  const messageId = await enqueueReply(
    tx,
    conversation,
    {
      content: house.say('privacy.erasing', {}, to),
      ...{ author: 'system', replyKey: 'privacy.erasing', slotClass: 'ticket' },
      ...{ mayMerge: true, promise: false },
      occasion: { of: ['privacy', requestId, 'erasing'], ordinal: 0, mayRecur: true, isFromBefore: false },
    },
    house.clock.now(),
  );
  await keepConversation(tx, conversation);
  return messageId;
}
