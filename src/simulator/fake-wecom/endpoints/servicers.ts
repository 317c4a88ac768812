// /cgi-bin/kf/servicer/list, /add and /del (docs 94645, 94646, 94647). The whole may succeed while single entries fail.
import { limits } from '../limits.ts';
import type { Account, World } from '../world.ts';
import { type ApiAnswer, type ApiCall, listOf, ok, refuse, textOf } from './answer.ts';

export function listServicers(call: ApiCall, world: World): ApiAnswer {
  const account = world.accounts.get(call.query.get('open_kfid') ?? '');
  if (!account) return refuse(95004, 'open_kfid not exist');
  return ok({
    servicer_list: [
      // Here 0 means receiving; in servicer_status_change the same is 1.
      ...[...account.servicers].map(([userid, status]) =>
        status === 'receiving' ? { userid, status: 0 } : { userid, status: 1, stop_type: 0 },
      ),
      ...[...account.servicerDepartments].map((department_id) => ({ department_id })),
    ],
  });
}

export function addServicers(call: ApiCall, world: World): ApiAnswer {
  return change(call, world, {
    person(account, userid) {
      if (!world.staff.has(userid)) return { errcode: 60111, errmsg: 'userid not found' };
      if (account.servicers.has(userid)) return IGNORED;
      if (account.servicers.size >= limits.servicersPerAccount)
        return { errcode: world.errcodes.tooManyServicers, errmsg: 'too many servicers' };
      account.servicers.set(userid, 'receiving');
      return DONE;
    },
    department(account, id) {
      if (account.servicerDepartments.has(id)) return IGNORED;
      account.servicerDepartments.add(id);
      return DONE;
    },
  });
}

export function removeServicers(call: ApiCall, world: World): ApiAnswer {
  return change(call, world, {
    person: (account, userid) => (account.servicers.delete(userid) ? DONE : IGNORED),
    department: (account, id) => (account.servicerDepartments.delete(id) ? DONE : IGNORED),
  });
}

type Became = { errcode: number; errmsg: string };

const DONE: Became = { errcode: 0, errmsg: 'success' };
const IGNORED: Became = { errcode: 0, errmsg: 'ignored' };

function change(
  { body }: ApiCall,
  world: World,
  each: {
    person(account: Account, userid: string): Became;
    department(account: Account, id: number): Became;
  },
): ApiAnswer {
  const account = world.accounts.get(textOf(body.open_kfid) ?? '');
  if (!account) return refuse(95004, 'open_kfid not exist');
  const people = listOf(body.userid_list) ?? [];
  const departments = listOf(body.department_id_list) ?? [];
  const most = Math.max(people.length, departments.length);
  if (people.length + departments.length === 0) return refuse(40063, 'empty list');
  if (most > limits.servicersPerCall) return refuse(40058, 'invalid list size');
  return ok({
    result_list: [
      ...people.map((userid) => ({ userid, ...each.person(account, String(userid)) })),
      ...departments.map((id) => ({ department_id: id, ...each.department(account, Number(id)) })),
    ],
  });
}
