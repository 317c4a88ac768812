// What a conversation asks of the approved answers: the one that fits, or those it may be. Keeps the choice the resident made.
import type { Answer, Knowledge } from './answer.ts';
import { createKnowledgeSearch, type KnowledgeResult, type KnowledgeSearch } from './search.ts';

export type Answers = {
  /** `chosen`: the id the resident picked from a choice, or `NOT_THESE`. */
  find(asked: { question: string; chosen: string | null; day: string }): KnowledgeResult;
  /** By the key of its wording. */
  byReplyKey(replyKey: string): Answer | null;
  ids: readonly string[];
};

/** The last item of a choice: none of them was meant. */
export const NOT_THESE = 'not-these';

export function createAnswers(
  knowledge: Knowledge,
  communityId: string,
  wordingOf: (replyKey: string) => string,
): Answers {
  // Made at the first question: at start the wordings may not be read yet.
  let search: KnowledgeSearch | null = null;
  return {
    find({ question, chosen, day }) {
      if (chosen === NOT_THESE) return { kind: 'none' };
      const picked = knowledge.answers.find((answer) => answer.id === chosen);
      if (picked) return { kind: 'answer', answer: picked, score: 1 };
      search ??= createKnowledgeSearch(knowledge, wordingOf);
      return search({ question, day, communityId, audience: 'everyone' });
    },
    byReplyKey: (replyKey) => knowledge.answers.find((answer) => answer.replyKey === replyKey) ?? null,
    ids: [...knowledge.answers.map((answer) => answer.id), NOT_THESE],
  };
}
