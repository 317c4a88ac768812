// Valid callbacks and every way to alter them: bytes, parameters, order, encoding. For the verifier alone and for the whole door.
import { encrypt, getSignature } from '@wecom/crypto';
import fc from 'fast-check';

export const TOKEN = 'PmChatTok3n';
export const KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C';
export const CORP = 'ww1234567890abcdef';

export type Request = { sealed: string; message: string; parts: Record<PartName, string>; body: Buffer };
type PartName = 'msg_signature' | 'timestamp' | 'nonce';
export const partNames: PartName[] = ['msg_signature', 'timestamp', 'nonce'];

export const request: fc.Arbitrary<Request> = fc
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
export const byteEdit = fc
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

export const mutations = fc.array(
  fc.oneof(
    { arbitrary: inBody, weight: 5 },
    { arbitrary: inQuery, weight: 5 },
    { arbitrary: inParameters, weight: 4 },
    { arbitrary: rewritten, weight: 1 },
  ),
  { minLength: 1, maxLength: 3 },
);

/** True when everything the signature covers is as it was: only then may a callback be taken. */
export function isUnaltered(original: Request, parts: URLSearchParams, body: Buffer): boolean {
  const values = partNames.map((name) => parts.getAll(name));
  if (values.some((each) => each.length !== 1)) return false;
  // The signature sorts its parts, so the only freedom it leaves is who is called timestamp and who nonce.
  const same = (a: (string | null | undefined)[], b: string[]) =>
    [...a].sort().join(' ') === [...b].sort().join(' ');
  if (parts.get('msg_signature') !== original.parts.msg_signature) return false;
  if (!same([parts.get('timestamp'), parts.get('nonce')], [original.parts.timestamp, original.parts.nonce]))
    return false;
  const sealed = original.sealed.replace(/[+/=]/g, '\\$&');
  return new RegExp(`>\\s*(<!\\[CDATA\\[)?${sealed}(\\]\\]>)?\\s*<`).test(body.toString('latin1'));
}
