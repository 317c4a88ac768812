// Tickets with everything that moves them: a real store, the shipped house, due jobs, and the phones of the people on duty.
import { noCrashPoints } from '../../src/base/crash-points.ts';
import { silentLogger } from '../../src/base/log.ts';
import type { ChannelId, SendResult } from '../../src/channels/contract.ts';
import type { Conversation } from '../../src/conversations/conversation.ts';
import type { MatterFacts } from '../../src/flows/effects.ts';
import { type JobHandler, runDueJobs } from '../../src/jobs/job-runner.ts';
import { TELL_JOB, tellReaders } from '../../src/notices/tell.ts';
import { claimDeliveries, deliver } from '../../src/outbox/deliver.ts';
import type { Tx } from '../../src/storage/contract.ts';
import { noteCardCode } from '../../src/tickets/cards.ts';
import { openTicket } from '../../src/tickets/deeds.ts';
import { dueHandlers } from '../../src/tickets/due-work.ts';
import { CALL_JOB, createCallJob, withCallsOfBefore } from '../../src/tickets/emergency-calls.ts';
import { botActor, type House } from '../../src/tickets/house.ts';
import { noticeKindOf } from '../../src/tickets/notice-kind.ts';
import { matterLabel } from '../../src/tickets/paging.ts';
import type { Ticket, TicketKind } from '../../src/tickets/ticket.ts';
import { clearUndeliverable, noteUndeliverable } from '../../src/tickets/undeliverable.ts';
import { WEBHOOK_JOB } from '../../src/webhooks/announce.ts';
import type { EmergencyCaller } from '../../src/webhooks/emergency-call.ts';
import type { StoreUnderTest } from '../contracts/storage/subject.ts';
import { createHouse } from './house.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { ownLeases } from './own-leases.ts';
import {
  createRecordingChannel,
  kfRules,
  openRules,
  type RecordingChannel,
  sent,
} from './recording-channel.ts';
import { createSequentialIds } from './sequential-ids.ts';
import { openStoreForTest } from './store-for-test.ts';

