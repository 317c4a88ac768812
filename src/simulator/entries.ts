// What happened at a played platform, append-only: the outside witness for every check of the product. Each platform has its own facts.
import type { Clock } from '../base/clock.ts';

export type Entry<Fact> = Fact extends unknown ? { seq: number; at: number } & Fact : never;

export type Entries<Fact extends { type: string }> = {
  readonly entries: readonly Entry<Fact>[];
  add(fact: Fact): Entry<Fact>;
  /** Calls `listener` for every new entry; the returned function ends it. */
  onEntry(listener: (entry: Entry<Fact>) => void): () => void;
  of<T extends Fact['type']>(type: T): Extract<Entry<Fact>, { type: T }>[];
};

export function createEntries<Fact extends { type: string }>(clock: Clock): Entries<Fact> {
  const entries: Entry<Fact>[] = [];
  const listeners = new Set<(entry: Entry<Fact>) => void>();
  return {
    entries,
    add(fact) {
      const entry = { seq: entries.length + 1, at: clock.now(), ...fact } as unknown as Entry<Fact>;
      entries.push(entry);
      for (const listener of [...listeners]) listener(entry);
      return entry;
    },
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    of: <T extends Fact['type']>(type: T) =>
      entries.filter((one): one is Extract<Entry<Fact>, { type: T }> => one.type === type),
  };
}
