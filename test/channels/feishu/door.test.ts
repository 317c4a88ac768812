// The door of 飞书 against the platform's own forms: what is signed and sealed is read, everything else is refused.
import { describe, expect, it } from 'vitest';
import { createFeishuDoor } from '../../../src/channels/feishu/door.ts';
import { sealEvent } from '../../../src/simulator/fake-feishu/seal.ts';
import { evalJson } from '../support/fixtures.ts';

const KEY = 'feishu-encrypt-key-demo';
const TOKEN = 'pmFeishuVerify';
const settings = { appId: 'cli_demo', verificationToken: TOKEN, encryptKey: KEY };
const door = createFeishuDoor(settings);
const noQuery = new URLSearchParams();

type Headers = Record<string, string>;
const headerOf = (headers: Headers) => (name: string) => headers[name] ?? null;

function sealed(event: unknown, how: { signed?: boolean; key?: string } = {}) {
  const { body, signed } = sealEvent(typeof event === 'string' ? event : JSON.stringify(event), {
    encryptKey: how.key ?? KEY,
    timestamp: '1767225600',
    nonce: 'nonce-1',
    iv: Buffer.from('0123456789abcdef'),
  });
  return { body: Buffer.from(body), header: headerOf(how.signed === false ? {} : signed) };
}

function opens(event: unknown, how?: { signed?: boolean; key?: string }) {
  const { body, header } = sealed(event, how);
  return door.open(noQuery, body, header);
}

const message = (content: unknown, message_type = 'text', more: object = {}, chat_type = 'p2p') => ({
  schema: '2.0',
  header: {
    ...{ event_id: 'e-1', event_type: 'im.message.receive_v1', create_time: '1767225600000' },
    ...{ token: TOKEN, app_id: 'cli_demo' },
  },
  event: {
    sender: { sender_id: { open_id: 'ou_demo' }, sender_type: 'user' },
    message: {
      ...{ message_id: 'om_1', create_time: '1767225600000', chat_type, message_type },
      content: JSON.stringify(content),
      ...more,
    },
  },
});

const contentOf = (event: unknown) => {
  const opened = opens(event);
  return opened.ok && opened.callback.kind === 'item' ? opened.callback.item.content : opened;
};

describe('what may come in', () => {
  it('answers the check of the address, signed or not, when it is sealed and has our token', () => {
    const check = { type: 'url_verification', token: TOKEN, challenge: 'ajls384kdjx98XX' };
    for (const signed of [true, false])
      expect(opens(check, { signed })).toEqual({
        ok: true,
        callback: { kind: 'challenge', answer: '{"challenge":"ajls384kdjx98XX"}' },
      });
    expect(opens({ ...check, token: 'another' })).toMatchObject({ ok: false, status: 401 });
    expect(door.open(noQuery, Buffer.from(JSON.stringify(check)))).toMatchObject({ ok: false, status: 403 });
  });

  it('refuses what is not signed, signed by another, sealed with another key, or without our token', () => {
    expect(opens(message({ text: '在吗' }), { signed: false })).toMatchObject({ ok: false, status: 401 });
    expect(opens(message({ text: '在吗' }), { key: 'another' })).toMatchObject({ ok: false, status: 401 });
    const foreign = message({ text: '在吗' });
    foreign.header.token = 'another';
    expect(opens(foreign)).toMatchObject({ ok: false, code: 'channels/feishu/bad-token' });
  });

  it('keeps an authentic event of another app or without a shape for a person', () => {
    const other = message({ text: '在吗' });
    other.header.app_id = 'cli_other';
    expect(opens(other)).toMatchObject({ callback: { kind: 'keep', reason: 'another-app' } });
    expect(opens({ token: TOKEN, hello: 1 })).toMatchObject({
      callback: { kind: 'keep', reason: 'no-schema' },
    });
    expect(opens('not json')).toMatchObject({ callback: { kind: 'keep', reason: 'not-json' } });
  });
});

