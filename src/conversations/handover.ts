// What a change of the platform's session means for the conversation: who owns it, what is said with the code that came along.
// Part of the transaction of whoever heard of the change.

import type { SessionSeen } from '../channels/contract.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Tx } from '../storage/contract.ts';
import { type House, sayStaff, staffById, staffByUserId } from '../tickets/house.ts';
import { settleReply } from '../tickets/next-reply.ts';
import { tellStaff } from '../tickets/paging.ts';
import type { CodeMoment, Conversation, PendingItem } from './conversation.ts';
import { endDrafts } from './drafts.ts';
import { askAtTheEnd } from './follow-up.ts';
import {
  describeInOneLine,
  endHandoff,
  HANDOFF_JOB,
  type HandoverWish,
  WHERE_TO_ANSWER,
  watchHandoff,
} from './handoff.ts';
import { keepConversation } from './keep.ts';
import { announceOwner } from './news.ts';
import { believe, keepCode, takeCode } from './session.ts';

/** A person of ours has it now; the bot is silent from here on. */
export async function giveToStaff(
  tx: Tx,
  conversation: Conversation,
  staffChannelUserId: string,
  house: House,
): Promise<void> {
  const staffId = staffByUserId(house, staffChannelUserId)?.id ?? staffChannelUserId;
  if (conversation.owner.kind === 'staff' && conversation.owner.staffId === staffId) return;
  conversation.owner = { kind: 'staff', staffId };
  conversation.epoch += 1;
  await announceOwner(tx, conversation, house.clock.now());
  await endHandoff(tx, conversation, house);
}

export async function giveToBot(tx: Tx, conversation: Conversation, house: House): Promise<void> {
  if (conversation.owner.kind === 'bot') return;
  conversation.owner = { kind: 'bot' };
  conversation.epoch += 1;
  await settleReply(tx, conversation.id, house.clock.now());
  await endDrafts(tx, conversation.id, 'outdated', house.clock.now());
  await announceOwner(tx, conversation, house.clock.now());
  await endHandoff(tx, conversation, house);
}

/** A person of ours picked it up, passed it on, ended it or opened it again in the platform's client. */
export async function applySessionChange(
  tx: Tx,
  conversation: Conversation,
  item: PendingItem,
  house: House,
): Promise<void> {
  const { content } = item;
  if (content.type !== 'event.session-changed') return;
  // A code lives from the moment it was made, not from when we heard of it.
  const at = Math.min(item.sentAt, item.receivedAt);
  if (content.change === 'ended') {
    believe(conversation, { state: 'ended', staffChannelUserId: null }, 'event', at);
    if (content.messageCode) keepCode(conversation, 'ended', content.messageCode, at);
    await giveToBot(tx, conversation, house);
    await sayEnded(tx, conversation, house);
    return;
  }
  const staff = content.newStaffChannelUserId ?? content.oldStaffChannelUserId;
  if (staff === undefined) return;
  believe(conversation, { state: 'human', staffChannelUserId: staff }, 'event', at);
  if (content.messageCode) keepCode(conversation, 'human', content.messageCode, at);
  await giveToStaff(tx, conversation, staff, house);
  if (content.change === 'picked') await sayWhoComes(tx, conversation, house);
}

/** We gave the session to this person: they are told where to answer, the resident who comes, and whether they speak is watched. */
export async function handedToServicer(
  tx: Tx,
  conversation: Conversation,
  handed: { staffChannelUserId: string; messageCode: string | null; wish: HandoverWish | null },
  house: House,
): Promise<void> {
  const { staffChannelUserId, messageCode, wish } = handed;
  const now = house.clock.now();
  believe(conversation, { state: 'human', staffChannelUserId }, 'answer', now);
  if (messageCode !== null) keepCode(conversation, 'human', messageCode, now);
  const member = staffByUserId(house, staffChannelUserId);
  conversation.owner = { kind: 'staff', staffId: member?.id ?? staffChannelUserId };
  conversation.epoch += 1;
  await announceOwner(tx, conversation, now);
  await sayWhoComes(tx, conversation, house);
  await tx.jobs.cancel(HANDOFF_JOB, conversation.id);
  const ticket = wish?.ticketId ? await tx.tickets.get(wish.ticketId) : null;
  const watch = { epoch: conversation.epoch, team: wish?.team ?? 'reception', round: 1 };
  await watchHandoff(tx, conversation, { ...watch, ticketId: ticket?.id ?? null }, house);
  await keepConversation(tx, conversation);
  if (!member) return;
  const lines = [
    '【有住户转给您接待】',
    ...(ticket ? [describeInOneLine(ticket), `单号：${ticket.code}`] : []),
    WHERE_TO_ANSWER,
  ];
  await tellStaff(tx, member, lines.join('\n'), ticket?.id ?? null, house);
}

