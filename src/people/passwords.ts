// Passwords: kept as scrypt digests, each with its own salt and its costs beside it.
import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { accepted, type Outcome, refused } from '../base/errors.ts';

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** About 32 MiB and a tenth of a second: dear for whoever guesses, nothing for who signs in once a day. */
const COST = { N: 2 ** 15, r: 8, p: 3 };
const KEY_BYTES = 32;
const SHORTEST = 12;
const LONGEST = 128;

export async function hashPassword(password: string, salt: string): Promise<string> {
  const key = await deriveKey(password, salt, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt, key.toString('base64url')].join('$');
}

/** Where there is no such account the same work is done, so that the time of the answer tells nothing. */
export async function isPassword(password: string, kept: string | null): Promise<boolean> {
  const [, N, r, p, salt = '', key = ''] = (kept ?? NOBODY).split('$');
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const expected = Buffer.from(key, 'base64url');
  const given = await deriveKey(password, salt, cost);
  return given.length === expected.length && timingSafeEqual(given, expected) && kept !== null;
}

const NOBODY = [
  'scrypt',
  COST.N,
  COST.r,
  COST.p,
  'nobody',
  Buffer.alloc(KEY_BYTES).toString('base64url'),
].join('$');

function deriveKey(password: string, salt: string, cost: { N: number; r: number; p: number }) {
  const maxmem = 256 * cost.N * cost.r;
  return derive(password.normalize('NFKC'), Buffer.from(salt), KEY_BYTES, { ...cost, maxmem });
}

const COMMON =
  /^(?:(.)\1+|(?:01234567890?|1234567890?|abcdefgh|qwertyuiop?|password|admin|woaini|reception)+[\d!@#.]*)$/i;

/** Long enough, not on everybody's list, not the name itself. */
export function checkPassword(password: string, login: string): Outcome<string> {
  if (password.length < SHORTEST) return refused('people/weak-password', `密码至少要 ${SHORTEST} 个字符`);
  if (password.length > LONGEST) return refused('people/weak-password', `密码最多 ${LONGEST} 个字符`);
  if (COMMON.test(password) || password.toLowerCase().includes(login.toLowerCase()))
    return refused('people/weak-password', '这个密码太容易猜到，请换一个');
  return accepted(password);
}
