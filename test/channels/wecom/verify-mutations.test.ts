// Forged and altered callbacks. Every run changes a valid request; nothing the signature covers may differ and be accepted.
import { encrypt, getSignature } from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCallbackVerifier } from '../../../src/channels/wecom/verify.ts';

const TOKEN = 'PmChatTok3n';
const KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
const CORP = 'ww1234567890abcdef';
const RUNS = 20_000;
const verifier = createCallbackVerifier({ token: TOKEN, encodingAesKey: KEY, receiveId: CORP });

type Request = { sealed: string; message: string; parts: Record<PartName, string>; body: Buffer };
type PartName = 'msg_signature' | 'timestamp' | 'nonce';
const partNames: PartName[] = ['msg_signature', 'timestamp', 'nonce'];

const request: fc.Arbitrary<Request> = fc
  .record({
    content: fc.string({ unit: 'binary', maxLength: 60 }),
    timestamp: fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }).map(String),
    nonce: fc.oneof(fc.stringMatching(/^[0-9]{10}$/), fc.stringMatching(/^[A-Za-z0-9]{1,16}$/)),
    random: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  })
  .map(({ content, timestamp, nonce, random }) => {
    const message = `<xml><MsgType>text</MsgType><Content><![CDATA[${content.replaceAll(']]>', '')}]]></Content></xml>`;
    const sealed = encrypt(KEY, message, CORP, Buffer.from(random));
    const body = Buffer.from(
      `<xml><ToUserName><![CDATA[${CORP}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`,
    );
    return {
      sealed,
      message,
      body,
      parts: { msg_signature: getSignature(TOKEN, timestamp, nonce, sealed), timestamp, nonce },
    };
  });

type Mutation = (query: Buffer, body: Buffer) => [Buffer, Buffer];

const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const byteEdit = fc
  .record({
    op: fc.constantFrom('change', 'flip-bit', 'insert', 'delete', 'truncate', 'repeat', 'drop-block'),
    at: place,
    byte: fc.integer({ min: 0, max: 255 }),
    length: fc.integer({ min: 1, max: 64 }),
  })
  .map(({ op, at, byte, length }) => (bytes: Buffer): Buffer => {
    const index = Math.floor(at * bytes.length);
    const head = bytes.subarray(0, index);
    switch (op) {
      case 'change':
        return Buffer.concat([head, Buffer.from([byte]), bytes.subarray(index + 1)]);
      case 'flip-bit':
        return Buffer.concat([
          head,
          Buffer.from([(bytes[index] ?? 0) ^ (1 << (byte % 8))]),
          bytes.subarray(index + 1),
        ]);
      case 'insert':
        return Buffer.concat([head, Buffer.from([byte]), bytes.subarray(index)]);
      case 'delete':
        return Buffer.concat([head, bytes.subarray(index + length)]);
      case 'truncate':
        return head;
      case 'repeat':
        return Buffer.concat([head, bytes.subarray(index, index + length), bytes.subarray(index)]);
      default:
        return Buffer.concat([head, bytes.subarray(index + 64)]);
    }
  });

const inBody: fc.Arbitrary<Mutation> = byteEdit.map((edit) => (query, body) => [query, edit(body)]);
const inQuery: fc.Arbitrary<Mutation> = byteEdit.map((edit) => (query, body) => [edit(query), body]);
/** Works on the parameters rather than the bytes. */
const inParameters: fc.Arbitrary<Mutation> = fc
  .record({
    op: fc.constantFrom(
      'swap',
      'double',
      'double-other',
      'drop',
      'empty',
      'upper',
      'array',
      'shift',
      'null-byte',
      'pad',
    ),
    one: fc.constantFrom(...partNames),
    other: fc.constantFrom(...partNames),
    cut: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ op, one, other, cut }) => (query, body) => {
    const parts = new URLSearchParams(query.toString('latin1'));
    const value = parts.get(one) ?? '';
    const second = parts.get(other) ?? '';
    if (op === 'swap') {
      parts.set(one, second);
      parts.set(other, value);
    } else if (op === 'double') parts.append(one, value);
    else if (op === 'double-other') parts.append(one, second);
    else if (op === 'drop') parts.delete(one);
    else if (op === 'empty') parts.set(one, '');
    else if (op === 'upper') parts.set(one, value.toUpperCase());
    else if (op === 'array') {
      parts.delete(one);
      parts.append(`${one}[]`, value);
    } else if (op === 'shift') {
      parts.set(one, value.slice(cut));
      parts.set(other, second + value.slice(0, cut));
    } else if (op === 'null-byte') parts.set(one, `${value}\0`);
    else parts.set(one, `${value} `);
    return [Buffer.from(parts.toString(), 'latin1'), body];
  });
