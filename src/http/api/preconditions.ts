// The two headers that make a deed safe to send twice or too late: If-Match and Idempotency-Key. Pure.
import { accepted, type Outcome, refused } from '../../base/errors.ts';

/** `3`, `"3"` and `W/"3"` are the version 3; `*` and no header mean any. */
export function expectedVersion(ifMatch: string | undefined): Outcome<number | undefined> {
  if (ifMatch === undefined || ifMatch.trim() === '*') return accepted(undefined);
  const version = /^\s*(?:W\/)?(?:"(\d{1,15})"|(\d{1,15}))\s*$/.exec(ifMatch);
  if (!version) return refused('api/bad-if-match', 'If-Match takes one version, as the ETag has it.');
  return accepted(Number(version[1] ?? version[2]));
}

/** One line of visible ASCII; two headers of the name arrive joined by a comma and a space, and are refused by it. */
export function idempotencyKey(header: string | undefined): Outcome<string | null> {
  if (header === undefined) return accepted(null);
  if (/^[\x21-\x7e]{1,255}$/.test(header)) return accepted(header);
  return refused('api/bad-idempotency-key', 'Idempotency-Key takes 1 to 255 visible ASCII characters.');
}
