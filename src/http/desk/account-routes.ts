// Accounts and the record of what was done, for administrators and managers.
import { z } from 'zod';
import { type Account, type AuditEntry, roles } from '../../people/account.ts';
import { addAccount, changeAccount, inviteAgain } from '../../people/accounts.ts';
import { firstBreak } from '../../people/audit-chain.ts';
import { staffById } from '../../tickets/house.ts';
import { type ApiAnswer, declined, json } from '../api/answer.ts';
import { id, pageSize, word } from '../api/inputs.ts';
import type { Principal } from '../api/principal.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from '../api/route.ts';
import { problem } from '../problem.ts';
import { personOf } from './conversation-routes.ts';
import type { DeskPorts } from './ports.ts';
import { anything, nothing } from './shapes.ts';

const oneAccount = z.strictObject({ accountId: id });
const role = z.enum(roles);
const communityIds = z.union([z.literal('*'), z.array(z.string().min(1).max(64)).min(1)]);

/** The record is checked whole as long as it is read in a moment. */
const MOST_CHECKED = 20_000;

export function createAccountRoutes(ports: DeskPorts): Route[] {
  const { clock, ids, house } = ports;

  const entryOf = (principal: Principal, action: string, object: string): AuditEntry => ({
    at: clock.now(),
    accountId: personOf(principal).id,
    role: personOf(principal).role,
    action,
    object,
    detail: {},
    address: null,
    result: 'done',
  });

  const list = readRoute({
    path: '/accounts',
    operationId: 'listAccounts',
    summary: 'Who may sign in.',
    params: nothing,
    query: nothing,
    answer: anything,
    handle: (_asked, { store }) =>
      store.read(async (tx) => json({ items: (await tx.people.list()).map(viewAccount) })),
  });

  const add = deedRoute({
    path: '/accounts',
    operationId: 'addAccount',
    summary: 'A new account; the answer holds a one-time link to choose a password.',
    params: nothing,
    body: z.strictObject({
      login: z
        .string()
        .trim()
        .regex(/^[\p{L}\p{N}._-]{2,32}$/u, '2 到 32 个字母、数字或汉字'),
      staffId: id.nullable(),
      name: z.string().trim().min(1).max(20).optional(),
      role,
      communityIds,
      mentorId: id.nullable().optional(),
    }),
    answer: anything,
    async perform(tx, { body, principal }) {
      const member = body.staffId === null ? null : staffById(house, body.staffId);
      if (body.staffId !== null && !member)
        return declined(problem(422, 'people/unknown-staff', '人员名单里没有这位同事'));
      const invite = ids.secret(24);
      const { mentorId, ...fields } = body;
      const wanted = {
        ...{ ...fields, ...(mentorId === undefined ? {} : { mentorId }) },
        name: member?.name ?? body.name ?? body.login,
      };
      const made = await addAccount(tx, wanted, invite, ports);
      if (!made.ok) return refusalAnswer(made, null);
      const { id: accountId, role: given } = made.value;
      await tx.audit.add({
        ...entryOf(principal, 'add-account', accountId),
        detail: { role: given, communities: String(body.communityIds), mentor: mentorId ?? null },
      });
      return json({ account: viewAccount(made.value), invite });
    },
  });

  const change = deedRoute({
    path: '/accounts/{accountId}',
    operationId: 'changeAccount',
    summary:
      'Another role, other communities, disabled or enabled; whoever is signed in with it is signed out.',
    params: oneAccount,
    body: z.strictObject({
      role: role.optional(),
      communityIds: communityIds.optional(),
      disabled: z.boolean().optional(),
      mentorId: id.nullable().optional(),
    }),
    answer: anything,
    async perform(tx, { params, body, principal }): Promise<ApiAnswer> {
      const by = { accountId: personOf(principal).id, now: clock.now() };
      const changed = await changeAccount(tx, params.accountId, body, by);
      if (!changed.ok) return refusalAnswer(changed, null);
      await tx.audit.add({
        ...entryOf(principal, 'change-account', params.accountId),
        detail: {
          role: body.role ?? null,
          communities: body.communityIds === undefined ? null : String(body.communityIds),
          disabled: body.disabled ?? null,
          ...(body.mentorId === undefined ? {} : { mentor: body.mentorId }),
        },
      });
      return json({ account: viewAccount(changed.value) });
    },
  });

  const invite = deedRoute({
    path: '/accounts/{accountId}/invite',
    operationId: 'inviteAccount',
    summary: 'A new one-time link; the password and second factor of before are gone.',
    params: oneAccount,
    body: nothing,
    answer: anything,
    async perform(tx, { params, principal }): Promise<ApiAnswer> {
      const token = ids.secret(24);
      const invited = await inviteAgain(tx, params.accountId, token, clock.now());
      if (!invited.ok) return refusalAnswer(invited, null);
      await tx.audit.add(entryOf(principal, 'invite-account', params.accountId));
      return json({ account: viewAccount(invited.value), invite: token });
    },
  });

  const audit = readRoute({
    path: '/audit',
    operationId: 'listAudit',
    summary: 'What was done at the console, newest first, and whether the record is whole.',
    params: nothing,
    query: z.strictObject({ before: word.regex(/^\d{1,12}$/).optional(), limit: pageSize }),
    answer: anything,
    handle: ({ query }, { store }) =>
      store.read(async (tx) => {
        const before = query.before === undefined ? null : Number(query.before);
        const items = await tx.audit.list({ before, limit: query.limit });
        const names = new Map((await tx.people.list()).map((each) => [each.id, each.name]));
        const isShort = (items[0]?.seq ?? 0) <= MOST_CHECKED;
        const chain = before === null && isShort ? await tx.audit.chain() : null;
        return json({
          items: items.map((each) => ({ ...each, name: names.get(each.accountId ?? '') ?? null })),
          firstBreak: chain === null ? null : firstBreak(chain.links, chain.head, chain.start),
          checked: chain !== null,
        });
      }),
  });

  return [list, add, change, invite, audit];
}

function viewAccount(account: Account) {
  const { id: accountId, login, staffId, role: given, communityIds: where, name, mentorId } = account;
  return {
    id: accountId,
    login,
    staffId,
    role: given,
    communityIds: where,
    name,
    mentorId,
    secondFactor: account.secondFactor !== null,
    disabled: account.disabledAt !== null,
    invited: account.invite !== null,
  };
}
