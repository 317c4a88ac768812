// The one topic a text speaks of most, and whether it speaks for many. Words only; the tries are built once for a lexicon.
import { saysCrowd } from '../understanding/crowd.ts';
import type { Lexicon } from '../understanding/input.ts';
import { normalise, normaliseWord } from '../understanding/normalise.ts';
import { buildTrie, type Trie } from '../understanding/trie.ts';

type Words = { topics: Trie<string>; crowd: Trie<true> };
const known = new WeakMap<Lexicon, Words>();
const READ = 300;

/** Null when no topic is named. */
export function heaviestTopic(text: string, lexicon: Lexicon): string | null {
  const weights = new Map<string, number>();
  for (const hit of wordsOf(lexicon).topics.findAll(normalise(text.slice(0, READ)).text))
    for (const id of hit.values) weights.set(id, (weights.get(id) ?? 0) + hit.end - hit.start);
  const [best] = [...weights].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return best?.[0] ?? null;
}

export function speaksForMany(text: string, lexicon: Lexicon): boolean {
  const said = normalise(text.slice(0, READ)).text;
  return wordsOf(lexicon).crowd.findAll(said).length > 0 || saysCrowd(said, { words: [] });
}

function wordsOf(lexicon: Lexicon): Words {
  const words = known.get(lexicon) ?? {
    topics: buildTrie(
      lexicon.topics.flatMap(({ id, words }) => words.map((word) => [normaliseWord(word), id] as const)),
    ),
    crowd: buildTrie(lexicon.crowd.map((word) => [normaliseWord(word), true] as const)),
  };
  known.set(lexicon, words);
  return words;
}
