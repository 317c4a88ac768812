// Is whoever writes somebody of this home? Asked with a name and the last digits of the number on record. Whatever was wrong, the
// answer is the same: nobody learns here who lives where.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import type { Tx } from '../storage/contract.ts';
import { type HomePlace, homeKey, plainName, type Relation } from './occupant.ts';

export type HomeClaim = {
  communityId: string;
  place: HomePlace;
  name: string;
  /** The last four of the number on record. */
  lastDigits: string;
  /** Who asks: tries are counted for a conversation, not for a name. */
  conversationId: string;
};

export type HomeAnswer =
  | { kind: 'verified'; occupantId: string; relation: Relation }
  | { kind: 'not-verified'; triesLeft: number }
  /** Too many tries, of this conversation or at this home: somebody of ours has to look. */
  | { kind: 'ask-person' };

const DAY_MS = 86_400_000;
const TRIES = 3;
/** Whoever asks from ever new accounts meets this. */
const TRIES_AT_HOME = 9;
export const DIGITS_ASKED = 4;

export async function findHome(tx: Tx, claim: HomeClaim, { clock }: { clock: Clock }): Promise<HomeAnswer> {
  const { communityId, place, conversationId } = claim;
  const now = clock.now();
  let triesLeft = TRIES;
  // Counted before anything is looked at. Each of the three is a place of its own, so that what is left can be told.
  const own = (n: number) =>
    tx.limits.take(`home-claim:${conversationId}:${n}`, { max: 1, perMs: DAY_MS }, now);
  while (triesLeft > 0 && (await own(triesLeft)) > 0) triesLeft--;
  if (triesLeft === 0) return { kind: 'ask-person' };
  const atHome = { max: TRIES_AT_HOME, perMs: DAY_MS };
  if ((await tx.limits.take(`home-asked:${digest(`${communityId}|${homeKey(place)}`)}`, atHome, now)) > 0)
    return { kind: 'ask-person' };
  const given = answerOf(claim.name, claim.lastDigits);
  let found: HomeAnswer | null = null;
  // All of them are compared, so that how long it takes tells nothing either.
  for (const occupant of await tx.occupants.ofHome(communityId, place)) {
    const digits = occupant.phone?.slice(-DIGITS_ASKED) ?? '';
    const isRight = timingSafeEqual(given, answerOf(occupant.name, digits)) && digits.length === DIGITS_ASKED;
    if (isRight) found ??= { kind: 'verified', occupantId: occupant.id, relation: occupant.relation };
  }
  return found ?? { kind: 'not-verified', triesLeft: triesLeft - 1 };
}

function answerOf(name: string, lastDigits: string): Buffer {
  const digits = lastDigits.normalize('NFKC').replace(/\D/g, '');
  return Buffer.from(digest(`${plainName(name)}|${digits}`));
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
