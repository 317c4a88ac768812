// One question to the language model, within what the company allows a day. The same question is asked once.
import { createHash } from 'node:crypto';
import { wallDate } from '../clocks/service-calendar.ts';
import type { LanguageModel, Prompt } from '../model/contract.ts';
import type { Store } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';

/** Undefined when there is no answer. */
export type AskModel = (prompt: Prompt, residentId: string) => Promise<unknown>;

const CACHED = 500;

export function createAskModel({
  store,
  house,
  model,
  limits,
  observe,
}: {
  store: Store;
  house: Pick<House, 'clock'>;
  model: LanguageModel;
  limits: { perResidentPerDay: number; perDay: number };
  observe(outcome: string): void;
}): AskModel {
  /** By what the model was shown: the same words in the same place get the same answer. */
  const cache = new Map<string, unknown>();
  return async (prompt, residentId) => {
    const key = createHash('sha256').update(`${prompt.version}\n${prompt.user}`).digest('base64');
    if (cache.has(key)) {
      observe('cached');
      return cache.get(key);
    }
    const isWithinBudget = await store.transact((tx) =>
      tx.modelUse.take(wallDate(house.clock.now()), [
        { subject: residentId, limit: limits.perResidentPerDay },
        { subject: 'everybody', limit: limits.perDay },
      ]),
    );
    if (!isWithinBudget) {
      observe('budget');
      return undefined;
    }
    const result = await model.propose(prompt);
    observe(result.kind === 'answer' ? 'answered' : result.code);
    if (result.kind === 'unavailable') return undefined;
    if (cache.size >= CACHED) cache.delete(cache.keys().next().value ?? '');
    cache.set(key, result.value);
    return result.value;
  };
}
