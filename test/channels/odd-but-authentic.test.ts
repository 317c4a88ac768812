// Whatever an authentic sender writes into any field, what we make of it can be kept: ids fit their columns, times are times, contents can
// be written down. What could not be kept would not be confirmed, and be brought again and again.
import { encrypt, getSignature } from '@wecom/crypto';
import { describe, expect, it } from 'vitest';
import { createBotFrameworkDoor } from '../../src/channels/bot-framework/door.ts';
import type { InboundItem, OpenedCallback } from '../../src/channels/contract.ts';
import { createDingtalkDoor } from '../../src/channels/dingtalk/door.ts';
import { createFeishuDoor } from '../../src/channels/feishu/door.ts';
import { createOaDoor } from '../../src/channels/wechat-oa/door.ts';
import { parseCallback } from '../../src/channels/wecom/callback.ts';
import { appInboundItem } from '../../src/channels/wecom-app/parse.ts';
import { parseSyncItem } from '../../src/channels/wecom-kf/parse.ts';
import { sealEvent } from '../../src/simulator/fake-feishu/seal.ts';
import { activities } from './bot-framework/activities.ts';
import { CORP, KEY, TOKEN } from './support/callback-mutations.ts';
import { testClock } from './support/fake-platform.ts';
import { fixtureJson, fixtureNames, fixtureText } from './support/fixtures.ts';

const NOW = 1_767_225_600_000;
const clock = testClock(NOW);

/** As JSON text, since some of it cannot be written by who holds it as a value. */
const ODD_JSON = [
  'null',
  'true',
  '-1',
  '1.5',
  '1e308',
  '1e999',
  '9007199254740993',
  '""',
  '" "',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"2026-13-45T99:99:99Z"',
  '"99999999999999999999"',
  `"${'水'.repeat(3_000)}"`,
  '[]',
  '{}',
  '{"__proto__":{"id":"x"},"constructor":1}',
  '[null,1,"x",{}]',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"content":'.repeat(9_000)}1${'}'.repeat(9_000)}`,
];

const MARK = 'put-it-here';

/** The sample with each of its fields replaced by each odd value, and without it. */
function* oddOnes(sample: unknown): Generator<string> {
  for (const path of pathsIn(sample)) {
    const marked = structuredClone(sample) as Record<string, unknown>;
    let at = marked;
    for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
    const last = path.at(-1) ?? '';
    at[last] = MARK;
    const text = JSON.stringify(marked);
    for (const odd of ODD_JSON) yield text.replace(`"${MARK}"`, () => odd);
    delete at[last];
    yield JSON.stringify(marked);
  }
}

function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => [
    [...path, name],
    ...pathsIn(below, [...path, name]),
  ]);
}

const itemsOf = (callback: OpenedCallback): InboundItem[] =>
  callback.kind === 'items'
    ? callback.items.map(({ item }) => item)
    : callback.kind === 'item'
      ? [callback.item]
      : [];

function isPlain(id: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no column takes
  return id.length <= 256 && !/[\u0000-\u001f\u007f]/.test(id);
}

function expectKeepable(items: readonly InboundItem[], of: string): void {
  for (const item of items) {
    const { channelAccountId, channelUserId, channelItemId, sentAt, content, replyTo } = item;
    const wrong = [
      isPlain(channelAccountId) ? '' : 'account',
      channelUserId === null || (channelUserId !== '' && isPlain(channelUserId)) ? '' : 'person',
      channelItemId !== '' && isPlain(channelItemId) ? '' : 'id',
      // None is kept as later than now (`keepItem`).
      Number.isInteger(Math.min(sentAt, NOW)) ? '' : `time ${sentAt}`,
    ].filter((each) => each !== '');
    expect(wrong, of.slice(0, 400)).toEqual([]);
    expect(() => JSON.stringify([content, replyTo]), of.slice(0, 400)).not.toThrow();
  }
}

