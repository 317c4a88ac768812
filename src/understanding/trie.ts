// Finds all words of a list in a text at once. Knows nothing of what they mean.

type Node<T> = { next: Map<number, Node<T>>; values: T[] };
export type TrieHit<T> = { start: number; end: number; values: readonly T[] };

export type Trie<T> = {
  /** Every occurrence of every word, also overlapping ones, by start, shorter first. */
  findAll(text: string): TrieHit<T>[];
};

export function buildTrie<T>(words: Iterable<readonly [word: string, value: T]>): Trie<T> {
  const root: Node<T> = { next: new Map(), values: [] };
  for (const [word, value] of words) {
    if (word === '') continue;
    let node = root;
    for (let i = 0; i < word.length; i++) {
      const code = word.charCodeAt(i);
      let child = node.next.get(code);
      if (!child) {
        child = { next: new Map(), values: [] };
        node.next.set(code, child);
      }
      node = child;
    }
    node.values.push(value);
  }
  return {
    findAll(text) {
      const hits: TrieHit<T>[] = [];
      for (let start = 0; start < text.length; start++) {
        let node: Node<T> | undefined = root;
        for (let at = start; at < text.length; at++) {
          node = node.next.get(text.charCodeAt(at));
          if (!node) break;
          if (node.values.length > 0) hits.push({ start, end: at + 1, values: node.values });
        }
      }
      return hits;
    },
  };
}
