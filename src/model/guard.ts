// Keeps a slow or broken model from costing residents time: a budget per question and a breaker over all of them.
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhenResult } from 'cockatiel';
import { type Clock, sleep } from '../base/clock.ts';
import type { LanguageModel, ModelResult, Prompt, RawModel } from './contract.ts';

/** So many failures running, and it is left alone for a while. */
const FAILURES = 5;
const PAUSE_MS = 30_000;

export function guardModel(
  model: RawModel,
  { clock, timeoutMs }: { clock: Clock; timeoutMs: number },
): LanguageModel & { isResting(): boolean } {
  const breaker = circuitBreaker(
    handleWhenResult((result) => (result as ModelResult).kind === 'unavailable'),
    { halfOpenAfter: PAUSE_MS, breaker: new ConsecutiveBreaker(FAILURES) },
  );
  return {
    isResting: () => breaker.state === CircuitState.Open,
    async propose(prompt) {
      try {
        return await breaker.execute(() => withinTime(prompt));
      } catch {
        return { kind: 'unavailable', code: 'resting' };
      }
    },
  };

  /** Answers at the end of the time even if the model ignores the signal. */
  async function withinTime(prompt: Prompt): Promise<ModelResult> {
    const cut = new AbortController();
    const late = sleep(clock, timeoutMs, cut.signal).then((): ModelResult => {
      return { kind: 'unavailable', code: 'timeout' };
    });
    const asked = model.propose(prompt, cut.signal);
    try {
      return await Promise.race([asked, late]);
    } finally {
      cut.abort();
      asked.catch(() => {});
    }
  }
}
