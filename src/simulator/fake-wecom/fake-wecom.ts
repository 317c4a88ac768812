// The fake platform: one HTTP server that behaves as the WeCom documents say, for the simulator and for every test.
// Knows the documents only; it must never import the product's channel code, or the two would agree on the same mistake.
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { type CallbackSettings, type Callbacks, createCallbacks } from './callbacks.ts';
import { listAccounts, listCallbackAddresses, listCustomers } from './endpoints/directory.ts';
import { authorize, getUserInfo, scanPage } from './endpoints/login.ts';
import { getMedia, uploadMedia } from './endpoints/media.ts';
import { sendMessage, sendOnEvent } from './endpoints/send.ts';
import { addServicers, listServicers, removeServicers } from './endpoints/servicers.ts';
import { getState, moveState } from './endpoints/session.ts';
import { createStaffMessages } from './endpoints/staff-messages.ts';
import { createSync, type Sync } from './endpoints/sync.ts';
import { createTokens, type Tokens } from './endpoints/tokens.ts';
import { createFaultSwitch, type FaultSwitch } from './faults.ts';
import { createLedger, type KfItem, type Ledger } from './ledger.ts';
import { unconfirmedErrcodes } from './limits.ts';
import { type Member, memberOf } from './members.ts';
import { type Resident, residentOf } from './residents.ts';
import { createPlatformServer, type Route } from './server.ts';
import { type Servicer, servicerOf } from './servicers.ts';
import {
  accountOf,
  appendItem,
  changeState,
  type Errcodes,
  findCustomer,
  findMedia,
  type Media,
  type SessionState,
  type World,
} from './world.ts';

export type FakeWecomConfig = {
  clock: Clock;
  ids: Ids;
  corpId: string;
  /** Every app secret that gettoken accepts. */
  secrets: readonly string[];
  /** `url` may be empty and be given later with `callbacks.pointTo`. */
  callback: CallbackSettings;
  /** The accounts' open_kfid, or with a name. */
  accounts: readonly (string | { openKfId: string; name: string })[];
  agentId: string;
  /** Members who can get app messages; all of them are servicers of every account, receiving. */
  staff: readonly string[];
  /** Own numbers for what no official page confirms. */
  errcodes?: Partial<Errcodes>;
  /** Unconfirmed; 0 = at once, as field reports say. */
  callbackRetryDelayMs?: number;
};

export type FakeWecom = {
  start(port?: number): Promise<{ url: string }>;
  stop(): Promise<void>;
  ledger: Ledger;
  faults: FaultSwitch;
  callbacks: Omit<Callbacks, 'stop' | 'isSyncToken' | 'settled'>;
  tokens: Pick<Tokens, 'invalidate' | 'fetchCount' | 'onRefetch'>;
  sync: Pick<Sync, 'pageAtMost'>;
  /** The resident with this id at this account (default: the first); made on first use. */
  resident(externalUserId: string, options?: { openKfId?: string; nickname?: string }): Resident;
  servicer(userId: string): Servicer;
  /** One of the company's people; made a member on first use. Residents may be members too. */
  member(userId: string): Member;
  /** Puts any item into an account's log as it is, and wakes the product: recorded ones, and kinds nobody plays here. */
  appends(openKfId: string, item: KfItem, externalUserId?: string | null): void;
  /** A file as the platform keeps it; null when it is unknown or older than three days. */
  media(mediaId: string): Media | null;
  /** Field reports: state 0 refuses with 95018 until an explicit trans to 1. */
  stateZeroNeedsTrans(openKfId: string, isNeeded: boolean): void;
  /** 通过API管理微信客服账号; on for every account unless it is taken away. */
  managesByApi(openKfId: string, isManaged: boolean): void;
  /** Unconfirmed: trans from 0, 1 or 2 to 4 by API. Off unless switched on. */
  apiMayEndSession(may: boolean): void;
  /** The documents name both 95013 and 95018 (the default) for send_msg in an ended session. */
  endedRefusesWith(errcode: 95013 | 95018): void;
  /** 可信域名: a login comes back there and nowhere else; null = anywhere. */
  trusts(domain: string | null): void;
  /** The userids of all members. */
  staffIds(): string[];
  /** Brings a session to a state without an event, as what nobody told us of. */
  putInState(openKfId: string, externalUserId: string, state: SessionState, servicerUserId?: string): void;
  /** Resolves when no callback is under way. */
  settled(): Promise<void>;
};

