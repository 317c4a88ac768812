// /cgi-bin/kf/service_state/get and /trans: the table of moves the API may make (doc 94669). A move by API emits no event.
import {
  type Customer,
  changeState,
  currentState,
  type EventCode,
  findCustomer,
  issueEventCode,
  type SessionState,
  type World,
} from '../world.ts';
import { type ApiAnswer, type ApiCall, ok, refuse, textOf } from './answer.ts';

const movesByApi: Record<SessionState, readonly SessionState[]> = {
  0: [1, 2, 3],
  1: [2, 3],
  2: [3],
  3: [3, 4],
  4: [],
};

const codeFor: Partial<Record<SessionState, EventCode['kind']>> = { 2: 'queued', 3: 'human', 4: 'ended' };

export function getState(call: ApiCall, world: World): ApiAnswer {
  return withCustomer(call, world, (customer) => {
    const state = currentState(world, customer);
    return ok({ service_state: state, ...(state === 3 ? { servicer_userid: customer.servicerUserId } : {}) });
  });
}

export function moveState(call: ApiCall, world: World): ApiAnswer {
  return withCustomer(call, world, (customer) => {
    const to = call.body.service_state;
    if (to !== 0 && to !== 1 && to !== 2 && to !== 3 && to !== 4)
      return refuse(40058, 'invalid service_state');
    const from = currentState(world, customer);
    if (from === 4) return refuse(95013, 'session is closed');
    const isUnconfirmedEnd = to === 4 && world.apiMayEndSession;
    if (!movesByApi[from].includes(to) && !isUnconfirmedEnd)
      return refuse(95016, 'not allow to change session state');
    const servicer = textOf(call.body.servicer_userid);
    if (to === 3) {
      const status = world.accounts.get(customer.openKfId)?.servicers.get(servicer ?? '');
      if (status === undefined) return refuse(95014, 'user is not a servicer');
      if (status === 'stopped') return refuse(95019, 'servicer stopped receiving');
    }
    changeState(world, customer, to, 'api', servicer);
    const kind = codeFor[to];
    return ok(kind === undefined ? {} : { msg_code: issueEventCode(world, customer, kind) });
  });
}

function withCustomer(call: ApiCall, world: World, answer: (customer: Customer) => ApiAnswer): ApiAnswer {
  const openKfId = textOf(call.body.open_kfid) ?? '';
  if (!world.accounts.has(openKfId)) return refuse(95004, 'open_kfid not exist');
  const customer = findCustomer(world, openKfId, textOf(call.body.external_userid) ?? '');
  return customer ? answer(customer) : refuse(40096, 'invalid external userid');
}
