// May this row be sent now, and from whose allowance? Pure rules over what the transaction has read.
import type { ChannelRules, OutboundContent } from '../channels/contract.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { OutboxRow } from '../storage/contract.ts';

/** Of a resident's allowance so many messages are kept for the ticket number and for the handover notice. */
export const RESERVED_SLOTS = 2;
/** The platform's clock and ours differ a little; nothing is sent in the last minute of a window. */
const WINDOW_MARGIN_MS = 60_000;

export type Verdict =
  | { kind: 'send'; windowAt: number | null; remaining: number | null }
  | { kind: 'hold'; reason: 'window-closed' | 'quota-used' }
  | { kind: 'drop'; reason: 'owner-changed' | 'event-code-expired' };

/** `used` = messages already taken from the allowance of the resident's last message. */
export function judge(
  row: Pick<OutboxRow, 'author' | 'epoch' | 'eventCode' | 'slotClass' | 'quotaWindowAt'>,
  conversation: Pick<Conversation, 'epoch' | 'lastResidentMessageAt'>,
  rules: ChannelRules,
  used: number,
  now: number,
): Verdict {
  // A person's own words are theirs whoever owns the conversation now; the machine's are only good for their epoch.
  // News for many is about the site, not about this talk.
  if (row.author !== 'staff' && row.slotClass !== 'bulletin' && row.epoch !== conversation.epoch)
    return { kind: 'drop', reason: 'owner-changed' };
  if (row.eventCode !== null) {
    return now < row.eventCode.expiresAt
      ? { kind: 'send', windowAt: null, remaining: null }
      : { kind: 'drop', reason: 'event-code-expired' };
  }
  const windowAt = conversation.lastResidentMessageAt;
  if (rules.windowMs !== null && (windowAt === null || now >= windowAt + rules.windowMs - WINDOW_MARGIN_MS)) {
    return { kind: 'hold', reason: 'window-closed' };
  }
  if (rules.perInboundQuota === null || windowAt === null)
    return { kind: 'send', windowAt: null, remaining: null };
  // A resend of the same message under the same allowance was counted when it was first sent.
  if (row.quotaWindowAt === windowAt) return { kind: 'send', windowAt, remaining: null };
  const mine = rules.perInboundQuota - (keepsReserve(row) ? RESERVED_SLOTS : 0);
  const remaining = mine - used;
  return remaining > 0 ? { kind: 'send', windowAt, remaining } : { kind: 'hold', reason: 'quota-used' };
}

/** True for words that must leave the reserved slots alone. */
export function keepsReserve(row: Pick<OutboxRow, 'author' | 'slotClass'>): boolean {
  return row.slotClass === 'bulletin' || (row.author === 'bot' && row.slotClass === 'ordinary');
}

/** Words that wait, and why. */
export type Held = Pick<OutboxRow, 'author' | 'slotClass'> & { reason: string };

/**
 * Why words that wait in front stop this row; null = it may go. Nothing overtakes what waits for the resident, except that words with
 * the reserved slots get past such as the allowance holds back for having none: a slot that is given back meanwhile (a send that
 * failed) belongs to whoever stands first among equals.
 */
export function stoppedBy(
  row: Pick<OutboxRow, 'author' | 'slotClass'>,
  inFront: readonly Held[],
): string | null {
  const lets = (held: Held) => held.reason === 'quota-used' && keepsReserve(held) && !keepsReserve(row);
  const stopping = inFront.filter((held) => !lets(held));
  return stopping.find((held) => held.reason !== 'quota-used')?.reason ?? stopping[0]?.reason ?? null;
}

/** How many of the following rows are joined to this one: only plain texts of the same author that fit, and only when slots are short. */
export function mergeable(
  row: OutboxRow,
  following: OutboxRow[],
  rules: ChannelRules,
  remaining: number | null,
): OutboxRow[] {
  if (remaining === null || row.attempt > 0 || !row.mayMerge || row.content.type !== 'text') return [];
  if (remaining > following.length + 1) return [];
  const joined: OutboxRow[] = [];
  let text = row.content.text;
  for (const next of following) {
    if (
      !next.mayMerge ||
      next.content.type !== 'text' ||
      next.author !== row.author ||
      next.epoch !== row.epoch ||
      next.attempt > 0
    )
      break;
    const longer = `${text}\n\n${next.content.text}`;
    if (Buffer.byteLength(longer) > rules.textBytes) break;
    text = longer;
    joined.push(next);
  }
  return joined;
}

/** A card as the words it stands for. */
export function inWords(row: OutboxRow): OutboxRow {
  const { content } = row;
  return content.type === 'card' ? { ...row, content: { type: 'text', text: content.text } } : row;
}

export function joinTexts(row: OutboxRow, joined: OutboxRow[]): OutboundContent {
  const texts = [row, ...joined].map((each) => (each.content.type === 'text' ? each.content.text : ''));
  return joined.length === 0 ? row.content : { type: 'text', text: texts.join('\n\n') };
}
