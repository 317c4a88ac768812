// The played 飞书: one HTTP server that behaves as its documents say, for every test. Knows the documents only; it must never import
// the product's channel code, or the two would agree on the same mistake.
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { createBringer, type Sealed } from '../bringer.ts';
import { type ApiAnswer, type ApiCall, recordOf, textOf } from '../fake-wecom/endpoints/answer.ts';
import { createFaultSwitch, type FaultSwitch } from '../fake-wecom/faults.ts';
import { createPlatformServer, type Route } from '../fake-wecom/server.ts';
import { createFeishuLedger, type FeishuLedger } from './ledger.ts';
import { sealEvent } from './seal.ts';

export type FakeFeishuConfig = {
  clock: Clock;
  ids: Ids;
  appId: string;
  secret: string;
  verificationToken: string;
  encryptKey: string;
};

/** What somebody can do in 飞书 with a robot. Every deed is pushed to the product. */
export type FeishuPerson = {
  readonly openId: string;
  writes(text: string): void;
  writesInGroup(text: string, calls: readonly string[]): void;
  sendsPhoto(bytes: Uint8Array, contentType: string): void;
  /** Presses the n-th (from 1) button of the card that came last, or of another one. */
  presses(nth: number, messageId?: string): void;
  /** Is outside of 可用范围 from now on. */
  leaves(): void;
};

export type FakeFeishu = {
  start(port?: number): Promise<{ url: string }>;
  stop(): Promise<void>;
  ledger: FeishuLedger;
  faults: FaultSwitch;
  /** Every token dies early. */
  invalidateTokens(): void;
  person(openId: string): FeishuPerson;
  /** What somebody has sent, by its key. */
  file(key: string): { bytes: Uint8Array; contentType: string } | null;
  pointTo(url: string | null): void;
  copies(count: number): void;
  keepsBack(keepsBack: boolean): void;
  keptBack(): Sealed[];
  /** The check of the address, as the console does it; true when the answer was right. */
  checksAddress(how?: { signed: boolean }): Promise<boolean>;
  settled(): Promise<void>;
};

type World = {
  clock: Clock;
  ledger: FeishuLedger;
};

const LIMITS = {
  answerMs: 3_000,
  retries: 4,
  tokenLifeS: 7_200,
  uuidLifeMs: 3_600_000,
  textBytes: 150 * 1024,
};
const MESSAGES = '/open-apis/im/v1/messages';
const RESOURCE = `${MESSAGES}/:message_id/resources/:file_key`;

const refuse = (code: number, msg: string): ApiAnswer => ({
  json: { code, msg, error: { log_id: '20260101000000FAKE' } },
  status: 400,
});

