// What a part of the proof is: it is given a seed, a size and a time, makes trouble, and answers what it counted and what broke.

import type { PromiseId } from './promises.ts';

export type Size = 'short' | 'full';

export type Proof = {
  seed: number;
  /** `short` is what `npm test` runs: the same trouble, less of it. */
  size: Size;
  /** When this part must be through, by the monotonic clock; it then tells how far it came. */
  untilMs: number;
  /** One line of progress. */
  say(line: string): void;
};

export type Finding = {
  promise: PromiseId;
  /** Whole numbers by name, in the words of `promises.ts`. */
  counts: Record<string, number>;
  /** What broke the promise, a line each, with what repeats it. Empty = kept. */
  violations: string[];
  /** Parts of the programme that could not be run here, with the reason. */
  notRun?: string[];
};

export type Part = {
  name: string;
  /** What trouble is made, in one line. */
  about: string;
  /** At most, in a whole run; `rest`: beside all others, as long as there is time. */
  minutes: number | 'rest';
  /** The suite in which `npm test` makes the same trouble; absent = parts.test.ts runs the part's short size. */
  shortIn?: string;
  run(proof: Proof): Promise<Finding[]>;
};

/** How a violation can be seen again. */
export function again(part: string, seed: number): string {
  return `again: npm run prove -- ${part} --seed ${seed}`;
}
