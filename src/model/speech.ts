// Voice to text through the same OpenAI-compatible endpoint. Only built where the company switched it on: a voice cannot be masked.
import type { SpeechToText } from './contract.ts';
import type { ModelAddress } from './openai.ts';
import { toWav } from './voice-codec.ts';

/** What the resident said is read like any message; longer than this was no message. */
const MOST_CHARS = 1_000;

export function createSpeechToText(address: ModelAddress & { ffmpeg: string }): SpeechToText {
  return {
    async transcribe({ bytes, contentType }, signal) {
      try {
        const wav = await toWav(bytes, contentType, { ffmpeg: address.ffmpeg, signal });
        if (wav === null) return { kind: 'unavailable', code: 'no-decoder' };
        const { default: OpenAI, toFile } = await import('openai');
        const client = new OpenAI({
          apiKey: address.apiKey,
          maxRetries: 0,
          ...(address.baseUrl === null ? {} : { baseURL: address.baseUrl }),
        });
        const { text } = await client.audio.transcriptions.create(
          {
            file: await toFile(wav, 'voice.wav', { type: 'audio/wav' }),
            model: address.model,
            language: 'zh',
          },
          { signal },
        );
        const words = typeof text === 'string' ? text.trim().slice(0, MOST_CHARS) : '';
        return words === '' ? { kind: 'unavailable', code: 'nothing-heard' } : { kind: 'words', words };
      } catch (error) {
        if (signal.aborted) return { kind: 'unavailable', code: 'timeout' };
        const status = (error as { status?: unknown } | null)?.status;
        return { kind: 'unavailable', code: typeof status === 'number' ? `http-${status}` : 'failed' };
      }
    },
  };
}
