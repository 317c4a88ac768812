// Step 9. The one way out: takes the head of each lane, checks owner, window and allowance again, sends, records what became of it.
import { beginBefore, mayBegin } from '../base/begin-before.ts';
import { type Clock, sleep } from '../base/clock.ts';
import type { CrashPoint } from '../base/crash-points.ts';
import { TemporaryError } from '../base/errors.ts';
import { type Ids, isSameOccasion } from '../base/ids.ts';
import type { Logger } from '../base/log.ts';
import type {
  Channel,
  ChannelId,
  ChannelRules,
  NoticeKind,
  SendResult,
  SessionSeen,
} from '../channels/contract.ts';
import type { DeliveryState, EventCode } from '../conversations/conversation.ts';
import type { Leases } from '../signals/contract.ts';
import type { OutboxRow, OutboxState, Store, Tx } from '../storage/contract.ts';
import { inWords, joinTexts, judge, keepsReserve, mergeable, openedAt, stoppedBy } from './allowance.ts';
import { GIVE_UP_AFTER_MS, MISCONFIGURED_RETRY_MS, retryDelayMs } from './retry-policy.ts';
import { beginRound, goOn, newRound, type Round } from './round.ts';

export type DeliverPorts = {
  store: Store;
  clock: Clock;
  ids: Ids;
  leases: Leases;
  log: Logger;
  crashPoint: CrashPoint;
  channel(id: ChannelId): Channel | null;
  /** What kind of news words of this key are, for channels that let such through when nothing else goes. */
  noticeKindOf(replyKey: string): NoticeKind | null;
  /** Told, in the same transaction, of words that cannot be delivered (now) although somebody relies on them. */
  onUndeliverable(tx: Tx, row: OutboxRow, reason: string): Promise<void>;
  /** Told when words that had been reported as undeliverable went out after all. */
  onDelivered(tx: Tx, row: OutboxRow): Promise<void>;
  /** Told that a life before a restore has told this already, about a matter that has another number now. */
  onSaidBefore(tx: Tx, row: OutboxRow): Promise<void>;
  /** Told what a refusal has shown of the platform's session. */
  onSessionSeen(tx: Tx, conversationId: string, seen: SessionSeen): Promise<void>;
  /** Told the code that opens the next change of a card. */
  onCardSent(tx: Tx, cardId: string, code: EventCode): Promise<void>;
  observe(result: SendResult['kind'], channel: ChannelId): void;
};

/** `asNotice`: nothing else goes to this person now. `replyTo`: as the conversation knows it when the row is claimed. */
type Claimed = OutboxRow & { asNotice?: NoticeKind; replyTo?: string };
export type Delivery = { row: Claimed; leaseToken: string; leaseUntilAt: number };

/** Longer than a call to a platform may take; after it another worker may try with the same message id. */
const LEASE_MS = 60_000;
const MERGE_LOOKAHEAD = 4;
/** Looks of one call, a transaction each: rows that may not be sent are cleared, lanes gone round; the next call goes on. */
const MOST_LOOKS = 16;
const NOTICE_LOOKAHEAD = 12;
const PACE_WAIT_MS = 2_000;

