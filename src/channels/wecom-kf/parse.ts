// One raw item of sync_msg → InboundItem. Total: anything odd is kept as `other`, so that the cursor can move on.
// Fields: docs 94670. In events the ids are inside `event`, not on top.
import { createHash } from 'node:crypto';
import type { InboundContent, InboundItem } from '../contract.ts';
import { isShallow } from '../json.ts';
import { isPlainId, plainId } from '../plain-id.ts';
import { type Fields, numberOf, objectIn, objectOf, textOf } from './fields.ts';
import { messageContent } from './message-content.ts';
import { sendFailurePolicyOf } from './send-failures.ts';

export function parseSyncItem(given: unknown, openKfId: string): InboundItem {
  const raw = isShallow(given) ? given : flatOf(given);
  const item = objectOf(raw);
  const messageType = textOf(item, 'msgtype');
  const isEvent = messageType === 'event';
  const ids = isEvent ? objectIn(item, 'event') : item;
  const origin = ORIGINS.get(item.origin) ?? 'system';
  const staffId = textOf(item, 'servicer_userid');
  return {
    channel: 'wecom-kf',
    channelAccountId: idIn(ids, 'open_kfid') || idIn(item, 'open_kfid') || openKfId,
    // Only events about the account name no resident (servicer_status_change).
    channelUserId: idIn(ids, 'external_userid') || idIn(item, 'external_userid') || null,
    channelItemId: plainId(textOf(item, 'msgid')) || digestOf(raw),
    sentAt: instantOf(item.send_time),
    origin: isEvent ? 'system' : origin,
    ...(origin === 'staff' && staffId !== '' ? { staffChannelUserId: staffId } : {}),
    content: isEvent ? eventContent(ids) : messageContent(messageType, item, raw),
  };
}

/** Of what nests without end, its own words and numbers: who, when and under which id. */
function flatOf(given: unknown): Fields {
  const fields = Object.entries(objectOf(given)).filter(([, value]) => typeof value !== 'object');
  return Object.fromEntries(fields);
}

function idIn(fields: Fields, name: string): string {
  const id = textOf(fields, name);
  return isPlainId(id) ? id : '';
}

/** 3 the resident, 4 the platform, 5 a servicer in the WeCom client. What we send does not come back. */
const ORIGINS = new Map<unknown, InboundItem['origin']>([
  [3, 'resident'],
  [4, 'system'],
  [5, 'staff'],
]);

function eventContent(event: Fields): InboundContent {
  const eventType = textOf(event, 'event_type');
  switch (eventType) {
    case 'enter_session': {
      const welcomeCode = textOf(event, 'welcome_code');
      const scene = textOf(event, 'scene');
      const sceneParam = decodeOnce(textOf(event, 'scene_param'));
      return {
        type: 'event.entered',
        ...(welcomeCode === '' ? {} : { welcomeCode }),
        ...(scene === '' ? {} : { scene }),
        ...(sceneParam === '' ? {} : { sceneParam }),
      };
    }
    case 'msg_send_fail': {
      const failedMessageId = textOf(event, 'fail_msgid');
      if (failedMessageId === '') break;
      const failType = numberOf(event.fail_type) ?? 0;
      return {
        type: 'event.send-failed',
        failedMessageId,
        failType,
        action: sendFailurePolicyOf(failType).action,
      };
    }
    case 'user_recall_msg':
    case 'servicer_recall_msg': {
      const recalledItemId = plainId(textOf(event, 'recall_msgid'));
      if (recalledItemId === '') break;
      return {
        type: 'event.recalled',
        recalledItemId,
        by: eventType === 'user_recall_msg' ? 'resident' : 'staff',
      };
    }
    case 'session_status_change': {
      const change = SESSION_CHANGES.get(event.change_type);
      if (change === undefined) break;
      const oldStaff = textOf(event, 'old_servicer_userid');
      const newStaff = textOf(event, 'new_servicer_userid');
      const messageCode = textOf(event, 'msg_code');
      return {
        type: 'event.session-changed',
        change,
        ...(oldStaff === '' ? {} : { oldStaffChannelUserId: oldStaff }),
        ...(newStaff === '' ? {} : { newStaffChannelUserId: newStaff }),
        ...(messageCode === '' ? {} : { messageCode }),
      };
    }
  }
  return { type: 'event.other', platformType: eventType || 'unreadable', raw: event };
}

type SessionChange = Extract<InboundContent, { type: 'event.session-changed' }>['change'];

const SESSION_CHANGES = new Map<unknown, SessionChange>([
  [1, 'picked'],
  [2, 'transferred'],
  [3, 'ended'],
  [4, 'reopened'],
]);

/** Whether scene_param arrives url-encoded is not documented, and it is seen both ways. */
function decodeOnce(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** An item without a time counts as long ago: kept, and not answered. */
function instantOf(seconds: unknown): number {
  const value = numberOf(seconds);
  return value !== null && value > 0 && value < 1e11 ? Math.trunc(value * 1000) : 0;
}

/** An item without an id needs one that is the same when the page is read again. */
function digestOf(raw: unknown): string {
  return `digest:${createHash('sha256')
    .update(JSON.stringify(raw) ?? 'undefined')
    .digest('hex')}`;
}
