// What stands in a quote: lines of the price list times a quantity, and which of them the list does not have. Pure.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import { inListLang, type PriceItem, type PriceList, pricesOn, sayFen } from '../config/price-list.ts';
import type { Lang } from '../replies/reply.ts';
import type { Quote, QuoteLine, QuoteState } from './course.ts';
import type { Ticket } from './ticket.ts';

/** A line as staff give it: of the list, or in words of their own with a price. */
export type QuoteWish = {
  item?: string | undefined;
  name?: string | undefined;
  unit?: string | undefined;
  quantity: number;
  unitFen?: number | undefined;
};

export type Draft = { lines: QuoteLine[]; totalFen: number; isListed: boolean };

const MOST_FEN = 100_000_00;

export function draftQuote(
  wishes: readonly QuoteWish[],
  list: PriceList,
  where: { day: string; communityId: string },
): Outcome<Draft> {
  const listed = pricesOn(list, where.day, where.communityId);
  const lines: QuoteLine[] = [];
  for (const wish of wishes) {
    const line = wish.item === undefined ? freeLine(wish) : listedLine(wish, listed);
    if (!line.ok) return line;
    lines.push(line.value);
  }
  if (lines.length === 0) return refused('tickets/lines-needed', '报价里至少要有一项');
  const totalFen = lines.reduce((sum, { quantity, unitFen }) => sum + quantity * unitFen, 0);
  if (totalFen > MOST_FEN) return refused('tickets/sum-too-large', '合计太大，请核对数量和单价');
  return accepted({ lines, totalFen, isListed: lines.every((line) => line.isListed) });
}

function listedLine({ item: id, quantity, unitFen }: QuoteWish, listed: PriceItem[]): Outcome<QuoteLine> {
  const item = listed.find((each) => each.id === id);
  if (!item) return refused('tickets/not-on-list', '价目表上现在没有这一项，请重新选');
  const { from, to } = item.fen;
  if (unitFen === undefined && from !== to)
    return refused(
      'tickets/price-needed',
      `${item.name.zh}的价钱在${sayFen(from)}到${sayFen(to)}之间，请写明这次是多少`,
    );
  const price = unitFen ?? from;
  return accepted({
    item: item.id,
    name: item.name.zh,
    unit: item.unit.zh,
    quantity,
    unitFen: price,
    isListed: from <= price && price <= to,
  });
}

function freeLine({ name, unit, quantity, unitFen }: QuoteWish): Outcome<QuoteLine> {
  if (!name?.trim() || unitFen === undefined)
    return refused('tickets/lines-needed', '价目表以外的一项要写明是什么、多少钱');
  const line = { name: name.trim(), unit: unit?.trim() || '项', quantity, unitFen };
  return accepted({ item: null, ...line, isListed: false });
}

/** One line each: 换水龙头 1个×30元＝30元. */
export function sayLines(lines: readonly QuoteLine[], list: PriceList, lang: Lang): string {
  return lines
    .map(({ item: id, name, unit, quantity, unitFen }) => {
      const item = list.items.find((each) => each.id === id);
      const sum = sayFen(quantity * unitFen, lang);
      const price = sayFen(unitFen, lang);
      if (lang === 'en') return `${item?.name.en ?? name}: ${quantity} × ${price} = ${sum}`;
      return `${name} ${quantity}${unit}×${price}＝${sum}`;
    })
    .join('\n');
}

/** Who bears it while there is a warranty, for each item that has one; the same words once. */
export function sayWarranties(lines: readonly QuoteLine[], list: PriceList, lang: Lang): string {
  const said = lines.flatMap(({ item: id }) => {
    const warranty = list.items.find((each) => each.id === id)?.warranty;
    return warranty ? [inListLang(warranty.say, lang)] : [];
  });
  return [...new Set(said)].map((words) => (lang === 'en' ? `${words}. ` : `${words}。`)).join('');
}

/** The newest of this time the work is done. */
export function currentQuote({ course }: Pick<Ticket, 'course'>): Quote | null {
  return course.quotes.findLast((each) => each.cycle === course.cycle) ?? null;
}

export function isCurrent(ticket: Ticket, id: string | undefined, state: QuoteState): boolean {
  const quote = currentQuote(ticket);
  return quote !== null && quote.state === state && (id === undefined || id === quote.id);
}

/** What the resident has said yes to, and nothing has taken its place since. */
export function agreedQuote(ticket: Pick<Ticket, 'course'>): Quote | null {
  const quote = currentQuote(ticket);
  return quote?.state === 'agreed' ? quote : null;
}
