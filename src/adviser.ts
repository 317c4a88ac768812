// Puts the optional language model together: endpoint, time and budget, masking, prompt. Null where the company has none.
import { join } from 'node:path';
import type { z } from 'zod';
import type { Logger } from './base/log.ts';
import type { ModelConfig } from './config/config.ts';
import { type Adviser, createAdviser } from './conversations/advice.ts';
import { type AskModel, createAskModel } from './conversations/ask-model.ts';
import { createReworder, type Reworder, rewordingShape } from './conversations/rewording.ts';
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

type Parts = { store: Store; house: House; log: Logger; mind: Mind; metrics: Metrics };

/** Null where the company has no model, or wants its help in nothing. */
export function joinHelpers(
  rules: ModelConfig | null,
  parts: Parts,
): { adviser: Adviser | null; reworder: Reworder | null } | null {
  if (!rules?.understand && !rules?.reword) return null;
  return {
    adviser: rules.understand ? joinAdviser(rules, parts) : null,
    reworder: rules.reword ? joinReworder(rules, parts) : null,
  };
}

function joinAdviser(rules: ModelConfig, parts: Parts): Adviser {
  const { store, house, log, mind } = parts;
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
    ask: joinModel(rules, proposalSchema, parts),
    prompt: {
      version: prompt.version,
      system: prompt.fill({ faults: names(mind.lexicon.faults), areas: names(mind.lexicon.areas) }),
    },
    observe: (outcome) => parts.metrics.modelCalls.inc({ outcome }),
  });
}

function joinReworder(rules: ModelConfig, parts: Parts): Reworder {
  const prompt = loadPrompt(PROMPTS_DIR, 'reword');
  return createReworder({
    ask: joinModel(rules, rewordingShape, parts),
    prompt: { version: prompt.version, system: prompt.fill({}) },
    redactor: createRedactor(createAddressFinder(null)),
    log: parts.log,
    observe: (outcome) => parts.metrics.modelCalls.inc({ outcome }),
  });
}

function joinModel(rules: ModelConfig, shape: z.ZodType, { store, house, metrics }: Parts): AskModel {
  const address = { apiKey: rules.apiKey.reveal(), baseUrl: rules.baseUrl, model: rules.name };
  return createAskModel({
    store,
    house,
    model: guardModel(createOpenAiModel(address, shape), { clock: house.clock, timeoutMs: rules.timeoutMs }),
    limits: rules,
    observe: (outcome) => metrics.modelCalls.inc({ outcome }),
  });
}