describe('飞书', () => {
  const head = { event_id: 'e-1', token: 'pmFeishuVerify', create_time: '1767225600000', app_id: 'cli_demo' };
  const says = (message_type: string, content: string) => ({
    schema: '2.0',
    header: { ...head, event_type: 'im.message.receive_v1' },
    event: {
      sender: { sender_id: { open_id: 'ou_demo' }, sender_type: 'user' },
      message: {
        ...{ message_id: 'om_1', create_time: '1767225600000', chat_type: 'p2p', message_type, content },
        mentions: [{ key: '@_user_1', name: '物业助手' }],
      },
    },
  });
  const press = {
    schema: '2.0',
    header: { ...head, event_type: 'card.action.trigger' },
    event: { operator: { open_id: 'ou_demo' }, action: { value: { menuId: 'u1', says: '1单元' } } },
  };
  const older = {
    ...{ uuid: 'u-1', token: 'pmFeishuVerify', ts: '1767225600.5', type: 'event_callback' },
    event: { type: 'message', open_id: 'ou_demo', text: '你好' },
  };
  const encryptKey = 'feishu-encrypt-key-demo';
  const door = createFeishuDoor({ appId: 'cli_demo', verificationToken: 'pmFeishuVerify', encryptKey });
  const opens = (event: string) => {
    const { body, signed } = sealEvent(event, {
      ...{ encryptKey, timestamp: '1767225600', nonce: 'n1', iv: Buffer.alloc(16, 7) },
    });
    const opened = door.open(new URLSearchParams(), Buffer.from(body), (name) => signed[name] ?? null);
    return opened.ok ? itemsOf(opened.callback) : [];
  };

  it.each([
    ['text', says('text', '{"text":"在吗"}')],
    ['a button', press],
    ['the older form', older],
  ])('%s', (_what, sample) => {
    expect(opens(JSON.stringify(sample))).toHaveLength(1);
    for (const odd of oddOnes(sample)) expectKeepable(opens(odd), odd);
  });

  it('contents within the text', () => {
    for (const type of ['text', 'post', 'image', 'file', 'location', 'sticker'])
      for (const odd of ODD_JSON)
        for (const content of [
          odd,
          `{"text":${odd}}`,
          `{"content":${odd}}`,
          `{"longitude":${odd},"latitude":"1"}`,
        ]) {
          const items = opens(JSON.stringify(says(type, content)));
          expect(items, content.slice(0, 200)).toHaveLength(1);
          expectKeepable(items, content);
        }
  });
});

describe('钉钉', () => {
  const message = {
    ...{ msgId: 'm1', createAt: NOW, conversationType: '1', robotCode: 'dingrobot', isInAtList: true },
    ...{
      senderId: '$:LWCP_v1:$demo',
      senderStaffId: 'manager01',
      msgtype: 'text',
      text: { content: '在吗' },
    },
  };
  const door = createDingtalkDoor({
    ...{
      appKey: 'dingkey',
      appSecret: 'dingtalk-app-secret-demo',
      robotCode: 'dingrobot',
      events: null,
      clock,
    },
    ids: { next: () => '', secret: () => '', random: () => 0 },
  });
  const signed: Record<string, string> = {
    timestamp: String(NOW),
    sign: '3tRhoNA16iu7o9UdVt2Sfj4M2AjBCmLbFi47I+VPXr0=',
  };
  const opens = (body: string) => {
    const opened = door.open(new URLSearchParams(), Buffer.from(body), (name) => signed[name] ?? null);
    return opened.ok ? itemsOf(opened.callback) : [];
  };

  it.each([
    ['text', message],
    ['a picture', { ...message, msgtype: 'picture', content: { downloadCode: 'd1' } }],
    ['something unknown', { ...message, msgtype: 'card', content: { any: ['thing'] } }],
  ])('%s', (_what, sample) => {
    expect(opens(JSON.stringify(sample))).toHaveLength(1);
    for (const odd of oddOnes(sample)) expectKeepable(opens(odd), odd);
  });
});

describe('Bot Framework', () => {
  // Who it is from is settled before this; here only what it says is odd.
  const door = createBotFrameworkDoor({
    authentication: {
      authenticateRequest: async ({ serviceUrl }: Record<string, unknown>) => ({
        claimsIdentity: {
          getClaimValue: (name: string) =>
            name === 'iss' ? 'https://api.botframework.com' : String(serviceUrl),
        },
      }),
    } as Parameters<typeof createBotFrameworkDoor>[0]['authentication'],
    serviceHosts: ['.botframework.com', '.trafficmanager.net'],
    clock,
  });
  const opens = async (body: string) => {
    const header = (name: string) => (name === 'authorization' ? 'Bearer a.b.c' : null);
    const opened = await door.open(new URLSearchParams(), Buffer.from(body), header);
    return opened.ok ? itemsOf(opened.callback) : [];
  };

  it.each(Object.entries(activities))('%s', async (_what, sample) => {
    for (const odd of oddOnes(sample)) expectKeepable(await opens(odd), odd);
  });
});

