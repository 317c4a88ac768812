// The access token of one app: fetched once for everybody, kept, and dropped only by the one who saw it fail.
// Rules of docs 91039: do not fetch per call (about 2000 failed fetches an hour block the company for an hour).
import type { Clock } from '../../base/clock.ts';
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

type Held = { token: string; refreshAt: number; expiresAt: number };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000; // sixty tries an hour: far below the block

export function createTokenSource(
  fetchToken: () => Promise<TokenAnswer>,
  clock: Clock,
  ids: Ids,
): TokenSource {
  let held: Held | null = null;
  let fetching: Promise<TokenAnswer> | null = null;
  /** The last failure, answered without asking again until the pause is over. */
  let failure: { answer: Refused | Unreachable; until: number } | null = null;
  let failureCount = 0;
  /** Fresh tokens that were refused without one success between them: then fetching more is no cure. */
  let refusedInARow = 0;

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
      const answer = await fetchToken();
      if (answer.kind === 'token') keep(answer.token, answer.expiresInSeconds);
      else pause(answer, ++failureCount);
      return answer;
    } finally {
      fetching = null;
    }
  }

  function keep(token: string, expiresInSeconds: number): void {
    const lifeMs = expiresInSeconds * 1000;
    const now = clock.now();
    // About 90 %, spread so that several instances do not ask at once.
    held = { token, refreshAt: now + lifeMs * (0.87 + 0.05 * ids.random()), expiresAt: now + lifeMs };
    failure = null;
    failureCount = 0;
  }

  function pause(answer: Refused | Unreachable, count: number): void {
    const ownPauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (count - 1));
    const pauseMs = Math.max(ownPauseMs, answer.retryAfterMs ?? 0);
    failure = { answer, until: clock.now() + pauseMs * (0.75 + 0.5 * ids.random()) };
  }
}
