// Examples → the model of intents, with what the rules and word lists see in them. Pure; `npm run train` writes what comes out.
import { type IntentId, intentIds } from '../commands.ts';
import type { Lexicon } from '../input.ts';
import { compileLexicon } from '../lexicon.ts';
import { normalise } from '../normalise.ts';
import { weighIntents } from '../weigh-intents.ts';
import { featuresOf } from './features.ts';
import type { StoredModel } from './linear-model.ts';
import { trainModel } from './train.ts';

export function trainIntents(
  examples: readonly { text: string; intent: IntentId }[],
  lexicon: Lexicon,
): StoredModel {
  const match = compileLexicon(lexicon);
  const model = trainModel(
    examples.flatMap(withManners).map(({ text, intent }) => {
      const words = normalise(text).text;
      return { features: featuresOf(words, weighIntents(words, match(words)).seen), label: intent };
    }),
    intentIds,
  );
  return { ...model, examples: examples.length };
}

const GREETINGS = ['你好，', '您好，', '在吗，', '师傅您好，'];
const THANKS = ['，谢谢', '，麻烦了', '，辛苦'];
/** One in so many gets a twin. */
const EVERY = 5;

/** Manners say nothing of what is wanted: some examples also come with a greeting or with thanks. */
function withManners<T extends { text: string; intent: IntentId }>(example: T, index: number): T[] {
  if (example.intent === 'chitchat' || example.text.length > 40 || index % EVERY !== 0) return [example];
  const turn = Math.floor(index / EVERY);
  const text =
    turn % 3 === 2
      ? `${example.text}${THANKS[turn % THANKS.length]}`
      : `${GREETINGS[turn % GREETINGS.length]}${example.text}`;
  return [example, { ...example, text }];
}
