// Step 2. Fetches what a wake-up announced: one reader per account; a page and its cursor become durable together.
import type { Logger } from '../base/log.ts';
import type { InboundItem, MessageFeed } from '../channels/contract.ts';
import type { Leases } from '../signals/contract.ts';
import type { ChannelAccount, ConversationKey } from '../storage/contract.ts';
import { acceptInbound, type IntakePorts } from './accept.ts';

export type FeedReaderPorts = IntakePorts & {
  leases: Leases;
  log: Logger;
  feed: MessageFeed;
  onAccepted(): void;
};

/** Reads take seconds; whoever dies in the middle is followed by another reader after this. */
const LEASE_MS = 60_000;
/**
 * Reads without a wake token over all accounts and all processes. The platform blocks all of them for a minute after ten such
 * reads in one (its staff in the developer forum, 2021); half of it leaves room for what we do not know.
 */
const WITHOUT_TOKEN = { name: 'wecom-kf.read-without-token', max: 5, perMs: 60_000 };
/** A wake token lives ten minutes (docs 94670); a spent one counts as none. */
const WAKE_TOKEN_LIFE_MS = 570_000;
/** Pages of one go; after them other accounts have their turn. */
const MAX_PAGES = 200;

export type ReadOutcome =
  | { kind: 'read' }
  | { kind: 'busy' }
  /** Ask again later; `retryAfterMs` is the platform's wish where it gave one. */
  | { kind: 'later'; code: string; retryAfterMs?: number };

/** Reads an account to its end. Safe to call at any time and by anyone: the lease lets one in. */
export async function readFeed(
  accountId: string,
  ports: FeedReaderPorts,
  signal: AbortSignal,
): Promise<ReadOutcome> {
  const { store, clock, leases, feed } = ports;
  const leaseToken = leases.newToken();
  const leased = await store.transact(async (tx) => {
    await tx.accounts.ensure(feed.channel, accountId, clock.now());
    return tx.accounts.lease(feed.channel, accountId, leaseToken, clock.now(), clock.now() + LEASE_MS);
  });
  if (!leased) return { kind: 'busy' };
  try {
    return await readPages(accountId, leaseToken, ports, signal);
  } finally {
    await store.transact((tx) => tx.accounts.release(feed.channel, accountId, leaseToken));
  }
}

async function readPages(
  accountId: string,
  leaseToken: string,
  ports: FeedReaderPorts,
  signal: AbortSignal,
): Promise<ReadOutcome> {
  const { store, clock, feed, crashPoint, log } = ports;
  let isCursorRefused = false;
  for (let page = 0; page < MAX_PAGES && !signal.aborted; page++) {
    const account = await store.read((tx) => tx.accounts.get(feed.channel, accountId));
    if (!account) return { kind: 'busy' };
    const wakeToken = freshWakeToken(account, clock.now());
    if (wakeToken === null) {
      const waitMs = await store.transact((tx) =>
        tx.limits.take(WITHOUT_TOKEN.name, WITHOUT_TOKEN, clock.now()),
      );
      if (waitMs > 0) return { kind: 'later', code: 'reads-without-token', retryAfterMs: waitMs };
    }
    const result = await feed.pull(
      { channelAccountId: accountId, cursor: isCursorRefused ? null : account.cursor, wakeToken },
      signal,
    );
    crashPoint('sync.fetched');
    switch (result.kind) {
      case 'token-refused':
        if (wakeToken === null) return { kind: 'later', code: 'token-refused' };
        await store.transact((tx) => tx.accounts.dropWakeToken(feed.channel, accountId, wakeToken));
        continue;
      case 'cursor-refused':
        if (isCursorRefused) return { kind: 'later', code: 'cursor-refused' };
        log.warn(
          { event: 'feed.cursor-refused', accountId },
          'reading again from the oldest the platform keeps',
        );
        // What was read before is known by its ids.
        isCursorRefused = true;
        continue;
      case 'retry':
        return {
          kind: 'later',
          code: result.code,
          ...(result.retryAfterMs === undefined ? {} : { retryAfterMs: result.retryAfterMs }),
        };
      case 'misconfigured':
        log.error(
          { event: 'feed.misconfigured', code: result.code, remedy: result.remedy },
          'the platform refuses to hand out messages',
        );
        return { kind: 'later', code: result.code, retryAfterMs: 60_000 };
      case 'page': {
        const stored = await store
          .transact(async (tx) => {
            await tx.conversations.hold(conversationsOf(result.items));
            for (const item of result.items)
              await acceptInbound(tx, item, account, ports, { hasMore: result.hasMore });
            crashPoint('sync.before-commit');
            const leaseHeld = await tx.accounts.lease(
              feed.channel,
              accountId,
              leaseToken,
              clock.now(),
              clock.now() + LEASE_MS,
            );
            const moved = await tx.accounts.moveCursor({
              channel: feed.channel,
              accountId,
              from: account.cursor,
              to: result.nextCursor,
              leaseToken,
            });
            // Another reader was here: what it stored stands, ours is taken back.
            if (!leaseHeld || !moved) throw new LostLease();
            if (!result.hasMore)
              await tx.accounts.markRead(feed.channel, accountId, account.wakeSeq, clock.now());
            return true;
          })
          .catch((error: unknown) => {
            if (error instanceof LostLease) return false;
            throw error;
          });
        crashPoint('sync.committed');
        isCursorRefused = false;
        if (!stored) return { kind: 'busy' };
        if (result.items.length > 0) ports.onAccepted();
        if (!result.hasMore) return { kind: 'read' };
      }
    }
  }
  return { kind: 'later', code: 'more', retryAfterMs: 0 };
}

function freshWakeToken({ wakeToken, wokenAt }: ChannelAccount, now: number): string | null {
  return wokenAt !== null && now < wokenAt + WAKE_TOKEN_LIFE_MS ? wakeToken : null;
}

class LostLease extends Error {}

function conversationsOf(items: readonly InboundItem[]): ConversationKey[] {
  return items.flatMap(({ channel, channelAccountId, channelUserId }) =>
    channelUserId === null ? [] : [{ channel, channelAccountId, channelUserId }],
  );
}

/** When an account is worth reading: news was announced, or it was not read for `pollMs` (callbacks get lost). */
export function isFeedDue(
  account: { wakeSeq: number; readSeq: number; readAt: number | null },
  now: number,
  pollMs: number,
): boolean {
  return account.wakeSeq > account.readSeq || account.readAt === null || account.readAt + pollMs <= now;
}

/** Several accounts share the platform's limit of five reads a minute without a token. */
export function feedPollMs(accountCount: number): number {
  return Math.max(180_000, accountCount * 15_000);
}
