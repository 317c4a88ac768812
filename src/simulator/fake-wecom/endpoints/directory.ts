// The small reading calls: accounts, customers, the callers' addresses (docs 94661, 95159, 92520).
import { limits } from '../limits.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, type ApiCall, listOf, ok, refuse, textOf } from './answer.ts';

export function listAccounts(call: ApiCall, world: World): ApiAnswer {
  const offset = call.body.offset ?? 0;
  const limit = call.body.limit ?? limits.accountListPage;
  if (!isWithin(offset, 0, Number.MAX_SAFE_INTEGER) || !isWithin(limit, 1, limits.accountListPage)) {
    return refuse(40058, 'invalid offset or limit');
  }
  const page = [...world.accounts.values()].slice(offset, offset + limit);
  return ok({
    account_list: page.map(({ openKfId, name, isManagedByApi }) => ({
      open_kfid: openKfId,
      name,
      avatar: '',
      manage_privilege: isManagedByApi,
    })),
  });
}

/** Only those who wrote in the last 48 h; the others are "invalid", which is no error. */
export function listCustomers(call: ApiCall, world: World): ApiAnswer {
  const wanted = listOf(call.body.external_userid_list)?.map(textOf) ?? [];
  if (wanted.length < 1 || wanted.length > limits.batchgetCustomers)
    return refuse(40058, 'invalid list size');
  const customers = [...world.accounts.values()].flatMap((account) => [...account.customers.values()]);
  const active = customers.filter(
    (one) => one.lastInboundAt !== null && world.clock.now() - one.lastInboundAt <= limits.writeWindowMs,
  );
  const isContextWanted = call.body.need_enter_session_context === 1;
  const found = wanted.flatMap((id) => active.find((one) => one.externalUserId === id) ?? []);
  const foundIds = new Set(found.map((one) => one.externalUserId));
  return ok({
    customer_list: found.map((one) => ({
      external_userid: one.externalUserId,
      nickname: one.nickname,
      avatar: '',
      gender: 0,
      ...(isContextWanted && one.enteredWith
        ? { enter_session_context: { scene: one.enteredWith.scene, scene_param: one.enteredWith.sceneParam } }
        : {}),
    })),
    invalid_external_userid: wanted.filter((id) => id !== null && !foundIds.has(id)),
  });
}

export function listCallbackAddresses(): ApiAnswer {
  return ok({ ip_list: ['127.0.0.1', '::1'] });
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}
