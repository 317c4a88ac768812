// What the platform knows: accounts with their logs, customers with their sessions, codes, media, staff. In memory, no network.
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import type { KfItem, Ledger } from './ledger.ts';
import { limits, type unconfirmedErrcodes } from './limits.ts';

/** 0 new, 1 bot, 2 waiting in the pool, 3 human, 4 ended or not begun (doc 94669). */
export type SessionState = 0 | 1 | 2 | 3 | 4;

export type Customer = {
  openKfId: string;
  externalUserId: string;
  nickname: string;
  state: SessionState;
  servicerUserId: string | null;
  lastInboundAt: number | null;
  lastInboundId: string | null;
  sentSinceInbound: number;
  welcomedAt: number | null;
  enteredWith: { scene: string; sceneParam: string } | null;
  /** Messages are taken with errcode 0 and fail later with this fail_type; null = they arrive. */
  failsLaterWith: number | null;
};

export type Account = {
  openKfId: string;
  name: string;
  log: KfItem[];
  usedMessageIds: Set<string>;
  customers: Map<string, Customer>;
  servicers: Map<string, 'receiving' | 'stopped'>;
  /** Departments that serve as a whole. */
  servicerDepartments: Set<number>;
  /** Field reports: with humans set to receive, send_msg in state 0 gives 95018 until an explicit trans to 1. */
  stateZeroNeedsTrans: boolean;
  isManagedByApi: boolean;
};

export type EventCode = {
  kind: 'welcome' | 'queued' | 'human' | 'ended';
  openKfId: string;
  externalUserId: string;
  expiresAt: number;
  used: boolean;
};

export type Media = { bytes: Uint8Array; contentType: string; fileName: string; createdAt: number };

/** A template card as it looks on one member's phone. */
export type CardOnPhone = {
  userId: string;
  taskId: string;
  card: Record<string, unknown>;
  /** Texts of the buttons; after an update with `replace_name` that one text, and none can be pressed. */
  buttons: string[];
  pressable: boolean;
};

export type Errcodes = { [name in keyof typeof unconfirmedErrcodes]: number };

export type World = {
  clock: Clock;
  ids: Ids;
  ledger: Ledger;
  corpId: string;
  agentId: string;
  secrets: readonly string[];
  staff: Set<string>;
  accounts: Map<string, Account>;
  eventCodes: Map<string, EventCode>;
  media: Map<string, Media>;
  /** By member and task id. */
  cards: Map<string, CardOnPhone>;
  /** What a member came back with from signing in; null = somebody who is no member. Good once. */
  loginCodes: Map<string, { userId: string | null; expiresAt: number }>;
  /** 可信域名: only there may a login come back to; null = anywhere. */
  trustedDomain: string | null;
  errcodes: Errcodes;
  /** Unconfirmed whether the API may end a session from 0, 1 or 2; refused unless switched on. */
  apiMayEndSession: boolean;
  /** What send_msg answers in an ended session: the documents name both. */
  endedRefusesWith: 95013 | 95018;
  /** Called after every append; set by the callback sender. */
  wake(openKfId: string): void;
};

export function findCustomer(world: World, openKfId: string, externalUserId: string): Customer | undefined {
  return world.accounts.get(openKfId)?.customers.get(externalUserId);
}

/** Puts an item at the end of the account's log and wakes the product. */
export function appendItem(
  world: World,
  openKfId: string,
  item: Omit<KfItem, 'msgid' | 'send_time'> & { send_time?: number; msgid?: string },
  externalUserId: string | null,
): KfItem {
  const account = accountOf(world, openKfId);
  const { msgid = world.ids.next(), send_time = toSeconds(world.clock.now()), ...rest } = item;
  const whole = { msgid, send_time, ...rest } as KfItem;
  account.log.push(whole);
  world.ledger.add({ type: 'item.appended', openKfId, externalUserId, item: structuredClone(whole) });
  world.wake(openKfId);
  return whole;
}

/** In events the ids stand inside `event`, not on top (doc 94670). */
export function appendEvent(
  world: World,
  openKfId: string,
  event: { event_type: string; external_userid?: string } & Record<string, unknown>,
): KfItem {
  const body = { origin: 4 as const, msgtype: 'event', event: { open_kfid: openKfId, ...event } };
  return appendItem(world, openKfId, body, event.external_userid ?? null);
}

export function accountOf(world: World, openKfId: string): Account {
  const account = world.accounts.get(openKfId);
  if (!account) throw new RangeError(`the fake platform has no account ${openKfId}`);
  return account;
}

/** A session lives 48 h from the inquiry, then it is ended without an event. */
export function currentState(world: World, customer: Customer): SessionState {
  const over =
    customer.lastInboundAt !== null && world.clock.now() - customer.lastInboundAt > limits.writeWindowMs;
  if (over && customer.state !== 4) changeState(world, customer, 4, 'platform');
  return customer.state;
}

export function changeState(
  world: World,
  customer: Customer,
  to: SessionState,
  by: 'api' | 'resident' | 'servicer' | 'platform',
  servicerUserId: string | null = null,
): void {
  const { openKfId, externalUserId, state: from } = customer;
  customer.state = to;
  customer.servicerUserId = to === 3 ? servicerUserId : null;
  world.ledger.add({ type: 'session.changed', openKfId, externalUserId, from, to, by });
}

export function issueEventCode(world: World, customer: Customer, kind: EventCode['kind']): string {
  const lifeMs = {
    welcome: limits.welcomeCodeLifeMs,
    queued: limits.stateCodeLifeMs,
    human: limits.stateCodeLifeMs,
    ended: limits.endCodeLifeMs,
  }[kind];
  const code = `CODE${world.ids.secret(18)}`;
  const { openKfId, externalUserId } = customer;
  world.eventCodes.set(code, {
    kind,
    openKfId,
    externalUserId,
    expiresAt: world.clock.now() + lifeMs,
    used: false,
  });
  return code;
}

/** Where files are kept; the Official Account keeps them alike. */
export type MediaShelf = Pick<World, 'clock' | 'ids' | 'media'>;

export function keepMedia(
  world: MediaShelf,
  bytes: Uint8Array,
  contentType: string,
  fileName: string,
): string {
  const mediaId = `MEDIA${world.ids.next()}`;
  world.media.set(mediaId, { bytes, contentType, fileName, createdAt: world.clock.now() });
  return mediaId;
}

/** Null when it never was or is older than three days. */
export function findMedia(world: MediaShelf, mediaId: string): Media | null {
  const media = world.media.get(mediaId);
  if (!media || world.clock.now() - media.createdAt > limits.mediaLifeMs) return null;
  return media;
}

export function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}

export function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
