// How rare a piece is among the reports seen so far: rare ones (names, odd words) tell matters apart, common ones do not.
import type { Kind, Rarity } from './likeness.ts';
import type { Matter } from './matter.ts';

const KINDS: readonly Kind[] = ['places', 'whole', 'problem', 'title', 'topics'];
/** A handful of reports says little of what is common: they are weighed as if so many had been seen. */
const LEAST_SEEN = 300;
/** Counts are halved when so many were seen, so that they stay bounded and follow what people speak of now. */
const MOST_SEEN = 20_000;
/** So many pieces are remembered of each kind at most; those seen least are forgotten first. */
export const MOST_PIECES = 200_000;

/**
 * A place is common when people tell of many things there. Told by many about one matter it is the place of that matter, so of
 * each topic at a place at most so many reports count.
 */
const MOST_OF_TOPIC = 12;

export type Seen = {
  count(matter: Matter): void;
  rarity: Rarity;
  /** How many pieces are remembered of the kind that has most. */
  size(): number;
};

export function createSeen(): Seen {
  const counts = new Map(KINDS.map((kind) => [kind, new Map<string, number>()]));
  /** Of each place the topics told of there. */
  const topicsAt = new Map<string, Set<string>>();
  let seen = 0;
  return {
    count(matter) {
      seen++;
      for (const [kind, of] of counts)
        for (const piece of matter[kind].keys()) of.set(piece, (of.get(piece) ?? 0) + 1);
      for (const place of matter.places) {
        const topics = topicsAt.get(place) ?? new Set();
        topicsAt.set(place, topics.add(heaviest(matter)));
      }
      const isFull = [...counts.values()].some((of) => of.size > MOST_PIECES);
      if (seen < MOST_SEEN && !isFull) return;
      seen /= 2;
      for (const of of counts.values())
        for (const [piece, count] of of) {
          if (count < 2) {
            of.delete(piece);
            if (of === counts.get('places')) topicsAt.delete(piece);
          } else of.set(piece, count / 2);
        }
    },
    size: () => Math.max(...[...counts.values()].map((of) => of.size)),
    rarity(kind, piece) {
      const told = counts.get(kind)?.get(piece) ?? 1;
      const most = kind === 'places' ? MOST_OF_TOPIC * (topicsAt.get(piece)?.size ?? 1) : told;
      return Math.max(0, Math.log((Math.max(seen, LEAST_SEEN) + 1) / Math.min(told, most)));
    },
  };
}

/** What is told of most; all that names no topic counts as one. */
function heaviest({ topics }: Matter): string {
  let most = '';
  for (const [topic, weight] of topics) if (most === '' || weight > (topics.get(most) ?? 0)) most = topic;
  return most;
}