export function createFakeWecom(config: FakeWecomConfig): FakeWecom {
  const { clock, ids } = config;
  const ledger = createLedger(clock);
  const faults = createFaultSwitch();
  const accounts = config.accounts.map((one) =>
    typeof one === 'string' ? { openKfId: one, name: one } : one,
  );
  const world: World = {
    clock,
    ids,
    ledger,
    corpId: config.corpId,
    agentId: config.agentId,
    secrets: config.secrets,
    staff: new Set(config.staff),
    accounts: new Map(accounts.map((one) => [one.openKfId, emptyAccount(one, config.staff)])),
    eventCodes: new Map(),
    media: new Map(),
    cards: new Map(),
    loginCodes: new Map(),
    trustedDomain: null,
    errcodes: { ...unconfirmedErrcodes, ...config.errcodes },
    apiMayEndSession: false,
    endedRefusesWith: 95018,
    wake: (openKfId) => callbacks.wake(openKfId),
  };
  const callbacks = createCallbacks(world, config.callback, config.callbackRetryDelayMs ?? 0);
  const tokens = createTokens(world);
  const sync = createSync(world, callbacks.isSyncToken);
  const staffMessages = createStaffMessages(world);
  const routes = new Map<string, Route>([
    ['/cgi-bin/gettoken', { method: 'GET', answer: tokens.fetch, isOpen: true }],
    ['/cgi-bin/getcallbackip', { method: 'GET', answer: listCallbackAddresses }],
    ['/cgi-bin/kf/sync_msg', { method: 'POST', answer: sync.pull }],
    ['/cgi-bin/kf/send_msg', { method: 'POST', answer: sendMessage }],
    ['/cgi-bin/kf/send_msg_on_event', { method: 'POST', answer: sendOnEvent }],
    ['/cgi-bin/kf/service_state/get', { method: 'POST', answer: getState }],
    ['/cgi-bin/kf/service_state/trans', { method: 'POST', answer: moveState }],
    ['/cgi-bin/kf/servicer/list', { method: 'GET', answer: listServicers }],
    ['/cgi-bin/kf/servicer/add', { method: 'POST', answer: addServicers }],
    ['/cgi-bin/kf/servicer/del', { method: 'POST', answer: removeServicers }],
    ['/cgi-bin/kf/account/list', { method: 'POST', answer: listAccounts }],
    ['/cgi-bin/kf/customer/batchget', { method: 'POST', answer: listCustomers }],
    ['/cgi-bin/message/send', { method: 'POST', answer: staffMessages.send }],
    ['/cgi-bin/message/update_template_card', { method: 'POST', answer: staffMessages.updateCard }],
    ['/cgi-bin/media/upload', { method: 'POST', answer: uploadMedia, isUpload: true }],
    ['/cgi-bin/auth/getuserinfo', { method: 'GET', answer: getUserInfo }],
    ['/connect/oauth2/authorize', { method: 'GET', answer: authorize, isOpen: true }],
    ['/wwlogin/sso/login', { method: 'GET', answer: scanPage, isOpen: true }],
    ['/cgi-bin/media/get', { method: 'GET', answer: getMedia }],
  ]);
  const server = createPlatformServer(world, routes, faults, tokens.check);
  const firstAccount = accounts[0]?.openKfId ?? '';

  return {
    start: server.start,
    async stop() {
      callbacks.stop();
      await server.stop();
      await callbacks.settled();
    },
    ledger,
    faults,
    callbacks,
    tokens,
    sync,
    resident: (externalUserId, { openKfId = firstAccount, nickname = '' } = {}) =>
      residentOf(world, openKfId, externalUserId, nickname),
    servicer: (userId) => servicerOf(world, userId),
    member: (userId) =>
      memberOf(world, userId, {
        bring: callbacks.bring,
        issueResponseCode: staffMessages.issueResponseCode,
      }),
    appends(openKfId, item, externalUserId = item.external_userid ?? null) {
      appendItem(world, openKfId, item, externalUserId);
    },
    media: (mediaId) => findMedia(world, mediaId),
    stateZeroNeedsTrans(openKfId, isNeeded) {
      accountOf(world, openKfId).stateZeroNeedsTrans = isNeeded;
    },
    managesByApi(openKfId, isManaged) {
      accountOf(world, openKfId).isManagedByApi = isManaged;
    },
    apiMayEndSession(may) {
      world.apiMayEndSession = may;
    },
    endedRefusesWith(errcode) {
      world.endedRefusesWith = errcode;
    },
    trusts(domain) {
      world.trustedDomain = domain;
    },
    staffIds: () => [...world.staff],
    putInState(openKfId, externalUserId, state, servicerUserId) {
      const customer = findCustomer(world, openKfId, externalUserId);
      if (!customer) throw new RangeError('the fake platform knows no such resident');
      changeState(world, customer, state, 'platform', servicerUserId);
    },
    settled: callbacks.settled,
  };
}

function emptyAccount(one: { openKfId: string; name: string }, staff: readonly string[]) {
  return {
    ...one,
    log: [],
    usedMessageIds: new Set<string>(),
    customers: new Map(),
    servicers: new Map(staff.map((userId) => [userId, 'receiving' as const])),
    servicerDepartments: new Set<number>(),
    stateZeroNeedsTrans: false,
    isManagedByApi: true,
  };
}
