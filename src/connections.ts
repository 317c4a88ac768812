// Joins every channel that is configured with its platform: how it sends, where its files are, who knocks at its door. The only file
// that knows all channels; app.ts joins what comes of it with the rest.
import type { Clock } from './base/clock.ts';
import type { Ids } from './base/ids.ts';
import {
  createAuthentication,
  createBotFrameworkChannel,
  createBotFrameworkMedia,
} from './channels/bot-framework/channel.ts';
import { createBotFrameworkDoor } from './channels/bot-framework/door.ts';
import { loadSdk } from './channels/bot-framework/sdk.ts';
import { createBotToken } from './channels/bot-framework/token.ts';
import type {
  CallbackDoor,
  Channel,
  ChannelId,
  MediaSource,
  MemberLogin,
  MessageFeed,
  PageDoor,
  SessionControl,
  TokenDoor,
} from './channels/contract.ts';
import { createDingtalkApi } from './channels/dingtalk/api.ts';
import { createDingtalkChannel } from './channels/dingtalk/channel.ts';
import { createDingtalkDoor } from './channels/dingtalk/door.ts';
import { createDingtalkMedia } from './channels/dingtalk/media.ts';
import { createFeishuApi } from './channels/feishu/api.ts';
import { createFeishuChannel } from './channels/feishu/channel.ts';
import { createFeishuDoor } from './channels/feishu/door.ts';
import { createFeishuMedia } from './channels/feishu/media.ts';
import { createWebChannel, webMedia } from './channels/web/channel.ts';
import { createWebDoor } from './channels/web/door.ts';
import { createOaApi } from './channels/wechat-oa/api.ts';
import { createOaChannel } from './channels/wechat-oa/channel.ts';
import { createOaDoor } from './channels/wechat-oa/door.ts';
import { createOaMedia } from './channels/wechat-oa/media.ts';
import { createPassiveReplies, type PassiveReplies } from './channels/wechat-oa/passive.ts';
import { createWecomApi } from './channels/wecom/api.ts';
import { createWecomDoor } from './channels/wecom/door.ts';
import { createWecomLogin } from './channels/wecom/login.ts';
import { createWecomMedia } from './channels/wecom/media.ts';
import type { TokenShelf } from './channels/wecom/token.ts';
import { createWecomAppChannel } from './channels/wecom-app/channel.ts';
import { createKfChannel } from './channels/wecom-kf/channel.ts';
import { createKfFeed } from './channels/wecom-kf/feed.ts';
import { createKfSessions } from './channels/wecom-kf/sessions.ts';
import type { BotFrameworkConfig, Config, WecomConfig } from './config/config.ts';

/** Which platforms are spoken to: those of the configuration, or played ones in their place. */
export type Platforms = Pick<Config, 'wecom' | 'officialAccount' | 'feishu' | 'dingtalk'> & {
  botFramework: (BotFrameworkConfig & { isPlayed?: true }) | null;
};

/** One platform, joined: what it lets us send through, where its files lie, and its door. */
export type Connection<Door> = {
  channels: readonly Channel[];
  door: Door;
  media: MediaSource;
};

export type Connections = {
  wecom:
    | (Connection<CallbackDoor> & {
        sessions: SessionControl;
        login: MemberLogin;
        feedOf(options: { silk: boolean }): MessageFeed;
      })
    | null;
  officialAccount: (Connection<CallbackDoor> & { passive: PassiveReplies | null }) | null;
  feishu: Connection<CallbackDoor> | null;
  dingtalk: Connection<CallbackDoor> | null;
  botFramework: Connection<TokenDoor> | null;
  webDoor: PageDoor | null;
  channel(id: ChannelId): Channel | null;
  ids: readonly ChannelId[];
  mediaOf(id: ChannelId): MediaSource | null;
};

type Parts = { clock: Clock; ids: Ids; fieldKey: Buffer; shelfOf(key: string): TokenShelf };

export async function connectChannels(
  platforms: Platforms,
  { channels: settings }: Pick<Config, 'channels'>,
  hasWebChat: boolean,
  parts: Parts,
): Promise<Connections> {
  const wecom = platforms.wecom && connectWecom(platforms.wecom, parts);
  const officialAccount =
    platforms.officialAccount &&
    connectOfficialAccount(platforms.officialAccount, settings.officialAccount, parts);
  const feishu = platforms.feishu && connectFeishu(platforms.feishu, parts);
  const dingtalk = platforms.dingtalk && connectDingtalk(platforms.dingtalk, parts);
  const botFramework = platforms.botFramework && (await connectBotFramework(platforms.botFramework, parts));
  const web = { channels: hasWebChat ? [createWebChannel()] : [], media: webMedia };
  const all = [wecom, officialAccount, feishu, botFramework, dingtalk, web].filter((one) => one !== null);
  const byId = new Map(
    all.flatMap(({ channels, media }) => channels.map((channel) => [channel.id, { channel, media }])),
  );
  return {
    ...{ wecom, officialAccount, feishu, dingtalk, botFramework },
    webDoor: hasWebChat ? createWebDoor({ masterKey: parts.fieldKey, ids: parts.ids }) : null,
    channel: (id) => byId.get(id)?.channel ?? null,
    ids: [...byId.keys()],
    // A photo that came by the page is with us already, also where the page is closed since.
    mediaOf: (id) => (id === 'web' ? webMedia : (byId.get(id)?.media ?? null)),
  };
}

