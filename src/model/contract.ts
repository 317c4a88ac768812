// What a language model is to the house: an optional helper that proposes. Types only.

export type Prompt = {
  /** Version of the words, from the file in prompts/. */
  version: string;
  system: string;
  user: string;
};

export type ModelResult =
  | { kind: 'answer'; value: unknown }
  /** It did not answer in time, or not in a shape that can be read; `code` is for logs and metrics. */
  | { kind: 'unavailable'; code: string };

export type LanguageModel = {
  /** Asks once, within the time it was given. Never throws; whatever goes wrong is `unavailable`. */
  propose(prompt: Prompt): Promise<ModelResult>;
};

/** A model as its library gives it: it may take for ever and is stopped by the signal. */
export type RawModel = { propose(prompt: Prompt, signal: AbortSignal): Promise<ModelResult> };

export type Transcription =
  | { kind: 'words'; words: string }
  /** Nothing could be made out, or nobody listened; `code` is for logs and metrics. */
  | { kind: 'unavailable'; code: string };

export type SpeechToText = {
  /** Never throws; whatever goes wrong is `unavailable`. */
  transcribe(voice: { bytes: Uint8Array; contentType: string }, signal: AbortSignal): Promise<Transcription>;
};
