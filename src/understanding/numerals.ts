// Chinese and Arabic digit runs → Arabic digits, as people say house numbers. Part of every grammar; knows no meaning.

/** For character classes of grammars: everything a number of a house may be written with. */
export const NUMERAL_CHARS = '0-9零〇○洞一二两三四五六七八九十百千幺壹贰叁肆伍陆柒捌玖拾';
/** Digits that are read one by one, as in telephone numbers: no 十, 百, 千. */
export const DIGIT_CHARS = '0-9零〇○洞一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖';

const DIGIT: Record<string, string> = {
  零: '0',
  〇: '0',
  '○': '0',
  洞: '0', // radio habit: 五洞一
  一: '1',
  幺: '1',
  壹: '1',
  二: '2',
  两: '2',
  贰: '2',
  三: '3',
  叁: '3',
  四: '4',
  肆: '4',
  五: '5',
  伍: '5',
  六: '6',
  陆: '6',
  七: '7',
  柒: '7',
  八: '8',
  捌: '8',
  九: '9',
  玖: '9',
};

const MULTIPLIER: Record<string, number> = { 十: 10, 拾: 10, 百: 100, 千: 1000 };

/**
 * 八零二 → 802, 十二 → 12, 一百零三 → 103, 两 → 2, 3零2 → 302. Digit by digit unless 十, 百 or 千 appears.
 * Null when it is no number (empty, other characters, 百 alone).
 */
export function readNumeral(words: string): string | null {
  let digits = '';
  let hasMultiplier = false;
  for (const char of words) {
    if (char in MULTIPLIER) hasMultiplier = true;
    const digit = foldDigit(char);
    if (digit >= '0' && digit <= '9' && digit.length === 1) digits += digit;
    else if (!(char in MULTIPLIER)) return null;
  }
  if (words === '') return null;
  return hasMultiplier ? readWithMultipliers(words) : digits;
}

/** One character: 零 → 0; anything that is no digit stays. */
export function foldDigit(char: string): string {
  return DIGIT[char] ?? char;
}

function readWithMultipliers(words: string): string | null {
  const flat = readFloorAndRoom(words);
  if (flat !== null) return flat;
  let total = 0;
  let pending = '';
  let lastMultiplier = 1;
  for (const char of words) {
    const multiplier = MULTIPLIER[char];
    if (multiplier === undefined) {
      const digit = foldDigit(char);
      // 一百零三: the zero only says that a place is skipped.
      if (digit === '0' && pending === '' && total > 0) {
        lastMultiplier = 1;
        continue;
      }
      pending += digit;
      continue;
    }
    if (pending === '' && multiplier !== 10) return null;
    total += (pending === '' ? 1 : Number(pending)) * multiplier;
    pending = '';
    lastMultiplier = multiplier;
  }
  if (pending !== '') {
    // 一百二 is 120, 一百零二 is 102, 二十三 is 23.
    total += Number(pending) * (lastMultiplier >= 100 && pending.length === 1 ? lastMultiplier / 10 : 1);
  }
  return total > 0 ? String(total) : null;
}

/** 十二零三: floor twelve, room three → 1203. Said as two numbers, so it is no sum. */
function readFloorAndRoom(words: string): string | null {
  const match =
    /^([一二两三壹贰叁]?[十拾][一二三四五六七八九壹贰叁肆伍陆柒捌玖]?)([零〇○洞][一二三四五六七八九幺壹贰叁肆伍陆柒捌玖])$/.exec(
      words,
    );
  const [, floor, room] = match ?? [];
  if (floor === undefined || room === undefined) return null;
  const floorNumber = readWithMultipliers(floor);
  return floorNumber === null ? null : floorNumber + [...room].map(foldDigit).join('');
}
