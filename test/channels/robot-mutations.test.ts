// Altered requests at the doors of 飞书, 钉钉 and the Bot Framework: none is taken unless what vouches for it is as it was. Those of
// 企业微信, 微信客服 and 公众号 are in verify-mutations and door-mutations, tokens of our own page in web/door.
import { encrypt, getSignature } from '@wecom/crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { createAuthentication } from '../../src/channels/bot-framework/channel.ts';
import { createBotFrameworkDoor } from '../../src/channels/bot-framework/door.ts';
import { loadSdk } from '../../src/channels/bot-framework/sdk.ts';
import { createBotToken } from '../../src/channels/bot-framework/token.ts';
import type { CallbackDoor, TokenDoor } from '../../src/channels/contract.ts';
import { createDingtalkDoor } from '../../src/channels/dingtalk/door.ts';
import { createFeishuDoor } from '../../src/channels/feishu/door.ts';
import { Secret } from '../../src/config/secret.ts';
import { createFakeBotFramework } from '../../src/simulator/fake-bot-framework/fake-bot-framework.ts';
import { sealEvent } from '../../src/simulator/fake-feishu/seal.ts';
import { hasBotbuilder } from '../contracts/channels/bot-framework.ts';
import { byteEdit } from './support/callback-mutations.ts';
import { testClock } from './support/fake-platform.ts';

const RUNS = 4_000;
const NOW = 1_767_225_600_000;
const clock = testClock(NOW);

type Brought = { query: string; headers: Record<string, string>; body: Buffer };

const part = fc.constantFrom<'query' | 'header' | 'body'>('query', 'header', 'body');
/** One to three edits, each somewhere in what is sent. A header's bytes are the ones a header can carry. */
const edits = fc.array(fc.record({ part, which: fc.nat(9), edit: byteEdit }), { minLength: 1, maxLength: 3 });

type Edits = typeof edits extends fc.Arbitrary<infer E> ? E : never;

function altered({ query, headers, body }: Brought, with_: Edits): Brought {
  const latin = (text: string, edit: (bytes: Buffer) => Buffer) =>
    edit(Buffer.from(text, 'latin1')).toString('latin1');
  const names = Object.keys(headers);
  let changed: Brought = { query, headers: { ...headers }, body };
  for (const { part, which, edit } of with_) {
    if (part === 'query') changed = { ...changed, query: latin(changed.query, edit) };
    if (part === 'body') changed = { ...changed, body: edit(changed.body) };
    const name = names[which % Math.max(names.length, 1)];
    if (part === 'header' && name !== undefined)
      changed.headers[name] = latin(changed.headers[name] ?? '', edit).replace(/[\r\n\0]/g, '');
  }
  return changed;
}

const bring = <Door extends CallbackDoor | TokenDoor>(door: Door, { query, headers, body }: Brought) =>
  door.open(new URLSearchParams(query), body, (name) => headers[name] ?? null) as ReturnType<Door['open']>;

/** Both must have happened, or the property proves nothing. */
function holds(door: CallbackDoor, original: Brought, isUnaltered: (changed: Brought) => boolean): void {
  expect(bring(door, original)).toMatchObject({ ok: true });
  let refused = 0;
  let taken = 0;
  fc.assert(
    fc.property(edits, (with_) => {
      const changed = altered(original, with_);
      const opened = bring(door, changed);
      if (opened.ok) {
        taken++;
        expect(isUnaltered(changed)).toBe(true);
        return;
      }
      refused++;
      expect([400, 401, 403, 413]).toContain(opened.status);
    }),
    { numRuns: RUNS },
  );
  expect(refused).toBeGreaterThan(RUNS / 2);
  expect(taken).toBeGreaterThan(0);
}

it('飞书: time, nonce, signature and every byte of the body', () => {
  const encryptKey = 'feishu-encrypt-key-demo';
  const event = {
    schema: '2.0',
    header: {
      ...{ event_id: 'e-1', event_type: 'im.message.receive_v1', create_time: String(NOW) },
      ...{ token: 'pmFeishuVerify', app_id: 'cli_demo' },
    },
    event: {
      sender: { sender_id: { open_id: 'ou_demo' }, sender_type: 'user' },
      message: {
        ...{ message_id: 'om_1', create_time: String(NOW), chat_type: 'p2p', message_type: 'text' },
        content: '{"text":"3栋漏水"}',
      },
    },
  };
  const { body, signed } = sealEvent(JSON.stringify(event), {
    ...{ encryptKey, timestamp: '1767225600', nonce: 'nonce-1', iv: Buffer.alloc(16, 3) },
  });
  const door = createFeishuDoor({ appId: 'cli_demo', verificationToken: 'pmFeishuVerify', encryptKey });
  const original = { query: '', headers: signed, body: Buffer.from(body) };
  holds(
    door,
    original,
    (changed) =>
      changed.body.equals(original.body) && JSON.stringify(changed.headers) === JSON.stringify(signed),
  );
});

