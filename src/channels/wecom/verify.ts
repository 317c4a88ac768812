// Step 1 of a callback: is it really from the platform? Opens it or refuses; knows nothing of what is inside.
// Everything that comes in is hostile until the signature, the frame and the receiveid are right.
import { timingSafeEqual } from 'node:crypto';
import { getSignature } from '@wecom/crypto';
import { Fault } from '../../base/errors.ts';
import { type FrameProblem, frameKeyOf, openFrame } from './frame.ts';
import { type CallbackKeys, checkCallbackKeys } from './keys.ts';
import { childrenNamed, readXml } from './xml.ts';

/** Ours (T6): the platform's largest callbacks are a few KiB. */
export const MAX_CALLBACK_BYTES = 64 * 1024;

export type CallbackRefusal = { ok: false; status: 400 | 401 | 403 | 413; code: string };
/** `plaintext` is bytes when the authentic message is not UTF-8: such a message is kept, not refused. */
export type OpenedCallback = { ok: true; plaintext: string | Uint8Array };
export type VerifiedUrl = { ok: true; plaintext: string };

export type CallbackVerifier = {
  /** GET: answers with the bare text the platform wants to see, no quotes, no newline. */
  verifyUrl(query: URLSearchParams): VerifiedUrl | CallbackRefusal;
  /** POST: the decrypted message. */
  open(query: URLSearchParams, rawBody: Uint8Array): OpenedCallback | CallbackRefusal;
};

/** Throws a Fault on unusable keys: a channel without its secrets must not start. */
export function createCallbackVerifier(settings: CallbackKeys & { receiveId: string }): CallbackVerifier {
  const { token, encodingAesKey, receiveId } = settings;
  // An empty receiveid is legal for the platform's AI bots only, which this house does not serve.
  if (receiveId === '' || checkCallbackKeys(settings).length > 0) {
    throw new Fault('channels/wecom/bad-callback-keys', 'token, EncodingAESKey or receive id is unusable');
  }
  const frameKey = frameKeyOf(encodingAesKey);

  return {
    verifyUrl(query) {
      const signed = readSignedQuery(query);
      if (signed === null) return refuse(400, 'bad-query');
      const echo = onlyValue(query, 'echostr', MAX_ECHO_LENGTH);
      if (echo === null) return refuse(400, 'bad-query');
      const opened = openSigned(signed, echo);
      if (!opened.ok) return opened;
      const plaintext = decodeUtf8(opened.message);
      // Without this, a captured POST could be sent as a GET and would be answered with its decrypted message.
      if (plaintext === null || !ECHO.test(plaintext)) return refuse(403, 'not-an-echo');
      return { ok: true, plaintext };
    },

    open(query, rawBody) {
      if (rawBody.byteLength > MAX_CALLBACK_BYTES) return refuse(413, 'too-large');
      const signed = readSignedQuery(query);
      if (signed === null) return refuse(400, 'bad-query');
      const sealed = readEnvelope(rawBody);
      if (sealed === null) return refuse(400, 'bad-envelope');
      const opened = openSigned(signed, sealed);
      if (!opened.ok) return opened;
      return { ok: true, plaintext: decodeUtf8(opened.message) ?? opened.message };
    },
  };

  function openSigned(signed: SignedQuery, sealed: string): { ok: true; message: Buffer } | CallbackRefusal {
    const expected = getSignature(token, signed.timestamp, signed.nonce, sealed);
    // Both are 40 hex digits by now, so timingSafeEqual cannot throw.
    if (!timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(signed.signature, 'latin1'))) {
      return refuse(401, 'bad-signature');
    }
    const frame = openFrame(frameKey, sealed, receiveId);
    return frame.ok ? frame : refuse(STATUS_OF_FRAME[frame.problem], frame.problem);
  }
}

const STATUS_OF_FRAME: Record<FrameProblem, 400 | 403> = {
  base64: 400,
  'block-length': 400,
  padding: 400, // also what an old AES key looks like
  'frame-length': 400,
  'receive-id': 403,
};

type SignedQuery = { signature: string; timestamp: string; nonce: string };

/**
 * The signature is over the sorted parts joined without a mark between them, so parts that are cut elsewhere or
 * change places keep it. The narrow forms below leave nearly nothing of that:
 * - a nonce stays below 64 characters, since Encrypt can only lose or gain whole blocks (48 bytes = 64 characters);
 * - a timestamp has ten digits and lies after May 2014, before WeCom, so most nonces cannot take its place.
 * What is left is a replay, which the message's own id answers. There is no freshness window: a retry of the
 * platform may come late and whether it is signed anew is not documented.
 */
function readSignedQuery(query: URLSearchParams): SignedQuery | null {
  const signature = onlyValue(query, 'msg_signature', 40);
  const timestamp = onlyValue(query, 'timestamp', 10);
  const nonce = onlyValue(query, 'nonce', 63);
  if (signature === null || timestamp === null || nonce === null) return null;
  if (!SIGNATURE.test(signature) || !TIMESTAMP.test(timestamp) || !NONCE.test(nonce)) return null;
  const seconds = Number(timestamp);
  if (seconds < EARLIEST_SECONDS || seconds >= LATEST_SECONDS) return null;
  return { signature, timestamp, nonce };
}

const SIGNATURE = /^[0-9a-f]{40}$/; // the platform always sends lower case
const TIMESTAMP = /^\d{10}$/;
const NONCE = /^[\x21-\x7e]+$/;
const EARLIEST_SECONDS = 1_400_000_000;
const LATEST_SECONDS = 4_100_000_000;
const MAX_ECHO_LENGTH = 1024;
/** Seen so far: about twenty digits. Never markup, which a message always is. */
const ECHO = /^[^<>&\p{Cc}]{0,256}$/u;

/** The value of a parameter that is there exactly once. */
export function onlyValue(query: URLSearchParams, name: string, maxLength: number): string | null {
  const values = query.getAll(name);
  const value = values[0];
  if (values.length !== 1 || value === undefined || value === '' || value.length > maxLength) return null;
  return value;
}

/** Only Encrypt counts: the envelope's other fields are not signed. */
function readEnvelope(rawBody: Uint8Array): string | null {
  const text = decodeUtf8(rawBody);
  if (text === null) return null;
  const envelope = readXml(text);
  if (!envelope.ok) return null;
  const [encrypt, ...more] = childrenNamed(envelope.root, 'Encrypt');
  if (encrypt === undefined || more.length > 0 || encrypt.children.length > 0 || encrypt.text === '')
    return null;
  return encrypt.text;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function refuse(status: CallbackRefusal['status'], reason: string): CallbackRefusal {
  return { ok: false, status, code: `channels/wecom/${reason}` };
}
