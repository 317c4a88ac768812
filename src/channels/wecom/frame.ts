// The encrypted frame of WeCom and Official Account callbacks, opened strictly (docs 90968, 101033).
// @wecom/crypto's own decrypt checks neither padding nor length nor receiveid, so it is not used for opening.
import { createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';

/** The key as the crypto library keeps it: as bytes it would be checked anew for every message. */
export type FrameKey = { key: KeyObject; iv: Buffer };
export type FrameProblem = 'base64' | 'block-length' | 'padding' | 'frame-length' | 'receive-id';
export type FrameResult = { ok: true; message: Buffer } | { ok: false; problem: FrameProblem };

/** AESKey = base64(EncodingAESKey + "="); the IV is its first half, the same for every message (the protocol's choice). */
export function frameKeyOf(encodingAesKey: string): FrameKey {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  return { key: createSecretKey(key), iv: key.subarray(0, 16) };
}

/** random(16) ‖ length(4, big endian) ‖ message ‖ receiveid ‖ PKCS#7 padding to a multiple of 32. */
export function openFrame({ key, iv }: FrameKey, ciphertext: string, receiveId: string): FrameResult {
  // Buffer drops characters that are not base64 without a word, so the alphabet is checked first.
  if (ciphertext.length === 0 || ciphertext.length % 4 !== 0 || !BASE64.test(ciphertext))
    return refuse('base64');
  const sealed = Buffer.from(ciphertext, 'base64');
  if (sealed.length === 0 || sealed.length % 16 !== 0) return refuse('block-length');

  const decipher = createDecipheriv('aes-256-cbc', key, iv);
  decipher.setAutoPadding(false); // pads to 32, Node would refuse a pad above 16
  const padded = decipher.update(sealed);
  decipher.final(); // nothing is left over without padding

  const contentLength = lengthWithoutPadding(padded);
  if (contentLength === null) return refuse('padding');
  if (contentLength < HEAD_BYTES) return refuse('frame-length');
  const messageEnd = HEAD_BYTES + padded.readUInt32BE(RANDOM_BYTES);
  if (messageEnd > contentLength) return refuse('frame-length');
  if (padded.toString('latin1', messageEnd, contentLength) !== receiveId) return refuse('receive-id');
  return { ok: true, message: padded.subarray(HEAD_BYTES, messageEnd) };
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const RANDOM_BYTES = 16;
const HEAD_BYTES = 20;
const MAX_PAD = 32;

function lengthWithoutPadding(padded: Buffer): number | null {
  const pad = padded[padded.length - 1] ?? 0;
  if (pad < 1 || pad > MAX_PAD || pad > padded.length) return null;
  const start = padded.length - pad;
  for (let at = start; at < padded.length; at++) if (padded[at] !== pad) return null;
  return start;
}

function refuse(problem: FrameProblem): FrameResult {
  return { ok: false, problem };
}
