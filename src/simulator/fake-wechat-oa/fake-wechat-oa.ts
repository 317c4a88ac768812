// The played Official Account: one HTTP server that behaves as its documents say, for the simulator and for every test. Knows the
// documents only; it must never import the product's channel code, or the two would agree on the same mistake.
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { createBringer, type Sealed } from '../bringer.ts';
import type { ApiAnswer, ApiCall } from '../fake-wecom/endpoints/answer.ts';
import { getMedia } from '../fake-wecom/endpoints/media.ts';
import {
  type CallbackKeys,
  elementText,
  openFrame,
  sealCallback,
  signCallback,
} from '../fake-wecom/envelope.ts';
import { createFaultSwitch, type FaultSwitch } from '../fake-wecom/faults.ts';
import { createPlatformServer, type Route } from '../fake-wecom/server.ts';
import { findMedia, type Media, toSeconds } from '../fake-wecom/world.ts';
import { createFollower, type OaFollower } from './followers.ts';
import { createOaLedger, type OaLedger } from './ledger.ts';
import { limits } from './limits.ts';
import { createMenu } from './menu.ts';
import { customSend, sendSubscribed, sendTemplate, show } from './send.ts';
import { createOaTokens, type OaTokens } from './tokens.ts';
import type { OaWorld } from './world.ts';

export type FakeOaConfig = {
  clock: Clock;
  ids: Ids;
  appId: string;
  secrets: readonly string[];
  accountId: string;
  callback: { token: string; encodingAesKey: string };
  /** Approved templates: id → the gaps each has. */
  templates?: Readonly<Record<string, readonly string[]>>;
};

export type FakeOa = {
  start(port?: number): Promise<{ url: string }>;
  stop(): Promise<void>;
  ledger: OaLedger;
  faults: FaultSwitch;
  tokens: Pick<OaTokens, 'invalidate' | 'fetchCount'>;
  follower(openId: string): OaFollower;
  media(mediaId: string): Media | null;
  /** The account's own menu. */
  menu(): readonly Record<string, unknown>[];
  /** Where callbacks go; null = nowhere. */
  pointTo(url: string | null): void;
  /** Sends every callback this many times. */
  copies(count: number): void;
  /** 明文模式, 兼容模式 or 安全模式 of the account. */
  mode(mode: 'plain' | 'both' | 'safe'): void;
  /** The next callbacks are kept back instead of being sent, for tests that alter or reorder them. */
  keepsBack(keepsBack: boolean): void;
  keptBack(): Sealed[];
  verifyUrl(): Promise<boolean>;
  /** False for an account that is not verified. */
  maySend(may: boolean): void;
  momentFirst(is: boolean): void;
  settled(): Promise<void>;
};

