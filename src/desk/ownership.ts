// Who may speak in a conversation: takeover, reply and handback by people of ours. Every change counts the epoch up.

import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { endDrafts, settleDrafts } from '../conversations/drafts.ts';
import { dueEndOfSession, endHandoff } from '../conversations/handoff.ts';
import { keepConversation } from '../conversations/keep.ts';
import { announceOwner } from '../conversations/news.ts';
import { callOffSilence } from '../conversations/silence.ts';
import { inTraining, isUrgentIn } from '../conversations/trainees.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Tx } from '../storage/contract.ts';
import { noteHumanReply } from '../tickets/deeds.ts';
import { type Actor, type House, staffById } from '../tickets/house.ts';
import { settleReply } from '../tickets/next-reply.ts';
import { tellStaff } from '../tickets/paging.ts';
import { complainedOfIn } from '../tickets/sight.ts';

/** A person takes the conversation. Words of the bot that are not out yet will not go out. */
export async function takeOver(
  tx: Tx,
  conversationId: string,
  by: { staffId: string; expectedVersion?: number },
  house: Pick<House, 'clock'>,
): Promise<Outcome<Conversation>> {
  const found = await load(tx, conversationId, by.expectedVersion);
  if (!found.ok) return found;
  const conversation = found.value;
  if (conversation.owner.kind === 'staff' && conversation.owner.staffId === by.staffId)
    return accepted(conversation);
  if (await isComplainedOf(tx, conversation.id, by.staffId)) return conflict;
  if ((await inTraining(tx, by.staffId)) && (await isUrgentIn(tx, conversation.id))) return tooUrgent;
  return own(tx, conversation, by.staffId, house);
}

/** A person speaks. Whoever speaks owns the conversation from then on. */
export async function replyAsStaff(
  tx: Tx,
  conversationId: string,
  by: {
    staffId: string;
    text: string;
    /** Of the approved wording that is in it. */
    replyKey?: string;
    source?: Actor['source'];
    /** What they wrote was made of this draft. */
    draftId?: string;
    expectedVersion?: number;
  },
  house: Pick<House, 'clock'>,
): Promise<Outcome<{ conversation: Conversation; messageId: string }>> {
  const found = await load(tx, conversationId, by.expectedVersion);
  if (!found.ok) return found;
  const conversation = found.value;
  if (await isComplainedOf(tx, conversation.id, by.staffId)) return conflict;
  if (await inTraining(tx, by.staffId)) return looksFirst;
  if (conversation.owner.kind !== 'staff' || conversation.owner.staffId !== by.staffId) {
    await own(tx, conversation, by.staffId, house);
  }
  const messageId = await enqueueReply(
    tx,
    conversation,
    {
      content: { type: 'text', text: by.text },
      author: 'staff',
      staffId: by.staffId,
      replyKey: by.replyKey ?? null,
      slotClass: 'ticket',
      mayMerge: false,
      promise: true,
    },
    house.clock.now(),
  );
  await settleDrafts(tx, conversation.id, { ...by, messageId }, house.clock.now());
  await noteHumanReply(
    tx,
    conversation.id,
    { kind: 'staff', id: by.staffId, source: by.source ?? 'api' },
    house,
  );
  await keepConversation(tx, conversation);
  return accepted({ conversation, messageId });
}

/** The conversation goes to a colleague, who is told on the phone; whoever had it is out of it. */
export async function passOn(
  tx: Tx,
  conversationId: string,
  by: { staffId: string; to: string; note?: string; expectedVersion?: number },
  house: House,
): Promise<Outcome<Conversation>> {
  const found = await load(tx, conversationId, by.expectedVersion);
  if (!found.ok) return found;
  const conversation = found.value;
  const colleague = staffById(house, by.to);
  // The same words for a person of another community: who works where is not for guessing.
  if (!colleague?.communityIds.includes(conversation.communityId))
    return refused('desk/unknown-colleague', '这个小区没有这位同事');
  if (conversation.owner.kind === 'staff' && conversation.owner.staffId === by.to)
    return refused('desk/has-it-already', `${colleague.name}已经在接待这位住户`);
  if (await isComplainedOf(tx, conversation.id, colleague.id))
    return refused('tickets/conflict-of-interest', '这位住户投诉的事和这位同事有关，请转给别的同事');
  if ((await inTraining(tx, colleague.id)) && (await isUrgentIn(tx, conversation.id))) return tooUrgent;
  const giver = staffById(house, by.staffId)?.name ?? '同事';
  const words = `${giver}把一位住户的会话转给您，请在工作台“我的”里接着接待${by.note ? `：${by.note}` : '。'}`;
  await tellStaff(tx, colleague, words, null, house);
  return own(tx, conversation, by.to, house);
}

