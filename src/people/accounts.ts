// Accounts: made by an administrator, opened by a one-time link, changed and disabled. Every change ends what was open under the old one.
import { createHash } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Ids } from '../base/ids.ts';
import type { Store, Tx } from '../storage/contract.ts';
import { type Account, isTrainee, type Role, worksFor } from './account.ts';
import { checkPassword, hashPassword } from './passwords.ts';

const INVITE_MS = 72 * 3_600_000;
const SALT_BYTES = 16;

export type AccountPorts = { store: Store; clock: Clock; ids: Ids };

export type NewAccount = Pick<Account, 'login' | 'staffId' | 'role' | 'communityIds' | 'name'> &
  Partial<Pick<Account, 'mentorId'>>;

export function inviteDigest(token: string): string {
  return createHash('sha256').update(`invite|${token}`).digest('base64url');
}

export async function addAccount(
  tx: Tx,
  wanted: NewAccount,
  invite: string | null,
  { clock, ids }: Pick<AccountPorts, 'clock' | 'ids'>,
): Promise<Outcome<Account>> {
  const login = wanted.login.normalize('NFKC').trim().toLowerCase();
  if (await tx.people.byLogin(login)) return refused('people/login-taken', '这个账号名已经有人用了');
  const now = clock.now();
  const mentorId = wanted.mentorId ?? null;
  const mentored = await mayLearnUnder(tx, wanted, mentorId);
  if (!mentored.ok) return mentored;
  const account: Account = {
    ...wanted,
    mentorId,
    login,
    id: ids.next(),
    password: null,
    invite: invite === null ? null : { hash: inviteDigest(invite), untilAt: now + INVITE_MS },
    secondFactor: null,
    disabledAt: null,
    createdAt: now,
    version: 1,
  };
  await tx.people.add(account);
  return accepted(account);
}

export type AccountChange = {
  role?: Role | undefined;
  communityIds?: Account['communityIds'] | undefined;
  disabled?: boolean | undefined;
  mentorId?: string | null | undefined;
};

/** A mentor is a colleague of the reception who speaks for themselves, wherever the trainee works. */
async function mayLearnUnder(
  tx: Tx,
  trainee: Pick<Account, 'staffId' | 'role' | 'communityIds'>,
  mentorId: string | null,
): Promise<Outcome<null>> {
  if (mentorId === null) return accepted(null);
  if (trainee.role !== 'agent' || trainee.staffId === null)
    return refused('people/not-for-trainees', '实习的同事要在人员名单里，角色是客服');
  const { communityIds } = trainee;
  const isEverywhere = (account: Account) =>
    communityIds === '*' ? account.communityIds === '*' : communityIds.every((id) => worksFor(account, id));
  const mentors = (await tx.people.ofStaff(mentorId)).filter(
    (account) =>
      account.disabledAt === null &&
      account.role !== 'engineer' &&
      !isTrainee(account) &&
      isEverywhere(account),
  );
  if (mentors.length === 0 || mentorId === trainee.staffId)
    return refused('people/no-such-mentor', '请选一位同小区、能自己接待住户的同事来带教');
  return accepted(null);
}

/** Whoever was signed in under the old rights is not any more. */
export async function changeAccount(
  tx: Tx,
  accountId: string,
  change: AccountChange,
  by: { accountId: string; now: number },
): Promise<Outcome<Account>> {
  const account = await tx.people.get(accountId);
  if (!account) return refused('people/not-found', '没有找到这个账号');
  if (accountId === by.accountId) return refused('people/own-account', '自己的权限请让另一位管理员来改');
  if (change.role !== undefined) account.role = change.role;
  if (change.communityIds !== undefined) account.communityIds = change.communityIds;
  if (change.disabled !== undefined) account.disabledAt = change.disabled ? by.now : null;
  if (change.mentorId !== undefined) account.mentorId = change.mentorId;
  // Whoever is only let in or out keeps the mentor they had.
  if (change.mentorId !== undefined || change.role !== undefined || change.communityIds !== undefined) {
    const mentored = await mayLearnUnder(tx, account, account.mentorId);
    if (!mentored.ok) return mentored;
  }
  await tx.people.save(account);
  await tx.sessions.endAllOf(accountId, null);
  return accepted(account);
}

/** A new one-time link; the password and second factor of before are gone with it. */
export async function inviteAgain(
  tx: Tx,
  accountId: string,
  invite: string,
  now: number,
): Promise<Outcome<Account>> {
  const account = await tx.people.get(accountId);
  if (!account) return refused('people/not-found', '没有找到这个账号');
  account.invite = { hash: inviteDigest(invite), untilAt: now + INVITE_MS };
  account.password = null;
  account.secondFactor = null;
  await tx.people.save(account);
  await tx.sessions.endAllOf(accountId, null);
  return accepted(account);
}

const badLink = refused('people/bad-invite', '这个链接已经用过或者过期了，请让管理员再发一个');

/** Whom a link is for, so that the page can say it. */
export async function findInvited(store: Store, token: string, now: number): Promise<Outcome<Account>> {
  const account = await store.read((tx) => tx.people.byInvite(inviteDigest(token)));
  return isOpen(account, now) ? accepted(account) : badLink;
}

export async function choosePassword(
  chosen: { invite: string; password: string },
  { store, clock, ids }: AccountPorts,
): Promise<Outcome<Account>> {
  const found = await findInvited(store, chosen.invite, clock.now());
  if (!found.ok) return found;
  const good = checkPassword(chosen.password, found.value.login);
  if (!good.ok) return good;
  const password = await hashPassword(chosen.password, ids.secret(SALT_BYTES));
  return store.transact(async (tx) => {
    const account = await tx.people.byInvite(inviteDigest(chosen.invite));
    if (!isOpen(account, clock.now())) return badLink;
    account.password = password;
    account.invite = null;
    await tx.people.save(account);
    await tx.sessions.endAllOf(account.id, null);
    return accepted(account);
  });
}

function isOpen(account: Account | null, now: number): account is Account {
  return (
    account !== null && account.disabledAt === null && account.invite !== null && now < account.invite.untilAt
  );
}

/**
 * The first administrator. With a configured password it is theirs from every start on; without one a link is given out, as long as
 * nobody has chosen a password. Answers the link's token, or null.
 */
export async function ensureFirstAdmin(
  configured: string | null,
  ports: AccountPorts,
): Promise<{ invite: string | null }> {
  const { store, clock, ids } = ports;
  const first: NewAccount = {
    login: 'admin',
    staffId: null,
    role: 'admin',
    communityIds: '*',
    name: '管理员',
  };
  const known = await store.read((tx) => tx.people.byLogin(first.login));
  if (configured !== null) {
    // Kept while nobody has one: what an administrator chose at the console is not undone by a restart.
    if (known?.password) return { invite: null };
    const password = await hashPassword(configured, ids.secret(SALT_BYTES));
    await store.transact(async (tx) => {
      if (!(await tx.people.byLogin(first.login))) await addAccount(tx, first, null, ports);
      const account = await tx.people.byLogin(first.login);
      if (!account || account.password !== null) return;
      account.password = password;
      account.invite = null;
      await tx.people.save(account);
    });
    return { invite: null };
  }
  if (known?.password) return { invite: null };
  const invite = ids.secret(24);
  await store.transact(async (tx) => {
    const account = await tx.people.byLogin(first.login);
    if (!account) await addAccount(tx, first, invite, ports);
    else await inviteAgain(tx, account.id, invite, clock.now());
  });
  return { invite };
}