export function createFakeOa(config: FakeOaConfig): FakeOa {
  const { clock, ids, appId, accountId } = config;
  const keys: CallbackKeys = { ...config.callback, receiveId: appId };
  const ledger = createOaLedger(clock);
  const faults = createFaultSwitch();
  let mode: 'plain' | 'both' | 'safe' = 'safe';
  let ownUrl = '';
  let lastMessageId = 24_800_000_000_000_000n;
  const bringer = createBringer(
    { clock, ids },
    { answerMs: limits.callbackAnswerMs, retries: limits.callbackRetries, retryDelayMs: 0, readReply },
    null,
  );
  const world: OaWorld = {
    ...{ clock, ids, ledger, appId, accountId },
    secrets: config.secrets,
    followers: new Map(),
    media: new Map(),
    templates: new Map(Object.entries(config.templates ?? {})),
    usedMessageIds: new Set(),
    menu: [],
    maySend: true,
    momentFirst: false,
    bring(plaintext, about) {
      bringer.bring(seal(plaintext), (fact) => {
        ledger.add({ ...fact, about });
        if (fact.type === 'callback.answered' && fact.passiveReply !== null) showReply(fact.passiveReply);
      });
    },
  };
  const tokens = createOaTokens(world);
  const routes = new Map<string, Route<OaWorld>>([
    ['/cgi-bin/stable_token', { method: 'POST', answer: tokens.fetch, isOpen: true }],
    ['/cgi-bin/message/custom/send', { method: 'POST', answer: customSend }],
    ['/cgi-bin/menu/create', { method: 'POST', answer: createMenu }],
    ['/cgi-bin/message/template/send', { method: 'POST', answer: sendTemplate }],
    ['/cgi-bin/message/subscribe/bizsend', { method: 'POST', answer: sendSubscribed }],
    ['/cgi-bin/media/get', { method: 'GET', answer: getFile }],
    ['/video', { method: 'GET', answer: getMedia, isOpen: true }],
    ['/cgi-bin/getcallbackip', { method: 'GET', answer: () => ({ json: { ip_list: ['203.0.113.20'] } }) }],
  ]);
  const server = createPlatformServer(world, routes, faults, tokens.check);

  /** A video is answered with where it lies (获取临时素材). */
  function getFile(call: ApiCall): ApiAnswer {
    const mediaId = call.query.get('media_id') ?? '';
    if (!findMedia(world, mediaId)?.contentType.startsWith('video/')) return getMedia(call, world);
    return { json: { video_url: `${ownUrl}/video?${new URLSearchParams({ media_id: mediaId })}` } };
  }

  /** `signature` is over time and nonce only, also where there is a better one beside it. */
  function signed(): { signature: string; timestamp: string; nonce: string } {
    const timestamp = String(toSeconds(clock.now()));
    const nonce = String(Math.floor(ids.random() * 1e10));
    return { signature: signCallback(keys.token, timestamp, nonce, ''), timestamp, nonce };
  }

  function seal(plaintext: string): Sealed {
    if (mode === 'plain') return { path: `?${new URLSearchParams(signed())}`, body: plaintext };
    const { timestamp, nonce, signature } = signed();
    const random16 = Buffer.from(ids.secret(16), 'base64url');
    const { query, encrypt } = sealCallback(plaintext, keys, { random16, nonce, atMs: clock.now() });
    const all = { signature, timestamp, nonce, encrypt_type: 'aes', msg_signature: query.msg_signature };
    const inner =
      mode === 'both'
        ? plaintext.replace(/^<xml>|<\/xml>$/g, '')
        : `<ToUserName><![CDATA[${accountId}]]></ToUserName>`;
    return {
      path: `?${new URLSearchParams(all)}`,
      body: `<xml>${inner}<Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`,
    };
  }

  /** `success` or nothing is the plain yes; anything else must be an honest reply, or the follower reads that the account is out of order. */
  function readReply(body: string): string | null | 'unreadable' {
    if (body === '' || body === 'success') return null;
    if (mode === 'plain') return elementText(body, 'MsgType') === null ? 'unreadable' : body;
    const [encrypt, signature, timestamp, nonce] = ['Encrypt', 'MsgSignature', 'TimeStamp', 'Nonce'].map(
      (name) => elementText(body, name),
    );
    if (!encrypt || !signature || !timestamp || !nonce) return 'unreadable';
    if (signCallback(keys.token, timestamp, nonce, encrypt) !== signature) return 'unreadable';
    return openFrame(encrypt, keys) ?? 'unreadable';
  }

  function showReply(reply: string): void {
    const openId = elementText(reply, 'ToUserName') ?? '';
    const isOurs = elementText(reply, 'FromUserName') === accountId && world.followers.has(openId);
    if (!isOurs || elementText(reply, 'MsgType') !== 'text') return;
    show(world, openId, 'passive', 'text', { content: elementText(reply, 'Content') ?? '' }, null);
  }

  return {
    async start(port) {
      const started = await server.start(port);
      ownUrl = started.url;
      return started;
    },
    async stop() {
      bringer.stop();
      await server.stop();
      await bringer.settled();
    },
    ledger,
    faults,
    tokens,
    follower: (openId) =>
      createFollower(world, openId, () => {
        lastMessageId += 1n;
        return String(lastMessageId);
      }),
    media: (mediaId) => findMedia(world, mediaId),
    menu: () => world.menu,
    pointTo: bringer.pointTo,
    copies: bringer.copies,
    mode(next) {
      mode = next;
    },
    keepsBack: bringer.keepsBack,
    keptBack: bringer.keptBack,
    async verifyUrl() {
      const echostr = String(Math.floor(ids.random() * 1e15));
      const query = new URLSearchParams({ ...signed(), echostr });
      const answer = await bringer.get(`?${query}`, limits.urlCheckAnswerMs);
      return 'status' in answer && answer.status === 200 && answer.body === echostr;
    },
    maySend(may) {
      world.maySend = may;
    },
    momentFirst(is) {
      world.momentFirst = is;
    },
    settled: bringer.settled,
  };
}
