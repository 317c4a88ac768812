// Reads and moves sessions of 微信客服, and its servicers (docs 94669 service_state, 94645–94647 servicer). What may go where stands in
// session-states.ts. A move whose answer was lost is looked at again, never made twice blindly.
import { z } from 'zod';
import type {
  Servicer,
  ServicerChange,
  SessionControl,
  SessionKey,
  SessionMove,
  SessionSeen,
  SessionTarget,
  SessionTrouble,
} from '../contract.ts';
import type { ApiResult, Refused, Unreachable, WecomApi } from '../wecom/api.ts';
import { remedyOf } from '../wecom/remedies.ts';
import { apiMoves, numberOfState, stateOfNumber } from './session-states.ts';

const SESSION_ENDED = 95013;
const NOT_A_SERVICER = 95014;
const MOVE_NOT_ALLOWED = 95016;
const SERVICER_STOPPED = 95019;

/** Most people, and most departments, of one call (docs 94645). */
const SERVICERS_PER_CALL = 100;

export function createKfSessions(api: WecomApi): SessionControl {
  return {
    channel: 'wecom-kf',
    read: (session, signal) => readSession(api, session, signal),
    move: (session, target, signal) => moveSession(api, session, target, signal),
    async servicers(openKfId, signal) {
      const path = `/cgi-bin/kf/servicer/list?${new URLSearchParams({ open_kfid: openKfId })}`;
      const result = await api.call('GET', path, undefined, signal, 'servicer_list');
      if (result.kind !== 'ok') return troubleOf(result);
      const { servicer_list: listed } = servicersBody.parse(result.body);
      return { kind: 'servicers', servicers: listed.flatMap(servicerOf) };
    },
    async changeServicers(openKfId, change, { staffChannelUserIds, departmentIds }, signal) {
      const changes: ServicerChange[] = [];
      const path = change === 'add' ? '/cgi-bin/kf/servicer/add' : '/cgi-bin/kf/servicer/del';
      const calls = Math.ceil(
        Math.max(staffChannelUserIds.length, departmentIds.length) / SERVICERS_PER_CALL,
      );
      for (let call = 0; call < calls; call++) {
        const part = <T>(all: readonly T[]) =>
          all.slice(call * SERVICERS_PER_CALL, (call + 1) * SERVICERS_PER_CALL);
        const [people, departments] = [part(staffChannelUserIds), part(departmentIds)];
        const body = {
          open_kfid: openKfId,
          ...(people.length > 0 ? { userid_list: people } : {}),
          ...(departments.length > 0 ? { department_id_list: departments } : {}),
        };
        const result = await api.call('POST', path, body, signal, 'result_list');
        if (result.kind !== 'ok') return troubleOf(result);
        changes.push(...changesBody.parse(result.body).result_list.flatMap(changeOf));
      }
      return { kind: 'changed', changes };
    },
  };
}

export async function readSession(
  api: WecomApi,
  session: SessionKey,
  signal: AbortSignal,
): Promise<{ kind: 'seen'; seen: SessionSeen } | SessionTrouble> {
  const path = '/cgi-bin/kf/service_state/get';
  const result = await api.call('POST', path, bodyOf(session), signal, 'service_state');
  if (result.kind !== 'ok') return troubleOf(result);
  const state = stateOfNumber(result.body.service_state);
  if (state === null) return { kind: 'retry', code: 'unknown-state' };
  // silenceper/wechat reads service_userid; the wire says servicer_userid.
  const servicer = result.body.servicer_userid;
  const known = state === 'human' && typeof servicer === 'string' && servicer !== '';
  return { kind: 'seen', seen: { state, staffChannelUserId: known ? servicer : null } };
}

async function moveSession(
  api: WecomApi,
  session: SessionKey,
  target: SessionTarget,
  signal: AbortSignal,
): Promise<SessionMove> {
  const before = await readSession(api, session, signal);
  if (before.kind !== 'seen') return before;
  return moveFrom(api, session, before.seen, target, signal);
}