describe('what it says', () => {
  it('reads post, voice, video, file and place, and keeps what it does not know', () => {
    const post = {
      title: '报修',
      content: [
        [
          { tag: 'text', text: '厨房' },
          { tag: 'a', text: '漏水', href: 'https://example.com' },
        ],
      ],
    };
    expect(contentOf(message(post, 'post'))).toEqual({ type: 'text', text: '报修\n厨房漏水' });
    const file = { file_key: 'file_1' };
    expect(contentOf(message(file, 'audio'))).toEqual({ type: 'voice', mediaId: 'om_1/file/file_1' });
    expect(contentOf(message(file, 'media'))).toEqual({ type: 'video', mediaId: 'om_1/file/file_1' });
    expect(contentOf(message(file, 'file'))).toEqual({ type: 'file', mediaId: 'om_1/file/file_1' });
    expect(contentOf(message({ file_key: '../x' }, 'file'))).toMatchObject({ type: 'other' });
    const place = { name: '3栋', longitude: '113.1', latitude: '23.1' };
    expect(contentOf(message(place, 'location'))).toMatchObject({ type: 'location', longitude: 113.1 });
    expect(contentOf(message({ x: 1 }, 'sticker'))).toMatchObject({ type: 'other', platformType: 'sticker' });
  });

  it('hears in a group only who calls, and no robot', () => {
    const mentions = [{ key: '@_user_1', name: '物业助手' }];
    const called = message({ text: '@_user_1 3栋漏水' }, 'text', { mentions }, 'group');
    expect(contentOf(called)).toEqual({ type: 'text', text: '3栋漏水' });
    expect(opens(message({ text: '吃饭了' }, 'text', {}, 'group'))).toMatchObject({
      callback: { kind: 'nothing' },
    });
    const robot = message({ text: '在吗' });
    robot.event.sender.sender_type = 'app';
    expect(opens(robot)).toMatchObject({ callback: { kind: 'nothing' } });
  });

  it('takes a pressed button for its words, and none of another card', () => {
    const press = (value: unknown) => ({
      ...message({}),
      header: { ...message({}).header, event_type: 'card.action.trigger', create_time: '1767225600000123' },
      event: { operator: { open_id: 'ou_demo' }, action: { tag: 'button', value } },
    });
    expect(opens(press({ menuId: 'u1', says: '1单元' }))).toMatchObject({
      callback: {
        kind: 'item',
        item: { sentAt: 1_767_225_600_000, content: { type: 'text', text: '1单元', menuId: 'u1' } },
      },
    });
    expect(opens(press({ approve: true }))).toMatchObject({ callback: { kind: 'keep' } });
  });
});

type Vector = { headers: Record<string, string>; raw_body: string; plaintext: string };
const vectors = evalJson<Vector[]>('crypto/other-channels.json');

describe.skipIf(vectors === null)('the constructed samples', () => {
  const read = (name: string) => evalJson<Record<string, unknown>>(name);

  it('verifies the signature and opens the seal of the published vector', () => {
    const vector = vectors?.[0];
    if (!vector) throw new Error('no vector');
    const plain = JSON.parse(vector.plaintext);
    const own = createFeishuDoor({ ...settings, verificationToken: plain.header.token });
    const headers = Object.fromEntries(
      Object.entries(vector.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    // Authentic, and about nothing: an event without a message.
    const body = Buffer.from(vector.raw_body);
    expect(own.open(noQuery, body, headerOf(headers))).toMatchObject({
      ok: true,
      callback: { kind: 'keep', plaintext: vector.plaintext },
    });
    const altered = { ...headers, 'x-lark-request-nonce': 'nonce-2' };
    expect(own.open(noQuery, body, headerOf(altered))).toMatchObject({ ok: false, status: 401 });
  });

  it.each([
    ['im.message.receive_v1.text', { type: 'text', text: '工单R20260101-0001什么进度' }],
    ['im.message.receive_v1.group_mention', { type: 'text', text: '今天几单' }],
    ['im.message.receive_v1.image', { type: 'image', mediaId: 'om_demo0001/image/img_demo' }],
    ['v1_event', { type: 'text', text: '你好' }],
  ])('%s', (name, content) => {
    expect(contentOf(read(`feishu/${name}.json`))).toEqual(content);
  });

  it('knows a duplicate by event_id and the older form by uuid', () => {
    const idOf = (name: string) => {
      const opened = opens(read(`feishu/${name}.json`));
      return opened.ok && opened.callback.kind === 'item' ? opened.callback.item.channelItemId : null;
    };
    expect(idOf('im.message.receive_v1.duplicate')).toBe(idOf('im.message.receive_v1.text'));
    expect(idOf('v1_event')).toBe('bc447199585340d1f3728d26b1c0297a');
    expect(opens(read('feishu/url_verification.json'))).toMatchObject({ callback: { kind: 'challenge' } });
  });
});