describe('微信客服', () => {
  const folder = 'kf/sync_msg/msg';
  it.each([
    ...fixtureNames(folder).map((name) => `${folder}/${name}`),
    ...fixtureNames('kf/sync_msg/event').map((name) => `kf/sync_msg/event/${name}`),
  ])('%s', (name) => {
    for (const odd of oddOnes(fixtureJson(name)))
      expectKeepable([parseSyncItem(JSON.parse(odd), 'wkDemo')], odd);
  });

  it('keeps who and when of one that nests without end', () => {
    const deep = JSON.parse(ODD_JSON.at(-1) ?? '');
    const item = parseSyncItem(
      { msgid: 'm1', external_userid: 'wmA', send_time: 1_767_225_600, origin: 3, msgtype: 'odd', odd: deep },
      'wkDemo',
    );
    expect(item).toMatchObject({
      channelItemId: 'm1',
      channelUserId: 'wmA',
      sentAt: NOW,
      origin: 'resident',
    });
  });
});

const ODD_XML = [
  '',
  ' ',
  'a\u0000b',
  '\u0001',
  '-1',
  '1.5',
  '99999999999',
  '99999999999999999999',
  '水'.repeat(3_000),
  '<a><a><a><a><a><a>x</a></a></a></a></a></a>',
  '&#0;',
];

/** Each element's own text replaced by each odd one. */
function* oddDocuments(xml: string): Generator<string> {
  const leaves = [...xml.matchAll(/<(\w+)>(<!\[CDATA\[[^\]]*\]\]>|[^<]*)<\/\1>/g)];
  for (const { index, 0: whole, 1: name } of leaves)
    for (const odd of ODD_XML)
      for (const content of odd.startsWith('<') || odd.startsWith('&') ? [odd] : [odd, `<![CDATA[${odd}]]>`])
        yield `${xml.slice(0, index)}<${name}>${content}</${name}>${xml.slice(index + whole.length)}`;
}

describe('the callbacks in XML', () => {
  const folder = 'wecom-app/callback';
  const samples = fixtureNames(folder)
    .filter((name) => name.endsWith('.xml') && !name.startsWith('hostile'))
    .map((name) => [name, fixtureText(`${folder}/${name}`)] as const);

  it('are some', () => expect(samples.length).toBeGreaterThan(5));

  it.each(samples)('企业微信 %s', (_name, sample) => {
    for (const odd of oddDocuments(sample)) {
      const read = parseCallback(odd);
      if (read.kind === 'app-message' || read.kind === 'app-event')
        expectKeepable([appInboundItem(read)], odd);
      if (read.kind === 'kf-wakeup') expect(isPlain(read.openKfId), odd.slice(0, 400)).toBe(true);
    }
  });

  it('公众号', () => {
    const door = createOaDoor({
      ...{ token: TOKEN, encodingAesKey: KEY, appId: CORP, menu: new Map(), acceptsPlain: false, clock },
    });
    const sample =
      '<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oUser]]></FromUserName><CreateTime>1767225600</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[在吗]]></Content><MsgId>23456789012345678</MsgId></xml>';
    const event = sample
      .replace('[text]', '[event]')
      .replace(/Content/g, 'Event')
      .replace('在吗', 'subscribe');
    let heard = 0;
    for (const odd of [sample, ...oddDocuments(sample), event, ...oddDocuments(event)]) {
      const sealed = encrypt(KEY, odd, CORP, Buffer.alloc(16, 1));
      const parts = { timestamp: '1767225600', nonce: 'n1' };
      const msg_signature = getSignature(TOKEN, parts.timestamp, parts.nonce, sealed);
      const opened = door.open(
        new URLSearchParams({ ...parts, msg_signature, encrypt_type: 'aes' }),
        Buffer.from(`<xml><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`),
      );
      const items = opened.ok ? itemsOf(opened.callback) : [];
      heard += items.length;
      expectKeepable(items, odd);
    }
    expect(heard).toBeGreaterThan(20);
  });
});
