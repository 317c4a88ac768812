// GET /cgi-bin/gettoken and the check of a token on every other call (doc 91039).
import { limits } from '../limits.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, type Endpoint, ok, refuse } from './answer.ts';

export type Tokens = {
  fetch: Endpoint;
  /** Null when the token is good. */
  check(token: string | null): ApiAnswer | null;
  /** Ends all tokens early, as the platform sometimes does: 42001 until a new one is fetched. */
  invalidate(): void;
  /** How many tokens were handed out or refused. */
  fetchCount(): number;
  /** What a fetch within the life of a token does; unconfirmed, so every policy can be played. */
  onRefetch(policy: RefetchPolicy): void;
};

export type RefetchPolicy = 'same-token' | 'new-token-keeps-old' | 'new-token-ends-old';

export function createTokens(world: World): Tokens {
  const expiresAt = new Map<string, number>();
  let current: string | null = null;
  let fetches = 0;
  let policy: RefetchPolicy = 'same-token';

  function isAlive(token: string): boolean {
    return (expiresAt.get(token) ?? 0) > world.clock.now();
  }

  return {
    fetch(call) {
      fetches += 1;
      if (call.query.get('corpid') !== world.corpId) return refuse(40013, 'invalid corpid');
      if (!world.secrets.includes(call.query.get('corpsecret') ?? ''))
        return refuse(40001, 'invalid credential');
      if (current !== null && policy === 'same-token' && isAlive(current)) {
        const leftMs = (expiresAt.get(current) ?? 0) - world.clock.now();
        return ok({ access_token: current, expires_in: Math.ceil(leftMs / 1000) });
      }
      if (current !== null && policy === 'new-token-ends-old') expiresAt.set(current, 0);
      current = `TOKEN${world.ids.secret(48)}`;
      expiresAt.set(current, world.clock.now() + limits.tokenLifeMs);
      world.ledger.add({ type: 'token.issued' });
      return ok({ access_token: current, expires_in: limits.tokenLifeMs / 1000 });
    },
    check(token) {
      if (token === null || token === '') return refuse(41001, 'access_token missing');
      if (!expiresAt.has(token)) return refuse(40014, 'invalid access_token');
      return isAlive(token) ? null : refuse(42001, 'access_token expired');
    },
    invalidate() {
      for (const token of expiresAt.keys()) expiresAt.set(token, 0);
    },
    fetchCount: () => fetches,
    onRefetch(next) {
      policy = next;
    },
  };
}
