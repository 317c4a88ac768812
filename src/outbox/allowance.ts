// May this row be sent now, and from whose allowance? Pure rules over what the transaction has read.
import type { ChannelRules, OutboundContent, SendingWindow } from '../channels/contract.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { OutboxRow } from '../storage/contract.ts';

/** Of a resident's allowance so many messages are kept for the ticket number and for the handover notice. */
export const RESERVED_SLOTS = 2;
/** The platform's clock and ours differ a little; nothing is sent in the last minute of a window. */
const WINDOW_MARGIN_MS = 60_000;
const BRIEF_MARGIN_MS = 5_000;

export type Verdict =
  | { kind: 'send'; windowAt: number | null; remaining: number | null }
  | { kind: 'hold'; reason: 'window-closed' | 'quota-used' }
  | { kind: 'drop'; reason: 'owner-changed' | 'event-code-expired' };

export type Opened = Pick<Conversation, 'lastResidentMessageAt' | 'brieflyOpenedAt'>;

/** The word or deed of the resident that the allowance is counted from; null = they have said nothing yet. */
export function openedAt({ lastResidentMessageAt, brieflyOpenedAt }: Opened): number | null {
  return brieflyOpenedAt ?? lastResidentMessageAt;
}

/** `used` = messages already taken from the allowance of `openedAt`. */
export function windowOf(
  conversation: Opened,
  rules: ChannelRules | null,
  used: number,
  now: number,
): SendingWindow {
  if (rules === null) return shut('channel-off', null, null);
  const { brieflyOpenedAt, lastResidentMessageAt } = conversation;
  const long = endOf(lastResidentMessageAt, rules.windowMs);
  if (brieflyOpenedAt === undefined || rules.briefly === null)
    return open(long, now, left(rules.perInboundQuota, used));
  // A moment counts only where the long window is shut or spent, so when it has passed, that is what stands in the way.
  const brief = open(endOf(brieflyOpenedAt, rules.briefly.windowMs), now, left(rules.briefly.quota, used));
  if (brief.why !== 'window-closed') return brief;
  if (isOpen(long, now)) return shut('quota-used', 0, long);
  return long === NEVER ? brief : { ...brief, windowEndsAt: long };
}

const left = (quota: number | null, used: number) => (quota === null ? null : Math.max(0, quota - used));
/** The end of a window that was never opened. */
const NEVER = Number.NEGATIVE_INFINITY;

/** Null = it never closes. */
function endOf(at: number | null, windowMs: number | null): number | null {
  if (windowMs === null) return null;
  return at === null ? NEVER : at + windowMs;
}
const isOpen = (endsAt: number | null, now: number) => endsAt === null || now < endsAt;

function open(endsAt: number | null, now: number, remaining: number | null): SendingWindow {
  const windowEndsAt = endsAt === NEVER ? null : endsAt;
  if (!isOpen(endsAt, now)) return shut('window-closed', remaining, windowEndsAt);
  if (remaining === 0) return shut('quota-used', 0, windowEndsAt);
  return { canSendNow: true, remaining, windowEndsAt, why: null };
}

function shut(
  why: NonNullable<SendingWindow['why']>,
  remaining: number | null,
  endsAt: number | null,
): SendingWindow {
  const windowEndsAt = endsAt === NEVER ? null : endsAt;
  return { canSendNow: false, remaining, windowEndsAt, why };
}

/** `used` = messages already taken from the allowance of `openedAt`. */
export function judge(
  row: Pick<OutboxRow, 'author' | 'epoch' | 'eventCode' | 'slotClass' | 'quotaWindowAt'>,
  conversation: Opened & Pick<Conversation, 'epoch'>,
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
  const windowAt = openedAt(conversation);
  const window = windowOf(conversation, rules, used, now + marginOf(conversation, rules));
  if (window.why === 'window-closed') return { kind: 'hold', reason: 'window-closed' };
  if (window.remaining === null || windowAt === null)
    return { kind: 'send', windowAt: null, remaining: null };
  // A resend of the same message under the same allowance was counted when it was first sent.
  if (row.quotaWindowAt === windowAt) return { kind: 'send', windowAt, remaining: null };
  const remaining = window.remaining - (keepsReserve(row) ? reserveOf(conversation, rules) : 0);
  return remaining > 0 ? { kind: 'send', windowAt, remaining } : { kind: 'hold', reason: 'quota-used' };
}

function marginOf({ brieflyOpenedAt }: Opened, { briefly }: ChannelRules): number {
  return brieflyOpenedAt === undefined || briefly === null ? WINDOW_MARGIN_MS : BRIEF_MARGIN_MS;
}

/** Where so little may be said, the answer itself comes before what might have to be said later. */
function reserveOf({ brieflyOpenedAt }: Opened, { briefly, perInboundQuota }: ChannelRules): number {
  const quota = brieflyOpenedAt === undefined ? perInboundQuota : (briefly?.quota ?? perInboundQuota);
  return Math.min(RESERVED_SLOTS, (quota ?? RESERVED_SLOTS + 1) - 1);
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
      !isOneVoice(row, next, rules) ||
      next.epoch !== row.epoch ||
      next.attempt > 0
    )
      break;
    const longer = `${text}\n\n${next.content.text}`;
    if (!fits(longer, rules)) break;
    text = longer;
    joined.push(next);
  }
  return joined;
}

/** Where one message is all there is, the machine's news goes with the machine's answer. */
function isOneVoice(
  { author }: OutboxRow,
  { author: other }: OutboxRow,
  { perInboundQuota }: ChannelRules,
): boolean {
  return author === other || (perInboundQuota === 1 && author !== 'staff' && other !== 'staff');
}

/** May it go as one message? */
export function fits(text: string, { textBytes, textCharacters }: ChannelRules): boolean {
  return (
    Buffer.byteLength(text) <= textBytes && (textCharacters === null || [...text].length <= textCharacters)
  );
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
