// Signing in as a member of the company: the platform says who it is, the roster whose account that is, the account what they may do.
import type { Clock } from '../base/clock.ts';
import { accepted, type Outcome, type Refusal, refused } from '../base/errors.ts';
import type { Ids } from '../base/ids.ts';
import type { Store, Tx } from '../storage/contract.ts';
import { type Account, worksFor } from './account.ts';
import { beginSession, newToken } from './sessions.ts';

/** Why somebody who showed who they are, or tried to, is not let in; the pages find the words by the code. */
export const memberRefusals = {
  'people/login-off': '现在还不能用企业微信登录，请用账号和密码',
  'people/login-too-often': '试得太频繁了，请过一分钟再试',
  'people/login-expired': '登录超时或已经用过，请再点一次',
  'people/login-not-now': '企业微信暂时没有应答，请稍后再试，或者用账号和密码',
  'people/outsider': '这里只给本公司的同事用，请用公司的企业微信打开',
  'people/not-on-roster': '人员名单里还没有您，请让管理员加上',
  'people/no-account': '您还没有账号，请让管理员开一个',
  'people/disabled': '您的账号已经停用，有疑问请找管理员',
  'people/other-community': '您的账号不是这个小区的，请让管理员核对',
  'people/several-accounts': '您名下不止一个账号，请用账号和密码登录',
  'people/second-factor-kept': '您的账号开了两步验证，请用账号、密码和验证码登录',
} as const;
export type MemberRefusal = keyof typeof memberRefusals;

export function memberRefused(code: MemberRefusal): Refusal {
  return refused(code, memberRefusals[code]);
}

export type MemberTry = {
  /** Whom the platform named, as the roster knows them; null = nobody there. */
  member: { id: string; communityIds: readonly string[] } | null;
  address: string | null;
};

export async function signInMember(
  { member, address }: MemberTry,
  { store, clock, ids }: { store: Store; clock: Clock; ids: Ids },
): Promise<Outcome<{ account: Account; token: string }>> {
  const token = newToken(ids);
  return store.transact(async (tx) => {
    const found = member === null ? memberRefused('people/not-on-roster') : await accountOf(tx, member);
    const now = clock.now();
    const account = found.ok ? found.value : null;
    if (account) await beginSession(tx, account, token, now);
    await tx.audit.add({
      at: now,
      accountId: account?.id ?? null,
      role: account?.role ?? null,
      action: 'sign-in',
      object: null,
      detail: { by: 'wecom', ...(found.ok ? {} : { why: found.code }) },
      address,
      result: found.ok ? 'done' : 'refused',
    });
    return found.ok ? accepted({ account: found.value, token }) : found;
  });
}

async function accountOf(tx: Tx, member: NonNullable<MemberTry['member']>): Promise<Outcome<Account>> {
  const accounts = await tx.people.ofStaff(member.id);
  if (accounts.length === 0) return memberRefused('people/no-account');
  const active = accounts.filter((each) => each.disabledAt === null);
  // Whatever of theirs is still open somewhere ends here.
  for (const each of accounts) if (each.disabledAt !== null) await tx.sessions.endAllOf(each.id, null);
  if (active.length === 0) return memberRefused('people/disabled');
  const here = active.filter((each) => member.communityIds.some((community) => worksFor(each, community)));
  const [account, ...others] = here;
  if (!account) return memberRefused('people/other-community');
  // Which of the two they mean is not for us to guess: one may have more rights.
  if (others.length > 0) return memberRefused('people/several-accounts');
  // Whoever asked for a second factor has it at every door.
  if (account.secondFactor !== null) return memberRefused('people/second-factor-kept');
  return accepted(account);
}
