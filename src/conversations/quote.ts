// The resident answers a quote, or asks what their own matter costs. A click says which version it means; of plain words a yes counts
// only where it can mean nothing else. Their message is what the consent is kept with.
import { languageKept } from '../replies/language.ts';
import type { Lang } from '../replies/reply.ts';
import type { Tx } from '../storage/contract.ts';
import type { Quote } from '../tickets/course.ts';
import { isCourtesy } from '../tickets/courtesy.ts';
import { goOnWithAnswer } from '../tickets/due-work.ts';
import type { House } from '../tickets/house.ts';
import { tellHelpers } from '../tickets/notices.ts';
import { answerQuote, discussQuote } from '../tickets/quote.ts';
import { fieldsOfQuote } from '../tickets/quote-asking.ts';
import { currentQuote } from '../tickets/quote-lines.ts';
import {
  asksOwnCost,
  beginsWithQuoteNo,
  type QuoteAnswer,
  readQuoteAnswer,
  readQuoteMenuId,
  type SaidOfQuote,
} from '../tickets/quote-words.ts';
import { kindOf, sumsOf } from '../tickets/receipt.ts';
import { isOpen } from '../tickets/states.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { Conversation, PendingItem } from './conversation.ts';
import { sayBeside } from './say-beside.ts';

type Ports = { house: House; isDanger(item: PendingItem): boolean };

const MOST_LOOKED_AT = 20;
/** Later than this 这次 is another time. */
const REMEMBERED_MS = 30 * 24 * 3_600_000;

/** Answers what of these messages was about something else; what was about a quote, or what a matter costs, is settled. */
export async function hearQuote(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  ports: Ports,
): Promise<readonly PendingItem[]> {
  const clicks: PendingItem[] = [];
  for (const item of heard) if (await hearClick(tx, conversation, item, ports.house)) clicks.push(item);
  if (clicks.length > 0) return besides(heard, clicks);
  const said = saidOfQuote(heard);
  if (said !== null) {
    const used = await settleWords(tx, conversation, heard, said, ports);
    return used ? besides(heard, said.items) : heard;
  }
  const [only, ...more] = heard;
  if (only?.content.type !== 'text' || more.length > 0 || !asksOwnCost(only.content.text)) return heard;
  const isTold = !ports.isDanger(only) && (await tellCost(tx, conversation, only, ports.house));
  return isTold ? [] : heard;
}

/** 谢谢 beside an answer asks for none of its own. */
function besides(heard: readonly PendingItem[], used: readonly PendingItem[]): PendingItem[] {
  return heard.filter((item) => !used.includes(item) && !isKind(item));
}

const isKind = ({ content }: PendingItem) => content.type === 'text' && isCourtesy(content.text);

type Said = { answer: QuoteAnswer; isPlain: boolean; items: PendingItem[]; last: PendingItem };

/** Of several messages a plain answer counts; 好 only where nothing else is said. A yes and a no at once are a question. */
function saidOfQuote(heard: readonly PendingItem[]): Said | null {
  const found = heard.flatMap((item) => {
    const said = item.content.type === 'text' ? readWords(item.content.text) : null;
    return said === null ? [] : [{ ...said, item }];
  });
  const plain = found.filter((each) => each.isPlain);
  const counted = plain.length > 0 ? plain : found;
  const last = counted.at(-1);
  if (!last) return null;
  const items = found.map((each) => each.item);
  if (!last.isPlain && heard.some((item) => !items.includes(item) && !isKind(item))) return null;
  const isOne = counted.every((each) => each.answer === last.answer);
  return { answer: isOne ? last.answer : 'talk', isPlain: last.isPlain, items, last: last.item };
}

function readWords(text: string): SaidOfQuote | null {
  return beginsWithQuoteNo(text) ? { answer: 'no', isPlain: true } : readQuoteAnswer(text);
}

async function settleWords(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  { answer, isPlain, items, last }: Said,
  { house, isDanger }: Ports,
): Promise<boolean> {
  const asked = await askedLast(tx, conversation);
  if (asked === null || items.some(isDanger)) return false;
  const { ticket, quote } = asked;
  // 好 is a yes to what stands right above it, and not to what a colleague is talking about.
  const mayBeMeant =
    conversation.owner.kind === 'bot' && (await standsAbove(tx, quote, conversation.id, heard.length));
  if ((!isPlain && !mayBeMeant) || !(await hasArrived(tx, quote))) return false;
  return settle(tx, conversation, { ticket, quote, answer, item: last }, house);
}

async function hearClick(
  tx: Tx,
  conversation: Conversation,
  item: PendingItem,
  house: House,
): Promise<boolean> {
  const { content } = item;
  const click = content.type === 'text' ? readQuoteMenuId(content.menuId ?? '') : null;
  if (click === null) return false;
  const ticket = await tx.tickets.get(click.ticketId);
  const quote = ticket?.course.quotes.find((each) => each.version === click.version);
  // What one resident pays is theirs alone to agree to.
  if (!ticket || !quote || ticket.conversationId !== conversation.id) {
    await say(tx, conversation, 'quote.late', {}, item, house);
    return true;
  }
  return settle(tx, conversation, { ticket, quote, answer: click.answer, item }, house);
}