/** `seen`: where it is, just read. */
export async function moveFrom(
  api: WecomApi,
  session: SessionKey,
  seen: SessionSeen,
  target: SessionTarget,
  signal: AbortSignal,
): Promise<SessionMove> {
  if (isThere(seen, target)) return { kind: 'moved', seen, messageCode: null };
  if (apiMoves[seen.state][target.state] === 'absent') return { kind: 'no-way', seen };
  const result = await changeState(api, session, target, signal);
  if (result.kind === 'ok') {
    const code = result.body.msg_code;
    return {
      kind: 'moved',
      seen: seenAt(target),
      messageCode: typeof code === 'string' && code !== '' ? code : null,
    };
  }
  if (result.kind === 'refused') {
    if (result.errcode === NOT_A_SERVICER || result.errcode === SERVICER_STOPPED)
      return { kind: 'person-away', code: String(result.errcode) };
    if (result.errcode !== MOVE_NOT_ALLOWED && result.errcode !== SESSION_ENDED) return troubleOf(result);
  } else if (!result.outcomeUnknown) {
    return troubleOf(result);
  }
  // It has moved meanwhile, or by our own hand without our hearing of it.
  const after = await readSession(api, session, signal);
  if (after.kind !== 'seen') return after;
  if (isThere(after.seen, target)) return { kind: 'moved', seen: after.seen, messageCode: null };
  return result.kind === 'refused' ? { kind: 'no-way', seen: after.seen } : troubleOf(result);
}

function changeState(
  api: WecomApi,
  session: SessionKey,
  target: SessionTarget,
  signal: AbortSignal,
): Promise<ApiResult> {
  const body = {
    ...bodyOf(session),
    service_state: numberOfState(target.state),
    ...(target.state === 'human' ? { servicer_userid: target.staffChannelUserId } : {}),
  };
  return api.call('POST', '/cgi-bin/kf/service_state/trans', body, signal);
}

function isThere(seen: SessionSeen, target: SessionTarget): boolean {
  if (seen.state !== target.state) return false;
  return target.state !== 'human' || seen.staffChannelUserId === target.staffChannelUserId;
}

function seenAt(target: SessionTarget): SessionSeen {
  return {
    state: target.state,
    staffChannelUserId: target.state === 'human' ? target.staffChannelUserId : null,
  };
}

function bodyOf({ channelAccountId, channelUserId }: SessionKey): Record<string, unknown> {
  return { open_kfid: channelAccountId, external_userid: channelUserId };
}

function troubleOf(failure: Refused | Unreachable): SessionTrouble {
  const later = failure.retryAfterMs === undefined ? {} : { retryAfterMs: failure.retryAfterMs };
  if (failure.kind === 'unreachable') return { kind: 'retry', code: failure.code, ...later };
  const code = String(failure.errcode);
  switch (failure.class) {
    case 'retry':
    case 'frequency':
    case 'state':
    case 'window-closed':
      return { kind: 'retry', code, ...later };
    case 'config':
    case 'refresh-token':
    case 'bug':
      return { kind: 'misconfigured', code, remedy: remedyOf(failure.errcode) };
    default:
      return { kind: 'rejected', code };
  }
}

const servicersBody = z.object({
  servicer_list: z
    .array(
      z.object({
        userid: z.string().min(1).optional(),
        department_id: z.number().optional(),
        // Here 0 is receiving and 1 stopped; in the event servicer_status_change the same are 1 and 2.
        status: z.number().optional(),
      }),
    )
    .catch([]),
});

type ListedServicer = z.infer<typeof servicersBody>['servicer_list'][number];

function servicerOf({ userid, department_id, status }: ListedServicer): Servicer[] {
  if (userid !== undefined) return [{ staffChannelUserId: userid, receiving: status === 0 }];
  return department_id === undefined ? [] : [{ departmentId: department_id }];
}

const changesBody = z.object({
  result_list: z
    .array(
      z.object({
        userid: z.string().optional(),
        department_id: z.number().optional(),
        errcode: z.number(),
        errmsg: z.string().catch(''),
      }),
    )
    .catch([]),
});

type ListedChange = z.infer<typeof changesBody>['result_list'][number];

/** `ignored` with errcode 0: it was so already. */
function changeOf({ userid, department_id, errcode }: ListedChange): ServicerChange[] {
  const servicer = userid ?? department_id;
  return servicer === undefined ? [] : [{ servicer, code: String(errcode), done: errcode === 0 }];
}
