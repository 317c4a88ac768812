// Pulls the messages of one 微信客服 account (docs 94670). The reader around it owns cursor, lock and order.
import { z } from 'zod';
import type { FeedResult, MessageFeed } from '../contract.ts';
import type { Refused, WecomApi } from '../wecom/api.ts';
import { remedyOf } from '../wecom/remedies.ts';
import { parseSyncItem } from './parse.ts';

const PAGE_SIZE = 1000; // the platform's maximum
/** Without a wake token about ten pulls a minute are allowed before the account is blocked for one (developer forum). */
const PAUSE_MS = 60_000;

/** `silk`: voices come as Silk, which can be decoded without a program of the system's; otherwise as AMR. */
export function createKfFeed(api: WecomApi, { silk = false }: { silk?: boolean } = {}): MessageFeed {
  return {
    channel: 'wecom-kf',
    async pull({ channelAccountId, cursor, wakeToken }, signal) {
      const hasCursor = cursor !== null && cursor !== '';
      const hasToken = wakeToken !== null && wakeToken !== '';
      const result = await api.call(
        'POST',
        '/cgi-bin/kf/sync_msg',
        {
          ...(hasCursor ? { cursor } : {}),
          ...(hasToken ? { token: wakeToken } : {}),
          limit: PAGE_SIZE,
          voice_format: silk ? 1 : 0,
          open_kfid: channelAccountId,
        },
        signal,
        'next_cursor',
      );
      if (result.kind === 'ok') return readPage(result.body, channelAccountId, hasCursor ? cursor : '');
      if (result.kind === 'refused') return readRefusal(result, { hasToken, hasCursor });
      return retry(result.code, result.retryAfterMs);
    },
    async listAccounts(signal) {
      const accounts: string[] = [];
      for (let offset = 0; ; offset += ACCOUNTS_PER_PAGE) {
        const page = { offset, limit: ACCOUNTS_PER_PAGE };
        const result = await api.call('POST', '/cgi-bin/kf/account/list', page, signal, 'account_list');
        if (result.kind !== 'ok') return null;
        const { account_list: listed } = accountsBody.parse(result.body);
        accounts.push(...listed.filter((one) => one.manage_privilege !== false).map((one) => one.open_kfid));
        if (listed.length < ACCOUNTS_PER_PAGE) return accounts;
      }
    },
  };
}

const ACCOUNTS_PER_PAGE = 100; // the platform's maximum (docs 94661)

const accountsBody = z.object({
  account_list: z
    .array(z.object({ open_kfid: z.string().min(1), manage_privilege: z.boolean().optional() }))
    .catch([]),
});

const pageBody = z.object({
  next_cursor: z.string().catch(''),
  has_more: z.union([z.number(), z.boolean(), z.string()]).catch(0),
  msg_list: z.array(z.unknown()).catch([]),
});

function readPage(body: Record<string, unknown>, openKfId: string, cursor: string): FeedResult {
  const page = pageBody.parse(body); // every field has its fallback
  // A page that does not move the cursor cannot have more behind it; going on would never end.
  const nextCursor = page.next_cursor === '' ? cursor : page.next_cursor;
  return {
    kind: 'page',
    items: page.msg_list.map((item) => parseSyncItem(item, openKfId)),
    nextCursor,
    hasMore: Number(page.has_more) === 1 && nextCursor !== cursor,
  };
}

/** Of a request as a whole; which of its fields is meant is not said. */
const INVALID_PARAMETER = 40058;

function readRefusal(
  refused: Refused,
  { hasToken, hasCursor }: { hasToken: boolean; hasCursor: boolean },
): FeedResult {
  const code = String(refused.errcode);
  // Whether a cursor can grow too old no document says; an account that is never read again loses everything.
  if (refused.errcode === INVALID_PARAMETER && hasCursor) return { kind: 'cursor-refused' };
  switch (refused.class) {
    case 'sync-token':
      return hasToken ? { kind: 'token-refused' } : retry(code, PAUSE_MS);
    case 'frequency':
      return retry(code, refused.retryAfterMs ?? PAUSE_MS);
    case 'retry':
    case 'state':
      return retry(code, refused.retryAfterMs);
    default:
      // Nothing about a pull is the resident's doing, so whatever else is refused needs a person.
      return { kind: 'misconfigured', code, remedy: remedyOf(refused.errcode) };
  }
}

function retry(code: string, retryAfterMs: number | undefined): FeedResult {
  return { kind: 'retry', code, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
