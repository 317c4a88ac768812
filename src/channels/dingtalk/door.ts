// Step 1 of a request of 钉钉's (机器人接收消息): the sign in the headers is over the time and our secret, not over the body, so time
// bounds who may use one again. Events come sealed as 企业微信's do (配置事件订阅).
import { createHmac, timingSafeEqual } from 'node:crypto';
import { encrypt, getSignature } from '@wecom/crypto';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/errors.ts';
import type { Ids } from '../../base/ids.ts';
import type { CallbackDoor, CallbackRefused, HeaderOf, OpenedCallback } from '../contract.ts';
import { objectIn } from '../json.ts';
import { digestKey } from '../wecom/callback.ts';
import { frameKeyOf, openFrame } from '../wecom/frame.ts';
import { decodeUtf8, onlyValue } from '../wecom/verify.ts';
import { parseRobotMessage } from './parse.ts';

export type DingtalkDoorSettings = {
  appKey: string;
  appSecret: string;
  robotCode: string;
  /** Of 事件订阅; null where it is not used. */
  events: { token: string; encodingAesKey: string } | null;
  clock: Clock;
  ids: Ids;
};

const MAX_BYTES = 256 * 1024;
/** 钉钉: "与系统当前时间戳相差 1 小时以上，则认为是非法的请求". */
const FRESH_MS = 3_600_000;

export function createDingtalkDoor(settings: DingtalkDoorSettings): CallbackDoor {
  const { appKey, appSecret, robotCode, events, clock, ids } = settings;
  if (appKey === '' || appSecret === '' || robotCode === '')
    throw new Fault('channels/dingtalk/bad-keys', 'app key, app secret or robot code is missing');
  return {
    channel: 'dingtalk',
    maxBytes: MAX_BYTES,
    answersIn: 'json',
    verifyUrl: () => refuse(400, 'bad-query'),
    open(query, body, header = () => null) {
      if (body.byteLength > MAX_BYTES) return refuse(413, 'too-large');
      if (query.has('msg_signature') || query.has('signature')) return openEvent(query, body);
      const refusal = checkSign(header);
      if (refusal) return refusal;
      const text = decodeUtf8(body);
      const message = text === null ? null : objectIn(text);
      if (text === null || message === null) return refuse(400, 'bad-body');
      if (message.robotCode !== robotCode) return refuse(403, 'another-robot');
      const parsed = parseRobotMessage(message);
      const callback: OpenedCallback =
        parsed.kind === 'unreadable'
          ? { kind: 'keep', dedupeKey: digestKey('unreadable', text), plaintext: text, reason: parsed.reason }
          : parsed;
      return { ok: true, callback };
    },
  };

  function checkSign(header: HeaderOf): CallbackRefused | null {
    const timestamp = header('timestamp') ?? '';
    const sign = header('sign') ?? '';
    if (!/^\d{13}$/.test(timestamp) || !/^[A-Za-z0-9+/]{43}=$/.test(sign)) return refuse(401, 'not-signed');
    const expected = createHmac('sha256', appSecret).update(`${timestamp}\n${appSecret}`).digest('base64');
    // Compared as written: the last letter can be spelled in several ways.
    if (!timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(sign, 'latin1')))
      return refuse(401, 'bad-signature');
    if (Math.abs(clock.now() - Number(timestamp)) > FRESH_MS) return refuse(401, 'stale-signature');
    return null;
  }

  /** The address is checked by an event; the answer is `success`, sealed. What else happened in the company is not asked for. */
  function openEvent(query: URLSearchParams, body: Uint8Array): ReturnType<CallbackDoor['open']> {
    if (events === null) return refuse(403, 'no-events');
    const signature = onlyValue(query, 'msg_signature', 40) ?? onlyValue(query, 'signature', 40);
    const timestamp = onlyValue(query, 'timestamp', 13);
    const nonce = onlyValue(query, 'nonce', 63);
    const sealed = sealedIn(body);
    if (signature === null || timestamp === null || nonce === null || sealed === null)
      return refuse(400, 'bad-query');
    if (!/^[0-9a-f]{40}$/.test(signature) || !/^\d{10,13}$/.test(timestamp)) return refuse(400, 'bad-query');
    const expected = getSignature(events.token, timestamp, nonce, sealed);
    if (!timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(signature, 'latin1')))
      return refuse(401, 'bad-signature');
    const frame = openFrame(frameKeyOf(events.encodingAesKey), sealed, appKey);
    if (!frame.ok) return refuse(frame.problem === 'receive-id' ? 403 : 400, frame.problem);
    return { ok: true, callback: { kind: 'challenge', answer: sealedSuccess(events) } };
  }

  function sealedSuccess({ token, encodingAesKey }: { token: string; encodingAesKey: string }): string {
    const random = Buffer.from(ids.secret(16), 'base64url');
    const sealed = encrypt(encodingAesKey, 'success', appKey, random);
    const timeStamp = String(clock.now());
    const nonce = ids.secret(9).replace(/[^A-Za-z0-9]/g, '0');
    const msg_signature = getSignature(token, timeStamp, nonce, sealed);
    return JSON.stringify({ msg_signature, timeStamp, nonce, encrypt: sealed });
  }
}

function sealedIn(body: Uint8Array): string | null {
  const sealed = objectIn(decodeUtf8(body) ?? '')?.encrypt;
  return typeof sealed === 'string' ? sealed : null;
}

function refuse(status: CallbackRefused['status'], reason: string): CallbackRefused {
  return { ok: false, status, code: `channels/dingtalk/${reason}` };
}
