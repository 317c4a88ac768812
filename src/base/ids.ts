// Ids and secrets. The only place that draws random numbers.
import { randomBytes } from 'node:crypto';
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

export function createIds(clock: Clock): Ids {
  let lastMs = 0;
  let tail = 0n;
  return {
    next() {
      const now = clock.now();
      // A clock that is set back must not make ids that sort before older ones.
      if (now > lastMs) {
        lastMs = now;
        tail = BigInt(`0x${randomBytes(9).toString('hex')}`); // 72 bits leave room to count up within 80
      } else {
        tail += 1n;
      }
      return encode(BigInt(lastMs), 10) + encode(tail, 16);
    },
    secret: (bytes) => randomBytes(bytes).toString('base64url'),
    random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
  };
}

function encode(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  for (let i = 0; i < length; i++) {
    text = ALPHABET[Number(rest & 31n)] + text;
    rest >>= 5n;
  }
  return text;
}
