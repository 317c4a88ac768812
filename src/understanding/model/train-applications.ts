// Examples → the model of applications. Pure; `npm run train` writes what comes out.
import type { Lexicon } from '../input.ts';
import { compileLexicon } from '../lexicon.ts';
import { normalise } from '../normalise.ts';
import { weighIntents } from '../weigh-intents.ts';
import { type ApplicationExample, applicationLabels } from './application-examples.ts';
import { applicationFeatures } from './application-features.ts';
import type { StoredModel } from './linear-model.ts';
import { trainModel } from './train.ts';

export function trainApplications(examples: readonly ApplicationExample[], lexicon: Lexicon): StoredModel {
  const match = compileLexicon(lexicon);
  const model = trainModel(
    examples.map(({ text, label }) => {
      const words = normalise(text).text;
      return { features: applicationFeatures(words, weighIntents(words, match(words)).seen), label };
    }),
    applicationLabels,
    { seed: 20261130, epochs: 15, rate: 0.4, decay: 1e-4 },
  );
  return { ...model, examples: examples.length };
}
