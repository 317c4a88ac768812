// What the company's people do in the platform's own client, as servicers of an account.
import {
  accountOf,
  appendEvent,
  appendItem,
  type Customer,
  changeState,
  issueEventCode,
  type World,
} from './world.ts';

export type Servicer = {
  goesOnline(openKfId: string): void;
  goesOffline(openKfId: string): void;
  /** Takes a waiting resident out of the pool (2 → 3). */
  picksUp(openKfId: string, externalUserId: string): void;
  /** Writes to a resident (origin 5). In an ended session this opens it again. */
  writes(openKfId: string, externalUserId: string, text: string): string;
  handsTo(openKfId: string, externalUserId: string, otherUserId: string): void;
  ends(openKfId: string, externalUserId: string): void;
  recalls(openKfId: string, externalUserId: string, messageId: string): void;
};

export function servicerOf(world: World, userId: string): Servicer {
  function sessionChange(customer: Customer, changeType: 1 | 2 | 3 | 4, more: Record<string, unknown>): void {
    appendEvent(world, customer.openKfId, {
      event_type: 'session_status_change',
      external_userid: customer.externalUserId,
      change_type: changeType,
      ...more,
    });
  }

  function setStatus(openKfId: string, status: 'receiving' | 'stopped'): void {
    accountOf(world, openKfId).servicers.set(userId, status);
    appendEvent(world, openKfId, {
      event_type: 'servicer_status_change',
      servicer_userid: userId,
      // Here 1 is receiving and 2 stopped; servicer/list says 0 and 1.
      status: status === 'receiving' ? 1 : 2,
      ...(status === 'stopped' ? { stop_type: 0 } : {}),
    });
  }

  return {
    goesOnline: (openKfId) => setStatus(openKfId, 'receiving'),
    goesOffline: (openKfId) => setStatus(openKfId, 'stopped'),
    picksUp(openKfId, externalUserId) {
      const customer = customerOf(world, openKfId, externalUserId);
      changeState(world, customer, 3, 'servicer', userId);
      sessionChange(customer, 1, {
        new_servicer_userid: userId,
        msg_code: issueEventCode(world, customer, 'human'),
      });
    },
    writes(openKfId, externalUserId, text) {
      const customer = customerOf(world, openKfId, externalUserId);
      if (customer.state === 4) {
        changeState(world, customer, 3, 'servicer', userId);
        sessionChange(customer, 4, { old_servicer_userid: userId, new_servicer_userid: userId });
      }
      const item = {
        open_kfid: openKfId,
        external_userid: externalUserId,
        origin: 5 as const,
        servicer_userid: userId,
        msgtype: 'text',
        text: { content: text },
      };
      return appendItem(world, openKfId, item, externalUserId).msgid;
    },
    handsTo(openKfId, externalUserId, otherUserId) {
      const customer = customerOf(world, openKfId, externalUserId);
      changeState(world, customer, 3, 'servicer', otherUserId);
      sessionChange(customer, 2, { old_servicer_userid: userId, new_servicer_userid: otherUserId });
    },
    ends(openKfId, externalUserId) {
      const customer = customerOf(world, openKfId, externalUserId);
      changeState(world, customer, 4, 'servicer');
      sessionChange(customer, 3, {
        old_servicer_userid: userId,
        msg_code: issueEventCode(world, customer, 'ended'),
      });
    },
    recalls(openKfId, externalUserId, messageId) {
      appendEvent(world, openKfId, {
        event_type: 'servicer_recall_msg',
        external_userid: externalUserId,
        recall_msgid: messageId,
        servicer_userid: userId,
      });
    },
  };
}

function customerOf(world: World, openKfId: string, externalUserId: string): Customer {
  const customer = accountOf(world, openKfId).customers.get(externalUserId);
  if (!customer) throw new RangeError('the fake platform knows no such resident');
  return customer;
}
