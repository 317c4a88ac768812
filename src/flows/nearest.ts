// What to do about a word that is not in a list: the one that was probably meant, or what there is.
import { nearest } from '../base/nearest.ts';

/** A remedy line for a word that is not in a list. */
export function suggest(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  if (near !== null) return `Did you mean "${near}"?`;
  if (known.length === 0) return 'Nothing is defined here yet.';
  return known.length <= 20
    ? `Known: ${known.join(', ')}.`
    : `There are ${known.length} known ones; check the spelling.`;
}