/** Takes up to `limit` rows that may be sent now. Those that may not are held or dropped here. */
export async function claimDeliveries(
  limit: number,
  ports: DeliverPorts,
  lanes: Round = newRound(),
): Promise<Delivery[]> {
  const { store, clock, leases, crashPoint } = ports;
  const now = clock.now();
  const ready = await store.read((tx) => tx.outbox.heads(now, 1, lanes.afterLane));
  if (ready.rows.length === 0 && ready.nextLane === null) {
    lanes.isUnfinished = false;
    return [];
  }
  const leaseToken = leases.newToken();
  const claimed: Delivery[] = [];
  beginRound(lanes);
  for (let looks = 0; claimed.length < limit; looks++) {
    lanes.isUnfinished = looks === MOST_LOOKS;
    if (lanes.isUnfinished) break;
    const free = limit - claimed.length;
    const looked = await store.transact(async (tx) => {
      const { rows, nextLane } = await tx.outbox.heads(now, free, lanes.afterLane);
      const taken = new Map<string, Claimed>();
      // Lane by lane in one order, so that two processes which both wait for conversations never wait for each other.
      for (const row of rows.toSorted(byLane)) {
        const mine = await claimRow(tx, row, leaseToken, now, ports);
        if (mine) taken.set(row.id, mine);
      }
      return { count: rows.length, nextLane, taken: rows.flatMap((row) => taken.get(row.id) ?? []) };
    });
    claimed.push(...looked.taken.map((row) => ({ row, leaseToken, leaseUntilAt: now + LEASE_MS })));
    // What is held or dropped makes way for what stands behind it, at once.
    const madeWay = looked.taken.length < looked.count;
    if (!goOn(lanes, { nextLane: looked.nextLane, madeWay })) break;
  }
  if (claimed.length > 0) crashPoint('outbox.claimed');
  return claimed;
}

const byLane = (a: OutboxRow, b: OutboxRow) => (a.lane < b.lane ? -1 : a.lane > b.lane ? 1 : 0);

async function claimRow(
  tx: Tx,
  row: OutboxRow,
  leaseToken: string,
  now: number,
  ports: DeliverPorts,
): Promise<Claimed | null> {
  const channel = ports.channel(row.channel);
  if (!channel)
    return row.conversationId === null
      ? end(tx, row, 'failed', 'channel-off', now, ports)
      : hold(tx, row, 'channel-off', now, ports);
  if (row.createdAt + GIVE_UP_AFTER_MS <= now) return end(tx, row, 'failed', 'gave-up', now, ports);
  if (row.conversationId === null) return claimNotice(tx, row, leaseToken, now, channel.rules);
  const conversation = await tx.conversations.get(row.conversationId);
  if (!conversation) return end(tx, row, 'dropped', 'conversation-gone', now, ports);
  const used = await tx.quota.used(conversation.id, openedAt(conversation) ?? 0);
  const verdict = judge(row, conversation, channel.rules, used, now);
  if (verdict.kind === 'drop') return end(tx, row, 'dropped', verdict.reason, now, ports);
  if (verdict.kind === 'hold') {
    const notice = await noticeOf(tx, row, channel.rules, ports);
    if (notice !== null) return claimAsNotice(tx, row, notice, leaseToken, now);
    return hold(tx, row, verdict.reason, now, ports);
  }
  const inFront = await tx.outbox.heldInFront(row.lane, row.id);
  // Whoever relies on this row must hear that it waits, too.
  const stopped = row.eventCode === null ? stoppedBy(row, inFront) : null;
  if (stopped !== null) return hold(tx, row, stopped, now, ports);

  const pace = await paceOf(tx, row, channel.rules, now);
  if (pace.mustWait) return wait(tx, row, now);
  const following = await followersToJoin(tx, row, inFront.length > 0);
  const joined = mergeable(row, following, channel.rules, pace.bundles ? 1 : verdict.remaining);
  const content = joinTexts(row, joined);
  const { windowAt } = verdict;
  const words = { content, quotaWindowAt: windowAt, at: now };
  if (!(await tx.outbox.lease(row.id, leaseToken, now + LEASE_MS, words))) return null;
  for (const each of joined) await tx.outbox.finish(each.id, 'merged', row.id, now);
  if (verdict.remaining !== null && windowAt !== null) await tx.quota.take(conversation.id, windowAt);
  return {
    ...row,
    content,
    quotaWindowAt: windowAt,
    ...(conversation.replyTo === undefined ? {} : { replyTo: conversation.replyTo }),
    // Left in `sending` by someone who never told how it ended.
    mayHaveBeenSent: row.mayHaveBeenSent || row.state === 'sending',
  };
}

/** Null = they have to wait like all others. */
async function noticeOf(
  tx: Tx,
  row: OutboxRow,
  { notices }: ChannelRules,
  { noticeKindOf }: Pick<DeliverPorts, 'noticeKindOf'>,
): Promise<NoticeKind | null> {
  if (!notices || row.messageId === null) return null;
  const message = await tx.messages.get(row.messageId);
  const kind = noticeKindOf(message?.replyKey ?? '');
  return kind !== null && notices.includes(kind) ? kind : null;
}

