// Which words of danger the model has met in training: a company may add words of its own, and what it does not know it must not doubt.
import type { Lexicon } from '../input.ts';
import { normaliseWord } from '../normalise.ts';

/** The words as they lie in the model's file: a number for each, base64. */
export function hashWords(lexicon: Lexicon): string {
  const hashes = Uint32Array.from([...wordsOf(lexicon)].map(hashOf)).sort();
  return Buffer.from(hashes.buffer).toString('base64');
}

/** Words of danger in this lexicon that were not there when the model was trained. */
export function wordsUnknownTo(knows: string, lexicon: Lexicon): string[] {
  const bytes = Buffer.from(knows, 'base64');
  const known = new Set<number>();
  for (let at = 0; at + 4 <= bytes.length; at += 4) known.add(bytes.readUInt32LE(at));
  return [...wordsOf(lexicon)].filter((word) => !known.has(hashOf(word)));
}

function wordsOf(lexicon: Lexicon): Set<string> {
  return new Set(
    lexicon.hazards
      .flatMap(({ words, things, states }) => [...words, ...things, ...states])
      .map(normaliseWord)
      .filter((word) => word !== ''),
  );
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
