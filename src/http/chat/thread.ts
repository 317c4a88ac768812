// What stands on the resident's page: their own words, and ours once they have gone out. Shows nothing of who we are inside.
import type { Message } from '../../conversations/conversation.ts';
import { plainWords } from '../../conversations/plain-words.ts';
import { isReadable } from '../../intake/visitors.ts';
import type { Attachment, Tx } from '../../storage/contract.ts';

export type ChatMessage = {
  id: string;
  from: 'resident' | 'bot' | 'person';
  at: number;
  text: string;
  /** Buttons under it. */
  items?: { id: string; label: string }[];
  tail?: string;
  photo?: { id: string; state: 'waiting' | 'there' | 'gone' };
};

export type ChatThread = {
  messages: ChatMessage[];
  /** To go on from later: everything before it is settled. Words of ours that are still on their way hold it back. */
  cursor: string | null;
  /** To go on from at once, when there is more. */
  next: string | null;
};

export const PAGE = 60;

export async function readThread(
  tx: Tx,
  conversationId: string,
  { after, before }: { after?: string | undefined; before?: string | undefined },
): Promise<ChatThread> {
  const listed =
    after === undefined
      ? await tx.messages.latest(conversationId, {
          ...(before === undefined ? {} : { beforeId: before }),
          limit: PAGE,
        })
      : await tx.messages.list(conversationId, { afterId: after, limit: PAGE });
  const unsettled = listed.findIndex((each) => each.direction === 'out' && isUnderWay(each));
  const settled = unsettled < 0 ? listed : listed.slice(0, unsettled);
  const files = await tx.attachments.ofMessages(
    listed.filter(({ type }) => type === 'image').map(({ id }) => id),
  );
  return {
    messages: listed.filter(isReadable).map((each) => viewMessage(each, files)),
    cursor: settled.at(-1)?.id ?? after ?? null,
    next: listed.length === PAGE ? ((after === undefined ? listed[0] : listed.at(-1))?.id ?? null) : null,
  };
}

function isUnderWay({ delivery }: Message): boolean {
  return delivery?.state === 'queued' || delivery?.state === 'held';
}

function viewMessage(message: Message, files: readonly Attachment[]): ChatMessage {
  const { id, direction, author, content, createdAt } = message;
  const file = files.find((each) => each.messageId === id);
  return {
    id,
    from: direction === 'in' ? 'resident' : author === 'staff' ? 'person' : 'bot',
    at: createdAt,
    text:
      content?.type === 'menu' ? content.head : content === null || file ? '' : (plainWords(content) ?? ''),
    ...(content?.type === 'menu' ? { items: content.items } : {}),
    ...(content?.type === 'menu' && content.tail ? { tail: content.tail } : {}),
    ...(file ? { photo: { id: file.id, state: stateOf(file) } } : {}),
  };
}

function stateOf({ state }: Attachment): 'waiting' | 'there' | 'gone' {
  if (state === 'stored') return 'there';
  return state === 'waiting' ? 'waiting' : 'gone';
}
