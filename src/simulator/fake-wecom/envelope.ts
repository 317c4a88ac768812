// Seals and opens the platform's callback envelope straight on node:crypto, so that it is a second opinion on the product's own.
// Frame (doc 90968): AES-256-CBC over random(16) ‖ length(4, big endian) ‖ message ‖ receiveid, padded to a multiple of 32.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';

export type CallbackKeys = { token: string; encodingAesKey: string; receiveId: string };
export type SealedCallback = {
  query: { msg_signature: string; timestamp: string; nonce: string };
  encrypt: string;
  body: string;
};

const BLOCK = 32;

/** What the platform POSTs. `random16` are 16 random bytes, `nonce` and `atMs` come from the caller. */
export function sealCallback(
  plaintext: string,
  keys: CallbackKeys,
  draw: { random16: Buffer; nonce: string; atMs: number; agentId?: string },
): SealedCallback {
  const encrypt = encryptFrame(plaintext, keys, draw.random16);
  const timestamp = String(Math.floor(draw.atMs / 1000));
  const signature = signCallback(keys.token, timestamp, draw.nonce, encrypt);
  return {
    query: { msg_signature: signature, timestamp, nonce: draw.nonce },
    encrypt,
    body:
      `<xml><ToUserName>${cdata(keys.receiveId)}</ToUserName>` +
      `<AgentID>${cdata(draw.agentId ?? '')}</AgentID><Encrypt>${cdata(encrypt)}</Encrypt></xml>`,
  };
}

/** Sorted by bytes, joined, SHA-1, lower hex. */
export function signCallback(token: string, timestamp: string, nonce: string, encrypt: string): string {
  const parts = [token, timestamp, nonce, encrypt].sort((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  return createHash('sha1').update(parts.join(''), 'utf8').digest('hex');
}

export function encryptFrame(plaintext: string, keys: CallbackKeys, random16: Buffer): string {
  if (random16.length !== 16) throw new RangeError('a frame starts with 16 random bytes');
  const message = Buffer.from(plaintext, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const frame = Buffer.concat([random16, length, message, Buffer.from(keys.receiveId, 'utf8')]);
  const padBytes = BLOCK - (frame.length % BLOCK); // 1..32: a full block pads with 32 × 0x20
  const { key, iv } = aesKey(keys.encodingAesKey);
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const padded = Buffer.concat([frame, Buffer.alloc(padBytes, padBytes)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

/** Opens what the product answers (a passive reply). Null for anything that is not a whole, honest frame to us. */
export function openFrame(encrypt: string, keys: CallbackKeys): string | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encrypt)) return null;
  const sealed = Buffer.from(encrypt, 'base64');
  if (sealed.length === 0 || sealed.length % 16 !== 0) return null;
  const { key, iv } = aesKey(keys.encodingAesKey);
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()]);
  const pad = padded[padded.length - 1] ?? 0;
  if (pad < 1 || pad > BLOCK || pad > padded.length) return null;
  if (!padded.subarray(padded.length - pad).every((byte) => byte === pad)) return null;
  const frame = padded.subarray(0, padded.length - pad);
  if (frame.length < 20) return null;
  const length = frame.readUInt32BE(16);
  if (20 + length > frame.length) return null;
  if (frame.subarray(20 + length).toString('utf8') !== keys.receiveId) return null;
  return frame.subarray(20, 20 + length).toString('utf8');
}

/** Reads one element of a flat answer; enough for the few fields of a passive reply. */
export function elementText(xml: string, name: string): string | null {
  const found = new RegExp(`<${name}>\\s*(?:<!\\[CDATA\\[([\\s\\S]*?)\\]\\]>|([^<]*))\\s*</${name}>`).exec(
    xml,
  );
  return found ? (found[1] ?? found[2] ?? '') : null;
}

/** A CDATA section may not hold its own end mark. */
export function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

function aesKey(encodingAesKey: string): { key: Buffer; iv: Buffer } {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  if (key.length !== 32) throw new RangeError('an EncodingAESKey has 43 characters and stands for 32 bytes');
  return { key, iv: key.subarray(0, 16) };
}
