// The access token of one app: fetched once for everybody, kept, and dropped only by the one who saw it fail.
// Rules of docs 91039: do not fetch per call (about 2000 failed fetches an hour block the company for an hour).
import { type Clock, sleep } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import type { Refused, Unreachable } from './api.ts';

export type TokenSource = {
  current(): Promise<{ kind: 'token'; token: string } | Refused | Unreachable>;
  /** This token was refused. Does nothing when another one is in use by now: a late loser must not throw away a fresh token. */
  expire(token: string): void;
  /** This token was accepted. */
  confirm(token: string): void;
};

export type TokenAnswer = { kind: 'token'; token: string; expiresInSeconds: number } | Refused | Unreachable;

/** Where all processes of the desk keep the one token. Throws when it cannot be reached. */
export type TokenShelf = {
  load(): Promise<ShelvedToken | null>;
  /** The right to fetch, for one process at a time; null = another is fetching. It ends by itself when its holder dies. */
  claim(): Promise<string | null>;
  /** Puts a new token in place and gives the right back. */
  keep(claim: string, token: ShelvedToken): Promise<void>;
  release(claim: string): Promise<void>;
};

export type ShelvedToken = { token: string; fetchedAt: number; expiresAt: number };

type Held = { token: string; refreshAt: number; expiresAt: number };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000; // sixty tries an hour: far below the block
/** While another process fetches, its token is looked for this often, and no longer than a fetch may take. */
const SHELF_LOOK_MS = 200;
const SHELF_PATIENCE_MS = 15_000;

export function createTokenSource(
  /** `refused`: a token that was refused since the last one was accepted. */
  fetchToken: (refused: string | null) => Promise<TokenAnswer>,
  clock: Clock,
  ids: Ids,
  shelf: TokenShelf | null = null,
): TokenSource {
  let held: Held | null = null;
  let fetching: Promise<TokenAnswer> | null = null;
  /** The last failure, answered without asking again until the pause is over. */
  let failure: { answer: Refused | Unreachable; until: number } | null = null;
  let failureCount = 0;
  /** Fresh tokens that were refused without one success between them: then fetching more is no cure. */
  let refusedInARow = 0;
  /** Refused here; whoever finds it on the shelf must not take it up again. */
  let refusedToken: string | null = null;

  return {
    async current() {
      const now = clock.now();
      if (held !== null && now < held.refreshAt) return { kind: 'token', token: held.token };
      // One fetch for all who wait. It follows no caller's signal, or one impatient caller would fail the others.
      if (fetching === null && (failure === null || now >= failure.until)) fetching = startFetch();
      const answer = fetching !== null ? await fetching : pausedAnswer(now);
      if (answer.kind === 'token') return { kind: 'token', token: answer.token };
      // In the last tenth of its life the old token still works; a failed refresh is no reason to stop.
      if (held !== null && clock.now() < held.expiresAt) return { kind: 'token', token: held.token };
      return answer;
    },

    expire(token) {
      if (held?.token !== token) return;
      held = null;
      refusedToken = token;
      refusedInARow++;
      if (refusedInARow >= 2)
        pause({ kind: 'refused', errcode: 40014, class: 'refresh-token' }, refusedInARow - 1);
    },

    confirm(token) {
      if (held?.token === token) refusedInARow = 0;
    },
  };

  function pausedAnswer(now: number): Refused | Unreachable {
    if (failure === null) return { kind: 'unreachable', code: 'no-token', outcomeUnknown: false };
    return { ...failure.answer, retryAfterMs: Math.ceil(failure.until - now) };
  }

  async function startFetch(): Promise<TokenAnswer> {
    try {
      return await (shelf === null ? fetchAndHold() : takeFromShelf(shelf));
    } catch {
      // The database is away. Whoever needs the token needs the database, too, and comes again.
      return { kind: 'unreachable', code: 'token-shelf', outcomeUnknown: false };
    } finally {
      fetching = null;
    }
  }

  async function takeFromShelf(shelf: TokenShelf): Promise<TokenAnswer> {
    const until = clock.now() + SHELF_PATIENCE_MS;
    for (;;) {
      const shared = await sharedToken(shelf);
      if (shared) return shared;
      const claim = await shelf.claim();
      if (claim !== null) return fetchForAll(shelf, claim);
      // An old token that still works is better than waiting for whoever fetches.
      if (held !== null || clock.now() >= until)
        return { kind: 'unreachable', code: 'token-being-fetched', outcomeUnknown: false };
      await sleep(clock, SHELF_LOOK_MS);
    }
  }

  async function fetchForAll(shelf: TokenShelf, claim: string): Promise<TokenAnswer> {
    let given = false;
    try {
      // Looked at again under the claim: somebody may have put a fresh one there just before.
      const shared = await sharedToken(shelf);
      if (shared) return shared;
      const fetchedAt = clock.now();
      const answer = await fetchAndHold();
      if (answer.kind === 'token') {
        const expiresAt = fetchedAt + answer.expiresInSeconds * 1000;
        await shelf.keep(claim, { token: answer.token, fetchedAt, expiresAt });
        given = true;
      }
      return answer;
    } finally {
      if (!given) await shelf.release(claim).catch(() => {});
    }
  }

  /** The token on the shelf, if it is another than the one refused here and not yet due for a new one. */
  async function sharedToken(shelf: TokenShelf): Promise<TokenAnswer | null> {
    const shelved = await shelf.load();
    if (shelved === null || shelved.token === refusedToken) return null;
    const taken = heldFrom(shelved.token, shelved.fetchedAt, shelved.expiresAt);
    const now = clock.now();
    if (now >= taken.refreshAt) return null;
    hold(taken);
    return { kind: 'token', token: taken.token, expiresInSeconds: (taken.expiresAt - now) / 1000 };
  }

  async function fetchAndHold(): Promise<TokenAnswer> {
    const answer = await fetchToken(refusedToken);
    const now = clock.now();
    if (answer.kind === 'token') hold(heldFrom(answer.token, now, now + answer.expiresInSeconds * 1000));
    else pause(answer, ++failureCount);
    return answer;
  }

  function heldFrom(token: string, fetchedAt: number, expiresAt: number): Held {
    // About 90 %, spread so that several instances do not ask at once.
    const refreshAt = fetchedAt + (expiresAt - fetchedAt) * (0.87 + 0.05 * ids.random());
    return { token, refreshAt, expiresAt };
  }

  function hold(token: Held): void {
    held = token;
    failure = null;
    failureCount = 0;
  }

  function pause(answer: Refused | Unreachable, count: number): void {
    const ownPauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - 1));
    const pauseMs = Math.max(ownPauseMs, answer.retryAfterMs ?? 0);
    failure = { answer, until: clock.now() + pauseMs * (0.75 + 0.5 * ids.random()) };
  }
}
