// Step 1 of a callback of the Official Account (接入指南, 消息加解密): is it really from the platform? Encrypted ones are opened as
// strictly as WeCom's. Ones in plain text are refused unless the account was set to take them: their signature is only over
// time and nonce, so whoever has seen one can write any number.
import { timingSafeEqual } from 'node:crypto';
import { getSignature } from '@wecom/crypto';
import type { Clock } from '../../base/clock.ts';
import type { CallbackDoor, CallbackRefused, OpenedCallback } from '../contract.ts';
import type { CallbackKeys } from '../wecom/keys.ts';
import { createCallbackVerifier, decodeUtf8, MAX_CALLBACK_BYTES, onlyValue } from '../wecom/verify.ts';
import { type MenuWords, parseOaCallback } from './parse.ts';

export type OaDoorSettings = CallbackKeys & {
  appId: string;
  menu: MenuWords;
  /** Takes what is not encrypted; for trying, and for accounts that cannot do otherwise. */
  acceptsPlain: boolean;
  clock: Clock;
};

/**
 * Where the body is not signed, time is all that bounds who may use a signature again. The platform sets no window and repeats a
 * callback for some twenty seconds; clocks differ. Encrypted ones need none: what they say is known by its own id.
 */
const PLAIN_FRESH_MS = 10 * 60_000;

export function createOaDoor(settings: OaDoorSettings): CallbackDoor {
  const { token, appId, menu, acceptsPlain, clock } = settings;
  const verifier = createCallbackVerifier({ ...settings, receiveId: appId });
  return {
    channel: 'wechat-oa',
    maxBytes: MAX_CALLBACK_BYTES,

    /** The platform asks in plain text also where it will encrypt. */
    verifyUrl(query) {
      const refusal = checkPlain(query);
      if (refusal) return refusal;
      const echo = onlyValue(query, 'echostr', 128);
      // It is answered as it came and nothing signs it, so it must not be able to be anything else than an echo.
      if (echo === null || !/^[A-Za-z0-9_-]+$/.test(echo)) return refuse(400, 'bad-query');
      return { ok: true, plaintext: echo };
    },

    open(query, body) {
      if (body.byteLength > MAX_CALLBACK_BYTES) return refuse(413, 'too-large');
      // In the mode between, plain fields stand beside the encrypted ones: only what was encrypted counts.
      if (query.has('msg_signature') || query.get('encrypt_type') === 'aes') {
        const opened = verifier.open(query, body);
        return opened.ok ? { ok: true, callback: read(opened.plaintext) } : opened;
      }
      if (!acceptsPlain) return refuse(403, 'plain-refused');
      const refusal = checkPlain(query);
      if (refusal) return refusal;
      return { ok: true, callback: read(decodeUtf8(body) ?? body) };
    },
  };

  function checkPlain(query: URLSearchParams): CallbackRefused | null {
    const signature = onlyValue(query, 'signature', 40);
    const timestamp = onlyValue(query, 'timestamp', 10);
    const nonce = onlyValue(query, 'nonce', 63);
    if (signature === null || timestamp === null || nonce === null) return refuse(400, 'bad-query');
    if (!/^[0-9a-f]{40}$/.test(signature) || !/^\d{10}$/.test(timestamp) || !/^[\x21-\x7e]+$/.test(nonce))
      return refuse(400, 'bad-query');
    // An empty fourth member leaves the sum of the other three.
    const expected = getSignature(token, timestamp, nonce, '');
    if (!timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(signature, 'latin1')))
      return refuse(401, 'bad-signature');
    if (Math.abs(clock.now() - Number(timestamp) * 1000) > PLAIN_FRESH_MS)
      return refuse(401, 'stale-signature');
    return null;
  }

  function read(plaintext: string | Uint8Array): OpenedCallback {
    const callback = parseOaCallback(plaintext, menu);
    switch (callback.kind) {
      case 'item':
        return callback;
      case 'whereabouts':
        return { kind: 'nothing', reason: 'whereabouts' };
      case 'unreadable': {
        const text = typeof plaintext === 'string' ? plaintext : Buffer.from(plaintext).toString('base64');
        return { kind: 'keep', dedupeKey: callback.dedupeKey, plaintext: text, reason: callback.reason };
      }
    }
  }
}

function refuse(status: CallbackRefused['status'], reason: string): CallbackRefused {
  return { ok: false, status, code: `channels/wechat-oa/${reason}` };
}
