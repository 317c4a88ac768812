// Whether somebody comes to apply for something, and for what: a small model of its own beside the intents, which knows only "other".
import type { ApplicationKind } from '../tickets/application.ts';
import { applicationLabels } from './model/application-examples.ts';
import { applicationFeatures } from './model/application-features.ts';
import stored from './model/applications.json' with { type: 'json' };
import { openModel } from './model/linear-model.ts';

/** Below this somebody is asked rather than taken for an applicant. */
const SURE = 0.5;
const FEWEST_LETTERS = 2;

const model = openModel(stored, applicationLabels);

/** `text` is normalised; `seen` is what the rules found in it. Null = none, or not sure. */
export function readApplication(text: string, seen: readonly string[]): ApplicationKind | null {
  if ((text.match(/\p{L}/gu)?.length ?? 0) < FEWEST_LETTERS) return null;
  const [best] = [...model.judge(applicationFeatures(text, seen))].sort((a, b) => b[1] - a[1]);
  return best === undefined || best[0] === 'none' || best[1] < SURE ? null : best[0];
}
