import { encrypt, getSignature } from '@wecom/crypto';
import { describe, expect, it } from 'vitest';
import { createOaDoor } from '../../../src/channels/wechat-oa/door.ts';
import { testClock } from '../support/fake-platform.ts';
import { evalJson } from '../support/fixtures.ts';

const NOW_SECONDS = 1_767_225_600;
const TOKEN = 'PmChatTok3n';
const KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
const APP_ID = 'wx0123456789abcdef';
const WORDS =
  '<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1767225600</CreateTime><MsgType>text</MsgType><Content>漏水</Content><MsgId>1</MsgId></xml>';

const doorOf = ({ acceptsPlain = false, token = TOKEN, key = KEY, appId = APP_ID, at = NOW_SECONDS } = {}) =>
  createOaDoor({
    token,
    encodingAesKey: key,
    appId,
    menu: new Map(),
    acceptsPlain,
    clock: testClock(at * 1000),
  });

const plainQuery = (at = NOW_SECONDS, more: Record<string, string> = {}) =>
  new URLSearchParams({
    signature: getSignature(TOKEN, String(at), 'n4F0pQ', ''),
    timestamp: String(at),
    nonce: 'n4F0pQ',
    openid: 'o1',
    ...more,
  });

function sealed(words: string, { appId = APP_ID, at = NOW_SECONDS } = {}) {
  const ciphertext = encrypt(KEY, words, appId);
  const query = plainQuery(at, {
    encrypt_type: 'aes',
    msg_signature: getSignature(TOKEN, String(at), 'n4F0pQ', ciphertext),
  });
  return { query, ciphertext };
}
const envelope = (ciphertext: string, beside = '') =>
  Buffer.from(
    `<xml><ToUserName>gh_1</ToUserName>${beside}<Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`,
  );

describe('the check of the address', () => {
  it('answers with the echo as it came', () => {
    expect(doorOf().verifyUrl(plainQuery(NOW_SECONDS, { echostr: '4375120948345356249' }))).toEqual({
      ok: true,
      plaintext: '4375120948345356249',
    });
  });

  it.each([
    ['another signature', { signature: '0123456789'.repeat(4), echostr: '1' }, 401],
    ['no echo', {}, 400],
    ['an echo that would be markup', { echostr: '<script>' }, 400],
    ['an echo without end', { echostr: '1'.repeat(129) }, 400],
  ])('refuses %s', (_what, more, status) => {
    expect(doorOf().verifyUrl(plainQuery(NOW_SECONDS, more))).toMatchObject({ ok: false, status });
  });

  it('refuses an old one: its signature may have been seen by anybody', () => {
    const query = plainQuery(NOW_SECONDS - 601, { echostr: '1' });
    expect(doorOf().verifyUrl(query)).toMatchObject({
      ok: false,
      code: 'channels/wechat-oa/stale-signature',
    });
  });
});

describe('what is brought', () => {
  it('is opened when it is encrypted for this account', () => {
    const { query, ciphertext } = sealed(WORDS);
    expect(doorOf().open(query, envelope(ciphertext))).toMatchObject({
      ok: true,
      callback: { kind: 'item', item: { channelItemId: '1', content: { text: '漏水' } } },
    });
  });

  it('however late it comes, since what it says is known by its own id', () => {
    const { query, ciphertext } = sealed(WORDS, { at: NOW_SECONDS - 86_400 });
    expect(doorOf().open(query, envelope(ciphertext))).toMatchObject({ ok: true });
  });

  it('counts by what was encrypted, never by what stands beside it', () => {
    const { query, ciphertext } = sealed(WORDS);
    const beside = '<FromUserName>o2</FromUserName><Content>假的</Content>';
    expect(doorOf().open(query, envelope(ciphertext, beside))).toMatchObject({
      callback: { item: { channelUserId: 'o1', content: { text: '漏水' } } },
    });
  });

  it('is refused when it is for another account', () => {
    const { query, ciphertext } = sealed(WORDS, { appId: 'wx-another' });
    expect(doorOf().open(query, envelope(ciphertext))).toMatchObject({ ok: false, status: 403 });
  });

  it('is refused in plain text, whatever its signature', () => {
    expect(doorOf().open(plainQuery(), Buffer.from(WORDS))).toEqual({
      ok: false,
      status: 403,
      code: 'channels/wechat-oa/plain-refused',
    });
  });

  it('is not taken for plain because its signature was left out', () => {
    const { query, ciphertext } = sealed(WORDS);
    query.delete('msg_signature');
    for (const acceptsPlain of [false, true])
      expect(doorOf({ acceptsPlain }).open(query, envelope(ciphertext))).toMatchObject({
        ok: false,
        status: 400,
      });
  });

  it('is taken in plain text where that was switched on, for ten minutes', () => {
    const door = doorOf({ acceptsPlain: true });
    expect(door.open(plainQuery(), Buffer.from(WORDS))).toMatchObject({
      ok: true,
      callback: { kind: 'item' },
    });
    expect(door.open(plainQuery(NOW_SECONDS - 599), Buffer.from(WORDS))).toMatchObject({ ok: true });
    for (const at of [NOW_SECONDS - 601, NOW_SECONDS + 601])
      expect(door.open(plainQuery(at), Buffer.from(WORDS))).toMatchObject({ ok: false, status: 401 });
    const query = plainQuery();
    query.set('nonce', 'another');
    expect(door.open(query, Buffer.from(WORDS))).toMatchObject({ ok: false, status: 401 });
  });

  it('is kept when it is authentic and unreadable', () => {
    const { query, ciphertext } = sealed('{"MsgType":"event"}');
    expect(doorOf().open(query, envelope(ciphertext))).toMatchObject({
      ok: true,
      callback: { kind: 'keep', reason: 'malformed' },
    });
  });
});

type Vector = {
  id: string;
  channel: string;
  kind: string;
  token: string;
  encodingAESKey?: string;
  receiveid?: string;
  timestamp: string;
  nonce: string;
  signature?: string;
  echostr?: string;
  ciphertext?: string;
  msg_signature?: string | null;
};

const vectors = (evalJson<Vector[]>('crypto/upstream-vectors.json') ?? []).filter(
  (each) => each.channel === 'wechat-official' && each.token !== null,
);

for (const vector of vectors) {
  if (vector.kind === 'plain-signature' && vector.echostr !== undefined)
    it(`answers the check of the documents (${vector.id})`, () => {
      const { timestamp, nonce, signature = '', echostr = '' } = vector;
      const query = new URLSearchParams({ signature, timestamp, nonce, echostr });
      expect(doorOf({ token: vector.token, at: Number(timestamp) }).verifyUrl(query)).toEqual({
        ok: true,
        plaintext: echostr,
      });
    });
  if (vector.kind === 'post-decrypt')
    it(`opens the callback of the documents (${vector.id})`, () => {
      const { timestamp, nonce, msg_signature, signature = '', ciphertext = '' } = vector;
      const query = new URLSearchParams({
        ...{ signature, timestamp, nonce, encrypt_type: 'aes' },
        msg_signature: msg_signature ?? '',
      });
      const door = doorOf({
        token: vector.token,
        key: vector.encodingAESKey ?? '',
        appId: vector.receiveid ?? '',
      });
      const opened = door.open(query, envelope(ciphertext));
      // One of them carries JSON, as for a mini program: authentic, and kept for a person.
      expect(opened).toMatchObject({
        ok: true,
        callback: { kind: vector.id.endsWith('xml') ? 'item' : 'keep' },
      });
    });
}
