// Events about a conversation: someone entered, took a message back, a person of ours spoke in the platform's own client,
// or words we had sent did not arrive. They change what we know; they say nothing by themselves.
import { initialState } from '../flows/state.ts';
import type { LanguageState } from '../replies/language.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import { noteHumanReply } from '../tickets/deeds.ts';
import { type House, staffByUserId } from '../tickets/house.ts';
import { noteUndeliverable } from '../tickets/undeliverable.ts';
import type { Conversation, PendingItem } from './conversation.ts';
import { endDrafts } from './drafts.ts';
import { endHandoff } from './handoff.ts';
import { applySessionChange, giveToBot, giveToStaff } from './handover.ts';
import { believe, CODE_LIFETIME_MS } from './session.ts';
import { eraseMessage, type Recalled } from './take-back.ts';

/** Ids of messages we never get (too old, somebody else's) must not pile up. */
const MOST_UNSEEN = 20;

/** Applies one item; answers what was taken back, else null. */
export async function applyEvent(
  tx: Tx,
  conversation: Conversation,
  item: PendingItem,
  house: House,
): Promise<Recalled | null> {
  const { content } = item;
  switch (content.type) {
    case 'event.entered':
      if (content.welcomeCode && !item.historic) {
        conversation.welcome = {
          code: content.welcomeCode,
          // It lives from the moment they entered, not from when we heard of it.
          expiresAt: Math.min(item.sentAt, item.receivedAt) + CODE_LIFETIME_MS.welcome,
        };
      }
      return null;
    case 'event.language':
      conversation.flowState = speakIn(conversation.flowState, content);
      return null;
    case 'event.recalled': {
      const messageId = await tx.inbox.messageOf(
        conversation.channel,
        conversation.channelAccountId,
        content.recalledItemId,
      );
      if (messageId === null) {
        // Pages may come out of order: the message itself may still be on its way.
        conversation.recalledUnseen = [...conversation.recalledUnseen, content.recalledItemId].slice(
          -MOST_UNSEEN,
        );
        return null;
      }
      return { messageId, content: await eraseMessage(tx, messageId, house.clock.now()) };
    }
    case 'event.send-failed':
      await noteSendFailed(tx, conversation, content.failedMessageId, content.action, house);
      return null;
    case 'event.session-changed':
      if (item.historic) return null;
      await applySessionChange(tx, conversation, item, house);
      return null;
    default:
      return null;
  }
}

/** Before the first turn there is no dialogue yet; the language waits in one that has not begun. */
function speakIn(
  stored: unknown,
  { lang, chosen }: { lang: Lang; chosen: boolean },
): LanguageState & { flow: unknown } {
  const before = (stored ?? { flow: initialState(), matters: {} }) as Partial<LanguageState> & {
    flow: unknown;
  };
  if (before.langAsked && !chosen) return { ...before, lang: before.lang ?? lang };
  const { langHeard: _, ...dialogue } = before;
  return { ...dialogue, lang, ...(chosen ? { langAsked: true } : {}) };
}

/** A person of ours wrote in the platform's client: they own the conversation from then on, and nobody is waited for any more. */
export async function noteStaffWords(
  tx: Tx,
  conversation: Conversation,
  item: PendingItem,
  house: House,
): Promise<void> {
  const { staffChannelUserId, content } = item;
  if (!staffChannelUserId || content.type.startsWith('event.')) return;
  believe(conversation, { state: 'human', staffChannelUserId }, 'message', item.sentAt);
  await giveToStaff(tx, conversation, staffChannelUserId, house);
  await endHandoff(tx, conversation, house);
  await endDrafts(tx, conversation.id, 'passed', house.clock.now());
  const member = staffByUserId(house, staffChannelUserId);
  // Somebody who is not of our list has answered all the same, and owns nothing by it.
  const who = member ? ({ kind: 'staff', id: member.id } as const) : ({ kind: 'service', id: null } as const);
  await noteHumanReply(tx, conversation.id, { ...who, source: 'card' }, house);
}

/**
 * A session in the platform's client ends by itself when its window has closed, and no event says so (docs 94669). Whoever
 * had it could not have written any more; when the resident comes back, somebody must answer.
 */
export async function endForgottenSession(
  tx: Tx,
  conversation: Conversation,
  { windowMs, at }: { windowMs: number | null; at: number },
  house: House,
): Promise<void> {
  const { owner, session } = conversation;
  const isWithPeople = owner.kind === 'staff' || session?.state === 'human' || session?.state === 'queue';
  if (!isWithPeople || windowMs === null) return;
  if (at - (conversation.lastMessageAt ?? at) <= windowMs) return;
  if (session !== null) believe(conversation, { state: 'new', staffChannelUserId: null }, 'message', at);
  await giveToBot(tx, conversation, house);
}

/** A message of the resident opens an ended session again (docs 94669). */
export function noteSessionReopened(conversation: Conversation, item: PendingItem): void {
  if (conversation.session?.state === 'ended' && item.origin === 'resident')
    believe(conversation, { state: 'new', staffChannelUserId: null }, 'message', item.sentAt);
}

type FailureAction = 'resend-once' | 'hold' | 'recipient-gone' | 'config' | 'drop';

/** The platform had taken a message and could not deliver it. It can be a message of somebody else's. */
async function noteSendFailed(
  tx: Tx,
  conversation: Conversation,
  failedMessageId: string,
  action: FailureAction,
  house: House,
): Promise<void> {
  const row = await tx.outbox.get(failedMessageId);
  if (!row || row.conversationId !== conversation.id) return;
  const now = house.clock.now();
  const reason = `send-failed:${action}`;
  // Words that had been joined to it did not arrive either.
  const joined = await tx.outbox.mergedInto(row.id);
  const lost = [row, ...joined];
  if (!(await tx.outbox.failAfterSent(row.id, reason, now))) return;
  for (const { messageId } of lost) if (messageId) await tx.messages.setDelivery(messageId, 'failed', action);

  // The platform gave its slot back with the failure; a second try goes out under a new id, once, and alone.
  const resends = action === 'resend-once' && !row.resent;
  if (resends || action === 'hold') {
    row.id = await tx.outbox.enqueue({ ...row, resent: true, mayMerge: false, createdAt: now });
    for (const each of joined) await tx.outbox.finish(each.id, 'merged', row.id, now);
    if (action === 'hold') await tx.outbox.finish(row.id, 'held', 'send-failed', now);
    const state = resends ? 'queued' : 'held';
    for (const { messageId } of lost)
      if (messageId) await tx.messages.setDelivery(messageId, state, 'send-failed');
  }
  if (resends) return;
  for (const each of lost) if (each.promise) await noteUndeliverable(tx, each, reason, house);
}
