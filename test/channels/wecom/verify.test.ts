import { createCipheriv } from 'node:crypto';
import { encrypt, getSignature } from '@wecom/crypto';
import { describe, expect, it } from 'vitest';
import { frameKeyOf, openFrame } from '../../../src/channels/wecom/frame.ts';
import { checkCallbackKeys } from '../../../src/channels/wecom/keys.ts';
import { createCallbackVerifier, MAX_CALLBACK_BYTES } from '../../../src/channels/wecom/verify.ts';
import { evalJson, fixtureJson, fixtureText } from '../support/fixtures.ts';

type Vector = {
  id: string;
  token: string | null;
  encodingAESKey: string;
  receiveid: string;
  timestamp: string | null;
  nonce: string | null;
  expect?: string;
  ciphertext: string;
  msg_signature: string | null;
  plaintext?: string;
  kind?: string;
  channel?: string;
};

const constructed = fixtureJson<Vector[]>('crypto/wecom-constructed.json');
const upstream = (evalJson<Vector[]>('crypto/upstream-vectors.json') ?? []).filter(
  (vector) =>
    vector.ciphertext !== undefined && (vector.channel === 'wecom' || vector.channel === 'wechat-official'),
);

const TOKEN = 'PmChatTok3n';
const KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
const CORP = 'ww1234567890abcdef';
const verifier = createCallbackVerifier({ token: TOKEN, encodingAesKey: KEY, receiveId: CORP });
const MESSAGE = '<xml><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[厨房漏水]]></Content></xml>';

function envelope(sealed: string): Buffer {
  return Buffer.from(
    `<xml><ToUserName><![CDATA[${CORP}]]></ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt><AgentID><![CDATA[]]></AgentID></xml>`,
  );
}

function signed(sealed: string, timestamp = '1767225600', nonce = 'n4F0pQ', token = TOKEN): URLSearchParams {
  return new URLSearchParams({
    msg_signature: getSignature(token, timestamp, nonce, sealed),
    timestamp,
    nonce,
  });
}

function withEcho(query: URLSearchParams, echostr: string): URLSearchParams {
  query.set('echostr', echostr);
  return query;
}

/** A frame that is wrong in a chosen way, rightly encrypted and padded. */
function sealedFrame(options: { length?: number; receiveId?: string; message?: Buffer } = {}): string {
  const message = options.message ?? Buffer.from(MESSAGE);
  const wanted = options.length ?? message.length;
  const inner = Buffer.concat([Buffer.alloc(4), message, Buffer.from(options.receiveId ?? CORP)]);
  inner.writeUInt32BE(wanted >>> 0);
  return rawSeal(Buffer.concat([Buffer.alloc(16, 7), inner]));
}

function rawSeal(content: Buffer): string {
  const pad = 32 - (content.length % 32);
  return sealedBytes(Buffer.concat([content, Buffer.alloc(pad, pad)]));
}

