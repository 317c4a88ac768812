// Ids that count up, so that a failing test says the same every time.
import type { Ids } from '../../src/base/ids.ts';

/** `random` answers 0.5 unless told otherwise. */
export function createSequentialIds(random: () => number = () => 0.5): Ids {
  let last = 0;
  let lastSecret = 0;
  return {
    next: () => String(++last).padStart(26, '0'),
    secret: (bytes) => `secret${++lastSecret}`.padEnd(Math.ceil((bytes * 4) / 3), 'x'),
    random,
  };
}
