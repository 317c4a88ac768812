// Approved wordings that a person may say as they stand: answers of the house and phrases for the desk. Pure.
import { BASE_LANG, type Replies } from './reply.ts';

const FOR_PEOPLE = /^(?:phrase|answer)\./;

export function phrasesIn(replies: Replies): { key: string; text: string }[] {
  return Object.values(replies[BASE_LANG] ?? {}).flatMap(({ key, placeholders, variants }) =>
    FOR_PEOPLE.test(key) && placeholders.length === 0 && variants[0] !== undefined
      ? [{ key, text: variants[0] }]
      : [],
  );
}

/** Shorter ones are said without having been chosen: 您好. */
const LEAST = 8;

/** The approved wording somebody said, as it stands or with words of their own around it; the longest of several. */
export function phraseIn(said: string, phrases: readonly { key: string; text: string }[]): string | null {
  const plain = (text: string) => text.replace(/\s+/gu, '');
  const words = plain(said);
  let found: { key: string; length: number } | null = null;
  for (const { key, text } of phrases) {
    const phrase = plain(text);
    const isIn = phrase === words || (phrase.length >= LEAST && words.includes(phrase));
    if (isIn && phrase.length > (found?.length ?? 0)) found = { key, length: phrase.length };
  }
  return found?.key ?? null;
}
