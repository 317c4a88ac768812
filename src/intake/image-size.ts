// How many pixels a picture says it has, read from its head; nothing is decoded. Pure.

export type PictureSize = { width: number; height: number };

/** Null when the picture does not say, or is cut off before it does. */
export function pictureSize(contentType: string, bytes: Uint8Array): PictureSize | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = SIZES[contentType]?.(view) ?? null;
    return size !== null && size.width > 0 && size.height > 0 ? size : null;
  } catch (error) {
    // Reading beyond the end: the file is cut.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const SIZES: Record<string, (view: Buffer) => PictureSize | null> = {
  'image/png': (view) =>
    view.toString('latin1', 12, 16) === 'IHDR'
      ? { width: view.readUInt32BE(16), height: view.readUInt32BE(20) }
      : null,
  'image/gif': (view) => ({ width: view.readUInt16LE(6), height: view.readUInt16LE(8) }),
  'image/jpeg': jpegSize,
  'image/webp': webpSize,
  'image/heic': heifSize,
};

/** The frame header: markers C0–CF without DHT (C4), JPG (C8) and DAC (CC). */
function jpegSize(view: Buffer): PictureSize | null {
  let at = 2;
  for (;;) {
    if (view.readUInt8(at) !== 0xff) return null;
    const marker = view.readUInt8(at + 1);
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return null; // pixels, or the end, before any frame
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: view.readUInt16BE(at + 5), width: view.readUInt16BE(at + 7) };
    at += 2 + view.readUInt16BE(at + 2);
  }
}

function webpSize(view: Buffer): PictureSize | null {
  switch (view.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: view.readUIntLE(24, 3) + 1, height: view.readUIntLE(27, 3) + 1 };
    case 'VP8L': {
      const bits = view.readUInt32LE(21);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      return { width: view.readUInt16LE(26) & 0x3fff, height: view.readUInt16LE(28) & 0x3fff };
    default:
      return null;
  }
}

/** The largest of the `ispe` boxes: a picture is made of tiles, and the whole has one of its own. */
function heifSize(view: Buffer): PictureSize | null {
  let largest: PictureSize | null = null;
  const head = view.subarray(0, 256 * 1024);
  for (let at = head.indexOf('ispe'); at >= 0; at = head.indexOf('ispe', at + 4)) {
    const size = { width: head.readUInt32BE(at + 8), height: head.readUInt32BE(at + 12) };
    if (largest === null || size.width * size.height > largest.width * largest.height) largest = size;
  }
  return largest;
}
