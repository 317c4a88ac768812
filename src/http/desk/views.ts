// What the console shows of conversations: masked, with the words of the house instead of ids.
import type { ChannelRules } from '../../channels/contract.ts';
import type { Conversation } from '../../conversations/conversation.ts';
import { plainWords } from '../../conversations/plain-words.ts';
import type { FlowState } from '../../flows/state.ts';
import { type Opened, windowOf } from '../../outbox/allowance.ts';
import type { QueueRow } from '../../storage/contract.ts';
import type { Address } from '../../understanding/commands.ts';
import { formatAddress } from '../../understanding/entities/format-address.ts';
import { maskPhone, maskPhonesIn } from '../api/masking.ts';
import { viewConversation } from '../api/views.ts';

/** The list needs the beginning of a message. */
const LINE_LENGTH = 60;

export function viewQueueRow(row: QueueRow) {
  const { conversation, lastMessage } = row;
  const words = lastMessage?.content ? plainWords(lastMessage.content) : null;
  return {
    ...viewConversation(conversation),
    resident: viewName(row),
    lastLine: words === null ? null : maskPhonesIn([...words].slice(0, LINE_LENGTH).join('')),
    lastAuthor: lastMessage?.author ?? null,
    // Who was told that somebody comes waits on, although the last word was ours.
    waitingSince:
      conversation.owner.kind === 'nobody'
        ? (row.waitingSince ?? conversation.lastResidentMessageAt)
        : row.waitingSince,
    lastAt: conversation.lastMessageAt,
    grade: row.grade,
    openTickets: row.openTickets,
  };
}

/** A name if one is known, else the home, else the end of the platform's id, so that people can tell rows apart. */
function viewName({ residentName, home, place: told, conversation }: QueueRow): string {
  const place = home ? homeText(home) : told;
  if (conversation.channelUserId === '') return '已按要求删除';
  if (residentName) return place ? `${place} ${residentName}` : residentName;
  return place ?? `住户 ${conversation.channelUserId.slice(-4)}`;
}

export function homeText(home: Address): string {
  return formatAddress(home);
}

export function viewPhone(phone: string | null): string | null {
  return phone === null ? null : maskPhone(phone);
}

/** What the bot has put together of the matter, as people read it. */
const FACTS: Record<string, string> = {
  place: '地点',
  area: '位置',
  fault: '问题',
  faults: '问题',
  hazard: '险情',
  contact: '住户电话',
  phone: '住户电话',
  visit: '上门时间',
  time: '时间',
  photos: '照片',
  story: '住户说',
  question: '想问',
  detail: '补充',
  class: '类别',
};

export function viewUnderstood(conversation: Conversation): { label: string; text: string }[] {
  const state = conversation.flowState as Partial<FlowState> | null;
  const frame = state?.stack?.at(-1) ?? state?.recent?.[0];
  if (!frame) return [];
  return Object.entries(frame.slots).flatMap(([name, slot]) => {
    const label = FACTS[name];
    const raw = slot.raw.trim();
    return label === undefined || raw === '' ? [] : [{ label, text: maskPhonesIn(raw) }];
  });
}

/** How much may still be said, and until when; null where the channel sets no bounds. */
export function viewAllowance(conversation: Opened, rules: ChannelRules | null, used: number, now: number) {
  const { canSendNow, remaining, windowEndsAt, why } = windowOf(conversation, rules, used, now);
  const total = conversation.brieflyOpenedAt === undefined ? rules?.perInboundQuota : rules?.briefly?.quota;
  return { canSend: canSendNow, why, remaining, total: total ?? null, untilAt: windowEndsAt };
}
