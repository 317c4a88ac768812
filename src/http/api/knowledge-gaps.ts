// Questions nobody has approved an answer to, as a list for those who write answers.
import { z } from 'zod';
import { json } from './answer.ts';
import { pageSize, word } from './inputs.ts';
import { type Route, readRoute } from './route.ts';
import { knowledgeGapView } from './schemas.ts';
import { viewKnowledgeGap } from './views.ts';

const list = readRoute({
  path: '/knowledge-gaps',
  operationId: 'listKnowledgeGaps',
  summary: 'Questions without an approved answer, or (`answerKey`) with one that did not help; newest first.',
  params: z.strictObject({}),
  query: z.strictObject({ community: word.optional(), limit: pageSize }),
  answer: z.strictObject({ items: z.array(knowledgeGapView) }),
  handle: ({ query, principal }, { store }) =>
    store.read(async (tx) => {
      const gaps = await tx.gaps.list(query.community ?? null, query.limit);
      return json({ items: gaps.map((gap) => viewKnowledgeGap(gap, principal)) });
    }),
});

export const knowledgeGapRoutes: readonly Route[] = [list];
