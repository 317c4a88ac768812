// What words of the lists stand for themselves: 粤B12345 is no call to 12345, and 3-2-501 alone wants nothing.
import type { Found } from './commands.ts';
import { findPhones } from './entities/phone.ts';
import { findPlates } from './entities/plate.ts';
import { findTicketCodes } from './entities/ticket-code.ts';
import type { LexiconMatch, LexiconMatcher } from './lexicon.ts';
import type { Normalised } from './normalise.ts';

type Place = { start: number; end: number };

/** Without the words that are part of a telephone number, a plate, a code or of any longer number. */
export function matchFree(text: Normalised, match: LexiconMatcher): LexiconMatch {
  const matched = match(text.text);
  if (!matched.words.some((word) => isNumber(text.text, word))) return matched;
  const numbers = [...findPhones(text), ...findPlates(text), ...findTicketCodes(text)];
  const { weighed: _, ...found } = matched;
  return {
    ...found,
    words: matched.words.filter((word) => !isNumber(text.text, word) || isFree(text.text, word, numbers)),
  };
}

function isNumber(text: string, { start, end }: Place): boolean {
  return /^[0-9A-Z]+$/.test(text.slice(start, end));
}

function isFree(text: string, { start, end }: Place, numbers: readonly Place[]): boolean {
  if (/[0-9A-Z]/.test(text[start - 1] ?? '') || /[0-9A-Z]/.test(text[end] ?? '')) return false;
  return !numbers.some((number) => number.start < end && number.end > start);
}

/** 我是 5栋2单元501，电话…: who and where, with nothing that is wanted. */
const AROUND =
  /^(?:我们?|的|是|在|住|家|这里|这边|这|地址|房号|电话|手机号?|联系电话|号码|车牌号?|单号|时间|业主|租客|住户|姓名?|你好|您好|和|跟|吧|啊|呢|哦|嗯|好的?|就|那|MY|ADDRESS|PHONE|NUMBER|IS|I|LIVE|IN|AT|THE|ROOM|UNIT|BUILDING|HELLO|HI){0,12}$/u;
const VALUES = new Set<Found['entity']>([
  'address',
  'phone',
  'time',
  'plate',
  'ticketCode',
  'parking',
  'staff',
]);
const LONGEST = 80;

/** Made of values alone, so that it answers something or waits for more. */
export function isOnlyValues(raw: string, said: readonly Found[]): boolean {
  if (raw.length > LONGEST) return false;
  const values = said.filter((one) => VALUES.has(one.entity) && one.span !== null);
  if (values.length === 0) return false;
  let left = raw;
  for (const { span } of values)
    if (span) left = left.slice(0, span.start) + ' '.repeat(span.end - span.start) + left.slice(span.end);
  return AROUND.test(left.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase());
}
