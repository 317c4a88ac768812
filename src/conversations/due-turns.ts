// Takes due turns and runs them side by side (they share one commit). A turn that keeps failing is set aside and a person is told.

import type { Ids } from '../base/ids.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { retryDelayMs } from '../outbox/retry-policy.ts';
import { languageKept } from '../replies/language.ts';
import type { Leases } from '../signals/contract.ts';
import type { ClaimedTurn, Tx } from '../storage/contract.ts';
import { contactFor } from '../tickets/departments.ts';
import { tellStaff } from '../tickets/paging.ts';
import type { Adviser } from './advice.ts';
import { keepConversation } from './keep.ts';
import type { Reworder } from './rewording.ts';
import { runTurn, type TurnHelp, type TurnPorts } from './turn.ts';

export type DueTurnPorts = TurnPorts & {
  ids: Ids;
  leases: Leases;
  turnAttempts: number;
  /** Null without a language model. */
  advising: Advising | null;
  observe(outcome: 'done' | 'failed' | 'quarantined', conversationId: string): void;
};

export type Advising = {
  adviser: Adviser | null;
  reworder: Reworder | null;
  /** Turns that wait for the model; they must not hold up the others of their batch. */
  waiting: Set<Promise<void>>;
  /** A turn that waited for the model is over: there may be words to send. */
  onLate(): void;
};

const LEASE_MS = 60_000;
/**
 * A failure we heard of was the turn's own; a death may be anybody's (a kill, a restart, the neighbour in the batch). So a failure
 * weighs two strikes and a death one, and both rest longer each time: what does bring the process down still ends, and a machine
 * that goes down ten times while one resident waits is rarer than any resident should have to care about.
 */
const STRIKES_PER_FAILURE = 2;
/** As many as fit into one commit beside what comes in meanwhile. */
const BATCH = 128;
/** Batches of one run: after them those who send are rung, and turns that failed before have theirs. */
const MOST_BATCHES = 8;
/** Turns that wait for the model at once; more wait for their turn to wait. */
const MOST_WAITING = 128;

type Claimed = { leaseToken: string; turns: ClaimedTurn[] };

/** Runs what is due; answers how many turns there were. */
export async function runDueTurns(ports: DueTurnPorts, signal?: AbortSignal): Promise<number> {
  const { store, house, advising } = ports;
  const next = await store.read((tx) => tx.turns.nextDueAt());
  if (next === null || next > house.clock.now()) return 0;
  const fresh = advising === null ? await runBatches(ports, signal) : await runAdvisedBatch(advising, ports);
  // Alone: whatever brings the process down must not take the blame to its neighbours.
  const tried = await claim('tried', 1, ports);
  await runSideBySide(tried, ports);
  return fresh + tried.turns.length;
}

/** The next batch is claimed in the commit that keeps this one: otherwise every other commit would hold a claim and little else. */
async function runBatches(ports: DueTurnPorts, signal?: AbortSignal): Promise<number> {
  const none: Claimed = { leaseToken: '', turns: [] };
  let count = 0;
  let failure: { reason: unknown } | null = null;
  let claimed = await claim('fresh', BATCH, ports);
  for (let batch = 1; claimed.turns.length > 0; batch++) {
    count += claimed.turns.length;
    const goesOn: boolean = batch < MOST_BATCHES && failure === null && !signal?.aborted;
    // The turns stand first in the commit.
    const running = runSideBySide(claimed, ports);
    const ahead: Promise<Claimed> = goesOn ? claim('fresh', BATCH, ports) : Promise.resolve(none);
    const [ran, next] = await Promise.allSettled([running, ahead]);
    // Whatever failed, what is claimed is run.
    if (ran.status === 'rejected') failure ??= { reason: ran.reason };
    if (next.status === 'rejected') failure ??= { reason: next.reason };
    claimed = next.status === 'fulfilled' ? next.value : none;
  }
  if (failure) throw failure.reason;
  return count;
}

async function runAdvisedBatch(advising: Advising, ports: DueTurnPorts): Promise<number> {
  const { waiting } = advising;
  const { turns, leaseToken } = await claim('fresh', BATCH, ports);
  for (const turn of turns) {
    if (waiting.size >= MOST_WAITING) await Promise.race(waiting);
    const run = runAdvised(turn, leaseToken, advising, ports).finally(() => waiting.delete(run));
    waiting.add(run);
  }
  return turns.length;
}

