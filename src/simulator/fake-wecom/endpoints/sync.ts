// POST /cgi-bin/kf/sync_msg: one page of an account's log after a cursor (doc 94670).
import { createHmac } from 'node:crypto';
import type { KfItem } from '../ledger.ts';
import { limits } from '../limits.ts';
import { bytesOf, toSeconds, type World } from '../world.ts';
import { type ApiAnswer, type Endpoint, ok, refuse, textOf } from './answer.ts';

export type Sync = {
  pull: Endpoint;
  /** Pages never hold more than this, whatever `limit` says; the real one gives fewer when it likes. */
  pageAtMost(items: number): void;
};

export function createSync(world: World, isSyncToken: (openKfId: string, token: string) => boolean): Sync {
  const cursorKey = world.ids.secret(16);
  const lastStart = new Map<string, number>();
  const strictCalls: number[] = [];
  let blockedUntil = 0;
  let largestPage: number = limits.syncPageItems;
  let salt = 0;

  /** Opaque and checked, so that a made-up or foreign cursor is noticed. The salt makes every page's cursor new. */
  function cursorAt(openKfId: string, position: number): string {
    salt += 1;
    const readable = `${position}.${salt}`;
    return `CUR${readable}.${sealOf(openKfId, readable)}`;
  }

  function positionOf(openKfId: string, cursor: string): number | null {
    const parts = /^CUR((\d+)\.\d+)\.([0-9a-f]{16})$/.exec(cursor);
    if (!parts || sealOf(openKfId, parts[1] ?? '') !== parts[3]) return null;
    return Number(parts[2]);
  }

  function sealOf(openKfId: string, readable: string): string {
    return createHmac('sha256', cursorKey).update(`${openKfId} ${readable}`).digest('hex').slice(0, 16);
  }

  /** Calls without a token: ten in a minute, then a minute of nothing. */
  function isOverStrictLimit(): boolean {
    const now = world.clock.now();
    if (now < blockedUntil) return true;
    while (strictCalls.length > 0 && (strictCalls[0] ?? 0) <= now - limits.strictSyncWindowMs)
      strictCalls.shift();
    if (strictCalls.length >= limits.strictSyncCalls) {
      blockedUntil = now + limits.strictSyncBlockMs;
      strictCalls.length = 0;
      return true;
    }
    strictCalls.push(now);
    return false;
  }

  function refused(openKfId: string | null, errcode: number, errmsg: string): ApiAnswer {
    world.ledger.add({ type: 'sync.refused', openKfId, errcode });
    return refuse(errcode, errmsg);
  }

  function pull(call: Parameters<Endpoint>[0]): ApiAnswer {
    const openKfId = textOf(call.body.open_kfid);
    const cursor = call.body.cursor === undefined ? '' : textOf(call.body.cursor);
    const token = call.body.token === undefined ? '' : textOf(call.body.token);
    const limit = call.body.limit ?? limits.syncPageItems;
    if (openKfId === null || openKfId === '') return refused(null, 95000, 'invalid open_kfid');
    const account = world.accounts.get(openKfId);
    if (!account) return refused(openKfId, 95004, 'open_kfid not exist');
    if (cursor === null || bytesOf(cursor) > limits.syncCursorBytes)
      return refused(openKfId, 40058, 'invalid cursor');
    if (token === null || bytesOf(token) > limits.syncTokenBytes)
      return refused(openKfId, 40058, 'invalid token');
    if (!Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > limits.syncPageItems) {
      return refused(openKfId, 40058, 'invalid limit');
    }
    if (token !== '' && !isSyncToken(openKfId, token)) return refused(openKfId, 95007, 'invalid msg token');
    if (token === '' && isOverStrictLimit()) return refused(openKfId, 45009, 'api freq out of limit');
    const asked = cursor === '' ? 0 : positionOf(openKfId, cursor);
    if (asked === null) return refused(openKfId, 40058, 'invalid cursor');

    const fault = call.fault;
    const start = fault?.kind === 'repeat-page' ? (lastStart.get(openKfId) ?? asked) : asked;
    let pageItems = Math.min(Number(limit), largestPage);
    if (fault?.kind === 'short-page') pageItems = Math.min(pageItems, fault.items);
    if (fault?.kind === 'empty-page') pageItems = 0;
    const keptSince = toSeconds(world.clock.now() - limits.itemsKeptMs);
    const page = [];
    let position = start;
    while (position < account.log.length && page.length < pageItems) {
      const item = account.log[position];
      position += 1;
      if (item && item.send_time >= keptSince) page.push(item);
    }
    // What has expired is not "more".
    const isMore = hasKeptItem(account.log, position, keptSince);
    const hasMore = isMore || fault?.kind === 'empty-page';
    lastStart.set(openKfId, start);
    const nextCursor = cursorAt(openKfId, position);
    world.ledger.add({
      type: 'sync.served',
      openKfId,
      cursor: cursor === '' ? null : cursor,
      nextCursor,
      hasMore,
      withToken: token !== '',
      messageIds: page.map((item) => item.msgid),
    });
    return ok({ next_cursor: nextCursor, has_more: hasMore ? 1 : 0, msg_list: structuredClone(page) });
  }

  return {
    pull,
    pageAtMost(items) {
      largestPage = items;
    },
  };
}

function hasKeptItem(log: readonly KfItem[], from: number, keptSince: number): boolean {
  for (let position = from; position < log.length; position++) {
    if ((log[position]?.send_time ?? 0) >= keptSince) return true;
  }
  return false;
}