/** What a refused message or a look at the platform has shown. */
export async function noteSessionSeen(
  tx: Tx,
  conversationId: string,
  seen: SessionSeen,
  house: House,
): Promise<void> {
  const conversation = await tx.conversations.get(conversationId);
  if (!conversation) return;
  believe(conversation, seen, 'answer', house.clock.now());
  if (seen.state === 'human' && seen.staffChannelUserId !== null) {
    await giveToStaff(tx, conversation, seen.staffChannelUserId, house);
  } else if ((seen.state === 'human' || seen.state === 'queue') && conversation.owner.kind === 'bot') {
    // Somebody put it there without us: the bot may not speak, and who will is not known yet.
    conversation.owner = { kind: 'nobody' };
    conversation.epoch += 1;
    await announceOwner(tx, conversation, house.clock.now());
  }
  await keepConversation(tx, conversation);
}

/** The session is over by our own hand. */
export async function sessionEnded(
  tx: Tx,
  conversation: Conversation,
  messageCode: string | null,
  house: House,
): Promise<void> {
  const now = house.clock.now();
  believe(conversation, { state: 'ended', staffChannelUserId: null }, 'answer', now);
  if (messageCode !== null) keepCode(conversation, 'ended', messageCode, now);
  await giveToBot(tx, conversation, house);
  await sayEnded(tx, conversation, house);
  await keepConversation(tx, conversation);
}

/** It waits in the pool now. */
export async function sessionQueued(
  tx: Tx,
  conversation: Conversation,
  messageCode: string | null,
  house: House,
): Promise<void> {
  const now = house.clock.now();
  believe(conversation, { state: 'queue', staffChannelUserId: null }, 'answer', now);
  if (messageCode !== null) keepCode(conversation, 'queued', messageCode, now);
  if (conversation.owner.kind !== 'nobody') {
    conversation.owner = { kind: 'nobody' };
    conversation.epoch += 1;
    await announceOwner(tx, conversation, now);
  }
  await sayAt(tx, conversation, 'queued', 'handoff.queued', {}, house);
  await keepConversation(tx, conversation);
}

async function sayWhoComes(tx: Tx, conversation: Conversation, house: House): Promise<void> {
  const { owner } = conversation;
  const member = owner.kind === 'staff' ? staffById(house, owner.staffId) : null;
  const name = member ? sayStaff(member) : '同事';
  await sayAt(tx, conversation, 'human', 'handoff.here', { 'owner.name': name }, house);
}

async function sayEnded(tx: Tx, conversation: Conversation, house: House): Promise<void> {
  if (house.handoffOf(conversation) === 'native' && (await askAtTheEnd(tx, conversation, house))) return;
  await sayAt(tx, conversation, 'ended', 'handoff.ended', {}, house);
}

/** Only where people answer in the client: elsewhere the bot can still speak for itself, and a code is nothing to spend. */
async function sayAt(
  tx: Tx,
  conversation: Conversation,
  moment: CodeMoment,
  key: string,
  fields: Record<string, string>,
  house: House,
): Promise<void> {
  if (house.handoffOf(conversation) !== 'native') return;
  const now = house.clock.now();
  const eventCode = takeCode(conversation, moment, now);
  if (eventCode === null) return;
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say(key, fields, {
        conversationId: conversation.id,
        channel: conversation.channel,
        lang: languageKept(conversation.flowState),
      }),
      author: 'system',
      replyKey: key,
      slotClass: 'handover',
      mayMerge: false,
      promise: false,
      eventCode,
    },
    now,
  );
}
