// Codes of our own tickets in words: 261127-003. The date in front tells them from other numbers.
import { findAll } from '../find-all.ts';
import type { Normalised } from '../normalise.ts';
import type { Place } from './mask.ts';

export type FoundCode = Place & { code: string };

const CODE =
  /(?<![0-9-])(?<year>2[0-9])(?<month>[01][0-9])(?<date>[0-3][0-9])(?:-|号-?| )?(?<number>[0-9]{3,4})(?![0-9-])/g;
/** Without its dash the code must be called one: 单号261127003. */
const CALLED = /(?:单号|工单|单子|编号|登记号|报修单|流水号)[是为:： ]{0,2}$/u;

export function findTicketCodes({ text }: Pick<Normalised, 'text'>): FoundCode[] {
  return findAll(text, CODE).flatMap((match) => {
    const { year, month, date, number } = match.groups ?? {};
    const start = match.index;
    const isDate = Number(month) >= 1 && Number(month) <= 12 && Number(date) >= 1 && Number(date) <= 31;
    const isPlain = match[0].includes('-') || CALLED.test(text.slice(Math.max(0, start - 6), start));
    if (!isDate || !isPlain) return [];
    return [{ code: `${year}${month}${date}-${number}`, start, end: start + match[0].length }];
  });
}
