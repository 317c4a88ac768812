// What a store brings to its contract, and the people and rows the contract speaks of.
import { afterEach, beforeEach } from 'vitest';
import type { InboundItem } from '../../../src/channels/contract.ts';
import type { Conversation } from '../../../src/conversations/conversation.ts';
import type { ConversationKey, NewOutboxRow, Store, Tx } from '../../../src/storage/contract.ts';
import type { Application } from '../../../src/tickets/application.ts';
import { newCourse } from '../../../src/tickets/course.ts';
import { noFacts, type RegisterEntry } from '../../../src/tickets/register-entry.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';

export type StoreUnderTest = {
  store: Store;
  /** As after a restart; by default with the same FIELD_KEY. */
  reopen(fieldKey?: Buffer): Promise<Store>;
  /** Another process on the same database, where the engine lets one in. */
  second?(): Promise<Store>;
  /** Runs SQL that every engine understands, beside the store. */
  raw(sql: string): Promise<Record<string, unknown>[]>;
  /** Everything that lies on the disk. */
  rawBytes(): Promise<Buffer[]>;
  close(): Promise<void>;
};

export type OpenStore = () => Promise<StoreUnderTest>;

export type Subject = {
  store(): Store;
  under(): StoreUnderTest;
  /** One unit of work. */
  unit<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  look<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
};

/** A fresh store for each test. */
export function freshStore(open: OpenStore): Subject {
  let under: StoreUnderTest | null = null;
  beforeEach(async () => {
    under = await open();
    await under.store.transact((tx) => tx.communities.ensure({ id: 'cuihu', name: '翠湖花园' }, NOON));
  });
  afterEach(async () => {
    await under?.close();
    under = null;
  });
  const needed = () => {
    if (!under) throw new Error('no store is open');
    return under;
  };
  return {
    under: needed,
    store: () => needed().store,
    unit: (work) => needed().store.transact(work),
    look: (work) => needed().store.read(work),
  };
}

/** Monday, 12:00 in Shanghai. */
export const NOON = Date.parse('2026-11-23T12:00:00+08:00');

export const lin: ConversationKey = {
  channel: 'wecom-kf',
  channelAccountId: 'wk-1',
  channelUserId: 'wm-lin',
};
export const zhou: ConversationKey = { ...lin, channelUserId: 'wm-zhou' };

export function talkTo(tx: Tx, key: ConversationKey = lin): Promise<Conversation> {
  return tx.conversations.forPerson(key, { communityId: 'cuihu', at: NOON });
}

export function textItem(text: string, changes: Partial<InboundItem> = {}): InboundItem {
  return {
    channel: 'wecom-kf',
    channelAccountId: 'wk-1',
    channelUserId: 'wm-lin',
    channelItemId: `item-${text}`,
    sentAt: NOON,
    origin: 'resident',
    content: { type: 'text', text },
    ...changes,
  };
}

/** Words on their way in the lane of a conversation. */
export function rowFor(
  conversation: Conversation,
  text: string,
  changes: Partial<NewOutboxRow> = {},
): NewOutboxRow {
  return {
    lane: conversation.id,
    conversationId: conversation.id,
    messageId: null,
    ticketId: null,
    channel: conversation.channel,
    channelAccountId: conversation.channelAccountId,
    channelUserId: conversation.channelUserId,
    author: 'bot',
    epoch: conversation.epoch,
    content: { type: 'text', text },
    slotClass: 'ordinary',
    mayMerge: true,
    promise: false,
    eventCode: null,
    createdAt: NOON,
    ...changes,
  };
}

export function ticketOf(
  conversation: Conversation | null,
  id: string,
  changes: Partial<Ticket> = {},
): Ticket {
  return {
    id,
    code: `261123-${id}`,
    communityId: 'cuihu',
    kind: 'repair',
    category: 'water.leak',
    grade: 3,
    gradeReason: '故障：漏水',
    level: null,
    aboutStaff: [],
    complaintClass: null,
    status: 'new',
    place: { building: '3', unit: '2', floor: '5', room: '501', area: 'kitchen', text: '3栋2单元501 厨房' },
    description: '厨房漏水',
    contact: { name: null, phone: '+8613800138000' },
    channel: conversation?.channel ?? null,
    channelUserId: conversation?.channelUserId ?? null,
    conversationId: conversation?.id ?? null,
    residentId: conversation?.residentId ?? null,
    department: 'engineering',
    firstOwner: null,
    assignee: null,
    openedAt: NOON,
    promise: { text: '2小时内和您联系', dueAt: NOON + 7_200_000 },
    timers: [
      { kind: 'accept', dueAt: NOON + 1_800_000, metAt: null, breachedAt: null, pausedAt: null },
      { kind: 'first_reply', dueAt: NOON + 7_200_000, metAt: null, breachedAt: null, pausedAt: null },
    ],
    incidentId: null,
    attachmentIds: [],
    course: newCourse(),
    partial: false,
    updatedAt: NOON,
    version: 1,
    ...changes,
  };
}

export function lineOf(
  conversationId: string | null,
  changes: Partial<Omit<RegisterEntry, 'id' | 'version'>> = {},
): Omit<RegisterEntry, 'id' | 'version'> {
  return {
    communityId: 'cuihu',
    code: null,
    way: conversationId === null ? 'phone' : 'wecom-kf',
    conversationId,
    ticketId: null,
    at: NOON,
    receptionist: null,
    botFirst: conversationId !== null,
    enteredBy: null,
    enteredAt: null,
    late: false,
    facts: noFacts(),
    ...changes,
  };
}

/** Settled as the delivery does after a platform's answer. */
export const afterTry = {
  reason: null,
  dueAt: NOON,
  mayHaveBeenSent: false,
  uncounted: false,
  at: NOON,
};

/** The reason a promise was refused with. */
export async function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'was not refused',
    (error: unknown) => error,
  );
}

/** A visitor who comes an hour after noon. */
export function applicationOf(ticketId: string, changes: Partial<Application> = {}): Application {
  return {
    ...{ ticketId, communityId: 'cuihu', kind: 'visit', state: 'submitted', fields: { plate: '粤B12345' } },
    ...{ missing: ['identity', 'deed'], note: null, fromAt: NOON + 3_600_000, untilAt: null },
    ...{ submittedAt: NOON, reviewDueAt: null, decidedAt: null, decidedBy: null, validUntil: null },
    ...{ updatedAt: NOON, version: 1 },
    ...changes,
  };
}