/** Takes nothing from the allowance, carries nobody else's words, and waits for nothing that stands before it. */
async function claimAsNotice(
  tx: Tx,
  row: OutboxRow,
  asNotice: NoticeKind,
  leaseToken: string,
  now: number,
): Promise<Claimed | null> {
  const words = { content: row.content, quotaWindowAt: null, at: now };
  if (!(await tx.outbox.lease(row.id, leaseToken, now + LEASE_MS, words))) return null;
  return { ...row, asNotice, mayHaveBeenSent: row.mayHaveBeenSent || row.state === 'sending' };
}

/** Reserved words that pass held ordinary ones take no later ordinary words with them: those would pass the held ones too. */
async function followersToJoin(tx: Tx, row: OutboxRow, passesHeld: boolean): Promise<OutboxRow[]> {
  const following = await tx.outbox.following(row.lane, row.id, MERGE_LOOKAHEAD);
  const ordinary = keepsReserve(row) ? -1 : following.findIndex(keepsReserve);
  return ordinary >= 0 && passesHeld ? following.slice(0, ordinary) : following;
}

const MINUTE_MS = 60_000;
/** What another sender of the company may put on the same phone in the same minute. */
const PACE_MARGIN = 4;

/** A notice to one of our people: never faster than their phone takes it; what queues up behind is joined into one. */
async function claimNotice(
  tx: Tx,
  row: OutboxRow,
  leaseToken: string,
  now: number,
  rules: ChannelRules,
): Promise<OutboxRow | null> {
  const pace = await paceOf(tx, row, rules, now);
  if (pace.mustWait) return wait(tx, row, now);
  const following = pace.bundles ? await tx.outbox.following(row.lane, row.id, NOTICE_LOOKAHEAD) : [];
  // A bundle is words, and so is everything where there are no cards.
  const head = pace.bundles || rules.cardChangeableMs === null ? inWords(row) : row;
  const joined = mergeable(head, following.map(inWords), rules, pace.bundles ? 1 : null);
  const content = joinTexts(head, joined);
  const taken = { content, quotaWindowAt: null, at: now };
  if (!(await tx.outbox.lease(row.id, leaseToken, now + LEASE_MS, taken))) return null;
  for (const each of joined) await tx.outbox.finish(each.id, 'merged', row.id, now);
  return { ...row, content, mayHaveBeenSent: row.mayHaveBeenSent || row.state === 'sending' };
}

/** May this phone be written to now? The first half of a minute's allowance goes out one by one, the rest in bundles. */
async function paceOf(
  tx: Tx,
  row: OutboxRow,
  { perRecipientPerMinute }: ChannelRules,
  now: number,
): Promise<{ mustWait: boolean; bundles: boolean }> {
  if (perRecipientPerMinute === null) return { mustWait: false, bundles: false };
  const kind = row.conversationId === null ? 'notices' : 'conversation';
  const tries = await tx.outbox.triesSince(row.lane, kind, now - MINUTE_MS);
  const remaining = perRecipientPerMinute - PACE_MARGIN - tries;
  return { mustWait: remaining <= 0, bundles: remaining * 2 <= perRecipientPerMinute };
}

async function wait(tx: Tx, row: OutboxRow, now: number): Promise<null> {
  await tx.outbox.postpone(row.id, now + PACE_WAIT_MS);
  return null;
}

async function hold(tx: Tx, row: OutboxRow, reason: string, now: number, ports: DeliverPorts): Promise<null> {
  await tx.outbox.finish(row.id, 'held', reason, now);
  await setDelivery(tx, row, 'held', reason);
  await tellUndeliverable(tx, row, reason, ports);
  return null;
}

async function end(
  tx: Tx,
  row: OutboxRow,
  state: 'dropped' | 'failed',
  reason: string,
  now: number,
  ports: DeliverPorts,
): Promise<null> {
  await tx.outbox.finish(row.id, state, reason, now);
  await setDelivery(tx, row, 'failed', reason);
  await tellUndeliverable(tx, row, reason, ports);
  return null;
}

