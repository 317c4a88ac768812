// A voice is decoded here (Silk in-process, AMR by ffmpeg), sent as WAV, and comes back as words, or as a reason why not.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSpeechToText } from '../../src/model/speech.ts';
import { toWav, wavOf } from '../../src/model/voice-codec.ts';
import { amrVoice, silkVoice } from '../support/voices.ts';
import { type FakeEndpoint, startFakeEndpoint } from './fake-endpoint.ts';

const signal = new AbortController().signal;
let endpoint: FakeEndpoint;
beforeAll(async () => {
  endpoint = await startFakeEndpoint();
});
afterAll(() => endpoint.close());

const listen = (bytes: Uint8Array, contentType: string, ffmpeg = 'ffmpeg', until = signal) =>
  createSpeechToText({ apiKey: 'sk-test', baseUrl: endpoint.baseUrl, model: 'whisper-1', ffmpeg }).transcribe(
    { bytes, contentType },
    until,
  );

/** How many seconds of sound stand in a WAV of ours. */
const secondsIn = (wav: Uint8Array | null) => ((wav?.byteLength ?? 44) - 44) / 32_000;

describe('a voice becomes WAV', () => {
  it.each([
    ['audio/silk', async () => silkVoice(2)],
    ['audio/amr', async () => amrVoice(2)],
  ] as const)('from %s, as long as it was', async (contentType, make) => {
    const wav = await toWav(await make(), contentType, { ffmpeg: 'ffmpeg', signal });
    expect(Buffer.from(wav ?? []).toString('latin1', 0, 4)).toBe('RIFF');
    expect(secondsIn(wav)).toBeGreaterThan(1.8);
    expect(secondsIn(wav)).toBeLessThan(2.2);
  });

  it('with a head that fits its body', () => {
    const wav = Buffer.from(wavOf(Buffer.alloc(320)));
    expect(wav.readUInt32LE(4)).toBe(wav.byteLength - 8);
    expect(wav.readUInt32LE(40)).toBe(320);
  });

  it('but no AMR where ffmpeg is not installed', async () => {
    expect(await toWav(amrVoice(), 'audio/amr', { ffmpeg: 'no-such-ffmpeg', signal })).toBeNull();
  });

  it('but not what is no voice at all', async () => {
    await expect(toWav(Buffer.from('hello'), 'audio/amr', { ffmpeg: 'ffmpeg', signal })).rejects.toThrow(
      'decoded',
    );
  });
});

describe('who listens', () => {
  it('hears words', async () => {
    endpoint.behave({ kind: 'says', body: JSON.stringify({ text: ' 厨房水管漏水了 ' }) });
    expect(await listen(await silkVoice(), 'audio/silk')).toEqual({ kind: 'words', words: '厨房水管漏水了' });
    const sent = endpoint.asked.at(-1);
    expect(sent?.path).toBe('/v1/audio/transcriptions');
    expect(sent?.body).toContain('whisper-1');
    expect(sent?.bytes.includes(Buffer.from('RIFF'))).toBe(true);
  });

  it.each([
    ['nothing', { kind: 'says', body: '{"text":"  "}' }, 'nothing-heard'],
    ['an error', { kind: 'says', status: 500, body: '{}' }, 'http-500'],
    ['a page', { kind: 'says', body: '<html>', contentType: 'text/html' }, 'nothing-heard'],
    ['another shape', { kind: 'says', body: '{"text":5}' }, 'nothing-heard'],
  ] as const)('hears %s', async (_what, behaviour, code) => {
    endpoint.behave(behaviour as Parameters<FakeEndpoint['behave']>[0]);
    expect(await listen(await silkVoice(), 'audio/silk')).toEqual({ kind: 'unavailable', code });
  });

  it('is not asked about what cannot be decoded', async () => {
    const before = endpoint.asked.length;
    expect(await listen(amrVoice(), 'audio/amr', 'no-such-ffmpeg')).toEqual({
      kind: 'unavailable',
      code: 'no-decoder',
    });
    expect((await listen(Buffer.from('junk'), 'audio/silk')).kind).toBe('unavailable');
    expect(endpoint.asked).toHaveLength(before);
  });

  it('is left when the time is over', async () => {
    endpoint.behave({ kind: 'hangs' });
    const cut = new AbortController();
    const heard = endpoint.nextAsked();
    const asked = listen(await silkVoice(), 'audio/silk', 'ffmpeg', cut.signal);
    await heard;
    cut.abort();
    expect(await asked).toEqual({ kind: 'unavailable', code: 'timeout' });
  });
});
