// Step 1 of a request of 飞书's (事件订阅, Encrypt Key): is it really from the platform? Only what is encrypted and signed is taken;
// the signature is over time, nonce, key and the body as it came.
import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../../base/errors.ts';
import type { CallbackDoor, CallbackRefused, HeaderOf, OpenedCallback } from '../contract.ts';
import { objectIn } from '../json.ts';
import { digestKey } from '../wecom/callback.ts';
import { decodeUtf8 } from '../wecom/verify.ts';
import { challengeIn, parseFeishuEvent, tokenIn } from './parse.ts';

export type FeishuDoorSettings = { appId: string; verificationToken: string; encryptKey: string };

/** Ours: a card or a long post with room; the platform's own texts end at 150 KB. */
const MAX_BYTES = 256 * 1024;

export function createFeishuDoor({ appId, verificationToken, encryptKey }: FeishuDoorSettings): CallbackDoor {
  if (appId === '' || verificationToken === '' || encryptKey === '')
    throw new Fault('channels/feishu/bad-keys', 'app id, Verification Token or Encrypt Key is missing');
  const key = createHash('sha256').update(encryptKey).digest();

  return {
    channel: 'feishu',
    maxBytes: MAX_BYTES,
    answersIn: 'json',
    /** The platform checks the address by POST. */
    verifyUrl: () => refuse(400, 'bad-query'),

    open(_query, body, header = () => null) {
      if (body.byteLength > MAX_BYTES) return refuse(413, 'too-large');
      const signed = isSigned(body, header);
      if (signed === 'wrong') return refuse(401, 'bad-signature');
      const sealed = sealedIn(body);
      if (sealed === null) return refuse(403, 'plain-refused');
      const plaintext = unseal(sealed);
      if (plaintext === null) return refuse(400, 'bad-seal');
      const text = decodeUtf8(plaintext);
      const event = text === null ? null : objectIn(text);
      if (event !== null && !isOurs(tokenIn(event))) return refuse(401, 'bad-token');
      // Whether the check of the address is signed is not documented; it is sealed and has the token, and does nothing.
      const challenge = event && challengeIn(event);
      if (challenge)
        return { ok: true, callback: { kind: 'challenge', answer: JSON.stringify({ challenge }) } };
      if (signed !== 'yes') return refuse(401, 'not-signed');
      return { ok: true, callback: read(event, text, plaintext) };
    },
  };

  /** There is no freshness window: a retry may come six hours later and whether it is signed anew is not documented. */
  function isSigned(body: Uint8Array, header: HeaderOf): 'yes' | 'not' | 'wrong' {
    const signature = header('x-lark-signature');
    if (signature === null) return 'not';
    const timestamp = header('x-lark-request-timestamp') ?? '';
    const nonce = header('x-lark-request-nonce') ?? '';
    // The parts are joined without a mark between them, so each must have its own form.
    if (!/^[0-9a-f]{64}$/.test(signature) || !/^\d{10,13}$/.test(timestamp)) return 'wrong';
    if (!/^[\x21-\x7e]{1,128}$/.test(nonce)) return 'wrong';
    const sum = createHash('sha256').update(timestamp).update(nonce).update(encryptKey).update(body).digest();
    return timingSafeEqual(sum, Buffer.from(signature, 'hex')) ? 'yes' : 'wrong';
  }

  function unseal(sealed: string): Buffer | null {
    const bytes = Buffer.from(sealed, 'base64');
    if (bytes.length < 32 || bytes.length % 16 !== 0) return null;
    try {
      const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16));
      return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]);
    } catch {
      return null; // Another key, or not whole.
    }
  }

  function isOurs(token: string | null): boolean {
    if (token === null) return false;
    const digest = (value: string) => createHash('sha256').update(value).digest();
    return timingSafeEqual(digest(token), digest(verificationToken));
  }

  function read(event: Record<string, unknown> | null, text: string | null, bytes: Buffer): OpenedCallback {
    const parsed = event === null ? null : parseFeishuEvent(event, appId);
    if (parsed !== null && parsed.kind !== 'unreadable') return parsed;
    const plaintext = text ?? bytes.toString('base64');
    const dedupeKey = digestKey('unreadable', plaintext);
    const reason = parsed === null ? (text === null ? 'not-utf8' : 'not-json') : parsed.reason;
    return { kind: 'keep', dedupeKey, plaintext, reason };
  }
}

const envelope = z.object({ encrypt: z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/) });
function sealedIn(body: Uint8Array): string | null {
  const text = decodeUtf8(body);
  const read = envelope.safeParse(text === null ? null : objectIn(text));
  return read.success ? read.data.encrypt : null;
}

function refuse(status: CallbackRefused['status'], reason: string): CallbackRefused {
  return { ok: false, status, code: `channels/feishu/${reason}` };
}
