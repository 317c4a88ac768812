// What a file really is, by its content: what we keep, and a name for why we do not. Nothing is decoded or unpacked.
import { fileTypeFromBuffer } from 'file-type';
import type { MediaType } from '../channels/contract.ts';
import { findIntruder } from './file-intruders.ts';
import { pictureSize } from './image-size.ts';
import { isSilk, voiceMs } from './voice-length.ts';

export type FileVerdict =
  | { ok: true; contentType: string }
  | { ok: false; reason: RefusalReason; contentType: string | null };

export const refusalReasons = [
  'empty',
  'too-large',
  /** A picture that would fill the memory of whoever opens it. */
  'too-many-pixels',
  'too-long',
  'type-not-allowed',
  /** A picture that is a program. */
  'svg',
  'html',
  'archive',
  /** Two kinds of file at once. */
  'polyglot',
  /** A document that does something when it is opened. */
  'active-pdf',
  /** More files in an hour than we take from one person. */
  'too-many',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export type FileLimits = { bytes: Readonly<Record<MediaType, number>>; maxPixels: number };

const PICTURES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic'];
const FILMS = ['video/mp4', 'video/quicktime'];
const VOICES = ['audio/amr', 'audio/silk'];

/** What each kind of message may be. SVG is a program and office files carry programs, so neither is among them. */
const ALLOWED: Readonly<Record<MediaType, readonly string[]>> = {
  image: PICTURES,
  voice: VOICES,
  video: FILMS,
  file: [...PICTURES, ...FILMS, ...VOICES, 'application/pdf'],
};

/** The ending a person's computer knows for each type that is kept. */
export const fileEndings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'audio/amr': 'amr',
  'audio/silk': 'silk',
  'application/pdf': 'pdf',
};

/** WeChat ends a voice message at a minute; whatever is far beyond is no voice message. */
const LONGEST_VOICE_MS = 15 * 60_000;

export async function checkFile(
  kind: MediaType,
  bytes: Uint8Array,
  limits: FileLimits,
): Promise<FileVerdict> {
  if (bytes.byteLength === 0) return refused('empty', null);
  if (bytes.byteLength > limits.bytes[kind]) return refused('too-large', null);
  const contentType = await typeOf(bytes);
  if (contentType === 'application/zip') return refused('archive', contentType);
  if (contentType === 'image/svg+xml') return refused('svg', contentType);
  if (contentType === 'text/html') return refused('html', contentType);
  if (contentType === null || !ALLOWED[kind].includes(contentType))
    return refused('type-not-allowed', contentType);
  if (PICTURES.includes(contentType)) {
    // One that does not say how large it is, is broken: no reader makes room for it, and a person may still rescue it.
    const size = pictureSize(contentType, bytes);
    if (size !== null && size.width * size.height > limits.maxPixels)
      return refused('too-many-pixels', contentType);
  }
  if (VOICES.includes(contentType) && voiceMs(contentType, bytes) > LONGEST_VOICE_MS)
    return refused('too-long', contentType);
  const intruder = findIntruder(contentType, bytes);
  return intruder === null ? { ok: true, contentType } : refused(intruder, contentType);
}

function refused(reason: RefusalReason, contentType: string | null): FileVerdict {
  return { ok: false, reason, contentType };
}

/** By the first bytes. */
async function typeOf(bytes: Uint8Array): Promise<string | null> {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096));
  const start = head.toString('latin1', 0, 16);
  // Looking into an archive would mean unpacking it.
  if (start.startsWith('PK')) return 'application/zip';
  if (isSilk(bytes)) return 'audio/silk';
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('<')) {
    if (/<svg[\s>]/i.test(text)) return 'image/svg+xml';
    if (/<(?:!doctype html|html|head|body|script|iframe|meta|title)\b/i.test(text)) return 'text/html';
  }
  const found = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime ?? null;
  // A stream of pictures under the same container; what a phone calls HEIF.
  return found === 'image/heif' ? 'image/heic' : found;
}
