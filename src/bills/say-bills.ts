// Bills in words: those of one home, newest first, and what a whole table comes to. Pure.
import { sayFen } from '../config/price-list.ts';
import type { Lang } from '../replies/reply.ts';
import type { Bill } from './bill.ts';
import { sumsOf } from './read-bills.ts';

/** What a phone shows at a glance. */
const MOST_LINES = 6;

export function billsOf(bills: readonly Bill[], home: Bill['home']): Bill[] {
  // Only in a house with one entrance a home is written without it.
  const isSame = (one: string | null, other: string | null) =>
    one === null || other === null || one === other;
  const isTheirs = (one: Bill['home']) =>
    one.building === home.building && isSame(one.unit, home.unit) && one.room === home.room;
  return bills.filter((bill) => isTheirs(bill.home)).sort((a, b) => b.dueOn.localeCompare(a.dueOn));
}

export function openOf(bills: readonly Bill[]): Bill[] {
  return bills.filter(({ amountFen, paidFen }) => paidFen < amountFen);
}

export function sumOpen(bills: readonly Bill[]): number {
  return bills.reduce((sum, { amountFen, paidFen }) => sum + amountFen - paidFen, 0);
}

export function sayBills(bills: readonly Bill[], lang: Lang): string {
  const lines = bills.slice(0, MOST_LINES).map(({ period, item, amountFen, paidFen, dueOn }) => {
    const [due, paid] = [sayFen(amountFen, lang), sayFen(paidFen, lang)];
    if (lang === 'en') return `${item} ${period}: ${due} by ${dueOn}${paidFen > 0 ? `, ${paid} paid` : ''}`;
    return `${item} ${period}：应交${due}${paidFen > 0 ? `，已交${paid}` : ''}，${dueOn} 前交`;
  });
  return [...lines, ...(bills.length > MOST_LINES ? ['……'] : [])].join('\n');
}

export function saySums(bills: readonly Bill[]): string {
  const { count, homes, periods, amountFen, openFen } = sumsOf(bills);
  return `${count} 笔，${homes} 户，账期 ${periods.join('、') || '没有'}；应收 ${sayFen(amountFen)}，还没收 ${sayFen(openFen)}`;
}
