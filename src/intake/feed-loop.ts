// Reads every account that has news, and now and then those that say they have none.
import type { LoopOutcome } from '../jobs/loop.ts';
import { type FeedReaderPorts, feedPollMs, isFeedDue, readFeed } from './feed-reader.ts';

const DISCOVER_MS = 3_600_000;
const DISCOVER_RETRY_MS = 60_000;
/** Another process reads the account; it may be stuck, so look again soon. */
const BUSY_RETRY_MS = 500;

/** One round over the feed's accounts, for the loop in jobs/. Accounts that must wait are remembered in memory only. */
export function createFeedRound(ports: FeedReaderPorts & { observe(outcome: string): void }) {
  const { store, clock, feed, log } = ports;
  const notBefore = new Map<string, number>();
  const failures = new Map<string, number>();
  const readSinceStart = new Set<string>();

  let discoverAt = 0;

  /** An account whose very first wake-up got lost is found this way. */
  async function discover(signal: AbortSignal): Promise<void> {
    const now = clock.now();
    if (now < discoverAt) return;
    const listed = await feed.listAccounts(signal);
    discoverAt = now + (listed === null ? DISCOVER_RETRY_MS : DISCOVER_MS);
    if (listed === null || listed.length === 0) return;
    await store.transact(async (tx) => {
      for (const accountId of listed) await tx.accounts.ensure(feed.channel, accountId, now);
    });
    // An operator needs these to name the accounts in config/channels.yaml.
    log.info({ event: 'feed.accounts', channel: feed.channel, accountIds: listed });
  }

  return async function round(signal: AbortSignal): Promise<LoopOutcome> {
    await discover(signal);
    const accounts = await store.read((tx) => tx.accounts.list(feed.channel));
    const pollMs = feedPollMs(accounts.length);
    const now = clock.now();
    // While we were down nobody could wake us, so every account is read once after a start.
    const wanted = accounts.filter(
      (account) => !readSinceStart.has(account.accountId) || isFeedDue(account, now, pollMs),
    );
    const due = wanted.filter((account) => (notBefore.get(account.accountId) ?? 0) <= now);
    await Promise.all(
      due.map(async ({ accountId }) => {
        const outcome = await readFeed(accountId, ports, signal);
        ports.observe(outcome.kind);
        if (outcome.kind === 'later') {
          const failed = (failures.get(accountId) ?? 0) + 1;
          failures.set(accountId, failed);
          notBefore.set(
            accountId,
            clock.now() + (outcome.retryAfterMs ?? Math.min(60_000, 500 * 2 ** Math.min(failed, 10))),
          );
        } else if (outcome.kind === 'busy') {
          notBefore.set(accountId, clock.now() + BUSY_RETRY_MS);
        } else {
          failures.delete(accountId);
          readSinceStart.add(accountId);
        }
      }),
    );
    if (due.length > 0 && due.some((account) => (notBefore.get(account.accountId) ?? 0) <= clock.now()))
      return { more: true };
    const waits = accounts.map((account) =>
      Math.max(
        notBefore.get(account.accountId) ?? 0,
        wanted.includes(account) ? 0 : (account.readAt ?? 0) + pollMs,
      ),
    );
    const nextAt = waits.length === 0 ? null : Math.min(...waits);
    return { more: false, nextAt: nextAt !== null && nextAt > clock.now() ? nextAt : null };
  };
}
