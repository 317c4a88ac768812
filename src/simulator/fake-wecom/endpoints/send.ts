// POST /cgi-bin/kf/send_msg and /cgi-bin/kf/send_msg_on_event: who may write to a resident, when, how often (docs 94677, 95122).
import { limits } from '../limits.ts';
import {
  appendEvent,
  type Customer,
  changeState,
  currentState,
  type EventCode,
  findCustomer,
  type World,
} from '../world.ts';
import { type ApiAnswer, type ApiCall, ok, refuse, textOf } from './answer.ts';
import { findOffence, messageIdOffence, type Offence } from './message-content.ts';

type Via = 'send_msg' | 'send_msg_on_event';

export function sendMessage(call: ApiCall, world: World): ApiAnswer {
  const { body } = call;
  const openKfId = textOf(body.open_kfid);
  const externalUserId = textOf(body.touser);
  const account = openKfId === null ? undefined : world.accounts.get(openKfId);
  const customer = account?.customers.get(externalUserId ?? '');
  const msgtype = textOf(body.msgtype);

  function mayNot(): Offence | null {
    if (!openKfId) return { errcode: 95000, reason: 'invalid open_kfid' };
    if (!account) return { errcode: 95004, reason: 'open_kfid not exist' };
    if (!customer) return { errcode: 40096, reason: 'invalid external userid' };
    const badId = messageIdOffence(body.msgid);
    if (badId) return badId;
    // Asked first: a retry of the fifth message is a repeat, not a sixth.
    if (typeof body.msgid === 'string' && account.usedMessageIds.has(body.msgid)) {
      return { errcode: world.errcodes.duplicateMessageId, reason: 'repeated msgid' };
    }
    const bad = findOffence(msgtype, body, world);
    if (bad) return bad;
    if (!isWithinWindow(world, customer)) return { errcode: 95002, reason: 'over 48 h' };
    const state = currentState(world, customer);
    if ((state !== 0 && state !== 1) || (state === 0 && account.stateZeroNeedsTrans)) {
      const errcode = state === 4 ? world.endedRefusesWith : 95018;
      return { errcode, reason: 'send msg session status invalid' };
    }
    if (customer.sentSinceInbound >= limits.messagesPerInbound)
      return { errcode: 95001, reason: 'over 5 messages' };
    return null;
  }

  const offence = mayNot();
  if (offence || !customer || msgtype === null) {
    return refused(
      world,
      'send_msg',
      body,
      openKfId,
      externalUserId,
      offence ?? { errcode: 40058, reason: 'body' },
    );
  }
  if (customer.state === 0) changeState(world, customer, 1, 'api');
  customer.sentSinceInbound += 1;
  return show(world, customer, 'send_msg', msgtype, body, customer.lastInboundId);
}

export function sendOnEvent(call: ApiCall, world: World): ApiAnswer {
  const { body } = call;
  const code = world.eventCodes.get(textOf(body.code) ?? '');
  const customer = code && findCustomer(world, code.openKfId, code.externalUserId);
  const msgtype = textOf(body.msgtype);

  function mayNot(): Offence | null {
    const badId = messageIdOffence(body.msgid);
    if (badId) return badId;
    if (!code || !customer || code.used || code.expiresAt <= world.clock.now()) {
      return { errcode: world.errcodes.eventCodeRefused, reason: 'invalid code' };
    }
    const account = world.accounts.get(code.openKfId);
    if (typeof body.msgid === 'string' && account?.usedMessageIds.has(body.msgid)) {
      return { errcode: world.errcodes.duplicateMessageId, reason: 'repeated msgid' };
    }
    const isMenuAllowed = code.kind === 'welcome' || code.kind === 'ended';
    if (msgtype !== 'text' && !(msgtype === 'msgmenu' && isMenuAllowed)) {
      return { errcode: 40008, reason: 'invalid message type' };
    }
    const bad = findOffence(msgtype, body, world);
    if (bad) return bad;
    // Except for the welcome, only while the session is still in the state that produced the code.
    if (!isStillInState(world, customer, code))
      return { errcode: 95018, reason: 'send msg session status invalid' };
    return null;
  }

  const offence = mayNot();
  if (offence || !customer || !code || msgtype === null) {
    const problem = offence ?? { errcode: 40058, reason: 'body' };
    return refused(
      world,
      'send_msg_on_event',
      body,
      code?.openKfId ?? null,
      code?.externalUserId ?? null,
      problem,
    );
  }
  code.used = true;
  if (code.kind === 'welcome') customer.welcomedAt = world.clock.now();
  return show(world, customer, 'send_msg_on_event', msgtype, body, null);
}

function isWithinWindow(world: World, customer: Customer): boolean {
  return (
    customer.lastInboundAt !== null && world.clock.now() - customer.lastInboundAt <= limits.writeWindowMs
  );
}

function isStillInState(world: World, customer: Customer, code: EventCode): boolean {
  const state = currentState(world, customer);
  switch (code.kind) {
    case 'welcome':
      return true;
    case 'queued':
      return state === 2;
    case 'human':
      return state === 3;
    case 'ended':
      return state === 4;
  }
}

function show(
  world: World,
  customer: Customer,
  via: Via,
  msgtype: string,
  body: Record<string, unknown>,
  afterItem: string | null,
): ApiAnswer {
  const { openKfId, externalUserId, failsLaterWith } = customer;
  const messageId = textOf(body.msgid) ?? world.ids.next();
  world.accounts.get(openKfId)?.usedMessageIds.add(messageId);
  world.ledger.add({
    type: 'message.accepted',
    openKfId,
    externalUserId,
    messageId,
    msgtype,
    content: structuredClone(body[msgtype]),
    via,
    afterItem,
    shown: failsLaterWith === null,
  });
  // errcode 0 means accepted, not delivered: the failure comes as an event.
  if (failsLaterWith !== null) {
    appendEvent(world, openKfId, {
      event_type: 'msg_send_fail',
      external_userid: externalUserId,
      fail_msgid: messageId,
      fail_type: failsLaterWith,
    });
  }
  return ok({ msgid: messageId });
}

function refused(
  world: World,
  via: Via,
  body: Record<string, unknown>,
  openKfId: string | null,
  externalUserId: string | null,
  { errcode, reason }: Offence,
): ApiAnswer {
  const messageId = textOf(body.msgid);
  world.ledger.add({ type: 'message.refused', openKfId, externalUserId, messageId, via, errcode, reason });
  return refuse(errcode, reason);
}