export function createFakeFeishu(config: FakeFeishuConfig): FakeFeishu {
  const { clock, ids, appId } = config;
  const ledger = createFeishuLedger(clock);
  const faults = createFaultSwitch();
  const tokens = new Map<string, { until: number }>();
  const sentByUuid = new Map<string, { at: number; messageId: string }>();
  const files = new Map<string, { bytes: Uint8Array; contentType: string; messageId: string }>();
  const outside = new Set<string>();
  const bringer = createBringer(
    { clock, ids },
    { answerMs: LIMITS.answerMs, retries: LIMITS.retries, retryDelayMs: 0, readReply: () => null },
    null,
  );
  const world: World = { clock, ledger };
  const routes = new Map<string, Route<World>>([
    ['/open-apis/auth/v3/tenant_access_token/internal', { method: 'POST', answer: giveToken, isOpen: true }],
    [MESSAGES, { method: 'POST', answer: send }],
    [RESOURCE, { method: 'GET', answer: resource }],
    [
      '/open-apis/bot/v3/info',
      { method: 'GET', answer: () => ({ json: { code: 0, msg: 'ok', bot: { app_name: '物业助手' } } }) },
    ],
  ]);
  const server = createPlatformServer(world, routes, faults, checkToken, {
    tokenOf: ({ headers }) => /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? null,
    routeOf: (path) =>
      /^\/open-apis\/im\/v1\/messages\/[^/]+\/resources\/[^/]+$/.test(path) ? RESOURCE : path,
    refuse,
  });

  function giveToken({ body }: ApiCall): ApiAnswer {
    if (body.app_id !== appId) return refuse(10003, 'invalid param');
    if (body.app_secret !== config.secret) return refuse(10014, 'app secret invalid');
    const now = clock.now();
    const young = [...tokens].find(([, { until }]) => until - now >= 30 * 60_000);
    const token = young?.[0] ?? `t-${ids.secret(24)}`;
    const until = young?.[1].until ?? now + LIMITS.tokenLifeS * 1000;
    tokens.set(token, { until });
    return {
      json: { code: 0, msg: 'ok', tenant_access_token: token, expire: Math.floor((until - now) / 1000) },
    };
  }

  function checkToken(token: string | null): ApiAnswer | null {
    if (token === null) return refuse(99991661, 'Missing access token for authorization.');
    const known = tokens.get(token);
    return known && known.until > clock.now()
      ? null
      : refuse(99991663, 'Invalid access token for authorization.');
  }

  function send({ query, body }: ApiCall): ApiAnswer {
    const openId = textOf(body.receive_id) ?? '';
    const msgtype = textOf(body.msg_type) ?? '';
    const content = parsed(textOf(body.content) ?? '');
    const offence = offenceOf(query, openId, msgtype, content);
    if (offence !== null) {
      ledger.add({ type: 'message.refused', openId, code: offence });
      return refuse(offence, 'refused');
    }
    const uuid = textOf(body.uuid);
    const earlier = uuid === null ? undefined : sentByUuid.get(`${openId} ${uuid}`);
    const isRepeat = earlier !== undefined && clock.now() - earlier.at < LIMITS.uuidLifeMs;
    const messageId = isRepeat ? earlier.messageId : `om_${ids.secret(18)}`;
    if (!isRepeat) {
      if (uuid !== null) sentByUuid.set(`${openId} ${uuid}`, { at: clock.now(), messageId });
      ledger.add({ type: 'message.accepted', openId, messageId, msgtype, content });
    }
    return { json: { code: 0, msg: 'success', data: { message_id: messageId, msg_type: msgtype } } };
  }

  function offenceOf(
    query: URLSearchParams,
    openId: string,
    msgtype: string,
    content: unknown,
  ): number | null {
    if (query.get('receive_id_type') !== 'open_id' || !openId.startsWith('ou_')) return 230001;
    if (outside.has(openId)) return 230013;
    if (content === null) return 230001;
    if (Buffer.byteLength(JSON.stringify(content)) > LIMITS.textBytes) return 230025;
    if (msgtype === 'text') return textOf(recordOf(content).text) ? null : 230001;
    if (msgtype !== 'interactive') return 230001;
    return Array.isArray(recordOf(content).elements) ? null : 230001;
  }

  function resource({ path, query }: ApiCall): ApiAnswer {
    const [messageId, , key] = path.slice(MESSAGES.length + 1).split('/');
    const file = files.get(key ?? '');
    const fits = file?.messageId === messageId && query.get('type') === 'image';
    if (!file || !fits) return refuse(234003, 'File not in message.');
    return { bytes: file.bytes, contentType: file.contentType, fileName: 'photo.png', range: null };
  }

  function push(event: Record<string, unknown>, about: string, sign = true): Sealed {
    const sealed = sealEvent(JSON.stringify(event), {
      encryptKey: config.encryptKey,
      timestamp: String(Math.floor(clock.now() / 1000)),
      nonce: String(Math.floor(ids.random() * 1e10)),
      iv: Buffer.from(ids.secret(16), 'base64url'),
    });
    const { signed, body } = sealed;
    const whole = {
      path: '',
      body,
      headers: { 'content-type': 'application/json; charset=utf-8', ...(sign ? signed : {}) },
    };
    if (about !== '') bringer.bring(whole, (fact) => ledger.add({ ...fact, about }));
    return whole;
  }

  function happens(eventType: string, event: Record<string, unknown>): void {
    const header = {
      event_id: ids.secret(16),
      event_type: eventType,
      create_time: String(clock.now()),
      ...{ token: config.verificationToken, app_id: appId, tenant_key: 'demo' },
    };
    push({ schema: '2.0', header, event }, eventType);
  }

  function says(
    openId: string,
    type: string,
    content: Record<string, unknown>,
    group: { calls: readonly string[] } | null = null,
    messageId = `om_${ids.secret(18)}`,
  ): void {
    ledger.add({ type: 'person.said', openId, messageId, msgtype: type, content });
    const at = String(clock.now());
    happens('im.message.receive_v1', {
      sender: { sender_id: { union_id: `on_${openId}`, user_id: '', open_id: openId }, sender_type: 'user' },
      message: {
        ...{ message_id: messageId, create_time: at, update_time: at, message_type: type },
        ...{ chat_id: `oc_${openId}`, chat_type: group === null ? 'p2p' : 'group' },
        content: JSON.stringify(content),
        ...(group === null || group.calls.length === 0
          ? {}
          : {
              mentions: group.calls.map((name, at) => ({
                ...{ key: `@_user_${at + 1}`, name, id: { open_id: `ou_bot${at}`, user_id: '' } },
              })),
            }),
      },
    });
  }

  return {
    start: server.start,
    async stop() {
      bringer.stop();
      await server.stop();
      await bringer.settled();
    },
    ledger,
    faults,
    invalidateTokens: () => tokens.clear(),
    person: (openId) => ({
      openId,
      writes: (text) => says(openId, 'text', { text }),
      writesInGroup: (text, calls) => says(openId, 'text', { text }, { calls }),
      sendsPhoto(bytes, contentType) {
        const messageId = `om_${ids.secret(18)}`;
        const key = `img_${ids.secret(18)}`;
        files.set(key, { bytes, contentType, messageId });
        says(openId, 'image', { image_key: key }, null, messageId);
      },
      presses(nth, messageId) {
        const card = ledger
          .messagesTo(openId)
          .findLast(
            (each) => each.msgtype === 'interactive' && (messageId ?? each.messageId) === each.messageId,
          );
        const button = buttonsOf(card?.content)[nth - 1];
        if (!card || !button) throw new Error('no such button');
        happens('card.action.trigger', {
          operator: { open_id: openId, tenant_key: 'demo' },
          action: { tag: 'button', value: button.value },
          context: { open_message_id: card.messageId, open_chat_id: `oc_${openId}` },
        });
      },
      leaves: () => void outside.add(openId),
    }),
    file: (key) => files.get(key) ?? null,
    pointTo: bringer.pointTo,
    copies: bringer.copies,
    keepsBack: bringer.keepsBack,
    keptBack: bringer.keptBack,
    async checksAddress({ signed } = { signed: false }) {
      const challenge = ids.secret(12);
      const check = { type: 'url_verification', token: config.verificationToken, challenge };
      const answer = await bringer.post(push(check, '', signed), 1_000);
      return (
        'status' in answer && answer.status === 200 && recordOf(parsed(answer.body)).challenge === challenge
      );
    },
    settled: bringer.settled,
  };
}

type Button = { text: { content: string }; value: unknown };

export function buttonsOf(card: unknown): Button[] {
  const { elements = [] } = recordOf(card) as { elements?: { tag: string; actions?: Button[] }[] };
  return elements.flatMap(({ tag, actions = [] }) => (tag === 'action' ? actions : []));
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