/** Sends one claimed row and records the outcome. Never throws for what a platform does. */
export async function deliver(
  { row, leaseToken, leaseUntilAt }: Delivery,
  ports: DeliverPorts,
  signal: AbortSignal,
): Promise<SendResult> {
  const channel = ports.channel(row.channel);
  // Whoever stood still for longer than this must not send what another process may have sent, dropped or overtaken since.
  const timely = beginBefore(signal, () => Math.min(leaseUntilAt, ports.leases.goodUntilAt(leaseToken)));
  const result: SendResult = !mayBegin(timely, ports.clock.now())
    ? { kind: 'retry', code: 'too-late-to-begin', outcomeUnknown: false }
    : channel
      ? await channel.send(
          {
            channelAccountId: row.channelAccountId,
            channelUserId: row.channelUserId,
            messageId: row.id,
            content: row.content,
            mayHaveBeenSent: row.mayHaveBeenSent,
            ...(row.eventCode === null ? {} : { eventCode: row.eventCode.code }),
            ...(row.asNotice === undefined ? {} : { asNotice: row.asNotice }),
            ...(row.replyTo === undefined ? {} : { replyTo: row.replyTo }),
          },
          timely,
        )
      : { kind: 'retry', code: 'channel-off', outcomeUnknown: false };
  ports.crashPoint('outbox.sent');
  ports.observe(result.kind, row.channel);
  await untilKept(() => ports.store.transact((tx) => recordResult(tx, row, leaseToken, result, ports)), {
    until: leaseUntilAt,
    clock: ports.clock,
    signal,
  });
  ports.crashPoint('outbox.recorded');
  return result;
}

const RECORD_AGAIN_MS = 500;

/**
 * The database may be away for a while just now. What has been sent is better recorded late than sent a second time; after
 * the lease somebody else sends it again under the same id.
 */
async function untilKept(
  record: () => Promise<void>,
  { until, clock, signal }: { until: number; clock: Clock; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    try {
      return await record();
    } catch (error) {
      const isCurable = error instanceof TemporaryError && !signal.aborted;
      if (!isCurable || clock.now() + RECORD_AGAIN_MS >= until) throw error;
    }
    await sleep(clock, RECORD_AGAIN_MS, signal);
  }
}

