// The gold sets: what residents write and what is said in it, one line a case. Written by hand, before looking at what the code answers.
//
// addresses.jsonl  building/unit/floor/room of every place that is told, * for what is not said. What was taken back
//                  (501，不对，是509) and a neighbour's room beside one's own home are not told; B1 and 顶 are floors.
//                  `asked`: we had asked for the place.
// times.jsonl      from~until on the wall clock in Shanghai, said on Friday 2026-11-27 at 10:00, then approx, from or
//                  until for an open end, daily … for what comes again, past. A clock time lasts an hour, one with
//                  minutes half of one; parts of the day as in dialogue.md §5.3.
// acts.jsonl       every act of the message, read after the question of that kind.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { question } from '../support.ts';

export type GoldAddress = { say: string; is: string[]; asked?: true };
export type GoldTime = { say: string; is: string[] };

export function readGold<T>(name: string): T[] {
  return readFileSync(join(import.meta.dirname, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

export type GoldAct = { say: string; is: string[]; after?: keyof typeof QUESTIONS };

/** What we had asked. */
export const QUESTIONS = {
  confirm: question(null, 'confirm'),
  offer: question('photo', 'offer'),
  address: question('address'),
  phone: question('phone'),
  time: question('time'),
};

/** Misses as lines to read, and the share that is right. */
export function score<T extends { say: string }>(
  cases: readonly T[],
  isRight: (one: T) => { want: string; got: string },
): { share: number; misses: string[] } {
  const misses: string[] = [];
  for (const one of cases) {
    const { want, got } = isRight(one);
    if (want !== got) misses.push(`${one.say} → ${got || '–'}, not ${want || '–'}`);
  }
  return { share: 1 - misses.length / cases.length, misses };
}
