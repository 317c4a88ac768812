// What the house charges for, as it is published: the price, what is in it, and who bears it while there is a warranty. Pure.

import type { Lang } from '../replies/reply.ts';

/** Words of the list in the languages it is kept in; Traditional is made of the simplified. */
export type ListWords = { zh: string; en: string };

export const warrantyBearers = ['developer', 'company', 'resident'] as const;

export type PriceItem = {
  id: string;
  name: ListWords;
  /** Other names residents have for it. */
  also: readonly string[];
  unit: ListWords;
  /** Both the same = a fixed price. */
  fen: { from: number; to: number };
  included: ListWords;
  warranty: { bears: (typeof warrantyBearers)[number]; say: ListWords } | null;
  source: string;
  approver: string;
  /** First and last day it holds, local to the estate: 2026-01-01. */
  effective: string;
  expires: string;
  /** Communities it holds for; empty = all. */
  communities: readonly string[];
};

export type PriceList = {
  /** How long a resident may think about a quote. */
  quoteValidMs: number;
  items: readonly PriceItem[];
};

/** The prices that hold on this day; null = in any community. */
export function pricesOn({ items }: PriceList, day: string, communityId: string | null): PriceItem[] {
  const holdsHere = ({ communities }: PriceItem) =>
    communityId === null || communities.length === 0 || communities.includes(communityId);
  return items.filter((item) => item.effective <= day && day <= item.expires && holdsHere(item));
}

/** 3050 → 30.5元. */
export function sayFen(fen: number, lang: Lang = 'zh-CN'): string {
  const yuan = String(Math.round(fen) / 100);
  return lang === 'en' ? `¥${yuan}` : `${yuan}元`;
}

/** 每个30元; 每次80元到200元. */
export function sayPrice({ fen, unit }: Pick<PriceItem, 'fen' | 'unit'>, lang: Lang): string {
  const { from, to } = fen;
  const isFixed = from === to;
  if (lang === 'en') return `${sayFen(from, lang)}${isFixed ? '' : ` to ${sayFen(to, lang)}`} per ${unit.en}`;
  return `每${unit.zh}${sayFen(from)}${isFixed ? '' : `到${sayFen(to)}`}`;
}

export function inListLang(words: ListWords, lang: Lang): string {
  return lang === 'en' ? words.en : words.zh;
}
