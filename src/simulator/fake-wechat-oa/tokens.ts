// POST /cgi-bin/stable_token and the check of a token on every other call (获取稳定版接口调用凭据).
import { type ApiAnswer, type ApiCall, refuse } from '../fake-wecom/endpoints/answer.ts';
import { limits } from './limits.ts';
import type { OaWorld } from './world.ts';

export type OaTokens = {
  fetch(call: ApiCall): ApiAnswer;
  /** Null when the token is good. */
  check(token: string | null): ApiAnswer | null;
  /** The token dies early; who asks without force still gets the same dead one. */
  invalidate(): void;
  fetchCount(): number;
};

type Token = { value: string; expiresAt: number; dead: boolean };

export function createOaTokens(world: OaWorld): OaTokens {
  const known = new Map<string, Token>();
  let current: Token | null = null;
  let fetches = 0;
  const forcedAt: number[] = [];

  function issue(forced: boolean): Token {
    const now = world.clock.now();
    // Old and new live side by side for five minutes.
    if (current) current.expiresAt = Math.min(current.expiresAt, now + limits.tokenRenewedBeforeMs);
    current = { value: `OATOKEN${world.ids.secret(48)}`, expiresAt: now + limits.tokenLifeMs, dead: false };
    known.set(current.value, current);
    world.ledger.add({ type: 'token.issued', forced });
    return current;
  }

  /** Null = not now. */
  function forced(): Token | null {
    const now = world.clock.now();
    const today = forcedAt.filter((at) => now - at < 24 * 3_600_000);
    const last = forcedAt.at(-1);
    if (today.length >= limits.forcedTokensPerDay) return null;
    if (last !== undefined && now - last < limits.forcedTokenEveryMs) return null;
    forcedAt.push(now);
    return issue(true);
  }

  return {
    fetch({ body }) {
      fetches += 1;
      if (body.grant_type !== 'client_credential') return refuse(40002, 'invalid grant_type');
      if (body.appid !== world.appId) return refuse(40013, 'invalid appid');
      if (typeof body.secret !== 'string' || !world.secrets.includes(body.secret))
        return refuse(40125, 'invalid appsecret');
      const now = world.clock.now();
      const isYoung = current !== null && now < current.expiresAt - limits.tokenRenewedBeforeMs;
      const token = body.force_refresh === true ? forced() : isYoung ? current : issue(false);
      if (token === null) return refuse(45009, 'reach max api daily quota limit');
      // Success carries no errcode.
      return {
        json: { access_token: token.value, expires_in: Math.ceil((token.expiresAt - now) / 1000) },
      };
    },
    check(token) {
      if (token === null || token === '') return refuse(41001, 'access_token missing');
      const one = known.get(token);
      if (!one || one.dead) return refuse(40001, 'invalid credential, access_token is invalid or not latest');
      return one.expiresAt > world.clock.now() ? null : refuse(42001, 'access_token expired');
    },
    invalidate() {
      for (const token of known.values()) token.dead = true;
    },
    fetchCount: () => fetches,
  };
}