export type TicketDesk = {
  under: StoreUnderTest;
  clock: ManualClock;
  house: House;
  /** The phones of our people: who was told what, and when (seconds since the start). */
  heard: { who: string; text: string; second: number }[];
  /** What their phones said of clocks that run out and of what is to be looked into, apart from the rest. */
  reminded: { who: string; text: string; second: number }[];
  /** Messages to residents. */
  residents: RecordingChannel;
  /** Accounts of people whose phones take nothing. */
  unreachable: Set<string>;
  /** Who rings telephones; null = nobody. */
  caller: EmergencyCaller | null;
  unit<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  open(facts?: Partial<MatterFacts>, kind?: TicketKind): Promise<Ticket>;
  ticket(id: string): Promise<Ticket>;
  eventTypes(id: string): Promise<string[]>;
  /** Lets the time pass, doing everything that falls due on the way. */
  pass(seconds: number): Promise<void>;
  /** Goes on as after a restart, in which the time stood still. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export const resident = { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: 'wm-lin' } as const;

export function factsOf(changes: Partial<MatterFacts> = {}): MatterFacts {
  return {
    faults: ['water.leak'],
    hazards: [],
    place: { building: '3', unit: '2', room: '501' },
    description: '厨房漏水',
    photoMessageIds: [],
    grade: 3,
    gradeReason: '',
    ...changes,
  };
}

export async function openTicketDesk(startAt: number, changes: Partial<House> = {}): Promise<TicketDesk> {
  const ids = createSequentialIds();
  const under = await openStoreForTest(ids);
  const clock = createManualClock(startAt);
  const house = createHouse({ clock, ids }, changes);
  const heard: TicketDesk['heard'] = [];
  const reminded: TicketDesk['reminded'] = [];
  const unreachable = new Set<string>();
  const residents = createRecordingChannel('wecom-kf', kfRules);
  const phones = createRecordingChannel('wecom-app', openRules);
  phones.answer = (message): SendResult => {
    if (unreachable.has(message.channelUserId)) return { kind: 'recipient-gone', code: '60111' };
    const text = message.content.type === 'menu' ? '' : message.content.text;
    const isReminder = /^【(提前提醒|快到时限|超时|超时督办|督办)】/.test(text);
    (isReminder ? reminded : heard).push({
      who: message.channelUserId,
      text,
      second: (clock.now() - startAt) / 1000,
    });
    return sent;
  };
  await under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, startAt));

  const signal = new AbortController().signal;
  const common = { clock, ids, leases: ownLeases(ids), log: silentLogger, crashPoint: noCrashPoints };
  const talk = (tx: Tx): Promise<Conversation> =>
    tx.conversations.forPerson(resident, { communityId: 'cuihu', at: startAt });

  const deliverAll = async () => {
    const ports = {
      ...common,
      store: under.store,
      channel: (id: ChannelId) => (id === 'wecom-app' ? phones : id === 'wecom-kf' ? residents : null),
      onUndeliverable: (tx: Tx, row: Parameters<typeof noteUndeliverable>[1], reason: string) =>
        noteUndeliverable(tx, row, reason, house),
      onSaidBefore: async () => {},
      onDelivered: (tx: Tx, row: Parameters<typeof clearUndeliverable>[1]) =>
        clearUndeliverable(tx, row, house),
      noticeKindOf,
      onSessionSeen: async () => {},
      onCardSent: (tx: Tx, id: string, code: { code: string; expiresAt: number }) =>
        noteCardCode(tx, id, code, house),
      observe() {},
    };
    for (let round = 0; round < 200; round++) {
      const claimed = await claimDeliveries(32, ports);
      for (const delivery of claimed) await deliver(delivery, ports, signal);
      if ((await under.store.read((tx) => tx.outbox.heads(clock.now(), 1))).rows.length === 0) return;
    }
    throw new Error('the phones never stop ringing');
  };
  const ring: JobHandler = (job, signal) =>
    createCallJob({
      ...{ store: under.store, clock, house, caller: desk.caller },
      matterOf: (ticket) => matterLabel(ticket, house),
    })(job, signal);
  const doDue = () =>
    runDueJobs(
      {
        ...common,
        store: under.store,
        onDone() {},
        handlers: {
          ...dueHandlers(house),
          [CALL_JOB]: ring,
          [WEBHOOK_JOB]: withCallsOfBefore(async () => async () => {}, ring),
          [TELL_JOB]: async (job) => (tx) => tellReaders(tx, job, house),
        },
      },
      signal,
    );

  const desk: TicketDesk = {
    under,
    clock,
    house,
    heard,
    reminded,
    residents,
    unreachable,
    caller: null,
    unit: (work) => under.store.transact(work),
    async open(facts, kind = 'repair') {
      const { ticket } = await under.store.transact(async (tx) => {
        const conversation = await talk(tx);
        conversation.lastResidentMessageAt = clock.now();
        await tx.conversations.save(conversation);
        return openTicket(
          tx,
          { conversation, kind, facts: factsOf(facts), partial: false, actor: botActor },
          house,
        );
      });
      return ticket;
    },
    async ticket(id) {
      const ticket = await under.store.read((tx) => tx.tickets.get(id));
      if (!ticket) throw new Error('gone');
      return ticket;
    },
    eventTypes: async (id) =>
      (await under.store.read((tx) => tx.tickets.events(id))).map((event) => event.type),
    async pass(seconds) {
      const until = clock.now() + seconds * 1000;
      await deliverAll();
      for (;;) {
        const next = await under.store.read((tx) => tx.jobs.nextDueAt());
        if (next === null || next > until) break;
        if (next > clock.now()) clock.advance(next - clock.now());
        await doDue();
        await deliverAll();
      }
      clock.advance(until - clock.now());
      await deliverAll();
    },
    async restart() {
      await under.reopen();
    },
    close: () => under.close(),
  };
  return desk;
}
