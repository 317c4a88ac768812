// A map that keeps what was used of late. Two generations: when the young one is full it becomes the old one, whose entries are
// gone unless they are asked for meanwhile. A queue in one map would leave holes that every look at its beginning walks through.

export type Recent<T> = {
  get(key: string): T | undefined;
  keep(key: string, value: T): void;
  drop(key: string): void;
  clear(): void;
};

/** Keeps at least half of `most` entries, and never more than `most`. */
export function createRecent<T>(most: number): Recent<T> {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  function keep(key: string, value: T): void {
    if (young.size >= most / 2 && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }
  return {
    get(key) {
      const kept = young.get(key);
      if (kept !== undefined) return kept;
      const older = old.get(key);
      if (older !== undefined) keep(key, older);
      return older;
    },
    keep,
    drop(key) {
      young.delete(key);
      old.delete(key);
    },
    clear() {
      young = new Map();
      old = new Map();
    },
  };
}
