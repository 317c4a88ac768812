// Examples → the model of what a complaint is about. Pure; `npm run train` writes what comes out.
import { complaintClasses } from '../commands.ts';
import type { Lexicon } from '../input.ts';
import { compileLexicon } from '../lexicon.ts';
import { normalise } from '../normalise.ts';
import type { ClassExample } from './class-examples-load.ts';
import { classFeatures } from './class-features.ts';
import type { StoredModel } from './linear-model.ts';
import { trainModel } from './train.ts';

export function trainClasses(examples: readonly ClassExample[], lexicon: Lexicon): StoredModel {
  const match = compileLexicon(lexicon);
  const model = trainModel(
    examples.map(({ text, label }) => {
      const words = normalise(text).text;
      return { features: classFeatures(words, match(words)), label };
    }),
    complaintClasses,
    { seed: 20261129, epochs: 15, rate: 0.4, decay: 1e-4 },
  );
  return { ...model, examples: examples.length };
}
