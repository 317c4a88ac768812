// An outbox with a real store, a channel that writes down what it is asked, and one round of sending per call.
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { ChannelId, ChannelRules } from '../../src/channels/contract.ts';
import type { Conversation, Reply } from '../../src/conversations/conversation.ts';
import { claimDeliveries, type DeliverPorts, deliver } from '../../src/outbox/deliver.ts';
import { enqueueReply } from '../../src/outbox/enqueue.ts';
import { noticeKindOf } from '../../src/tickets/notice-kind.ts';
import type { StoreUnderTest } from '../contracts/storage/subject.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { ownLeases } from './own-leases.ts';
import { createRecordingChannel, kfRules, type RecordingChannel } from './recording-channel.ts';
import { createSequentialIds } from './sequential-ids.ts';
import { openStoreForTest } from './store-for-test.ts';

export type DeliveryBench = {
  under: StoreUnderTest;
  clock: ManualClock;
  channel: RecordingChannel;
  ports: DeliverPorts;
  /** What was reported as undeliverable, as `id reason`. */
  undeliverable: string[];
  delivered: string[];
  sessionsSeen: string[];
  /** A conversation in which the resident has just written. */
  conversation(person: string): Promise<Conversation>;
  /** The resident writes: a new allowance, and held words may go. */
  residentWrites(conversationId: string): Promise<void>;
  say(conversationId: string, text: string, reply?: Partial<Reply>): Promise<string>;
  /** Sends what may be sent, until nothing is left to do now; answers how many tries there were. */
  sendAll(): Promise<number>;
  close(): Promise<void>;
};

export async function openDeliveryBench(
  startAt: number,
  rules: ChannelRules = kfRules,
): Promise<DeliveryBench> {
  const under = await openStoreForTest();
  const clock = createManualClock(startAt);
  const channel = createRecordingChannel('wecom-kf', rules);
  const undeliverable: string[] = [];
  const delivered: string[] = [];
  const sessionsSeen: string[] = [];
  await under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, startAt));
  const ids = createSequentialIds();
  const ports: DeliverPorts = {
    store: under.store,
    clock,
    ids,
    leases: ownLeases(ids),
    log: silentLogger,
    crashPoint: noCrashPoints,
    channel: (id: ChannelId) => (id === channel.id ? channel : null),
    onUndeliverable: async (_tx, row, reason) => void undeliverable.push(`${row.id} ${reason}`),
    onSaidBefore: async () => {},
    onDelivered: async (_tx, row) => void delivered.push(row.id),
    noticeKindOf,
    onSessionSeen: async (_tx, id, { state }) => void sessionsSeen.push(`${id} ${state}`),
    onCardSent: async () => {},
    observe() {},
  };

  const bench: DeliveryBench = {
    under,
    clock,
    channel,
    ports,
    undeliverable,
    delivered,
    sessionsSeen,
    async conversation(person) {
      const { id } = await under.store.transact((tx) =>
        tx.conversations.forPerson(
          { channel: channel.id, channelAccountId: 'wk-1', channelUserId: person },
          { communityId: 'cuihu', at: clock.now() },
        ),
      );
      await bench.residentWrites(id);
      const conversation = await under.store.read((tx) => tx.conversations.get(id));
      if (!conversation) throw new Error('gone');
      return conversation;
    },
    residentWrites: (conversationId) =>
      under.store.transact(async (tx) => {
        const conversation = await tx.conversations.get(conversationId);
        if (!conversation) throw new Error('gone');
        conversation.lastResidentMessageAt = Math.max(
          clock.now(),
          (conversation.lastResidentMessageAt ?? 0) + 1,
        );
        await tx.conversations.save(conversation);
        await tx.outbox.releaseHeld(conversation.id, clock.now());
      }),
    say: (conversationId, text, reply) =>
      under.store.transact(async (tx) => {
        const conversation = await tx.conversations.get(conversationId);
        if (!conversation) throw new Error('gone');
        const messageId = await enqueueReply(
          tx,
          conversation,
          {
            content: { type: 'text', text },
            author: 'bot',
            replyKey: null,
            slotClass: 'ordinary',
            mayMerge: false,
            promise: false,
            ...reply,
          },
          clock.now(),
        );
        await tx.conversations.save(conversation);
        return messageId;
      }),
    async sendAll() {
      let tries = 0;
      for (let round = 0; round < 100; round++) {
        const claimed = await claimDeliveries(32, ports);
        await Promise.all(claimed.map((delivery) => deliver(delivery, ports, new AbortController().signal)));
        tries += claimed.length;
        // Rows may have been held or dropped without a try: what stands behind them comes next.
        if ((await under.store.read((tx) => tx.outbox.heads(clock.now(), 1))).rows.length === 0) return tries;
      }
      throw new Error('sending does not come to an end');
    },
    close: () => under.close(),
  };
  return bench;
}
