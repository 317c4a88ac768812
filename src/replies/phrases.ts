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
