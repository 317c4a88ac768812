// One stream per open chat page, of its own conversation only: look again, or somebody of ours is writing. Resumes after the last id seen.
import type { Request, Response } from 'express';
import type { Conversation } from '../../conversations/conversation.ts';
import type { LiveNews } from '../../signals/contract.ts';
import { DESK_TOPIC } from '../desk/stream.ts';
import { type LivePage, lastSeenBy, openLivePage } from '../live-page.ts';
import { problem, sendProblem } from '../problem.ts';
import type { ChatPorts } from './ports.ts';

/** Several tabs and a phone; more is no person. */
const MOST_OF_ONE = 6;
const MOST_OF_ALL = 5_000;

const tooMany = problem(503, 'chat/too-many-open', '打开的聊天页面太多了，请关掉几个再试', {
  headers: { 'retry-after': '30' },
});

export type ChatStream = {
  open(request: Request, response: Response, conversation: Pick<Conversation, 'id'>): void;
  close(): void;
};

export function createChatStream({ live, clock }: Pick<ChatPorts, 'live' | 'clock'>): ChatStream {
  const pagesOf = new Map<string, Set<LivePage>>();
  let count = 0;
  return {
    open(request, response, { id: conversationId }) {
      const pages = pagesOf.get(conversationId) ?? new Set();
      if (pages.size >= MOST_OF_ONE || count >= MOST_OF_ALL) return sendProblem(response, tooMany);
      pagesOf.set(conversationId, pages);
      count += 1;
      const hear = (news: LiveNews) => {
        if (news === 'look-again') return page.write('event: resync\ndata: {}\n\n');
        if (news.subjectId !== conversationId) return;
        // Who of us looks, and under which name, is nobody's business outside.
        if (news.kind.startsWith('presence.'))
          return news.kind.startsWith('presence.typing:')
            ? page.write('event: typing\ndata: {}\n\n')
            : undefined;
        page.write(`id: ${news.id}\nevent: change\ndata: {}\n\n`);
      };
      let unsubscribe = () => {};
      const page = openLivePage(request, response, {
        clock,
        onLeave() {
          unsubscribe();
          count -= 1;
          pages.delete(page);
          if (pages.size === 0) pagesOf.delete(conversationId);
        },
      });
      pages.add(page);
      unsubscribe = live.subscribe([DESK_TOPIC], lastSeenBy(request), hear);
    },
    close() {
      for (const pages of [...pagesOf.values()]) for (const page of [...pages]) page.leave();
    },
  };
}
