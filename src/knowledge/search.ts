// Question → one approved answer, a choice between a few, or an honest none. Offline, the same result every time.
import MiniSearch from 'minisearch';
import type { Answer, Audience, Knowledge } from './answer.ts';
import { createTokenizer } from './tokens.ts';

export type Asked = {
  question: string;
  /** The estate's day, 2026-11-27: answers not yet or no longer valid are not given. */
  day: string;
  communityId: string;
  audience: Audience;
};

export type KnowledgeResult =
  | { kind: 'answer'; answer: Answer; score: number }
  /** Two or three it might be; best first. */
  | { kind: 'choice'; answers: Answer[] }
  | { kind: 'none' };

export type KnowledgeSearch = (asked: Asked) => KnowledgeResult;

/** What may be given here and today, what shares words with the question first. Empty where the search is sure by itself. */
export type KnowledgeOffer = (asked: Asked) => Answer[];

const CLAUSE_END = /[,，。!！;；\n]/u;
const ASKS = /怎么|如何|多少|几点|几号|哪|谁|什么|啥|咋|吗|么|能不能|可不可以|可以.{0,6}[吗么?？]|[?？]/u;

/** Above `SURE` and clearly ahead of the next, the answer is given; between the two it is asked which is meant. Set on our own questions. */
const SURE = 0.53;
const MAYBE = 0.37;
const AHEAD = 0.1;
/** As many as a resident reads at a glance. */
const MOST_CHOICES = 3;
/** Answers the index hands over for a closer look. */
const CANDIDATES = 12;
/** A single character says less than a pair; how one asks (怎么, 多少) less than what one asks about. */
const SINGLE_WEIGHT = 0.35;
const FORM_WEIGHT = 0.4;
const FORM_CHARS = new Set([
  ...'怎么样什多少哪里能要办弄可以会有没在去到找谁一几点时候间地方钱咋啥处理收不上下来',
]);
/** A word no answer knows tells against all of them, but a slip of the pen is one too. */
const UNKNOWN_WEIGHT = 0.5;
/** A word that only the wording of the answer has. */
const WORDING_WEIGHT = 0.5;
/** How much the whole answer counts beside its best question. */
const WHOLE_SHARE = 0.4;

/** What an answer is compared by: each way of asking for it, all of them together, and the words it answers with. */
type Known = { answer: Answer; variants: Set<string>[]; whole: Set<string>; wording: Set<string> };

/** `wordingOf` gives the approved words of a reply key. */
export function createKnowledgeSearch(
  { answers, synonyms }: Knowledge,
  wordingOf: (replyKey: string) => string,
): { search: KnowledgeSearch; offer: KnowledgeOffer } {
  const tokenize = createTokenizer(synonyms);
  const known = answers.map((answer): Known => {
    const variants = [answer.title, ...answer.questions].map((text) => new Set(tokenize(text)));
    return {
      answer,
      variants,
      whole: new Set(variants.flatMap((one) => [...one])),
      wording: new Set(tokenize(wordingOf(answer.replyKey))),
    };
  });
  const index = new MiniSearch<{ id: number; asked: string; wording: string }>({
    fields: ['asked', 'wording'],
    tokenize,
    processTerm: (term) => term,
    searchOptions: { combineWith: 'OR', boost: { asked: 2 } },
  });
  index.addAll(
    answers.map((answer, id) => ({
      id,
      asked: [answer.title, ...answer.questions].join(' '),
      wording: wordingOf(answer.replyKey),
    })),
  );
  const weigh = createWeights(known);

  /** What stands around the question (我婆婆说…) weakens it; a clause that asks by itself is heard alone then. */
  function search(asked: Asked): KnowledgeResult {
    const whole = decide(rank(asked));
    if (whole.kind === 'answer') return whole;
    const clauses = asked.question.split(CLAUSE_END).filter((clause) => ASKS.test(clause));
    const found = clauses
      .map((question) => decide(rank({ ...asked, question })))
      .filter((result) => result.kind === 'answer')
      .sort((a, b) => b.score - a.score);
    return found[0] ?? whole;
  }

  return {
    search,
    offer(asked) {
      const ranked = rank(asked);
      if (decide(ranked).kind === 'answer') return [];
      const near = ranked.map(({ answer }) => answer);
      const { day, communityId, audience } = asked;
      const others = answers.filter(
        (answer) => !near.includes(answer) && isGiven(answer, day, communityId, audience),
      );
      return [...near, ...others];
    },
  };

  function rank({ question, day, communityId, audience }: Asked): { answer: Answer; score: number }[] {
    const asked = new Set(tokenize(question));
    if (asked.size === 0) return [];
    return index
      .search(question, { filter: ({ id }) => isGiven(answers[id], day, communityId, audience) })
      .slice(0, CANDIDATES)
      .flatMap(({ id }) => known[id] ?? [])
      .map((one) => ({ answer: one.answer, score: likeness(asked, one, weigh) }))
      .sort((a, b) => b.score - a.score || a.answer.id.localeCompare(b.answer.id));
  }
}

