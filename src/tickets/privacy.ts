// 删除我的信息, 撤回同意: taken down once with the day until which the company answers, said again before that day and on it, and ended
// by a colleague with what came of it.
import { type Outcome, refused } from '../base/errors.ts';
import { endOfServiceDay, sayInstant } from '../clocks/service-calendar.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { keepConversation } from '../conversations/keep.ts';
import type { PrivacyKind, PrivacyOutcome, PrivacyRequest } from '../homes/privacy-request.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import type { Role } from '../people/account.ts';
import { languageKept } from '../replies/language.ts';
import type { Job, Tx } from '../storage/contract.ts';
import { contactFor } from './departments.ts';
import type { House } from './house.ts';
import { tellStaff } from './paging.ts';

export const PRIVACY_JOB = 'privacy.due';

const DAY_MS = 24 * 3_600_000;
/** So long before the day somebody is reminded. */
const WARNED_MS = 3 * DAY_MS;

const WANTED: Record<PrivacyKind, string> = {
  erase: '住户要求删除个人信息',
  withdraw: '住户撤回了同意',
};

/** The request as it stands; asked again it is the same one. */
export async function requestPrivacy(
  tx: Tx,
  conversation: Pick<Conversation, 'id' | 'communityId'>,
  kind: PrivacyKind,
  house: House,
): Promise<PrivacyRequest | null> {
  const { id: conversationId, communityId } = conversation;
  const now = house.clock.now();
  const dueAt = endOfServiceDay(house.calendar, now, house.retention.privacyAnswerDays);
  const id = await tx.privacyRequests.add({ communityId, conversationId, kind, askedAt: now, dueAt });
  if (id !== null) {
    const task = { communityId, kind: 'privacy', conversationId, ticketId: null, reason: kind } as const;
    await tx.tasks.add({ ...task, createdAt: now, uniqueKey: `privacy:${id}` });
    for (const [step, at] of [dueAt - WARNED_MS, dueAt].entries())
      await tx.jobs.add({
        ...{ kind: PRIVACY_JOB, subjectId: id, dueAt: Math.max(at, now), payload: { step } },
        uniqueKey: `${PRIVACY_JOB}:${id}:${step}`,
      });
    await tx.audit.add({
      ...{ at: now, accountId: null, role: null, action: 'privacy-asked', object: conversationId },
      ...{ detail: { kind, requestId: id }, address: null, result: 'done' },
    });
    await tellWhoAnswers(tx, communityId, `${WANTED[kind]}，最晚${sayInstant(dueAt, now)} 前办好`, house);
  }
  const all = await tx.privacyRequests.ofConversation(conversationId);
  return all.find((each) => each.kind === kind && each.endedAt === null) ?? null;
}

/** The day comes near, or is there. */
export async function remindOfPrivacy(tx: Tx, { subjectId, payload }: Job, house: House): Promise<void> {
  const request = await tx.privacyRequests.get(subjectId);
  if (request === null || request.endedAt !== null) return;
  const when = sayInstant(request.dueAt, house.clock.now());
  const words = payload.step === 0 ? `还没办，最晚${when} 前` : `到期了还没办，原定${when} 前`;
  await tellWhoAnswers(tx, request.communityId, `${WANTED[request.kind]}：${words}`, house);
}

async function tellWhoAnswers(tx: Tx, communityId: string, words: string, house: House): Promise<void> {
  const { staff } = house.people();
  const manager = staff.find((one) => one.role === 'manager' && one.communityIds.includes(communityId));
  const person = manager ?? contactFor('service', communityId, house.clock.now(), house).person;
  if (person) await tellStaff(tx, person, `【个人信息】${words}。请在接待台打开会话办理。`, null, house);
}

/** What came of it; the resident hears it in the conversation it was asked in. */
export async function settlePrivacy(
  tx: Tx,
  id: string,
  by: { staffId: string; accountId: string | null; role: Role | null; outcome: PrivacyOutcome },
  house: House,
): Promise<Outcome<PrivacyRequest>> {
  const request = await tx.privacyRequests.get(id);
  if (!request) return refused('privacy/not-found', '没有找到这个请求');
  const now = house.clock.now();
  const { conversationId, kind } = request;
  const ended = { at: now, by: by.staffId, outcome: by.outcome };
  if (request.endedAt !== null || !(await tx.privacyRequests.end(id, ended)))
    return refused('privacy/settled-already', '这个请求已经办完了，请刷新再看');
  await tx.tasks.finish(`privacy:${id}`, now);
  await tx.jobs.cancel(PRIVACY_JOB, id);
  await tx.audit.add({
    ...{ at: now, accountId: by.accountId, role: by.role, action: 'privacy-settled', object: conversationId },
    ...{
      detail: { kind, outcome: by.outcome, by: by.staffId, requestId: id },
      address: null,
      result: 'done',
    },
  });
  const conversation = await tx.conversations.get(conversationId);
  if (conversation) await tellOutcome(tx, conversation, request, by.outcome, house);
  return { ok: true, value: { ...request, endedAt: now, endedBy: by.staffId, outcome: by.outcome } };
}

async function tellOutcome(
  tx: Tx,
  conversation: Conversation,
  { id }: PrivacyRequest,
  outcome: PrivacyOutcome,
  house: House,
): Promise<void> {
  const { id: conversationId, channel, communityId } = conversation;
  const key = `privacy.${outcome.replaceAll('-', '_')}`;
  const phone = house.communities.find((each) => each.id === communityId)?.office.phone ?? '';
  const to = { conversationId, channel, lang: languageKept(conversation.flowState) };
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say(key, { 'team.phone': phone }, to),
      ...{ author: 'system', replyKey: key, slotClass: 'ticket', mayMerge: true, promise: true },
      occasion: { of: ['privacy', id], ordinal: 0, mayRecur: true, isFromBefore: false },
    },
    house.clock.now(),
  );
  await keepConversation(tx, conversation);
}
