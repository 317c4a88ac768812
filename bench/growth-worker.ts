// Fills a database through the product's own store, or takes turns on one, each alone and timed. Prints its result as its last line.
import { systemClock } from '../src/base/clock.ts';
import { noCrashPoints } from '../src/base/crash-points.ts';
import { silentLogger } from '../src/base/log.ts';
import type { ChannelId } from '../src/channels/contract.ts';
import { createWecomAppChannel } from '../src/channels/wecom-app/channel.ts';
import { runDueTurns } from '../src/conversations/due-turns.ts';
import { initialState } from '../src/flows/state.ts';
import { acceptInbound } from '../src/intake/accept.ts';
import type { Tx } from '../src/storage/contract.ts';
import { openTicket } from '../src/tickets/deeds.ts';
import { botActor } from '../src/tickets/house.ts';
import { generator, openBenchApp } from './bench-app.ts';
import { dialog } from './dialog.ts';
import { pause } from './processes.ts';
import { quantile } from './stats.ts';

export type FillOrder = {
  do: 'fill';
  dataDir: string;
  fieldKey: string;
  messages: number;
  conversations: number;
};
export type GrowthOrder = {
  do: 'turns';
  dataDir: string;
  fieldKey: string;
  conversations: number;
  turns: number;
  seed: number;
};
export type GrowthResult = { p50Ms: number; p99Ms: number; maxMs: number };

const CHANNEL: ChannelId = 'wecom-app';
const ACCOUNT = '1000002';
const HOUR_MS = 3_600_000;
/** Conversations written to in one unit while filling. */
const TOGETHER = 50;

const order = JSON.parse(process.argv[2] ?? '{}') as FillOrder | GrowthOrder;
const { app, config, mind, ids, communityId } = await openBenchApp(order);
const { store, house } = app;
const person = (n: number) => ({ channel: CHANNEL, channelAccountId: ACCOUNT, channelUserId: `g${n}` });
let items = 0;

const result = order.do === 'fill' ? await fill(order) : await takeTurns(order);
await app.stop();
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

/** As years of use leave it behind: everybody wrote now and then, was answered, had a ticket; all of it done with. */
async function fill({ messages, conversations }: FillOrder): Promise<{ messages: number }> {
  const visits = Math.ceil(messages / 2 / conversations);
  const yearsAgo = systemClock.now() - visits * 24 * HOUR_MS;
  for (let visit = 0; visit < visits; visit++) {
    const at = yearsAgo + visit * 24 * HOUR_MS;
    for (let from = 0; from < conversations; from += TOGETHER) {
      const until = Math.min(conversations, from + TOGETHER);
      await store.transact(async (tx) => {
        for (let n = from; n < until; n++) await visitDesk(tx, n, visit, visits, at);
      });
    }
  }
  return { messages: visits * conversations * 2 };
}

async function visitDesk(tx: Tx, n: number, visit: number, visits: number, at: number): Promise<void> {
  const conversation = await tx.conversations.forPerson(person(n), { communityId, at });
  await tx.inbox.keep(
    {
      ...person(n),
      channelItemId: `fill-${visit}-${n}`,
      sentAt: at,
      origin: 'resident',
      content: { type: 'text', text: dialog[visit % dialog.length] ?? '' },
    },
    { conversationId: conversation.id, receivedAt: at, historic: false },
  );
  const pending = await tx.inbox.pending(conversation.id);
  await tx.inbox.markHandled(
    pending.map((item) => item.id),
    at,
  );
  // As the outbox leaves it behind, row for row; going through its queue would only make the filling longer.
  const content = mind.say(
    'turn.held',
    { 'team.phone': '020-0000-0101' },
    { conversationId: conversation.id, channel: CHANNEL },
  );
  const messageId = await tx.messages.add({
    conversationId: conversation.id,
    direction: 'out',
    author: 'bot',
    type: content.type,
    content,
    replyKey: 'turn.held',
    createdAt: at,
    delivery: { state: 'sent', reason: null },
  });
  const outboxId = await tx.outbox.enqueue({
    lane: conversation.id,
    conversationId: conversation.id,
    messageId,
    ticketId: null,
    ...person(n),
    author: 'bot',
    epoch: conversation.epoch,
    content,
    slotClass: 'ordinary',
    mayMerge: true,
    promise: false,
    eventCode: null,
    createdAt: at,
  });
  await tx.outbox.finish(outboxId, 'dropped', 'fill', at);
  if (visit === 1) {
    const { ticket } = await openTicket(
      tx,
      {
        conversation,
        kind: 'repair',
        facts: {
          faults: ['leak'],
          hazards: [],
          place: { building: '3', unit: '2', room: '1502' },
          description: dialog[1] ?? '',
          photoMessageIds: [],
          grade: 3,
          gradeReason: 'fill',
        } as unknown as Parameters<typeof openTicket>[1]['facts'],
        partial: false,
        actor: botActor,
      },
      house,
    );
    ticket.status = 'closed';
    await tx.tickets.save(ticket);
    await tx.jobs.cancel('ticket.clock', ticket.id);
    await tx.jobs.cancel('ticket.page', ticket.id);
  }
  if (visit < visits - 1) return;
  conversation.flowState = {
    flow: { ...initialState(), turn: visit + 1, welcomed: true },
    matters: {},
    lang: 'zh-CN',
  };
  conversation.lastMessageAt = at;
  await tx.conversations.save(conversation);
}

/** Residents drawn from everybody write a whole repair, one message at a time; each turn is run to its commit before the next message. */
async function takeTurns({ conversations, turns, seed }: GrowthOrder): Promise<GrowthResult> {
  const random = generator(seed);
  const intake = {
    store,
    clock: systemClock,
    crashPoint: noCrashPoints,
    intake: config.intake,
    communityOf: () => communityId,
    hasHazard: mind.hasHazard,
  };
  const { rules } = createWecomAppChannel({} as Parameters<typeof createWecomAppChannel>[0], Number(ACCOUNT));
  const ports = {
    store,
    house,
    log: silentLogger,
    crashPoint: noCrashPoints,
    mindOf: mind.of,
    book: mind.book,
    render: mind.render,
    burstMs: config.intake.burstMs,
    channel: () => ({ rules }),
    explain: null,
    ids,
    leases: { newToken: () => ids.next(), goodUntilAt: () => Number.POSITIVE_INFINITY },
    turnAttempts: config.intake.turnAttempts,
    advising: null,
    observe() {},
  };
  const times: number[] = [];
  const warmUp = Math.round(turns / 5);
  for (let turn = 0; turn < turns + warmUp; ) {
    const who = person(Math.floor(random() * conversations));
    for (const text of dialog) {
      // Alone: between two messages the store comes to rest, as it does for all but seconds of a day.
      await pause(2);
      const startedMs = performance.now();
      await store.transact((tx) =>
        acceptInbound(
          tx,
          {
            ...who,
            channelItemId: `turn-${seed}-${++items}`,
            sentAt: systemClock.now(),
            origin: 'resident',
            content: { type: 'text', text },
          },
          { firstStartedAt: 0 },
          intake,
        ),
      );
      if ((await runDueTurns(ports)) !== 1) throw new Error('a turn did not run');
      if (++turn > warmUp) times.push(performance.now() - startedMs);
    }
  }
  return { p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99), maxMs: quantile(times, 1) };
}
