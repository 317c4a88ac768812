// Puts the optional language model together: endpoint, time and budget, masking, prompt. Null where the company has none.
import { join } from 'node:path';
import type { Logger } from './base/log.ts';
import type { ModelConfig } from './config/config.ts';
import { type Adviser, createAdviser } from './conversations/advice.ts';
import type { Metrics } from './http/metrics.ts';
import type { Mind } from './mind.ts';
import type { SpeechToText } from './model/contract.ts';
import { guardModel } from './model/guard.ts';
import { createOpenAiModel } from './model/openai.ts';
import { loadPrompt } from './model/prompt.ts';
import { createSpeechToText } from './model/speech.ts';
import type { Store } from './storage/contract.ts';
import type { House } from './tickets/house.ts';
import { createAddressFinder } from './understanding/entities/address.ts';
import { proposalSchema } from './understanding/proposals.ts';
import { createRedactor } from './understanding/redact.ts';

const PROMPTS_DIR = join(import.meta.dirname, '../prompts');

/** Null unless the company switched it on: a voice leaves the machine as it is. */
export function joinSpeech(rules: ModelConfig | null): SpeechToText | null {
  if (!rules?.voice.enabled) return null;
  return createSpeechToText({
    apiKey: rules.apiKey.reveal(),
    baseUrl: rules.baseUrl,
    model: rules.voice.model,
    ffmpeg: rules.voice.ffmpeg,
  });
}

export function joinAdviser(
  rules: ModelConfig | null,
  {
    store,
    house,
    log,
    mind,
    metrics,
  }: { store: Store; house: House; log: Logger; mind: Mind; metrics: Metrics },
): Adviser | null {
  if (!rules?.understand) return null;
  const model = createOpenAiModel(
    { apiKey: rules.apiKey.reveal(), baseUrl: rules.baseUrl, model: rules.name },
    proposalSchema,
  );
  const prompt = loadPrompt(PROMPTS_DIR, 'understand');
  const names = (entries: readonly { id: string; label: string }[]) =>
    entries.map(({ id, label }) => `${id} ${label}`).join(' · ');
  return createAdviser({
    store,
    house,
    log,
    understandOf: (communityId) => mind.of(communityId).understand,
    answersOf: (communityId) => mind.of(communityId).answers,
    redactor: createRedactor(createAddressFinder(null)),
    model: guardModel(model, { clock: house.clock, timeoutMs: rules.timeoutMs }),
    prompt: {
      version: prompt.version,
      system: prompt.fill({ faults: names(mind.lexicon.faults), areas: names(mind.lexicon.areas) }),
    },
    limits: rules,
    observe: (outcome) => metrics.modelCalls.inc({ outcome }),
  });
}
