// Voice as WeChat sends it (AMR, Silk) → WAV, which every endpoint takes. Silk is decoded in-process, AMR by ffmpeg where it is installed.
import { spawn } from 'node:child_process';
import { Fault } from '../base/errors.ts';

/** Enough for speech. */
const SAMPLE_RATE = 16_000;
const WAV_HEADER_BYTES = 44;
/** A minute of speech is 2 MB; whatever is far beyond is no voice message. */
const MOST_WAV_BYTES = 32 * 1024 * 1024;

/** Null when this machine cannot decode it. Throws for files that are no voice. */
export async function toWav(
  bytes: Uint8Array,
  contentType: string,
  { ffmpeg, signal }: { ffmpeg: string; signal: AbortSignal },
): Promise<Uint8Array | null> {
  if (contentType === 'audio/silk') return silkToWav(bytes);
  return withFfmpeg(bytes, ffmpeg, signal);
}

async function silkToWav(bytes: Uint8Array): Promise<Uint8Array> {
  const { decode } = await import('silk-wasm');
  const { data } = await decode(bytes, SAMPLE_RATE);
  return wavOf(data);
}

/** 16-bit mono PCM with its header. */
export function wavOf(pcm: Uint8Array): Uint8Array {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(WAV_HEADER_BYTES - 8 + pcm.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(pcm.byteLength, 40);
  return Buffer.concat([header, pcm]);
}

function withFfmpeg(bytes: Uint8Array, ffmpeg: string, signal: AbortSignal): Promise<Uint8Array | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      ffmpeg,
      ['-v', 'error', '-i', 'pipe:0', '-ac', '1', '-ar', String(SAMPLE_RATE), '-f', 's16le', 'pipe:1'],
      { stdio: ['pipe', 'pipe', 'ignore'], signal },
    );
    const parts: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (part: Buffer) => {
      size += part.byteLength;
      if (size > MOST_WAV_BYTES) child.kill();
      else parts.push(part);
    });
    // It may stop reading before we have written all.
    child.stdin.on('error', () => {});
    child.on('error', (error) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') resolve(null);
      else reject(error);
    });
    child.on('close', (code) => {
      if (code === 0 && size > 0) resolve(wavOf(Buffer.concat(parts)));
      else reject(new Fault('model/voice-unreadable', 'the voice message could not be decoded'));
    });
    child.stdin.end(bytes);
  });
}
