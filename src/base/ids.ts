// Ids and secrets. The only place that draws random numbers.
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

export type Ids = {
  /** A new id: 26 lower-case letters and digits, sorted by time of making (also within one millisecond of one process). */
  next(): string;
  /** An unguessable token of `bytes` random bytes, base64url. */
  secret(bytes: number): string;
  /** A number in [0, 1), for jitter only. */
  random(): number;
};

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'; // Crockford base 32: no i, l, o, u

const TAIL_LETTERS = 16;
/** The tail begins this many letters deep with zeros, so that it can count up without ever running over. */
const TAIL_ROOM = 2;

/** Random bytes are drawn for so many milliseconds at once: a draw costs the same for one and for all of them. */
const DRAWS = 64;

export function createIds(clock: Clock): Ids {
  let drawn = Buffer.alloc(0);
  let nextDraw = 0;
  let lastMs = 0;
  let head = '';
  /** One number below 32 for each letter, most significant first. */
  const tail = new Uint8Array(TAIL_LETTERS);
  return {
    next() {
      const now = clock.now();
      // A clock that is set back must not make ids that sort before older ones.
      if (now > lastMs) {
        lastMs = now;
        head = encodeTime(now);
        if (nextDraw === drawn.length) {
          drawn = randomBytes((TAIL_LETTERS - TAIL_ROOM) * DRAWS);
          nextDraw = 0;
        }
        for (let at = 0; at < TAIL_LETTERS; at++)
          tail[at] = at < TAIL_ROOM ? 0 : (drawn[nextDraw++] ?? 0) & 31;
      } else {
        countUp(tail);
      }
      let id = head;
      for (const digit of tail) id += ALPHABET[digit];
      return id;
    },
    secret: (bytes) => randomBytes(bytes).toString('base64url'),
    random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
  };
}

/** Letters that say the ordinal, at the end of an id that was derived. */
const ORDINAL_LETTERS = 3;

/** An id that is the same whenever it is asked for: the words of one occasion, counted. Sorts nowhere in particular. */
export function derivedId(occasion: readonly string[], ordinal: number): string {
  const digest = createHash('sha256').update(JSON.stringify(occasion)).digest();
  let id = '';
  for (let at = 0; at < 10 + TAIL_LETTERS - ORDINAL_LETTERS; at++) id += ALPHABET[(digest[at] ?? 0) & 31];
  return id + encodeTime(ordinal).slice(-ORDINAL_LETTERS);
}

/** True for ids that were derived from the same occasion. */
export function isSameOccasion(one: string, other: string): boolean {
  return one.slice(0, -ORDINAL_LETTERS) === other.slice(0, -ORDINAL_LETTERS);
}

function countUp(digits: Uint8Array): void {
  for (let at = digits.length - 1; at >= 0; at--) {
    const digit = (digits[at] ?? 0) + 1;
    digits[at] = digit & 31;
    if (digit < 32) return;
  }
}

function encodeTime(ms: number): string {
  let rest = ms;
  let text = '';
  for (let i = 0; i < 10; i++) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