/** The person gives the conversation back; the resident is told that the bot goes on. */
export async function handBack(
  tx: Tx,
  conversationId: string,
  by: { expectedVersion?: number },
  house: Pick<House, 'clock' | 'say'>,
): Promise<Outcome<Conversation>> {
  const found = await load(tx, conversationId, by.expectedVersion);
  if (!found.ok) return found;
  const conversation = found.value;
  if (conversation.owner.kind === 'bot')
    return refused('desk/not-taken', '这个会话现在由小助手接待，不需要交还');
  conversation.owner = { kind: 'bot' };
  conversation.epoch += 1;
  await settleReply(tx, conversation.id, house.clock.now());
  await endDrafts(tx, conversation.id, 'outdated', house.clock.now());
  await announceOwner(tx, conversation, house.clock.now());
  await endHandoff(tx, conversation, house);
  await callOffSilence(tx, conversation.id);
  if (conversation.session?.state === 'human') {
    // From a person there is no way to the bot but through the end (docs 94669); what is said then goes with its code.
    await dueEndOfSession(tx, conversation, house.clock.now());
    await keepConversation(tx, conversation);
    return accepted(conversation);
  }
  const key = 'handoff.returned';
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say(
        key,
        {},
        {
          conversationId: conversation.id,
          channel: conversation.channel,
          lang: languageKept(conversation.flowState),
        },
      ),
      author: 'bot',
      replyKey: key,
      slotClass: 'handover',
      mayMerge: true,
      promise: false,
    },
    house.clock.now(),
  );
  await keepConversation(tx, conversation);
  return accepted(conversation);
}

export const conflict = refused(
  'tickets/conflict-of-interest',
  '这位住户投诉的事和您有关，请由别的同事来接待',
);

const tooUrgent = refused('desk/too-urgent-for-trainee', '这里有特急的事，请让带教的同事来接待');
const looksFirst = refused('desk/mentor-looks-first', '实习期间写的话，请先交给带教看');

/** Whom the resident complains of does not answer them: not about that, and not in the middle of it either. */
export async function isComplainedOf(tx: Tx, conversationId: string, staffId: string): Promise<boolean> {
  return (await complainedOfIn(tx, conversationId)).includes(staffId);
}

async function own(
  tx: Tx,
  conversation: Conversation,
  staffId: string,
  house: Pick<House, 'clock'>,
): Promise<Outcome<Conversation>> {
  conversation.owner = { kind: 'staff', staffId };
  conversation.epoch += 1;
  await announceOwner(tx, conversation, house.clock.now());
  await endHandoff(tx, conversation, house);
  await callOffSilence(tx, conversation.id);
  await keepConversation(tx, conversation);
  return accepted(conversation);
}

export async function load(
  tx: Tx,
  conversationId: string,
  expectedVersion: number | undefined,
): Promise<Outcome<Conversation>> {
  const conversation = await tx.conversations.get(conversationId);
  if (conversation?.channelUserId === '')
    return refused('desk/erased', '这位住户的信息已经按要求删除了，这里不能再写');
  if (!conversation) return refused('desk/conversation-not-found', '没有找到这个会话');
  if (expectedVersion !== undefined && expectedVersion !== conversation.version) {
    return refused('desk/version-conflict', '这个会话刚刚有新的变化，请刷新后再操作');
  }
  return accepted(conversation);
}