async function claim(only: 'fresh' | 'tried', limit: number, ports: DueTurnPorts): Promise<Claimed> {
  const { store, house, leases, crashPoint } = ports;
  const leaseToken = leases.newToken();
  const now = house.clock.now();
  // The strike is counted and durable before anyone works on it: a message that kills the process is known by it.
  const turns = await store.transact((tx) => tx.turns.claim(now, limit, leaseToken, now + LEASE_MS, only));
  if (turns.length > 0) crashPoint('turn.claimed');
  return { leaseToken, turns };
}

async function runSideBySide({ turns, leaseToken }: Claimed, ports: DueTurnPorts): Promise<void> {
  await Promise.all(turns.map((turn) => runClaimed(turn, leaseToken, ports)));
}

async function runClaimed(
  turn: ClaimedTurn,
  leaseToken: string,
  ports: DueTurnPorts,
  help?: TurnHelp,
): Promise<void> {
  const { store, house, ids, log, turnAttempts } = ports;
  if (turn.strikes > turnAttempts * STRIKES_PER_FAILURE) {
    await store.transact((tx) => quarantine(tx, turn.conversationId, leaseToken, ports));
    ports.observe('quarantined', turn.conversationId);
    return;
  }
  try {
    await runTurn(turn.conversationId, leaseToken, ports, help);
    ports.observe('done', turn.conversationId);
  } catch (error) {
    ports.observe('failed', turn.conversationId);
    const attempt = Math.ceil(turn.strikes / STRIKES_PER_FAILURE);
    log.error({ event: 'turn.failed', conversationId: turn.conversationId, attempt, error }, 'a turn failed');
    const dueAt = house.clock.now() + retryDelayMs(attempt, ids.random());
    await store.transact((tx) => tx.turns.retry(turn.conversationId, leaseToken, dueAt));
  }
}

/** The lease holds the conversation while the model thinks, so nobody else answers it meanwhile. */
async function runAdvised(
  turn: ClaimedTurn,
  leaseToken: string,
  { adviser, reworder, onLate }: Advising,
  ports: DueTurnPorts,
): Promise<void> {
  const advice = (await adviser?.adviseOn(turn.conversationId)) ?? null;
  await runClaimed(turn, leaseToken, ports, { advice, reworder });
  onLate();
}

/** The messages stay readable for people; the conversation goes on with the next one. */
async function quarantine(
  tx: Tx,
  conversationId: string,
  leaseToken: string,
  ports: DueTurnPorts,
): Promise<void> {
  const { house, log } = ports;
  const conversation = await tx.conversations.get(conversationId);
  if (!(await tx.turns.finish(conversationId, leaseToken))) return;
  const now = house.clock.now();
  const items = await tx.inbox.pending(conversationId);
  await tx.inbox.markQuarantined(
    items.map((item) => item.id),
    now,
  );
  if (!conversation) return;
  log.error(
    { event: 'turn.quarantined', conversationId, items: items.length },
    'messages were set aside for a person',
  );
  await tx.tasks.add({
    communityId: conversation.communityId,
    kind: 'quarantined',
    conversationId,
    ticketId: null,
    reason: 'turn-failed',
    createdAt: now,
    uniqueKey: `quarantined:${items[0]?.id ?? conversationId}`,
  });
  const { person } = contactFor('service', conversation.communityId, now, house);
  if (person)
    await tellStaff(tx, person, '有一位住户的消息系统没能处理，请在接待台查看会话并回复。', null, house);
  if (conversation.owner.kind === 'bot' && items.some((item) => item.origin === 'resident')) {
    const key = 'turn.held';
    const office = house.communities.find((each) => each.id === conversation.communityId)?.office.phone ?? '';
    await enqueueReply(
      tx,
      conversation,
      {
        content: house.say(
          key,
          { 'team.phone': office },
          { conversationId, channel: conversation.channel, lang: languageKept(conversation.flowState) },
        ),
        author: 'bot',
        replyKey: key,
        slotClass: 'handover',
        mayMerge: true,
        promise: true,
        occasion: {
          of: ['held', items.at(-1)?.channelItemId ?? ''],
          ordinal: 0,
          mayRecur: true,
          isFromBefore: (items.at(-1)?.sentAt ?? 0) < (house.restoredAt ?? 0),
        },
      },
      now,
    );
    // The window stays as the quarantined message opened it, or nothing could be said.
    conversation.lastResidentMessageAt = Math.max(
      conversation.lastResidentMessageAt ?? 0,
      ...items.map((item) => item.sentAt),
    );
    delete conversation.brieflyOpenedAt;
    await keepConversation(tx, conversation);
  }
}