/** The same request written otherwise. */
const rewritten: fc.Arbitrary<Mutation> = fc.constantFrom<Mutation[]>(
  (query, body) => [
    Buffer.from(
      query.toString('latin1').replace(/=([^&]*)/g, (_all, value: string) => `=${percentEncode(value)}`),
      'latin1',
    ),
    body,
  ],
  (query, body) => [Buffer.from(query.toString('latin1').split('&').reverse().join('&'), 'latin1'), body],
  (query, body) => [
    query,
    Buffer.from(
      body
        .toString('latin1')
        .replace('<Encrypt><![CDATA[', '<Encrypt>')
        .replace(']]></Encrypt>', '</Encrypt>'),
      'latin1',
    ),
  ],
  (query, body) => [query, Buffer.from(body.toString('latin1').replaceAll('><', '>\n  <'), 'latin1')],
  (query, body) => [query, Buffer.from(body.toString('latin1').replace('1000002', '1000003'), 'latin1')],
);

function percentEncode(value: string): string {
  return [...value].map((character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');
}

const mutations = fc.array(
  fc.oneof(
    { arbitrary: inBody, weight: 5 },
    { arbitrary: inQuery, weight: 5 },
    { arbitrary: inParameters, weight: 4 },
    { arbitrary: rewritten, weight: 1 },
  ),
  { minLength: 1, maxLength: 3 },
);

describe('open', () => {
  it(`accepts none of ${RUNS} altered requests unless what is signed is unchanged`, {
    timeout: 120_000,
  }, () => {
    let accepted = 0;
    let refused = 0;
    fc.assert(
      fc.property(request, mutations, (original, edits) => {
        let query: Buffer = Buffer.from(new URLSearchParams(original.parts).toString(), 'latin1');
        let body = original.body;
        for (const edit of edits) [query, body] = edit(query, body);
        const parts = new URLSearchParams(query.toString('latin1'));

        const result = verifier.open(parts, body);
        if (!result.ok) {
          refused++;
          expect([400, 401, 403, 413]).toContain(result.status);
          return;
        }
        accepted++;
        // The signature sorts its parts, so the only freedom it leaves is who is called timestamp and who nonce.
        expect(partNames.map((name) => parts.getAll(name).length)).toEqual([1, 1, 1]);
        expect(parts.get('msg_signature')).toBe(original.parts.msg_signature);
        expect([parts.get('timestamp'), parts.get('nonce')].sort()).toEqual(
          [original.parts.timestamp, original.parts.nonce].sort(),
        );
        expect(body.toString('latin1')).toMatch(
          new RegExp(`>\\s*(<!\\[CDATA\\[)?${asPattern(original.sealed)}(\\]\\]>)?\\s*<`),
        );
        expect(result.plaintext).toBe(original.message);
      }),
      { numRuns: RUNS },
    );
    // Both must have happened, or the property proves nothing.
    expect(accepted).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(RUNS / 2);
  });

  it('never throws on noise', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.uint8Array({ maxLength: 400 }),
        (query, body) => {
          expect(verifier.open(new URLSearchParams(query), body)).toMatchObject({ ok: false });
          expect(verifier.verifyUrl(new URLSearchParams(query))).toMatchObject({ ok: false });
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('answers a rightly signed frame of noise with a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        const sealed = Buffer.from(noise).toString('base64');
        const parts = { timestamp: '1767225600', nonce: 'n' };
        const query = new URLSearchParams({
          ...parts,
          msg_signature: getSignature(TOKEN, parts.timestamp, parts.nonce, sealed),
        });
        const body = Buffer.from(`<xml><Encrypt>${sealed}</Encrypt></xml>`);
        expect(verifier.open(query, body)).toMatchObject({ ok: false });
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('verifyUrl', () => {
  it('accepts no altered echo', () => {
    const echo = encrypt(KEY, '1616140317555161061', CORP);
    const parts = { timestamp: '1767225600', nonce: '137262' };
    const original = new URLSearchParams({
      ...parts,
      msg_signature: getSignature(TOKEN, parts.timestamp, parts.nonce, echo),
      echostr: echo,
    });
    expect(verifier.verifyUrl(original)).toMatchObject({ ok: true });
    fc.assert(
      fc.property(byteEdit, (edit) => {
        const changed = new URLSearchParams(
          edit(Buffer.from(original.toString(), 'latin1')).toString('latin1'),
        );
        const result = verifier.verifyUrl(changed);
        const same = [...original.keys()].every(
          (name) => changed.getAll(name).join(' ') === original.get(name),
        );
        expect(result.ok).toBe(same);
      }),
      { numRuns: 5_000 },
    );
  });
});

function asPattern(text: string): string {
  return text.replace(/[+/=]/g, '\\$&');
}
