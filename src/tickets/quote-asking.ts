// A quote in words: as it is put to the resident, in their language and with three answers; and what else one resident alone hears of
// their money.
import type { SpokenContent } from '../channels/contract.ts';
import { sayInstant } from '../clocks/service-calendar.ts';
import { sayFen } from '../config/price-list.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { keepConversation } from '../conversations/keep.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import type { Quote } from './course.ts';
import { sayPhone } from './describe.ts';
import { type House, sayStaff, staffById } from './house.ts';
import { officePhone, tellResident } from './notices.ts';
import { sayLines, sayWarranties } from './quote-lines.ts';
import { addQuoteTask } from './quote-tasks.ts';
import { quoteMenuId } from './quote-words.ts';
import type { Ticket } from './ticket.ts';

/** Due when a quote has run out. */
export const QUOTE_JOB = 'ticket.quote';

/** Whoever reads it, and in which language. */
export type Listener = Pick<Conversation, 'id' | 'channel' | 'flowState'> | null;

export async function listenerOf(tx: Tx, ticket: Ticket | null): Promise<Listener> {
  if (ticket?.conversationId == null) return null;
  return tx.conversations.get(ticket.conversationId);
}

export function ask(quote: Quote, ticket: Ticket, listener: Listener, now: number, house: House): void {
  quote.state = 'asked';
  quote.askedAt = now;
  quote.expiresAt = now + house.prices.quoteValidMs;
  quote.messageId = listener === null ? null : house.ids.next();
  quote.shown = headOf(wordQuote(ticket, quote, listener, house));
}

function wordQuote(ticket: Ticket, quote: Quote, listener: Listener, house: House): SpokenContent {
  const lang = languageKept(listener?.flowState ?? null);
  const to = {
    conversationId: listener?.id ?? ticket.id,
    channel: listener?.channel ?? ('web' as const),
    lang,
  };
  const items = (['yes', 'no', 'talk'] as const).map((answer) => ({
    id: quoteMenuId(ticket.id, quote.version, answer),
    label: headOf(house.say(`quote.${answer}`, {}, to)),
  }));
  return house.ask('quote.ask', fieldsOfQuote(ticket, quote, lang, house), items, to);
}

const headOf = (content: SpokenContent) => (content.type === 'text' ? content.text : content.head);

export function fieldsOfQuote(
  ticket: Ticket,
  quote: Quote,
  lang: Lang,
  house: House,
): Record<string, string> {
  const ownerId = ticket.course.successor?.staffId ?? ticket.firstOwner ?? ticket.assignee;
  const owner = ownerId === null ? null : staffById(house, ownerId);
  return {
    'ticket.code': ticket.code,
    'quote.lines': sayLines(quote.lines, house.prices, lang),
    'quote.total': sayFen(quote.totalFen, lang),
    'quote.note': sayWarranties(quote.lines, house.prices, lang),
    'quote.until': quote.expiresAt === null ? '' : sayInstant(quote.expiresAt, quote.askedAt ?? quote.at),
    'owner.name': owner ? sayStaff(owner) : '值班同事',
    'owner.phone': sayPhone(owner?.phone ?? null) ?? officePhone(ticket, house),
  };
}

/** Puts the newest quote to the resident, if it is one to be asked; without a channel somebody calls. */
export async function put(tx: Tx, ticket: Ticket, listener: Listener, house: House): Promise<void> {
  await tx.jobs.cancel(QUOTE_JOB, ticket.id);
  const quote = ticket.course.quotes.at(-1);
  if (quote?.state !== 'asked' || quote.expiresAt === null) return;
  await tx.jobs.add({
    kind: QUOTE_JOB,
    subjectId: ticket.id,
    dueAt: quote.expiresAt,
    payload: { quoteId: quote.id },
    uniqueKey: `${QUOTE_JOB}:${quote.id}`,
  });
  const conversation = listener === null ? null : await tx.conversations.get(listener.id);
  const at = house.clock.now();
  if (!conversation || quote.messageId === null)
    return addQuoteTask(tx, ticket, { reason: 'no-channel', quoteId: quote.id, at });
  await enqueueReply(
    tx,
    conversation,
    {
      messageId: quote.messageId,
      content: wordQuote(ticket, quote, conversation, house),
      author: 'system',
      replyKey: 'quote.ask',
      slotClass: 'ticket',
      mayMerge: false,
      promise: true,
      ticketId: ticket.id,
      occasion: {
        of: ['ticket', ticket.id, String(quote.version), 'quote.ask'],
        ordinal: 0,
        mayRecur: true,
        isFromBefore: ticket.openedAt < (house.restoredAt ?? 0),
      },
    },
    at,
  );
  await keepConversation(tx, conversation);
}

/** What one resident pays is not told to those whose tickets were merged into theirs. */
export function tellOwn(
  tx: Tx,
  ticket: Ticket,
  key: string,
  fields: Record<string, string>,
  house: House,
  messageId: string | null = null,
): Promise<void> {
  const own = { ...ticket, course: { ...ticket.course, alsoTell: [] } };
  return tellResident(tx, own, key, fields, house, { messageId });
}