function connectWecom(wecom: WecomConfig, { clock, ids, shelfOf }: Parts) {
  const api = createWecomApi({
    baseUrl: wecom.apiBaseUrl,
    corpId: wecom.corpId,
    secret: wecom.appSecret.reveal(),
    ...{ clock, ids, shelf: shelfOf(`wecom:${wecom.corpId}:${wecom.agentId}`) },
  });
  return {
    channels: [createKfChannel(api), createWecomAppChannel(api, Number(wecom.agentId))],
    door: createWecomDoor({
      token: wecom.callbackToken.reveal(),
      encodingAesKey: wecom.callbackAesKey.reveal(),
      receiveId: wecom.corpId,
    }),
    media: createWecomMedia(api),
    sessions: createKfSessions(api),
    login: createWecomLogin(api, wecom),
    feedOf: (options: { silk: boolean }) => createKfFeed(api, options),
  };
}

function connectOfficialAccount(
  account: NonNullable<Platforms['officialAccount']>,
  rules: Config['channels']['officialAccount'],
  { clock, ids, shelfOf }: Parts,
) {
  const { appId } = account;
  const keys = { token: account.token.reveal(), encodingAesKey: account.aesKey.reveal(), appId };
  const api = createOaApi({
    baseUrl: account.apiBaseUrl,
    appId,
    appSecret: account.appSecret.reveal(),
    ...{ clock, ids, shelf: shelfOf(`wechat-oa:${appId}`) },
  });
  const passive =
    rules.replies === 'passive'
      ? createPassiveReplies({ ...keys, isPlain: rules.acceptPlain, clock, ids })
      : null;
  return {
    channels: [passive?.channel ?? createOaChannel(api, { ...rules, clock })],
    door: createOaDoor({
      ...keys,
      menu: new Map(Object.entries(rules.menu)),
      acceptsPlain: rules.acceptPlain,
      clock,
    }),
    media: createOaMedia(api, account.apiBaseUrl),
    passive,
  };
}

function connectFeishu(robot: NonNullable<Platforms['feishu']>, { clock, ids, shelfOf }: Parts) {
  const { appId } = robot;
  const api = createFeishuApi({
    baseUrl: robot.apiBaseUrl,
    appId,
    appSecret: robot.appSecret.reveal(),
    ...{ clock, ids, shelf: shelfOf(`feishu:${appId}`) },
  });
  return {
    channels: [createFeishuChannel(api)],
    door: createFeishuDoor({
      appId,
      verificationToken: robot.verificationToken.reveal(),
      encryptKey: robot.encryptKey.reveal(),
    }),
    media: createFeishuMedia(api),
  };
}

function connectDingtalk(robot: NonNullable<Platforms['dingtalk']>, { clock, ids, shelfOf }: Parts) {
  const { appKey, robotCode, events } = robot;
  const appSecret = robot.appSecret.reveal();
  const api = createDingtalkApi({
    ...{ baseUrl: robot.apiBaseUrl, appKey, appSecret },
    ...{ clock, ids, shelf: shelfOf(`dingtalk:${appKey}`) },
  });
  return {
    channels: [createDingtalkChannel(api, robotCode)],
    door: createDingtalkDoor({
      ...{ appKey, appSecret, robotCode, clock, ids },
      events: events && { token: events.token.reveal(), encodingAesKey: events.aesKey.reveal() },
    }),
    media: createDingtalkMedia(api, robot),
  };
}

/** Only here its packages are loaded, and only where it is configured. */
async function connectBotFramework(
  config: NonNullable<Platforms['botFramework']>,
  { clock }: Parts,
): Promise<Connection<TokenDoor>> {
  // A desk that is configured for it and lacks the package must not start; a played one may never be spoken to.
  if (!config.isPlayed) await loadSdk();
  const bot = { load: loadSdk, config, token: createBotToken(config, clock) };
  return {
    channels: [createBotFrameworkChannel(bot)],
    door: createBotFrameworkDoor({
      authentication: createAuthentication(bot),
      serviceHosts: config.serviceHosts,
      clock,
    }),
    media: createBotFrameworkMedia(bot),
  };
}
