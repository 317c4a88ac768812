// /cgi-bin/media/upload and /get: files kept for three days; a missing one is answered with JSON, not with a 404 (docs 90253, 90254).

import type { LedgerFact } from '../ledger.ts';
import { limits } from '../limits.ts';
import { findMedia, keepMedia, type MediaShelf, toSeconds, type World } from '../world.ts';
import { type ApiAnswer, type ApiCall, ok, refuse } from './answer.ts';

type MediaType = keyof typeof limits.uploadBytes;

export function uploadMedia(call: ApiCall, world: World): ApiAnswer {
  const type = call.query.get('type') ?? '';
  if (!isMediaType(type)) return refuse(40005, 'invalid type');
  const part = findMediaPart(call.raw, call.headers.contentType);
  if (!part) return refuse(44001, 'empty media data');
  const tooSmall = part.bytes.length <= limits.mediaAtLeastBytes;
  if (tooSmall || part.bytes.length > limits.uploadBytes[type]) return refuse(40006, 'invalid media size');
  const mediaId = keepMedia(world, part.bytes, part.contentType, part.fileName);
  return ok({ type, media_id: mediaId, created_at: String(toSeconds(world.clock.now())) });
}

type Shelf = MediaShelf & { ledger: { add(fact: Extract<LedgerFact, { type: 'media.served' }>): unknown } };

export function getMedia(call: ApiCall, world: Shelf): ApiAnswer {
  const mediaId = call.query.get('media_id') ?? '';
  const media = findMedia(world, mediaId);
  world.ledger.add({ type: 'media.served', mediaId, found: media !== null });
  if (!media) return refuse(40007, 'invalid media_id');
  const { bytes, contentType, fileName } = media;
  return { bytes, contentType, fileName, range: call.headers.range };
}

function isMediaType(type: string): type is MediaType {
  return Object.hasOwn(limits.uploadBytes, type);
}

type Part = { bytes: Uint8Array; contentType: string; fileName: string };

/** The part called "media", which must have a file name. */
function findMediaPart(raw: Buffer, contentType: string): Part | null {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return null;
  const delimiter = Buffer.from(`--${mark}`);
  let from = raw.indexOf(delimiter);
  while (from >= 0) {
    const next = raw.indexOf(delimiter, from + delimiter.length);
    if (next < 0) return null;
    const part = raw.subarray(from + delimiter.length + 2, next - 2);
    const headEnd = part.indexOf('\r\n\r\n');
    const head = headEnd < 0 ? '' : part.subarray(0, headEnd).toString('utf8');
    const fileName = /filename="([^"]*)"/i.exec(head)?.[1];
    if (/name="media"/i.test(head) && fileName) {
      const type = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1]?.trim() ?? 'application/octet-stream';
      return { bytes: Uint8Array.from(part.subarray(headEnd + 4)), contentType: type, fileName };
    }
    from = next;
  }
  return null;
}
