// Is a text made of words of a list and nothing else? In one pass, however long the text is.
import { buildTrie } from './trie.ts';

export type WordSet = {
  /** True when `text` can be cut wholly into words of the list and fillers, with at least one word of the list. */
  makes(text: string): boolean;
};

/** Lists are words with blanks between them. Texts longer than `longest` are stories, never an answer. */
export function wordSet(words: string, fillers: string, longest: number): WordSet {
  const trie = buildTrie<boolean>([
    ...fillers.split(' ').map((word) => [word, false] as const),
    ...words.split(' ').map((word) => [word, true] as const),
  ]);
  return {
    makes(text) {
      if (text === '' || text.length > longest) return false;
      // At each place: 0 not reached, 1 by fillers alone, 2 with a word of the list.
      const reached = new Uint8Array(text.length + 1);
      reached[0] = 1;
      for (const { start, end, values } of trie.findAll(text)) {
        const here = reached[start] ?? 0;
        if (here === 0) continue;
        const next = here === 2 || values.includes(true) ? 2 : 1;
        reached[end] = Math.max(reached[end] ?? 0, next);
      }
      return reached[text.length] === 2;
    },
  };
}