describe('钉钉', () => {
  const EVENTS = { token: 'DemoToken', encodingAesKey: 'a'.repeat(43) };
  const door = createDingtalkDoor({
    ...{ appKey: 'dingkey', appSecret: 'dingtalk-app-secret-demo', robotCode: 'dingrobot' },
    ...{ events: EVENTS, clock, ids: createIds(clock) },
  });

  it('a message: time and sign; what is said is not signed, and only for this robot', () => {
    const message = {
      ...{ msgId: 'm1', createAt: NOW, conversationType: '1', robotCode: 'dingrobot', senderId: 'x' },
      ...{ senderStaffId: 'manager01', msgtype: 'text', text: { content: '在吗' } },
    };
    const headers = {
      timestamp: String(NOW),
      sign: '3tRhoNA16iu7o9UdVt2Sfj4M2AjBCmLbFi47I+VPXr0=',
    };
    const original = { query: '', headers, body: Buffer.from(JSON.stringify(message)) };
    holds(
      door,
      original,
      (changed) =>
        JSON.stringify(changed.headers) === JSON.stringify(headers) &&
        JSON.parse(changed.body.toString()).robotCode === 'dingrobot',
    );
  });

  it('an event: signature, time, nonce and what is sealed', () => {
    const sealed = encrypt(
      EVENTS.encodingAesKey,
      '{"EventType":"check_url"}',
      'dingkey',
      Buffer.alloc(16, 1),
    );
    const parts = { timestamp: String(NOW), nonce: 'n1' };
    const msg_signature = getSignature(EVENTS.token, parts.timestamp, parts.nonce, sealed);
    const query = new URLSearchParams({ msg_signature, ...parts });
    const original = {
      query: query.toString(),
      headers: {},
      body: Buffer.from(JSON.stringify({ encrypt: sealed })),
    };
    holds(door, original, (changed) => {
      const now = new URLSearchParams(changed.query);
      return (
        ['timestamp', 'nonce'].every((name) => now.get(name) === query.get(name)) &&
        // It is called by two names.
        [now.get('msg_signature'), now.get('signature')].includes(msg_signature) &&
        JSON.parse(changed.body.toString()).encrypt === sealed
      );
    });
  });
});

describe.skipIf(!hasBotbuilder)('Bot Framework', () => {
  const service = createFakeBotFramework({
    ...{ clock: systemClock, wallClock: systemClock, ids: createIds(systemClock) },
    ...{ appId: 'app', appPassword: 'test-bot-password' },
  });
  beforeAll(async () => void (await service.start()));
  afterAll(() => service.stop());

  it('every byte of the token, and the address in the body', { timeout: 60_000 }, async () => {
    const config = {
      ...{ appId: 'app', appPassword: new Secret('test-bot-password'), serviceHosts: ['127.0.0.1'] },
      ...{ openIdMetadataUrl: `${service.url()}/openid`, tokenUrl: `${service.url()}/token` },
    };
    const door = createBotFrameworkDoor({
      authentication: createAuthentication({
        ...{ load: loadSdk, config, token: createBotToken(config, systemClock) },
      }),
      ...{ serviceHosts: config.serviceHosts, clock: systemClock },
    });
    const { body, authorization } = service.writes({ person: 'dl_one' }, '你好');
    const original = { query: '', headers: { authorization }, body: Buffer.from(body) };
    expect(await bring(door, original)).toMatchObject({ ok: true });
    const proof = (header = '') => {
      const [head, claims, signature = ''] = header.split('.');
      // The last letter of the signature can be spelled in several ways.
      return JSON.stringify([head, claims, Buffer.from(signature, 'base64url').toString('hex')]);
    };
    const addressIn = (bytes: Buffer) => JSON.parse(bytes.toString()).serviceUrl;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(edits, async (with_) => {
        const changed = altered(original, with_);
        const opened = await bring(door, changed);
        if (opened.ok) {
          expect(proof(changed.headers.authorization)).toBe(proof(authorization));
          expect(addressIn(changed.body)).toBe(addressIn(original.body));
        } else refused++;
      }),
      { numRuns: 400 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