async function recordResult(
  tx: Tx,
  row: OutboxRow,
  leaseToken: string,
  result: SendResult,
  ports: DeliverPorts,
): Promise<void> {
  const { clock, ids, log } = ports;
  const now = clock.now();
  const settle = (state: OutboxState, reason: string | null, dueAt: number, mayHaveBeenSent: boolean) =>
    tx.outbox.settle(row.id, leaseToken, {
      state,
      reason,
      dueAt,
      mayHaveBeenSent,
      at: now,
      uncounted: state !== 'sent' && !mayHaveBeenSent,
    });
  const attempt = row.attempt + 1;
  const label = { outboxId: row.id, channel: row.channel, attempt };

  if (result.kind === 'sent') {
    if (!(await settle('sent', null, now, false))) return;
    if (result.wasKnown && isFirstTry(row)) await endWhatWasSaid(tx, row, now, ports);
    await setDelivery(tx, row, 'sent', null);
    if (result.updateCode !== undefined) await keepCardCode(tx, row, result.updateCode, ports);
    for (const each of [row, ...(await tx.outbox.mergedInto(row.id))]) {
      if (each.promise) await ports.onDelivered(tx, each);
    }
    return;
  }
  if (result.kind === 'retry') {
    const mayHaveBeenSent = row.mayHaveBeenSent || result.outcomeUnknown;
    const waitMs = Math.max(result.retryAfterMs ?? 0, retryDelayMs(attempt, ids.random()));
    if (!(await settle('queued', result.code, now + waitMs, mayHaveBeenSent))) return;
    if (!mayHaveBeenSent) await giveBack(tx, row);
    log.warn({ event: 'outbox.retry', ...label, code: result.code, waitMs }, 'will be sent again');
    return;
  }
  if (result.kind === 'misconfigured') {
    if (!(await settle('queued', result.code, now + MISCONFIGURED_RETRY_MS, row.mayHaveBeenSent))) return;
    if (!row.mayHaveBeenSent) await giveBack(tx, row);
    log.error(
      { event: 'outbox.misconfigured', ...label, code: result.code, remedy: result.remedy },
      'the platform refuses us',
    );
    return;
  }
  // Only a resident's next message lets held words go; a notice to staff must never wait for one, nor stop those behind it.
  const held =
    row.conversationId !== null &&
    (result.kind === 'window-closed' || result.kind === 'quota-used' || result.kind === 'not-allowed');
  // What an earlier try may have brought there is not undone by the refusal of this one.
  const mayBeOut = held && row.mayHaveBeenSent;
  if (!(await settle(held ? 'held' : 'failed', `${result.kind}:${result.code}`, now, mayBeOut))) return;
  if (result.kind === 'quota-used' && row.conversationId && row.quotaWindowAt !== null) {
    const quota = ports.channel(row.channel)?.rules.perInboundQuota ?? 0;
    await tx.quota.exhaust(row.conversationId, row.quotaWindowAt, quota);
  } else if (!row.mayHaveBeenSent) {
    await giveBack(tx, row);
  }
  await setDelivery(tx, row, held ? 'held' : 'failed', result.kind);
  const seen = result.kind === 'not-allowed' || result.kind === 'window-closed' ? result.session : undefined;
  if (row.conversationId && seen) await ports.onSessionSeen(tx, row.conversationId, seen);
  await tellUndeliverable(tx, row, result.kind, ports);
  log.warn({ event: held ? 'outbox.held' : 'outbox.failed', ...label, code: result.code }, result.kind);
}

/** Never tried, and yet it may be there: only words of the time before a restore begin like that. */
const isFirstTry = (row: OutboxRow) => row.attempt === 0 && row.mayHaveBeenSent;

/** The life before the restore has spoken on this occasion. What it said with these words, perhaps inside one message, went with them. */
async function endWhatWasSaid(tx: Tx, row: OutboxRow, now: number, ports: DeliverPorts): Promise<void> {
  const following = await tx.outbox.following(row.lane, row.id, NOTICE_LOOKAHEAD);
  const said = following.filter((each) => isSameOccasion(each.id, row.id));
  for (const each of said) await tx.outbox.finish(each.id, 'merged', row.id, now);
  for (const each of [row, ...said]) if (each.ticketId !== null) await ports.onSaidBefore(tx, each);
}

async function keepCardCode(
  tx: Tx,
  { content, channel }: OutboxRow,
  code: string,
  ports: DeliverPorts,
): Promise<void> {
  const changeableMs = ports.channel(channel)?.rules.cardChangeableMs ?? 0;
  if (content.type !== 'card') return;
  await ports.onCardSent(tx, content.cardId, { code, expiresAt: ports.clock.now() + changeableMs });
}

/** What became of a row became of every message whose words it carries. */
async function setDelivery(
  tx: Tx,
  row: OutboxRow,
  state: DeliveryState,
  reason: string | null,
): Promise<void> {
  if (row.messageId) await tx.messages.setDelivery(row.messageId, state, reason);
  for (const { messageId } of await tx.outbox.mergedInto(row.id)) {
    if (messageId) await tx.messages.setDelivery(messageId, state, reason);
  }
}

async function tellUndeliverable(tx: Tx, row: OutboxRow, reason: string, ports: DeliverPorts): Promise<void> {
  for (const each of [row, ...(await tx.outbox.mergedInto(row.id))]) {
    if (each.promise) await ports.onUndeliverable(tx, each, reason);
  }
}

async function giveBack(tx: Tx, row: OutboxRow): Promise<void> {
  if (row.conversationId && row.quotaWindowAt !== null)
    await tx.quota.giveBack(row.conversationId, row.quotaWindowAt);
}
