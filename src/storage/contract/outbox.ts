// Words on their way out, and what they may use up.
import type { ChannelId, OutboundContent } from '../../channels/contract.ts';
import type { EventCode, Reply } from '../../conversations/conversation.ts';

export const outboxStates = ['queued', 'sending', 'held', 'sent', 'failed', 'dropped', 'merged'] as const;
export type OutboxState = (typeof outboxStates)[number];

export type OutboxRow = {
  id: string;
  /** Rows of a lane leave in order: a conversation, or one staff member's phone. */
  lane: string;
  conversationId: string | null;
  messageId: string | null;
  ticketId: string | null;
  channel: ChannelId;
  channelAccountId: string;
  channelUserId: string;
  author: Reply['author'];
  epoch: number;
  content: OutboundContent;
  slotClass: Reply['slotClass'];
  mayMerge: boolean;
  promise: boolean;
  eventCode: EventCode | null;
  state: OutboxState;
  reason: string | null;
  attempt: number;
  /** True when an earlier try ended without an answer. */
  mayHaveBeenSent: boolean;
  /** A second sending of words that had failed after they were taken; they are not sent a third time. */
  resent: boolean;
  /** The message of the resident whose allowance this one was taken from; null = not counted yet. */
  quotaWindowAt: number | null;
  createdAt: number;
  dueAt: number;
};

export type NewOutboxRow = Omit<
  OutboxRow,
  'id' | 'state' | 'reason' | 'attempt' | 'mayHaveBeenSent' | 'resent' | 'quotaWindowAt' | 'dueAt'
> & {
  resent?: boolean;
  /** Absent = a new one is drawn. */
  derivedId?: string;
  /** Words of the time before a restore, which the life that is lost may have sent under the same id. */
  isFromBefore?: boolean;
};

export type OutboxTable = {
  enqueue(row: NewOutboxRow): Promise<string>;
  /**
   * First row of each lane that is on its way, due and not leased; those that are held are passed over. While much is due, lanes are gone
   * through some hundreds a call: `nextLane` is what to give as `afterLane` next, '' at the end of them all; null = nothing else is due.
   */
  heads(
    now: number,
    limit: number,
    afterLane?: string,
  ): Promise<{ rows: OutboxRow[]; nextLane: string | null }>;
  /** What kinds of words of the lane wait in front of this row, each once, and why. */
  heldInFront(
    lane: string,
    id: string,
  ): Promise<(Pick<OutboxRow, 'author' | 'slotClass'> & { reason: string })[]>;
  /** News for many that no try was made with yet, in order. */
  waitingBulletins(lane: string): Promise<OutboxRow[]>;
  /** Queued rows of the lane behind `afterId`, in order, up to the first that is being sent. */
  following(lane: string, afterId: string, limit: number): Promise<OutboxRow[]>;
  /**
   * Takes a row for sending; false = it is no head of its lane (any more) or somebody else has it. `taken`: the words as they go
   * out, and from whose allowance.
   */
  lease(
    id: string,
    leaseToken: string,
    leaseUntilAt: number,
    taken: Pick<OutboxRow, 'content' | 'quotaWindowAt'> & { at: number },
  ): Promise<boolean>;
  /** Records what became of a try; false when the lease was lost. */
  settle(
    id: string,
    leaseToken: string,
    /** `uncounted`: it was certainly not sent, its slot of the allowance is free again. */
    result: {
      state: OutboxState;
      reason: string | null;
      dueAt: number;
      mayHaveBeenSent: boolean;
      uncounted: boolean;
      at: number;
    },
  ): Promise<boolean>;
  /** Ends a row that is not being sent (merged, dropped). */
  finish(
    id: string,
    state: 'dropped' | 'merged' | 'held' | 'failed',
    reason: string,
    at: number,
  ): Promise<void>;
  /** Rows whose words were joined to this one's. */
  mergedInto(id: string): Promise<OutboxRow[]>;
  /** How many tries were made on this lane since `since`, recorded or not: the platform counts what it got. */
  triesSince(lane: string, kind: 'notices' | 'conversation', since: number): Promise<number>;
  /** Tickets whose notices went out on this lane, newest first. */
  ticketsToldOn(lane: string, limit: number): Promise<string[]>;
  /** Not now: the recipient has had enough for this minute. */
  postpone(id: string, dueAt: number): Promise<void>;
  /** True while words of the lane are on their way; those that are held are not. */
  underWay(lane: string): Promise<boolean>;
  /** Lets held rows of a lane go again. */
  releaseHeld(lane: string, at: number): Promise<number>;
  /** The row a platform's message id of ours belongs to (our id is the row's id). */
  get(id: string): Promise<OutboxRow | null>;
  /**
   * The platform had taken these words and could not deliver them. It may say so before the answer to our call is recorded here,
   * or when that answer was lost; false for a row that can never have been out, or whose end is known.
   */
  failAfterSent(id: string, reason: string, at: number): Promise<boolean>;
  nextDueAt(now: number): Promise<number | null>;
  /** Unfinished rows by state, for metrics. */
  counts(): Promise<Record<string, number>>;
};

export type QuotaTable = {
  /** How many messages were taken from the allowance that the resident's message at `windowAt` opened. */
  used(conversationId: string, windowAt: number): Promise<number>;
  take(conversationId: string, windowAt: number): Promise<void>;
  /** Gives one back that the platform certainly did not send. */
  giveBack(conversationId: string, windowAt: number): Promise<void>;
  /** The platform says nothing is left. */
  exhaust(conversationId: string, windowAt: number, quota: number): Promise<void>;
};
