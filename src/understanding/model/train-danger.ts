// Examples → the model of the second hearing. Pure; ordinary lines of the intents are its quiet ones beside its own look-alikes.
import type { Lexicon } from '../input.ts';
import { compileLexicon, isLive } from '../lexicon.ts';
import { normalise } from '../normalise.ts';
import type { DangerExample } from './danger-examples.ts';
import { dangerFeatures, dangerLabels } from './danger-features.ts';
import { hashWords } from './danger-words.ts';
import type { StoredModel } from './linear-model.ts';
import { trainModel } from './train.ts';

export function trainDanger(
  examples: readonly DangerExample[],
  lexicon: Lexicon,
): StoredModel & { knows: string } {
  const match = compileLexicon(lexicon);
  const model = trainModel(
    examples.map(({ text, label }) => {
      const words = normalise(text).text;
      return { features: dangerFeatures(words, { ...match(words), hazards: [] }), label };
    }),
    dangerLabels,
    { seed: 20261128, epochs: 10, rate: 0.4, decay: 1e-4 },
  );
  return { ...model, examples: examples.length, knows: hashWords(lexicon) };
}

/** It is not asked about what is written in letters. */
const HAN = /\p{Script=Han}/u;

/** Beside them ordinary messages, but for those in which the rules hear danger. Every tenth stands in one family. */
export function withOrdinary(
  examples: readonly DangerExample[],
  ordinary: readonly { text: string }[],
  lexicon: Lexicon,
): DangerExample[] {
  const match = compileLexicon(lexicon);
  return [
    ...examples,
    ...ordinary
      .filter(({ text }) => HAN.test(text) && !match(normalise(text).text).hazards.some(isLive))
      .map(({ text }, at): DangerExample => ({ text, label: 'quiet', family: `ordinary ${at % 10}` })),
  ];
}
