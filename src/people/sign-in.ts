// Signing in: name and password, then the code of the second factor where there is one; guessing is slowed down, never rewarded.
import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Ids } from '../base/ids.ts';
import type { RateLimits } from '../signals/contract.ts';
import type { Store, Tx } from '../storage/contract.ts';
import type { Account } from './account.ts';
import { stepOf } from './one-time-code.ts';
import { isPassword } from './passwords.ts';
import { beginSession, newToken } from './sessions.ts';

export type SignInPorts = { store: Store; clock: Clock; ids: Ids; limits: RateLimits };

export type SignInTry = {
  login: string;
  password: string;
  /** The six figures; absent on the first step. */
  code?: string | undefined;
  address: string | null;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The longer somebody guesses, the longer the wait. The name alone is never shut for longer than a minute, so that a stranger locks nobody out. */
const BRAKES: { of: 'name' | 'address' | 'both'; max: number; perMs: number }[] = [
  { of: 'both', max: 5, perMs: MINUTE_MS },
  { of: 'both', max: 15, perMs: 15 * MINUTE_MS },
  { of: 'both', max: 40, perMs: HOUR_MS },
  { of: 'name', max: 10, perMs: MINUTE_MS },
  { of: 'address', max: 60, perMs: MINUTE_MS },
];

/** The same words for a wrong name, a wrong password and a disabled account. */
const wrong = refused('people/wrong-password', '账号或密码不对');

export async function signIn(
  tried: SignInTry,
  { store, clock, ids, limits }: SignInPorts,
): Promise<Outcome<{ account: Account; token: string }>> {
  const login = tried.login.normalize('NFKC').trim().toLowerCase();
  const waitMs = await brake(login, tried.address, limits);
  if (waitMs > 0) return tooOften(waitMs);
  const known = await store.read((tx) => tx.people.byLogin(login));
  const isRight = await isPassword(tried.password, known?.password ?? null);
  if (!known || !isRight || known.disabledAt !== null) {
    await store.transact((tx) => noteFailure(tx, known, tried.address, clock.now()));
    return wrong;
  }
  if (known.secondFactor !== null && tried.code === undefined)
    return refused('people/code-needed', '请输入验证器里的 6 位数字');
  const token = newToken(ids);
  return store.transact(async (tx) => {
    // What was read before the password was tried may have changed since.
    const account = await tx.people.get(known.id);
    const now = clock.now();
    if (!account || account.disabledAt !== null || account.password !== known.password) return wrong;
    if (account.secondFactor !== null) {
      const step = stepOf(account.secondFactor.secret, tried.code ?? '', now, account.secondFactor.lastStep);
      if (step === null) {
        await noteFailure(tx, account, tried.address, now);
        return refused('people/wrong-code', '验证码不对，或者已经用过');
      }
      account.secondFactor.lastStep = step;
      await tx.people.save(account);
    }
    await beginSession(tx, account, token, now);
    await tx.audit.add({
      at: now,
      accountId: account.id,
      role: account.role,
      action: 'sign-in',
      object: null,
      detail: { secondFactor: account.secondFactor !== null },
      address: tried.address,
      result: 'done',
    });
    return accepted({ account, token });
  });
}

async function noteFailure(
  tx: Tx,
  account: Account | null,
  address: string | null,
  at: number,
): Promise<void> {
  await tx.audit.add({
    at,
    accountId: account?.id ?? null,
    role: account?.role ?? null,
    action: 'sign-in',
    object: null,
    detail: {},
    address,
    result: 'refused',
  });
}

async function brake(login: string, address: string | null, limits: RateLimits): Promise<number> {
  const keys = { name: login, address: address ?? '', both: `${login}|${address ?? ''}` };
  let waitMs = 0;
  for (const { of, max, perMs } of BRAKES) {
    const digest = createHash('sha256').update(keys[of]).digest('base64url').slice(0, 16);
    const taken = await limits.take(`sign-in:${of}:${perMs}:${digest}`, { max, perMs });
    if (!taken.ok) waitMs = Math.max(waitMs, taken.retryAfterMs);
  }
  return waitMs;
}

function tooOften(waitMs: number): Outcome<never> {
  const seconds = Math.ceil(waitMs / 1000);
  const wait = seconds < 90 ? `${seconds} 秒` : `${Math.ceil(seconds / 60)} 分钟`;
  return refused('people/too-many-attempts', `试得太频繁了，请 ${wait}后再试`);
}
