// How long a voice is, counted by its frames of 20 ms (AMR: RFC 4867; Silk: two bytes of length before each frame). Pure.

const FRAME_MS = 20;
/** Bytes of an AMR frame by its type, its head included; null = reserved. */
const AMR_BYTES = [13, 14, 16, 18, 20, 21, 27, 32, 6, null, null, null, null, null, null, 1] as const;
const AMR_HEAD = '#!AMR\n';
const SILK_HEAD = '#!SILK_V3';
/** WeChat puts this byte before the mark. */
const WECHAT_BYTE = 2;

/** As far as one frame follows the other; what comes behind a broken one does not play. */
export function voiceMs(contentType: string, bytes: Uint8Array): number {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return contentType === 'audio/silk' ? silkMs(view) : amrMs(view);
}

function amrMs(view: Buffer): number {
  if (view.toString('latin1', 0, AMR_HEAD.length) !== AMR_HEAD) return 0;
  let frames = 0;
  for (let at = AMR_HEAD.length; at < view.length; frames++) {
    const size = AMR_BYTES[((view[at] ?? 0) >> 3) & 0x0f] ?? null;
    if (size === null) break;
    at += size;
  }
  return frames * FRAME_MS;
}

function silkMs(view: Buffer): number {
  let frames = 0;
  for (let at = silkHead(view) ?? view.length; at + 2 <= view.length; frames++) {
    const size = view.readUInt16LE(at);
    // WeChat writes no end mark; the standard one is -1.
    if (size === 0 || size === 0xffff) break;
    at += 2 + size;
  }
  return frames * FRAME_MS;
}

/** Where the first frame begins; null when it is no Silk. file-type does not know this type. */
function silkHead(view: Buffer): number | null {
  const from = view[0] === WECHAT_BYTE ? 1 : 0;
  const end = from + SILK_HEAD.length;
  return view.toString('latin1', from, end) === SILK_HEAD ? end : null;
}

export function isSilk(bytes: Uint8Array): boolean {
  return silkHead(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) !== null;
}
