// 报价: what paid work would cost is put to the resident before anybody begins, and their yes is kept with exactly what they had read. A
// changed quote is a new one and needs a new yes.
import type { Outcome } from '../base/errors.ts';
import { wallDate } from '../clocks/service-calendar.ts';
import { sayFen } from '../config/price-list.ts';
import { languageKept } from '../replies/language.ts';
import type { Tx } from '../storage/contract.ts';
import type { Consent, Quote, SpokenWith } from './course.ts';
import { type House, timerActor } from './house.ts';
import { type By, perform } from './perform.ts';
import { ask, fieldsOfQuote, listenerOf, put, QUOTE_JOB, tellOwn } from './quote-asking.ts';
import { type Draft, draftQuote, type QuoteWish } from './quote-lines.ts';
import { addQuoteTask, finishQuoteTasks } from './quote-tasks.ts';
import type { Ticket } from './ticket.ts';

/** All of the list: it goes to the resident at once. Otherwise a lead looks at it first. */
export async function quoteTicket(
  tx: Tx,
  ticketId: string,
  by: By & { lines: readonly QuoteWish[]; reason?: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const standing = await tx.tickets.get(ticketId);
  const day = wallDate(house.clock.now());
  const draft = draftQuote(by.lines, house.prices, { day, communityId: standing?.communityId ?? '' });
  if (!draft.ok) return draft;
  const { totalFen, isListed } = draft.value;
  const reason = by.reason?.trim() || null;
  const listener = await listenerOf(tx, standing);
  const id = house.ids.next();
  const sum = sayFen(totalFen);
  return perform(
    tx,
    ticketId,
    'quote',
    {
      by,
      input: { quote: draft.value, ...(reason === null ? {} : { reason }) },
      data: { quoteId: id, totalFen, isListed, reason },
      change(ticket, now) {
        const quote = newQuote(ticket, { id, draft: draft.value, reason, by: by.staffId, now });
        if (isListed) ask(quote, ticket, listener, now, house);
        ticket.course.quotes = [...ticket.course.quotes.map(giveWay), quote];
      },
      words: isListed
        ? {}
        : { lead: `报价合计${sum}，有价目表以外的（${reason ?? ''}），请您看一下，批了才会发给住户` },
      async tellResident(ticket) {
        await finishQuoteTasks(tx, ticket, house.clock.now());
        await put(tx, ticket, listener, house);
      },
    },
    house,
  );
}

/** A lead has looked at what the list does not have: it goes to the resident, or back to whoever made it. */
export async function approveQuote(
  tx: Tx,
  ticketId: string,
  by: By & { quoteId: string; approve: boolean; note?: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const { quoteId, approve, note = null } = by;
  const listener = await listenerOf(tx, await tx.tickets.get(ticketId));
  return perform(
    tx,
    ticketId,
    'approveQuote',
    {
      by,
      input: { quoteId },
      data: { quoteId, approve, note },
      change(ticket, now) {
        changeQuote(ticket, quoteId, (quote) => {
          quote.approvedBy = by.staffId;
          if (approve) ask(quote, ticket, listener, now, house);
          else quote.state = 'turned-down';
        });
      },
      words: {
        helpers: approve
          ? '报价批了，已经发给住户；住户同意之前请先别动手'
          : `报价没有批${note === null ? '' : `（${note}）`}，请改了再报`,
      },
      tellResident: (ticket) => put(tx, ticket, listener, house),
    },
    house,
  );
}

type Answered = { quoteId: string; agrees: boolean } & (
  | { how: 'message'; messageId: string }
  | { how: 'phone'; spokeWith: SpokenWith; heardFen: number }
);

/** What the resident says to it. Their words stay in their message; the line has its id, the version and what they had read. */
export async function answerQuote(
  tx: Tx,
  ticketId: string,
  by: By & Answered,
  house: House,
): Promise<Outcome<Ticket>> {
  const { quoteId, agrees } = by;
  const facts =
    by.how === 'message'
      ? ({ how: by.how, messageId: by.messageId } as const)
      : ({ how: by.how, by: by.staffId ?? '', spokeWith: by.spokeWith, heardFen: by.heardFen } as const);
  const asked = (await tx.tickets.get(ticketId))?.course.quotes.find((each) => each.id === quoteId) ?? null;
  const sum = sayFen(asked?.totalFen ?? 0);
  const answered = await perform(
    tx,
    ticketId,
    'answerQuote',
    {
      by,
      input: {
        quoteId,
        consent:
          by.how === 'message'
            ? { how: by.how }
            : { how: by.how, spokeWith: by.spokeWith, heardFen: by.heardFen },
      },
      data: {
        ...{ quoteId, version: asked?.version, totalFen: asked?.totalFen, shown: asked?.shown },
        ...{ answer: agrees ? 'agreed' : 'declined', ...facts },
      },
      change(ticket, now) {
        changeQuote(ticket, quoteId, (quote) => {
          quote.state = agrees ? 'agreed' : 'declined';
          quote.consent = { ...facts, at: now } satisfies Consent;
        });
      },
      words: agrees
        ? { helpers: `住户同意报价（合计${sum}），可以动手了` }
        : {
            helpers: `住户不同意报价（合计${sum}），请先别动手，也不要收费`,
            lead: `住户不同意报价（合计${sum}），请联系住户商量别的办法`,
          },
      async tellResident(ticket) {
        if (by.how !== 'phone') return;
        // What was said on the phone is read once more, by whoever's money it is.
        const quote = ticket.course.quotes.find((each) => each.id === quoteId);
        const key = agrees ? 'quote.by_phone' : 'quote.declined';
        const lang = languageKept((await listenerOf(tx, ticket))?.flowState ?? null);
        if (quote) await tellOwn(tx, ticket, key, fieldsOfQuote(ticket, quote, lang, house), house);
      },
    },
    house,
  );
  if (!answered.ok) return answered;
  await tx.jobs.cancel(QUOTE_JOB, ticketId);
  const at = house.clock.now();
  await finishQuoteTasks(tx, answered.value, at);
  if (!agrees) await addQuoteTask(tx, answered.value, { reason: 'declined', quoteId, at });
  return answered;
}

/** They want to know more first: somebody answers them, and nobody begins. */
export async function discussQuote(
  tx: Tx,
  ticketId: string,
  by: By & { quoteId: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const discussed = await perform(
    tx,
    ticketId,
    'discussQuote',
    {
      by,
      input: { quoteId: by.quoteId },
      data: { quoteId: by.quoteId },
      change: (ticket, now) =>
        changeQuote(ticket, by.quoteId, (quote) => {
          quote.talkAt = now;
        }),
      words: { helpers: '住户想问问报价，请给住户讲明白；同意之前先别动手' },
    },
    house,
  );
  const at = house.clock.now();
  if (discussed.ok) await addQuoteTask(tx, discussed.value, { reason: 'asks', quoteId: by.quoteId, at });
  return discussed;
}

/** Nobody has answered in time. */
export async function expireQuote(
  tx: Tx,
  ticketId: string,
  quoteId: string,
  house: House,
): Promise<Outcome<Ticket>> {
  const expired = await perform(
    tx,
    ticketId,
    'expireQuote',
    {
      by: { actor: timerActor, staffId: null },
      input: { quoteId },
      data: { quoteId },
      change: (ticket) =>
        changeQuote(ticket, quoteId, (quote) => {
          quote.state = 'expired';
        }),
      words: { helpers: '报价过期了，住户没有答复；要收费的活请重新报价，住户同意了再动手' },
    },
    house,
  );
  const at = house.clock.now();
  if (expired.ok) await addQuoteTask(tx, expired.value, { reason: 'expired', quoteId, at });
  return expired;
}

/** Paid work begins; without the resident's yes it does not. */
export function beginPaidWork(tx: Tx, ticketId: string, by: By, house: House): Promise<Outcome<Ticket>> {
  return perform(
    tx,
    ticketId,
    'beginPaid',
    {
      by,
      change(ticket, now) {
        ticket.course.quotes = ticket.course.quotes.map((quote) =>
          quote.state === 'agreed' && quote.cycle === ticket.course.cycle
            ? { ...quote, workBegunAt: quote.workBegunAt ?? now }
            : quote,
        );
      },
    },
    house,
  );
}

function newQuote(
  { course }: Ticket,
  {
    id,
    draft,
    reason,
    by,
    now,
  }: { id: string; draft: Draft; reason: string | null; by: string | null; now: number },
): Quote {
  return {
    ...{ id, version: course.quotes.length + 1, cycle: course.cycle },
    ...{ lines: draft.lines, totalFen: draft.totalFen, reason: draft.isListed ? null : reason },
    ...{ state: 'to-approve', by, at: now, approvedBy: null, askedAt: null, expiresAt: null },
    ...{ messageId: null, shown: null, consent: null, talkAt: null, workBegunAt: null },
  };
}

/** A yes to one sum is none to another. */
function giveWay(quote: Quote): Quote {
  const stands = quote.state === 'to-approve' || quote.state === 'asked' || quote.state === 'agreed';
  return stands ? { ...quote, state: 'replaced' } : quote;
}

function changeQuote({ course }: Ticket, id: string, change: (quote: Quote) => void): void {
  course.quotes = course.quotes.map((each) => {
    if (each.id !== id) return each;
    const next = { ...each };
    change(next);
    return next;
  });
}
