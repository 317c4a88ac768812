// The door of our own page: tokens in, items out. Duplicates are told by the page's own id of each deed.
import type { Ids } from '../../base/ids.ts';
import type { PageDoor, Visitor } from '../contract.ts';
import { isClientId, readBody } from './parse.ts';
import { createTokens, type TokenFacts } from './token.ts';

export function createWebDoor({ masterKey, ids }: { masterKey: Uint8Array; ids: Ids }): PageDoor {
  const tokens = createTokens(masterKey);
  const visitorOf = ({ accountId, userId }: TokenFacts): Visitor => ({
    channelAccountId: accountId,
    channelUserId: userId,
  });
  return {
    channel: 'web',
    admit(accountId, now) {
      const facts = { accountId, userId: `web-${ids.secret(16)}`, issuedAt: now };
      return { visitor: visitorOf(facts), token: tokens.make(facts) };
    },
    recognise(token, accountId, now) {
      const read = tokens.read(token, accountId, now);
      if (!read.ok) return { ok: false, status: 401, code: read.code };
      const renewed = read.isOld ? tokens.make({ ...read.facts, issuedAt: now }) : null;
      return { ok: true, visitor: visitorOf(read.facts), renewed };
    },
    isClientId,
    read: readBody,
    itemOf({ channelAccountId, channelUserId }, clientId, content, now) {
      return {
        channel: 'web',
        channelAccountId,
        channelUserId,
        // Pages of two people may draw the same id.
        channelItemId: `${channelUserId}:${clientId}`,
        sentAt: now,
        origin: 'resident',
        content,
      };
    },
  };
}