function decide(ranked: { answer: Answer; score: number }[]): KnowledgeResult {
  const [first, second] = ranked;
  if (!first || first.score < MAYBE) return { kind: 'none' };
  const isAhead = !second || first.score - second.score >= AHEAD;
  if (first.score >= SURE && isAhead) return { kind: 'answer', ...first };
  const close = ranked
    .filter(({ score }) => score >= MAYBE && first.score - score < AHEAD)
    .slice(0, MOST_CHOICES);
  return { kind: 'choice', answers: close.map(({ answer }) => answer) };
}

/** It may be given on that day, there, to them. */
export function isGiven(
  answer: Answer | undefined,
  day: string,
  communityId: string,
  audience: Audience,
): answer is Answer {
  if (!answer || day < answer.effective || day > answer.expires) return false;
  if (answer.communities.length > 0 && !answer.communities.includes(communityId)) return false;
  return answer.audience === 'everyone' || answer.audience === audience || audience === 'staff';
}

type Weigh = (token: string) => number;

/** Rare words decide: inverse document frequency over the answers. */
function createWeights(known: Known[]): Weigh {
  const answersWith = new Map<string, number>();
  for (const { whole } of known)
    for (const token of whole) answersWith.set(token, (answersWith.get(token) ?? 0) + 1);
  return (token) => {
    const count = answersWith.get(token);
    const chars = [...token];
    return (
      Math.log(1 + known.length / (count ?? 1)) *
      (count === undefined ? UNKNOWN_WEIGHT : 1) *
      (chars.length === 1 ? SINGLE_WEIGHT : 1) *
      (chars.every((char) => FORM_CHARS.has(char)) ? FORM_WEIGHT : 1)
    );
  };
}

/** How much of the question the answer covers, and how like its nearest variant it is; 0 to 1. */
function likeness(asked: Set<string>, { variants, whole, wording }: Known, weigh: Weigh): number {
  let total = 0;
  let covered = 0;
  for (const token of asked) {
    const weight = weigh(token);
    total += weight;
    if (whole.has(token)) covered += weight;
    else if (wording.has(token)) covered += weight * WORDING_WEIGHT;
  }
  const nearest = Math.max(...variants.map((variant) => dice(asked, total, variant, weigh)));
  return WHOLE_SHARE * (covered / total) + (1 - WHOLE_SHARE) * nearest;
}

/** Weighted Dice, leaning towards the question: all of what was asked should be covered, not all of what is written. */
function dice(asked: Set<string>, total: number, written: Set<string>, weigh: Weigh): number {
  let shared = 0;
  let inVariant = 0;
  for (const token of written) {
    const weight = weigh(token);
    inVariant += weight;
    if (asked.has(token)) shared += weight;
  }
  return shared / (0.6 * total + 0.4 * inVariant);
}
