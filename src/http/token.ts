// Bearer tokens: compared by digest and in constant time, so that neither the answer's time nor a dump tells one.
import { createHash, timingSafeEqual } from 'node:crypto';

export type TokenCheck = (authorization: string | undefined) => boolean;

/** True for `Bearer <token>`. Without a configured token nothing is ever right. */
export function createTokenCheck(token: string | null): TokenCheck {
  const expected = token === null ? null : digest(token);
  return (authorization) => {
    const given = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1];
    if (expected === null || given === undefined) return false;
    return timingSafeEqual(digest(given), expected);
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
