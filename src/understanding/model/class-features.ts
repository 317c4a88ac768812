// A complaint as the model of classes sees it: its pieces, and which words of which class and which faults the rules found. Pure.
import { isLive, type LexiconMatch } from '../lexicon.ts';
import { type Features, featuresOf } from './features.ts';

export function classFeatures(text: string, { words, faults }: LexiconMatch): Features {
  const seen = new Set<string>();
  for (const word of words) if (word.kind === 'class') seen.add(`class ${word.of.id} ${word.of.weight}`);
  for (const fault of faults) if (isLive(fault)) seen.add(`fault ${fault.id}`);
  return featuresOf(text, [...seen]);
}