function sealedBytes(padded: Buffer): string {
  const { key, iv } = frameKeyOf(KEY);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  cipher.setAutoPadding(false);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

describe('crypto vectors', () => {
  it.each(constructed.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const own = createCallbackVerifier({
      token: vector.token ?? '',
      encodingAesKey: vector.encodingAESKey,
      receiveId: vector.receiveid,
    });
    const query = new URLSearchParams({
      msg_signature: vector.msg_signature ?? '',
      timestamp: vector.timestamp ?? '',
      nonce: vector.nonce ?? '',
    });
    const posted = own.open(query, envelope(vector.ciphertext));
    const got = own.verifyUrl(withEcho(query, vector.ciphertext));
    if (vector.expect === 'accept') {
      expect(posted).toEqual({ ok: true, plaintext: vector.plaintext });
      // A message is never shown to who asks for an echo.
      if (vector.plaintext?.includes('<')) expect(got).toMatchObject({ ok: false, status: 403 });
      else expect(got).toEqual({ ok: true, plaintext: vector.plaintext });
    } else {
      for (const refused of [posted, got]) {
        expect(refused).toMatchObject({ ok: false, code: expect.stringMatching(/^channels\/wecom\//) });
        expect([400, 401, 403, 413]).toContain(refused.ok ? 200 : refused.status);
      }
      expect(got.ok ? '' : got.code).toMatch(expectedCode(vector.expect ?? ''));
    }
  });

  function expectedCode(expectation: string): RegExp {
    if (expectation.startsWith('reject:signature')) return /bad-signature|bad-query/;
    if (expectation === 'reject:receiveid') return /receive-id/;
    if (expectation === 'reject:padding') return /padding/;
    if (expectation === 'reject:frame') return /frame-length/;
    if (expectation === 'reject:decrypt') return /base64|block-length|bad-query/;
    return /padding|receive-id|frame-length/;
  }

  // Vectors of other projects are no part of this repository; they run where they are at hand.
  for (const vector of upstream) {
    it(`upstream ${vector.id}`, () => {
      expect(openFrame(frameKeyOf(vector.encodingAESKey), vector.ciphertext, vector.receiveid)).toEqual({
        ok: true,
        message: Buffer.from(vector.plaintext ?? ''),
      });
      if (vector.token === null || vector.msg_signature === null) return;
      const own = createCallbackVerifier({
        token: vector.token,
        encodingAesKey: vector.encodingAESKey,
        receiveId: vector.receiveid,
      });
      const query = new URLSearchParams({
        msg_signature: vector.msg_signature,
        timestamp: vector.timestamp ?? '',
        nonce: vector.nonce ?? '',
      });
      const result =
        vector.kind === 'get-verify'
          ? own.verifyUrl(withEcho(query, vector.ciphertext))
          : own.open(query, envelope(vector.ciphertext));
      expect(result).toEqual({ ok: true, plaintext: vector.plaintext });
    });
  }
});

describe('checkCallbackKeys', () => {
  it.each(fixtureJson<{ id: string; encodingAESKey: string; expect: string }[]>('crypto/bad-keys.json'))(
    '$id',
    (bad) => {
      const problems = checkCallbackKeys({ token: TOKEN, encodingAesKey: bad.encodingAESKey });
      if (bad.id === 'key-noncanonical-tail') expect(problems).toEqual([]);
      else
        expect(problems).toMatchObject([
          { setting: 'encodingAesKey', problem: expect.stringContaining('EncodingAESKey') },
        ]);
    },
  );

  it('names both problems at once', () => {
    expect(checkCallbackKeys({ token: 'has space', encodingAesKey: 'short' }).map((p) => p.setting)).toEqual([
      'token',
      'encodingAesKey',
    ]);
  });

  it('keeps a verifier without secrets from being made', () => {
    for (const settings of [
      { token: '', encodingAesKey: KEY, receiveId: CORP },
      { token: TOKEN, encodingAesKey: '', receiveId: CORP },
      { token: TOKEN, encodingAesKey: KEY, receiveId: '' },
    ]) {
      expect(() => createCallbackVerifier(settings)).toThrow('unusable');
    }
  });

  it('takes a non-canonical last character for the key it decodes to', () => {
    const sealed = encrypt(KEY, MESSAGE, CORP);
    const twin = createCallbackVerifier({
      token: TOKEN,
      encodingAesKey: `${KEY.slice(0, 42)}D`,
      receiveId: CORP,
    });
    expect(twin.open(signed(sealed), envelope(sealed))).toEqual({ ok: true, plaintext: MESSAGE });
  });
});

describe('open', () => {
  it('opens the recorded request', () => {
    const query = new URLSearchParams(
      fixtureJson<Record<string, string>>('wecom-app/envelope/post_query.json'),
    );
    const opened = verifier.open(query, Buffer.from(fixtureText('wecom-app/envelope/post_body.xml')));
    expect(opened).toEqual({ ok: true, plaintext: constructed[0]?.plaintext });
  });

  it('keeps an authentic message that is not UTF-8 as bytes', () => {
    const message = Buffer.from([0x3c, 0x78, 0xff, 0xfe, 0x3e]);
    const sealed = sealedFrame({ message });
    expect(verifier.open(signed(sealed), envelope(sealed))).toEqual({ ok: true, plaintext: message });
  });

  it.each([
    ['length −1 as unsigned', { length: 0xffffffff }, 'frame-length'],
    ['length one too long', { length: Buffer.byteLength(MESSAGE) + CORP.length + 1 }, 'frame-length'],
    ['length 0', { length: 0 }, 'receive-id'],
    ['length one short', { length: Buffer.byteLength(MESSAGE) - 1 }, 'receive-id'],
    ['receive id with a tail', { receiveId: `${CORP}x` }, 'receive-id'],
    ['receive id in capitals', { receiveId: CORP.toUpperCase() }, 'receive-id'],
    ['receive id cut', { receiveId: CORP.slice(0, -1) }, 'receive-id'],
  ])('refuses a signed frame with %s', (_name, options, reason) => {
    const sealed = sealedFrame(options);
    const refused = verifier.open(signed(sealed), envelope(sealed));
    expect(refused).toMatchObject({ ok: false, code: `channels/wecom/${reason}` });
  });

  it('refuses a pad of 33 equal bytes', () => {
    const message = Buffer.alloc(9); // 20 + 9 + 18 + 33 = 80 = five blocks
    const frame = Buffer.concat([
      Buffer.alloc(16, 7),
      Buffer.from([0, 0, 0, message.length]),
      message,
      Buffer.from(CORP),
    ]);
    const sealed = sealedBytes(Buffer.concat([frame, Buffer.alloc(33, 33)]));
    expect(verifier.open(signed(sealed), envelope(sealed))).toMatchObject({ code: 'channels/wecom/padding' });
  });

  it.each([
    ['characters a decoder would drop', (sealed: string) => `${sealed.slice(0, 8)}!!!!${sealed.slice(8)}`],
    ['the alphabet of URLs', (sealed: string) => sealed.replaceAll('+', '-').replaceAll('/', '_')],
    ['line breaks', (sealed: string) => `${sealed.slice(0, 64)}\n\n\n\n${sealed.slice(64)}`],
  ])('refuses signed base64 with %s', (_name, rewrite) => {
    const sealed = rewrite(encrypt(KEY, `${MESSAGE}${'填'.repeat(200)}`, CORP, Buffer.alloc(16, 3)));
    expect(verifier.open(signed(sealed), envelope(sealed))).toMatchObject({ code: 'channels/wecom/base64' });
  });

  it('refuses a pad that is longer than the frame', () => {
    const sealed = sealedBytes(Buffer.alloc(16, 32));
    expect(verifier.open(signed(sealed), envelope(sealed))).toMatchObject({ code: 'channels/wecom/padding' });
  });

  const good = encrypt(KEY, MESSAGE, CORP, Buffer.alloc(16, 3)); // fixed, so that it always sorts at the same place
  const goodQuery = signed(good);

  it.each(['msg_signature', 'timestamp', 'nonce'])(
    'refuses a request whose %s is missing, empty, doubled or over-long',
    (name) => {
      const value = goodQuery.get(name) ?? '';
      for (const change of [
        (query: URLSearchParams) => query.delete(name),
        (query: URLSearchParams) => query.set(name, ''),
        (query: URLSearchParams) => query.append(name, value),
        (query: URLSearchParams) => query.append(name, 'other'),
        (query: URLSearchParams) => query.set(name, value + '0'.repeat(64)),
        (query: URLSearchParams) => query.set(name, `${value}\0`),
        (query: URLSearchParams) => query.set(name, ` ${value}`),
      ]) {
        const query = new URLSearchParams(goodQuery);
        change(query);
        expect(verifier.open(query, envelope(good))).toMatchObject({ ok: false, status: 400 });
      }
    },
  );

  it.each([
    ['an empty body', ''],
    ['JSON', JSON.stringify({ encrypt: good })],
    ['no Encrypt', '<xml><ToUserName>a</ToUserName></xml>'],
    ['two Encrypt', `<xml><Encrypt>${good}</Encrypt><Encrypt>${good}</Encrypt></xml>`],
    ['another root', `<root><Encrypt>${good}</Encrypt></root>`],
    ['Encrypt deeper down', `<xml><a><Encrypt>${good}</Encrypt></a></xml>`],
    ['a DOCTYPE', `<!DOCTYPE xml><xml><Encrypt>${good}</Encrypt></xml>`],
    ['an own entity', `<xml><Encrypt>&e;</Encrypt></xml>`],
    ['text after the end', `<xml><Encrypt>${good}</Encrypt></xml>x`],
    ['a cut end', `<xml><Encrypt>${good}</Encrypt>`],
  ])('refuses an envelope with %s', (_name, body) => {
    expect(verifier.open(goodQuery, Buffer.from(body))).toMatchObject({ ok: false, status: 400 });
  });

  it('refuses a body above the limit before it reads it', () => {
    expect(verifier.open(goodQuery, Buffer.alloc(MAX_CALLBACK_BYTES + 1, 0x20))).toMatchObject({
      status: 413,
    });
  });

  it('refuses an envelope that is not UTF-8', () => {
    const body = Buffer.concat([envelope(good).subarray(0, -6), Buffer.from([0xff]), Buffer.from('</xml>')]);
    expect(verifier.open(goodQuery, body)).toMatchObject({ ok: false, status: 400 });
  });

  it('refuses what another token signed', () => {
    expect(verifier.open(signed(good, '1767225600', 'n4F0pQ', 'OtherToken'), envelope(good))).toMatchObject({
      status: 401,
    });
    expect(verifier.open(signed(good, '1767225600', 'n4F0pQ', ''), envelope(good))).toMatchObject({
      status: 401,
    });
  });

  it('refuses a signature whose parts were cut elsewhere', () => {
    // Both are digits and sort next to each other, so the joined text and thus the SHA-1 stay the same.
    const query = signed(good, '1767225600', '1372623149');
    const moved = new URLSearchParams({
      msg_signature: query.get('msg_signature') ?? '',
      timestamp: '767225600',
      nonce: '13726231491',
    });
    expect(getSignature(TOKEN, '767225600', '13726231491', good)).toBe(query.get('msg_signature'));
    expect(verifier.open(moved, envelope(good))).toMatchObject({ ok: false, status: 400 });
  });

  it('refuses a message shortened by whole blocks that were moved into the nonce', () => {
    const nonce = '0';
    const query = signed(good, '1767225600', nonce);
    const moved = new URLSearchParams({
      msg_signature: query.get('msg_signature') ?? '',
      timestamp: '1767225600',
      nonce: nonce + good.slice(0, 64),
    });
    expect(verifier.open(moved, envelope(good.slice(64)))).toMatchObject({ ok: false });
  });
});

describe('verifyUrl', () => {
  it('answers the bare text', () => {
    const echo = encrypt(KEY, '1616140317555161061', CORP);
    expect(verifier.verifyUrl(withEcho(signed(echo), echo))).toEqual({
      ok: true,
      plaintext: '1616140317555161061',
    });
  });

  it('does not decrypt a captured message for who sends it as an echo', () => {
    const sealed = encrypt(KEY, MESSAGE, CORP);
    expect(verifier.verifyUrl(withEcho(signed(sealed), sealed))).toMatchObject({
      status: 403,
      code: 'channels/wecom/not-an-echo',
    });
  });

  it('refuses swapped, missing and doubled echo texts', () => {
    const one = encrypt(KEY, '111', CORP);
    const other = encrypt(KEY, '222', CORP);
    expect(verifier.verifyUrl(withEcho(signed(one), other))).toMatchObject({ status: 401 });
    expect(verifier.verifyUrl(signed(one))).toMatchObject({ status: 400 });
    const doubled = withEcho(signed(one), one);
    doubled.append('echostr', one);
    expect(verifier.verifyUrl(doubled)).toMatchObject({ status: 400 });
  });
});
