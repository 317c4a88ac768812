// Voices of a second each, made here: a tone as Silk, and silence as AMR.
import { encode } from 'silk-wasm';

const RATE = 24_000;

export async function silkVoice(seconds = 1): Promise<Buffer> {
  const pcm = Buffer.alloc(RATE * seconds * 2);
  for (let at = 0; at < RATE * seconds; at++)
    pcm.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * 440 * at) / RATE)), at * 2);
  const { data } = await encode(pcm, RATE);
  return Buffer.from(data);
}

/** Frames of mode 7 (12.2 kbit/s) without sound: a head byte and 31 bytes for each 20 ms; RFC 4867. */
export function amrVoice(seconds = 1): Buffer {
  const frame = Buffer.alloc(32);
  frame[0] = 0x3c;
  return Buffer.concat([Buffer.from('#!AMR\n'), ...Array.from({ length: seconds * 50 }, () => frame)]);
}
