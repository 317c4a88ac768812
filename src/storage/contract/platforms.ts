// What all processes share of the platforms: accounts that are read, tokens, limits, calls of the model.
import type { ChannelId } from '../../channels/contract.ts';

export type ChannelAccount = {
  channel: ChannelId;
  accountId: string;
  cursor: string | null;
  /** When we first served this account; older items are kept, not answered. */
  firstStartedAt: number;
  /** Grows with every wake-up; there is news while it is above `readSeq`. */
  wakeSeq: number;
  readSeq: number;
  wakeToken: string | null;
  wokenAt: number | null;
  /** When it was last read to the end; the slow poll goes by it. */
  readAt: number | null;
};

export type AccountTable = {
  /** Makes sure the account is known; `at` becomes its first start when it is new. */
  ensure(channel: ChannelId, accountId: string, at: number): Promise<void>;
  get(channel: ChannelId, accountId: string): Promise<ChannelAccount | null>;
  list(channel: ChannelId): Promise<ChannelAccount[]>;
  /** Keeps a wake-up. A wake-up without a token does not erase an earlier token. */
  wake(channel: ChannelId, accountId: string, wakeToken: string | null, at: number): Promise<void>;
  dropWakeToken(channel: ChannelId, accountId: string, wakeToken: string): Promise<void>;
  /** Moves the cursor if it still is `from` and the lease is still held; false = somebody else reads, store nothing. */
  moveCursor(move: {
    channel: ChannelId;
    accountId: string;
    from: string | null;
    to: string;
    leaseToken: string;
  }): Promise<boolean>;
  markRead(channel: ChannelId, accountId: string, readSeq: number, at: number): Promise<void>;
  /** One reader per account: takes or renews the lease; false = another holds it. */
  lease(
    channel: ChannelId,
    accountId: string,
    leaseToken: string,
    now: number,
    untilAt: number,
  ): Promise<boolean>;
  release(channel: ChannelId, accountId: string, leaseToken: string): Promise<void>;
};

export type ModelUseTable = {
  /** Counts one call of the language model for each subject, unless one of them has used up its limit of the day; false then, and nothing is counted. */
  take(day: string, limits: { subject: string; limit: number }[]): Promise<boolean>;
};

/** A token of a platform as all processes share it. */
export type SharedToken = { token: string; fetchedAt: number; expiresAt: number };

export type TokenTable = {
  get(name: string): Promise<SharedToken | null>;
  /** The right to fetch a new one, for one process at a time; false = another has it. */
  claim(name: string, leaseToken: string, now: number, untilAt: number): Promise<boolean>;
  /** Puts the new token in place and gives the right back; false when the right was lost. */
  keep(name: string, leaseToken: string, token: SharedToken, at: number): Promise<boolean>;
  release(name: string, leaseToken: string): Promise<void>;
};

export type LimitTable = {
  /** Takes one call of at most `max` within `perMs`; answers 0, or how many milliseconds to wait until one is free. */
  take(name: string, limit: { max: number; perMs: number }, now: number): Promise<number>;
};
