// Signed in or not: a token in the browser, its digest in the database, an end after twelve hours or half an hour of nothing done.
import { createHash } from 'node:crypto';
import type { Ids } from '../base/ids.ts';
import type { Store, Tx } from '../storage/contract.ts';
import type { Account, ConsoleSession } from './account.ts';

const LONGEST_MS = 12 * 3_600_000;
export const IDLE_MS = 30 * 60_000;
/** The database need not hear of every click. */
const TOUCH_EVERY_MS = 60_000;

export type SignedIn = { account: Account; session: ConsoleSession };

export function digestOf(token: string): string {
  return createHash('sha256').update(`session|${token}`).digest('base64url');
}

/** Always a new token: what was in the browser before is worth nothing afterwards. */
export async function beginSession(tx: Tx, account: Account, token: string, now: number): Promise<void> {
  await tx.sessions.endOld(now);
  await tx.sessions.begin({
    id: digestOf(token),
    accountId: account.id,
    createdAt: now,
    seenAt: now,
    endsAt: now + LONGEST_MS,
  });
}

export function newToken(ids: Ids): string {
  return ids.secret(32);
}

/** Asked anew at every request, so that whoever is disabled is out at once. */
export async function findSession(tx: Tx, id: string, now: number): Promise<SignedIn | null> {
  const session = await tx.sessions.get(id);
  if (!session || now >= session.endsAt || now >= session.seenAt + IDLE_MS) return null;
  const account = await tx.people.get(session.accountId);
  return account && account.disabledAt === null ? { account, session } : null;
}

/** The person did something just now. */
export async function noteActivity(store: Store, { session }: SignedIn, now: number): Promise<void> {
  if (now - session.seenAt < TOUCH_EVERY_MS) return;
  await store.transact((tx) => tx.sessions.touch(session.id, now));
}

/** Known to who holds the session, to nobody else; the same as long as the session lasts. */
export function formTokenOf(token: string): string {
  return createHash('sha256').update(`form|${token}`).digest('base64url');
}
