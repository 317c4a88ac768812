// Who somebody at the page is: a random name, signed by us, for thirty days from the last visit. Nothing is stored for it.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export const TOKEN_LIFE_MS = 30 * 24 * 3_600_000;
/** A token in daily use is a new one every day. */
const RENEW_AFTER_MS = 24 * 3_600_000;
/** The clocks of two processes differ a little. */
const CLOCK_SLACK_MS = 5 * 60_000;
const LONGEST = 400;

export type TokenFacts = { accountId: string; userId: string; issuedAt: number };

export type TokenReading =
  | { ok: true; facts: TokenFacts; isOld: boolean }
  | { ok: false; code: 'web/bad-token' | 'web/other-account' | 'web/token-expired' };

export type Tokens = {
  make(facts: TokenFacts): string;
  read(token: string, accountId: string, now: number): TokenReading;
};

/** The key is derived, so that a token says nothing of the key that personal fields are sealed under. */
export function createTokens(masterKey: Uint8Array): Tokens {
  const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'web chat token, version 1', 32));
  const sign = (body: string) => createHmac('sha256', key).update(body).digest();
  return {
    make({ accountId, userId, issuedAt }) {
      const body = `1.${Buffer.from(accountId).toString('base64url')}.${userId}.${issuedAt.toString(36)}`;
      return `${body}.${sign(body).toString('base64url')}`;
    },
    read(token, accountId, now) {
      const bad = { ok: false, code: 'web/bad-token' } as const;
      if (token.length > LONGEST) return bad;
      const cut = token.lastIndexOf('.');
      const body = token.slice(0, Math.max(cut, 0));
      // Compared as written: another spelling of the same bytes is another token.
      const given = Buffer.from(token.slice(cut + 1));
      const expected = Buffer.from(sign(body).toString('base64url'));
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return bad;
      const [version, account = '', userId = '', issued = ''] = body.split('.');
      const issuedAt = Number.parseInt(issued, 36);
      if (version !== '1' || !Number.isSafeInteger(issuedAt) || issuedAt > now + CLOCK_SLACK_MS) return bad;
      if (Buffer.from(account, 'base64url').toString() !== accountId)
        return { ok: false, code: 'web/other-account' };
      if (now >= issuedAt + TOKEN_LIFE_MS) return { ok: false, code: 'web/token-expired' };
      return { ok: true, facts: { accountId, userId, issuedAt }, isOld: now >= issuedAt + RENEW_AFTER_MS };
    },
  };
}
