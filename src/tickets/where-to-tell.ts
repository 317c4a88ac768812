// On which of their channels a resident is told: where they told it, as long as something may be sent there; else where they are known
// to be the same person and have written lately. One place, never two.
import type { NoticeKind } from '../channels/contract.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { conversationsElsewhere } from '../homes/bind-home.ts';
import { judge, openedAt } from '../outbox/allowance.ts';
import type { OutboxRow, Tx } from '../storage/contract.ts';
import { botActor, type House } from './house.ts';

export type ToSay = Pick<OutboxRow, 'author' | 'slotClass'> & {
  /** What the platform may let through when the window has closed. */
  notice?: NoticeKind;
};

/** Somewhere they have not been for longer than this nobody reads it, also where it could be sent. */
const THERE_MS = 48 * 3_600_000;
/** On a channel they did not tell it on, what is kept of its allowance is left alone. */
const SPARING = { author: 'bot', slotClass: 'ordinary' } as const;

type Ports = Pick<House, 'clock' | 'rulesOf'>;

export async function whereToTell(
  tx: Tx,
  own: Conversation,
  words: ToSay,
  house: Ports,
): Promise<Conversation> {
  if (await maySend(tx, own, words, house)) return own;
  let best: Conversation | null = null;
  for (const id of await conversationsElsewhere(tx, own.residentId)) {
    const other = await tx.conversations.get(id);
    const at = other?.lastResidentMessageAt ?? 0;
    if (other?.communityId !== own.communityId || at <= (best?.lastResidentMessageAt ?? 0)) continue;
    if (await isThere(tx, other, house)) best = other;
  }
  return best ?? own;
}

/** They wrote there of late, and something may be said without touching what is kept. */
export async function isThere(tx: Tx, conversation: Conversation, house: Ports): Promise<boolean> {
  const at = conversation.lastResidentMessageAt;
  if (at === null || house.clock.now() - at > THERE_MS) return false;
  return maySend(tx, conversation, SPARING, house);
}

async function maySend(
  tx: Tx,
  conversation: Conversation,
  { author, slotClass, notice }: ToSay,
  house: Ports,
): Promise<boolean> {
  const rules = house.rulesOf(conversation.channel);
  if (rules === null) return false;
  if (notice !== undefined && rules.notices?.includes(notice)) return true;
  const used = await tx.quota.used(conversation.id, openedAt(conversation) ?? 0);
  const row = { author, slotClass, epoch: conversation.epoch, eventCode: null, quotaWindowAt: null };
  return judge(row, conversation, rules, used, house.clock.now()).kind === 'send';
}

/** What a person was told is not told to them again under another name. */
export async function isToldAlready(tx: Tx, conversation: Conversation, told: ReadonlySet<string>) {
  if (told.has(conversation.id)) return true;
  if (told.size === 0) return false;
  return (await conversationsElsewhere(tx, conversation.residentId)).some((id) => told.has(id));
}

/** The history says where the words went; the thread they are missing from does not. */
export async function noteToldElsewhere(
  tx: Tx,
  ticketId: string,
  { id: conversationId, channel }: Conversation,
  replyKey: string,
  now: number,
): Promise<void> {
  await tx.tickets.addEvent(ticketId, {
    ...{ type: 'ticket.told-elsewhere', at: now, actor: { kind: botActor.kind, id: botActor.id } },
    ...{ source: botActor.source, data: { conversationId, channel, replyKey } },
  });
}
