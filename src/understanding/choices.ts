// Which item of a menu the resident means when they type instead of click: 1, 第二个, or its words.
import type { PendingQuestion } from './input.ts';
import { normaliseWord } from './normalise.ts';
import { readNumeral } from './numerals.ts';

const BY_NUMBER =
  /^(?:我?选择?|第|按)?(?<number>[0-9]{1,2}|[一二两三四五六七八九十]{1,2})(?:个|项|号|条|种)?(?:吧)?$/u;
const FEWEST_CHARS = 2;
/** 就是厨房那里: a few words around the label are still the label. */
const MOST_AROUND = 5;

/** The id the click would bring, or null. A label beats a number: 2 among 1栋, 2栋, 3栋 is 2栋. */
export function readChoice(text: string, pending: PendingQuestion | null): string | null {
  const core = text.replace(/[^\p{L}\p{N}]/gu, '');
  if (pending === null || pending.options.length === 0 || core === '') return null;
  const options = pending.options.map(({ id, label }) => ({
    id,
    label: normaliseWord(label).replace(/[^\p{L}\p{N}]/gu, ''),
  }));
  const exact = options.find(({ label }) => label === core);
  if (exact) return exact.id;
  const said = BY_NUMBER.exec(core)?.groups?.number;
  const number = said === undefined ? null : readNumeral(said);
  if (number !== null) {
    const numbered = options.filter(({ label }) => /^[0-9]+/.exec(label)?.[0] === number);
    if (numbered.length === 1) return numbered[0]?.id ?? null;
    return options[Number(number) - 1]?.id ?? null;
  }
  if (core.length < FEWEST_CHARS) return null;
  const meant = options.filter(
    ({ label }) =>
      label.includes(core) ||
      (label.length >= FEWEST_CHARS && core.includes(label) && core.length <= label.length + MOST_AROUND),
  );
  return meant.length === 1 ? (meant[0]?.id ?? null) : null;
}
