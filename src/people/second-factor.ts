// Setting up the second factor: a secret is shown once and counts from the first right code on.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import { stepOf, toBase32 } from './one-time-code.ts';

/** 160 bits, as RFC 4226 asks for; `random` is fresh and secret. */
export function secretFrom(random: string): string {
  return toBase32(Buffer.from(random, 'base64url').subarray(0, 20));
}

export function linkFor(login: string, secret: string): string {
  const issuer = encodeURIComponent('物业前台');
  return `otpauth://totp/${issuer}:${encodeURIComponent(login)}?secret=${secret}&issuer=${issuer}`;
}

export async function turnOn(
  tx: Tx,
  accountId: string,
  { secret, code, keepSession, now }: { secret: string; code: string; keepSession: string; now: number },
): Promise<Outcome<null>> {
  const account = await tx.people.get(accountId);
  if (!account) return refused('people/not-found', '没有找到这个账号');
  if (account.secondFactor !== null)
    return refused('people/has-second-factor', '两步验证已经开着，要换手机请让管理员重发链接');
  const step = stepOf(secret, code, now, 0);
  if (step === null) return refused('people/wrong-code', '验证码不对，请看验证器里现在的 6 位数字');
  account.secondFactor = { secret, lastStep: step };
  await tx.people.save(account);
  // Whoever signed in without it must do so again.
  await tx.sessions.endAllOf(accountId, keepSession);
  return accepted(null);
}
