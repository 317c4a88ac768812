// What a complaint is about: 设施故障, 服务态度, 费用争议, 安全管理, or another. A small model over its pieces, and beside it the words
// of each class; the heaviest class speaks.
import { type ComplaintClass, complaintClasses } from './commands.ts';
import { isLive, type LexiconMatch, UNNAMED_FAULT } from './lexicon.ts';
import { classFeatures } from './model/class-features.ts';
import stored from './model/classes.json' with { type: 'json' };
import { openModel } from './model/linear-model.ts';
import { UPKEEP } from './weigh-intents.ts';

/** How much speaks for a class (0–1). Classes nobody spoke of are missing. */
export type ClassScores = ReadonlyMap<ComplaintClass, number>;

/** Of several words for one class each takes away part of the doubt; no single word is proof. */
const TRUST = 0.7;
/** How much of a score is the model's; the rest is what the words say. */
const OF_MODEL = 0.7;
/** Fewer letters tell nothing of what it is about; a place or a number among other messages must not decide. */
const FEWEST_LETTERS = 5;

const model = openModel(stored, complaintClasses);

/** `text` is normalised; `isComplaint` says that it complains, so that its pieces may be read as a complaint's. */
export function scoreClasses(text: string, match: LexiconMatch, isComplaint: boolean): ClassScores {
  const byWords = scoreWords(match);
  if (!isComplaint || (text.match(/\p{L}/gu)?.length ?? 0) < FEWEST_LETTERS) return byWords;
  const shares = model.judge(classFeatures(text, match));
  return new Map(
    complaintClasses.map((id) => [
      id,
      OF_MODEL * (shares.get(id) ?? 0) + (1 - OF_MODEL) * (byWords.get(id) ?? 0),
    ]),
  );
}

function scoreWords({ words, faults }: LexiconMatch): ClassScores {
  const scores = new Map<ComplaintClass, number>();
  for (const word of words)
    if (word.kind === 'class')
      scores.set(word.of.id, 1 - (1 - (scores.get(word.of.id) ?? 0)) * (1 - TRUST * word.of.weight));
  const isBroken = faults.some((fault) => isLive(fault) && !MANNERS.has(fault.id));
  if (scores.size === 0 && isBroken) scores.set('facility', A_HINT);
  return scores;
}

/** Something broken, and nothing said of anybody: 又漏了，到底管不管. */
const A_HINT = 0.1;
/** Troubles that people make, or nobody can name. */
const MANNERS = new Set([...UPKEEP, UNNAMED_FAULT]);

/** The class of a burst; `other` when nothing speaks for any. */
export function heaviestClass(burst: readonly ClassScores[]): ComplaintClass {
  const score = (id: ComplaintClass) => Math.max(0, ...burst.map((scores) => scores.get(id) ?? 0));
  const [best] = complaintClasses.map((id) => ({ id, score: score(id) })).sort((a, b) => b.score - a.score);
  return best && best.score > 0 ? best.id : 'other';
}
