// Initials of Chinese words (漏水 → ls), by the sorting order browsers know: a letter begins where its first character stands. Pure.

const LETTERS = 'abcdefghjklmnopqrstwxyz';
const FIRST = '阿八嚓哒妸发旮哈讥咔垃妈拏噢妑七呥扨它穵夕丫帀';
const order = new Intl.Collator('zh-Hans-CN-u-co-pinyin');

export function initialsOf(text: string): string {
  let initials = '';
  for (const character of text) {
    if (/[a-z0-9]/i.test(character)) initials += character.toLowerCase();
    else if (/\p{Script=Han}/u.test(character)) initials += initialOf(character);
  }
  return initials;
}

function initialOf(character: string): string {
  const places = [...FIRST];
  let found = '';
  for (const [index, first] of places.entries()) {
    if (order.compare(character, first) < 0) break;
    found = LETTERS[index] ?? '';
  }
  return found;
}

/** By what is written, or by initials. */
export function matches(text: string, wanted: string): boolean {
  const asked = wanted.trim().toLowerCase();
  return asked === '' || text.toLowerCase().includes(asked) || initialsOf(text).includes(asked);
}
