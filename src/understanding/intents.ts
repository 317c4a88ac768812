// What the resident wants: rules and the statistical model together. Several may stand at once: 第三次了到底管不管 is a repair and a complaint.
import { type IntentId, intentIds } from './commands.ts';
import { featuresOf } from './model/features.ts';
import stored from './model/intents.json' with { type: 'json' };
import { openModel } from './model/linear-model.ts';
import { sumUp, type Weighed } from './weigh-intents.ts';

export type IntentScore = { intent: IntentId; score: number; because: string[] };

/** Below this nothing is said to be meant. */
export const INTENT_FLOOR = 0.35;

/** How much of a score is the model's; the rest is what the rules say. */
const OF_MODEL = 0.8;
/** What the rules are this sure of stands beside the first, though the model gives it little: 第三次了又漏 is both. */
const SURE_BY_RULE = 0.6;
const BESIDE = 0.4;
/** With danger at this moment something must be done, whatever else is said. */
const LEAST_IN_DANGER = 0.8;
/** Above this the model takes words about a trouble for a story told to somebody else. */
const SURELY_CHITCHAT = 0.75;

const model = openModel(stored, intentIds);

/** All intents above the floor, highest first. Chitchat stands alone or not at all: it is the *none* of the model. */
export function scoreIntents(text: string, weighed: Weighed): IntentScore[] {
  if (!/[\p{L}\p{N}]/u.test(text)) return [];
  const rules = sumUp(weighed.evidence);
  const shares = model.judge(featuresOf(text, weighed.seen));
  const isOnlySmallTalk = [...rules.keys()].every((intent) => intent === 'chitchat');
  const scores = intentIds.map((intent): IntentScore => {
    const { score = 0, because = [] } = rules.get(intent) ?? {};
    const share = shares.get(intent) ?? 0;
    const byRule = intent === 'chitchat' && !isOnlySmallTalk ? 0 : score;
    const both = OF_MODEL * share + (1 - OF_MODEL) * byRule;
    return {
      intent,
      score: round(intent !== 'chitchat' && byRule >= SURE_BY_RULE ? Math.max(both, BESIDE) : both),
      because: [...because, `statistics ${round(share)}`],
    };
  });
  if (weighed.inDanger) {
    const repair = scores.find((entry) => entry.intent === 'repair');
    if (repair) repair.score = Math.max(repair.score, LEAST_IN_DANGER);
  }
  if (weighed.asksWhenOver) mendFirst(scores);
  scores.sort((a, b) => b.score - a.score || ORDER.indexOf(a.intent) - ORDER.indexOf(b.intent));
  const [first] = scores;
  if (first === undefined) return [];
  const standing = scores.filter((entry) => entry.intent !== 'chitchat' && entry.score >= INTENT_FLOOR);
  if (first.intent !== 'chitchat') return standing.length > 0 ? standing : [first];
  const isStory = !weighed.hasDanger && (shares.get('chitchat') ?? 0) >= SURELY_CHITCHAT;
  return standing.length === 0 || isStory ? [first] : standing;
}

/** Whoever only heard the question would send nobody; sending somebody answers it. */
function mendFirst(scores: IntentScore[]): void {
  const inquiry = scores.find((entry) => entry.intent === 'inquiry');
  const repair = scores.find((entry) => entry.intent === 'repair');
  if (!inquiry || !repair || repair.score < INTENT_FLOOR) return;
  repair.score = Math.max(repair.score, inquiry.score);
  inquiry.score = 0;
}

const ORDER: readonly IntentId[] = ['repair', 'complaint', 'inquiry', 'other', 'chitchat'];

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