async function settle(
  tx: Tx,
  conversation: Conversation,
  { ticket, quote, answer, item }: { ticket: Ticket; quote: Quote; answer: QuoteAnswer; item: PendingItem },
  house: House,
): Promise<boolean> {
  const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
  const by = { actor, staffId: null, quoteId: quote.id };
  // What waited for their word goes on, whatever it is.
  await goOnWithAnswer(tx, ticket.id, conversation.residentId, house);
  const done =
    answer === 'talk'
      ? await discussQuote(tx, ticket.id, by, house)
      : await answerQuote(
          tx,
          ticket.id,
          { ...by, agrees: answer === 'yes', how: 'message', messageId: item.messageId ?? item.id },
          house,
        );
  const ranOut = !done.ok && (done.code === 'tickets/quote-expired' || quote.state === 'expired');
  if (ranOut)
    await tellHelpers(tx, ticket, house, '住户答复了报价，可是报价已经过期，请重新报价，住户同意了再动手');
  const key = done.ok ? SAID[answer] : ranOut ? 'quote.expired' : 'quote.late';
  const lang = languageKept(conversation.flowState);
  await say(tx, conversation, key, fieldsOfQuote(ticket, quote, lang, house), item, house);
  return true;
}

const SAID: Record<QuoteAnswer, string> = {
  yes: 'quote.agreed',
  no: 'quote.declined',
  talk: 'quote.talking',
};

async function askedLast(tx: Tx, { id }: Conversation): Promise<{ ticket: Ticket; quote: Quote } | null> {
  const asked = (await tx.tickets.openOf(id)).flatMap((ticket) => {
    const quote = currentQuote(ticket);
    return quote?.state === 'asked' ? [{ ticket, quote }] : [];
  });
  return asked.sort((one, other) => (other.quote.askedAt ?? 0) - (one.quote.askedAt ?? 0))[0] ?? null;
}

async function standsAbove(
  tx: Tx,
  { messageId }: Quote,
  conversationId: string,
  heardCount: number,
): Promise<boolean> {
  const [above] = await tx.messages.latest(conversationId, { limit: heardCount + 1 });
  return messageId !== null && above?.id === messageId;
}

async function hasArrived(tx: Tx, { messageId }: Quote): Promise<boolean> {
  return messageId !== null && (await tx.messages.get(messageId))?.delivery?.state === 'sent';
}

/** 这次收多少钱: the receipt, the quote, or that nothing is charged. Without a matter of theirs the list answers. */
async function tellCost(
  tx: Tx,
  conversation: Conversation,
  item: PendingItem,
  house: House,
): Promise<boolean> {
  const ticket = await meant(tx, conversation, house.clock.now());
  if (ticket === null) return false;
  const { key, fields } = costOf(ticket, languageKept(conversation.flowState), house);
  await say(tx, conversation, key, fields, item, house);
  return true;
}

/** The one money was last spoken of; otherwise the newest that is open. */
async function meant(tx: Tx, { id: conversationId }: Conversation, now: number): Promise<Ticket | null> {
  const { items } = await tx.tickets.list(
    { conversationId, updatedAfter: now - REMEMBERED_MS },
    { after: null, limit: MOST_LOOKED_AT },
  );
  const money = ({ course }: Ticket) =>
    Math.max(0, ...course.quotes.map((each) => each.at), ...course.receipts.map((each) => each.at));
  const paid = items.filter((ticket) => money(ticket) > 0).sort((one, other) => money(other) - money(one));
  return (
    paid[0] ?? items.filter((ticket) => isOpen(ticket.status) && ticket.kind === 'repair').at(-1) ?? null
  );
}

function costOf(ticket: Ticket, lang: Lang, house: House): { key: string; fields: Record<string, string> } {
  const code = { 'ticket.code': ticket.code };
  const receipt = ticket.course.receipts.findLast((each) => each.cycle === ticket.course.cycle);
  if (receipt) return { key: `receipt.${kindOf(receipt)}`, fields: { ...code, ...sumsOf(receipt) } };
  const quote = currentQuote(ticket);
  if (quote?.state !== 'asked' && quote?.state !== 'agreed') return { key: 'quote.none', fields: code };
  return { key: `quote.now_${quote.state}`, fields: fieldsOfQuote(ticket, quote, lang, house) };
}

async function say(
  tx: Tx,
  conversation: Conversation,
  key: string,
  fields: Record<string, string>,
  about: PendingItem,
  house: House,
): Promise<void> {
  // A person speaks for themselves.
  if (conversation.owner.kind !== 'bot') return;
  const promise = key === 'quote.declined' || key === 'quote.talking';
  await sayBeside(tx, conversation, { key, fields, promise, of: ['quote', about.channelItemId, key] }, house);
}
