// Finds telephone numbers in words, also in Chinese digits (一三八零零…), and gives them as E.164.

import parsePhoneNumber from 'libphonenumber-js/max';
import type { Span } from '../commands.ts';
import { findAll } from '../find-all.ts';
import type { Normalised } from '../normalise.ts';
import { DIGIT_CHARS, foldDigit } from '../numerals.ts';
import { mask, type Place } from './mask.ts';

export type FoundPhone = { phone: string; raw: string; span: Span; start: number; end: number };

const SEP = '[-\\s.·_]';
/** Written at once or in groups. Not 1503 138 0013 8000 from its first digit: a room may stand before the number. */
const CN_MOBILE = new RegExp(
  '(?<![0-9])(?:(?:\\+|00)?86' +
    `${SEP}?)?(?:1[3-9][0-9]{9}|1[3-9][0-9]${SEP}[0-9]{4}${SEP}[0-9]{4}|1[3-9][0-9]{2}${SEP}[0-9]{3}${SEP}[0-9]{4}(?!${SEP}[0-9]{4}(?![0-9]))` +
    `|1[3-9][0-9]${SEP}[0-9]{8}|1[3-9][0-9]{5}${SEP}[0-9]{4}|1[3-9][0-9]${SEP}[0-9]{3}${SEP}[0-9]{5}|1${SEP}[3-9](?:${SEP}[0-9]){9})(?![0-9])`,
  'g',
);
const CN_LANDLINE = new RegExp(
  `(?<![0-9])(?:(?:\\+|00)86${SEP}?)?[（(]?(?:0[0-9]{2,3}|(?<=86${SEP}?[（(]?)[1-9][0-9]{1,2})[）)]?${SEP}{0,2}(?:[1-9][0-9]{3}${SEP}?[0-9]{3,4})(?![0-9])`,
  'g',
);
/** Hong Kong, Macao, Taiwan: only with their code, or 8 digits would be anything. */
const NEIGHBOURS = new RegExp(
  `(?<![0-9])(?:\\+|00)(?:852|853|886)${SEP}?(?:[0-9]${SEP}?){7,9}[0-9](?![0-9])`,
  'g',
);

/** Spoken in one go or with pauses: 幺三九 零零零零 零幺三幺. */
const CHINESE_DIGITS = new RegExp(`[${DIGIT_CHARS}](?:${SEP}?[${DIGIT_CHARS}]){6,}`, 'gu');

/** 转501, 83001234转806, 分机501: what is dialled behind a number is no flat. */
const EXTENSION =
  /(?:(?<![0-9-])[2-8][0-9]{6,7}[- ]?)?(?:转(?:接|分机)?|分机号?)[是: ]?[0-9]{2,5}(?![0-9栋幢座号楼室房元块万千百户给-]|单元)/gu;

export function findExtensions({ text }: Pick<Normalised, 'text'>): Place[] {
  return findAll(text, EXTENSION).map(({ 0: words, index }) => ({ start: index, end: index + words.length }));
}

const COUNTRIES = ['CN', 'HK', 'MO', 'TW'];

/** Every number once, in the order of the text. */
export function findPhones(text: Normalised): FoundPhone[] {
  const found: FoundPhone[] = [];
  let left = text.text;
  // Chinese digits last: in 电话是一13800138000 the 一 is a slip, not a digit.
  for (const folds of [false, true]) {
    if (folds) left = left.replace(CHINESE_DIGITS, (run) => Array.from(run, foldDigit).join(''));
    // The same words were looked through a moment ago.
    if (folds && left === text.text) break;
    for (const pattern of [CN_MOBILE, CN_LANDLINE, NEIGHBOURS]) {
      const hits = findAll(left, pattern).map((match) => ({
        words: match[0],
        start: match.index,
        end: match.index + match[0].length,
      }));
      for (const { words: said, start, end } of hits) {
        const phone = validate(said);
        if (phone === null) continue;
        left = mask(left, [{ start, end }]);
        if (!found.some((other) => other.phone === phone))
          found.push({ phone, raw: text.rawOf(start, end), span: text.spanOf(start, end), start, end });
      }
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function validate(said: string): string | null {
  const digits = said
    .replace(/[^0-9+]/g, '')
    .replace(/^00/, '+')
    .replace(/^86(?=1[3-9][0-9]{9}$)/, '+86');
  const parsed = parsePhoneNumber(digits, 'CN');
  return parsed?.isValid() && COUNTRIES.includes(parsed.country ?? '') ? parsed.number : null;
}
