// Starts the fake platform inside this process and points the product at it. Nothing here reaches a real platform.
import type { Router } from 'express';
import type { Clock } from './base/clock.ts';
import type { Ids } from './base/ids.ts';
import { isSdkInstalled } from './channels/bot-framework/sdk.ts';
import type { Config } from './config/config.ts';
import { Secret } from './config/secret.ts';
import type { Platforms } from './connections.ts';
import { createFakeBotFramework } from './simulator/fake-bot-framework/fake-bot-framework.ts';
import { createFakeDingtalk } from './simulator/fake-dingtalk/fake-dingtalk.ts';
import { createFakeFeishu } from './simulator/fake-feishu/fake-feishu.ts';
import { createFakeOa } from './simulator/fake-wechat-oa/fake-wechat-oa.ts';
import { createFakeWecom, type FakeWecom } from './simulator/fake-wecom/fake-wecom.ts';
import { createSimulatorRouter, type SimTicket } from './simulator/routes.ts';
import type { Store } from './storage/contract.ts';
import { acceptTicket } from './tickets/deeds.ts';
import type { House } from './tickets/house.ts';
import { matterLabel } from './tickets/paging.ts';
import { sayStatus } from './tickets/states.ts';

export type SimulatedApp = { store: Store; house: House; onWork(): void };

export type Simulator = {
  fake: FakeWecom;
  /** What the product must be configured with to speak to the fakes; nothing real is spoken to beside them. */
  platforms: Platforms;
  /** From now on the fakes bring their callbacks to the desk at this address. */
  connect(deskUrl: string): void;
  mount(app: SimulatedApp): { path: string; router: Router };
  /** The duty worker presses 接单 on their phone. */
  acceptFor(
    ticketId: string,
    staffUserId: string,
    app: SimulatedApp,
  ): Promise<{ ok: true } | { ok: false; say: string }>;
  stop(): Promise<void>;
};

/** 飞书, 钉钉 and, where its package is installed, the Bot Framework. */
async function startRobots({ clock, ids }: { clock: Clock; ids: Ids }) {
  const secret = () => ids.secret(24);
  const feishuKeys = { secret: secret(), verificationToken: secret(), encryptKey: secret() };
  const feishu = createFakeFeishu({ clock, ids, appId: 'cli_simulator', ...feishuKeys });
  const dingtalkKeys = { appKey: 'dingsimulator', appSecret: secret(), robotCode: 'dingsimulator' };
  const dingtalk = createFakeDingtalk({ clock, ids, ...dingtalkKeys });
  const app = { appId: '00000000-0000-4000-8000-0000simulator', appPassword: secret() };
  const bot = isSdkInstalled() ? createFakeBotFramework({ clock, wallClock: clock, ids, ...app }) : null;
  const { url: feishuUrl } = await feishu.start();
  const { url: dingtalkUrl } = await dingtalk.start();
  const botUrl = bot && (await bot.start()).url;
  return {
    fakes: { feishu, dingtalk, bot },
    platforms: {
      feishu: {
        apiBaseUrl: feishuUrl,
        appId: 'cli_simulator',
        appSecret: new Secret(feishuKeys.secret),
        verificationToken: new Secret(feishuKeys.verificationToken),
        encryptKey: new Secret(feishuKeys.encryptKey),
      },
      dingtalk: {
        ...{ apiBaseUrl: dingtalkUrl, appKey: dingtalkKeys.appKey, robotCode: dingtalkKeys.robotCode },
        appSecret: new Secret(dingtalkKeys.appSecret),
        events: null,
      },
      botFramework:
        botUrl === null
          ? null
          : {
              appId: app.appId,
              appPassword: new Secret(app.appPassword),
              openIdMetadataUrl: `${botUrl}/openid`,
              tokenUrl: `${botUrl}/token`,
              serviceHosts: ['127.0.0.1'],
              isPlayed: true as const,
            },
    },
    connect(deskUrl: string) {
      feishu.pointTo(`${deskUrl}/webhooks/feishu`);
      dingtalk.pointTo(`${deskUrl}/webhooks/dingtalk`);
      bot?.pointTo(`${deskUrl}/api/messages`);
    },
    stop: () => Promise.all([feishu.stop(), dingtalk.stop(), bot?.stop()]),
  };
}

const AGENT_ID = '1000002';
const OA_APP_ID = 'wx0000000000simulator';

