// What a conversation asks of the approved answers: the one that fits, or those it may be. Keeps the choice the resident made.
import type { Answer, Knowledge } from './answer.ts';
import { createKnowledgeSearch, isGiven, type KnowledgeResult } from './search.ts';

export type Answers = {
  /** `chosen`: the id the resident picked from a choice, or `NOT_THESE`. */
  find(asked: { question: string; chosen: string | null; day: string }): KnowledgeResult;
  /** What a model may point at when the search is at a loss; empty when it is sure. */
  offer(asked: { question: string; day: string }): { id: string; title: string }[];
  /** A certain one, as long as it may be given; who searches for no words asks for this. */
  inForce(id: string, day: string): Answer | null;
  /** By the key of its wording. */
  byReplyKey(replyKey: string): Answer | null;
  ids: readonly string[];
};

/** The last item of a choice: none of them was meant. */
export const NOT_THESE = 'not-these';

/** As many titles as a model is shown. */
const MOST_OFFERED = 40;

export function createAnswers(
  /** Asked anew each time: what is written at the console comes and goes. */
  current: () => Knowledge,
  communityId: string,
  wordingOf: (replyKey: string) => string,
): Answers {
  // Made at the first question: at start the wordings may not be read yet.
  let made: { of: Knowledge; search: ReturnType<typeof createKnowledgeSearch> } | null = null;
  const ready = () => {
    const of = current();
    if (made?.of !== of) made = { of, search: createKnowledgeSearch(of, wordingOf) };
    return made.search;
  };
  return {
    find({ question, chosen, day }) {
      if (chosen === NOT_THESE) return { kind: 'none' };
      const picked = current().answers.find((answer) => answer.id === chosen);
      // Between the question and the press its time may have run out.
      if (picked && isGiven(picked, day, communityId, 'everyone'))
        return { kind: 'answer', answer: picked, score: 1 };
      return ready().search({ question, day, communityId, audience: 'everyone' });
    },
    offer({ question, day }) {
      const offered = ready().offer({ question, day, communityId, audience: 'everyone' });
      return offered.slice(0, MOST_OFFERED).map(({ id, title }) => ({ id, title }));
    },
    inForce(id, day) {
      const named = current().answers.find((answer) => answer.id === id);
      return isGiven(named, day, communityId, 'everyone') ? named : null;
    },
    byReplyKey: (replyKey) => current().answers.find((answer) => answer.replyKey === replyKey) ?? null,
    ids: [...current().answers.map((answer) => answer.id), NOT_THESE],
  };
}