export async function startSimulator(
  config: Config,
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<Simulator> {
  const corpId = 'ww0000000000simulator';
  const appSecret = ids.secret(24);
  const token = randomLetters(ids, 24);
  const encodingAesKey = randomLetters(ids, 43);
  const demo = config.channels.accounts.filter((account) => account.channel === 'wecom-kf' && account.demo);
  const fake = createFakeWecom({
    clock,
    ids,
    corpId,
    secrets: [appSecret],
    callback: { url: '', token, encodingAesKey },
    accounts: demo.map((account) => ({ openKfId: account.accountId, name: account.name })),
    agentId: AGENT_ID,
    staff: config.staff.map((member) => member.wecomUserId),
  });
  const { url } = await fake.start();
  const oaSecret = ids.secret(24);
  const oaKeys = { token: randomLetters(ids, 24), encodingAesKey: randomLetters(ids, 43) };
  const oa = createFakeOa({
    ...{ clock, ids, appId: OA_APP_ID, secrets: [oaSecret], accountId: 'gh_simulator' },
    callback: oaKeys,
  });
  const { url: oaUrl } = await oa.start();
  const robots = await startRobots({ clock, ids });
  const stopping = new AbortController();
  const hasWebChat = config.channels.accounts.some(({ channel }) => channel === 'web');
  return {
    fake,
    platforms: {
      wecom: {
        apiBaseUrl: url,
        authorizeBaseUrl: url,
        qrLoginBaseUrl: url,
        corpId,
        agentId: AGENT_ID,
        appSecret: new Secret(appSecret),
        callbackToken: new Secret(token),
        callbackAesKey: new Secret(encodingAesKey),
      },
      officialAccount: {
        apiBaseUrl: oaUrl,
        appId: OA_APP_ID,
        appSecret: new Secret(oaSecret),
        token: new Secret(oaKeys.token),
        aesKey: new Secret(oaKeys.encodingAesKey),
      },
      ...robots.platforms,
    },
    connect(deskUrl) {
      fake.callbacks.pointTo(`${deskUrl}/webhooks/wecom`);
      oa.pointTo(`${deskUrl}/webhooks/wechat`);
      robots.connect(deskUrl);
    },
    mount({ store, house, onWork }) {
      const router = createSimulatorRouter({
        fake,
        oa,
        ...robots.fakes,
        ...(hasWebChat ? { webChat: '/chat' } : {}),
        clock,
        signal: stopping.signal,
        accountName: demo[0]?.name ?? '物业客服',
        staff: config.staff.map(({ wecomUserId, name, title }) => ({ userId: wecomUserId, name, title })),
        tickets: () => listTickets(store, house),
        async accept(ticketId, staffUserId) {
          const member = house.people().staff.find((each) => each.wecomUserId === staffUserId);
          if (!member) return { ok: false, say: '没有这位同事' };
          const actor = { kind: 'staff', id: member.id, source: 'card' } as const;
          const outcome = await store.transact((tx) =>
            acceptTicket(tx, ticketId, { actor, staffId: member.id }, house),
          );
          onWork();
          return outcome.ok ? { ok: true } : { ok: false, say: outcome.say };
        },
      });
      return { path: '/simulator', router };
    },
    acceptFor,
    async stop() {
      stopping.abort();
      await Promise.all([fake.stop(), oa.stop(), robots.stop()]);
    },
  };
}

async function acceptFor(ticketId: string, staffUserId: string, { store, house, onWork }: SimulatedApp) {
  const member = house.people().staff.find((each) => each.wecomUserId === staffUserId);
  if (!member) return { ok: false as const, say: '没有这位同事' };
  const actor = { kind: 'staff', id: member.id, source: 'card' } as const;
  const outcome = await store.transact((tx) =>
    acceptTicket(tx, ticketId, { actor, staffId: member.id }, house),
  );
  onWork();
  return outcome.ok ? { ok: true as const } : { ok: false as const, say: outcome.say };
}

async function listTickets(store: Store, house: House): Promise<SimTicket[]> {
  return store.read(async (tx) => {
    const { items } = await tx.tickets.list({}, { after: null, limit: 200 });
    const shown: SimTicket[] = [];
    for (const ticket of items) {
      const events = await tx.tickets.events(ticket.id);
      shown.push({
        id: ticket.id,
        code: ticket.code,
        grade: ticket.grade,
        title: matterLabel(ticket, house),
        place: ticket.place.text,
        status: sayStatus(ticket.status),
        canAccept: ticket.status === 'new',
        promise: ticket.promise.text,
        promiseDueAt: ticket.promise.dueAt,
        openedAt: ticket.openedAt,
        events: events.map((event) => ({ at: event.at, type: event.type })),
      });
    }
    return shown;
  });
}

/** Callback tokens and AES keys are letters and digits only; docs 90968. */
function randomLetters(ids: Ids, length: number): string {
  let letters = '';
  while (letters.length < length) letters += ids.secret(length).replace(/[^A-Za-z0-9]/g, '');
  return letters.slice(0, length);
}
