// A message was taken back: its words and files leave thread, dialogue and tickets. That it was taken back stays as an event.
import type { InboundContent, SpokenContent } from '../channels/contract.ts';
import { asideLines } from '../flows/asides.ts';
import type { FlowPorts, TurnFacts } from '../flows/ports.ts';
import { activeFlow } from '../flows/state.ts';
import { takeBack } from '../flows/take-back.ts';
import type { FlowBook } from '../flows/types.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import { forgetWords } from '../tickets/take-back.ts';
import { asideOf, mediaKindOf } from './asides.ts';
import type { Conversation } from './conversation.ts';
import type { Dialogue } from './dialogue.ts';
import { giveBackDrafts } from './trainees.ts';

/** The words go from the thread, and the files from where they lie. Answers what was said. */
export async function eraseMessage(
  tx: Tx,
  messageId: string,
  now: number,
): Promise<InboundContent | SpokenContent | null> {
  const message = await tx.messages.get(messageId);
  await tx.messages.recall(messageId, now);
  for (const { id, objectName } of await tx.attachments.ofMessages([messageId])) {
    await tx.attachments.settle(id, {
      state: 'gone',
      contentType: null,
      byteCount: null,
      reason: 'recalled',
    });
    await tx.jobs.add({
      kind: 'media.forget',
      subjectId: id,
      dueAt: now,
      payload: { objectName },
      uniqueKey: `media.forget:${id}`,
    });
  }
  return message?.content ?? null;
}

export type Recalled = { messageId: string; content: InboundContent | SpokenContent | null };

/** Dialogue and tickets forget what was erased. */
export async function forgetRecalled(
  tx: Tx,
  conversation: Conversation,
  recalled: readonly Recalled[],
  context: { book: FlowBook; ports: FlowPorts; facts: TurnFacts; house: House },
): Promise<void> {
  const { book, ports, facts, house } = context;
  const dialogue = conversation.flowState as Dialogue | null;
  const messageIds = new Set(recalled.map((one) => one.messageId));
  let phones: string[] = [];
  if (dialogue !== null) {
    const taken = takeBack(book, dialogue.flow, messageIds, { ports, facts, now: house.clock.now() });
    phones = taken.phones.map((one) => one.phone);
    // What the bot would have said of it goes, too.
    const { beside: _, ...kept } = dialogue;
    conversation.flowState = { ...kept, flow: taken.state } satisfies Dialogue;
    conversation.activeFlow = activeFlow(taken.state);
  }
  await giveBackDrafts(tx, conversation.id, house);
  const { items: tickets } = await tx.tickets.list(
    { conversationId: conversation.id },
    { after: null, limit: MOST_TICKETS },
  );
  for (const ticket of tickets) {
    for (const { messageId, content } of recalled) {
      await forgetWords(tx, ticket.id, { messageId, lines: linesOf(messageId, content), phones }, house);
    }
  }
}

const MOST_TICKETS = 200;

/** The lines a message may have left in a description. */
function linesOf(messageId: string, content: Recalled['content']): string[] {
  if (content === null || content.type === 'menu') return [];
  if (content.type === 'text') return content.text.trim().split('\n');
  const kind = mediaKindOf(content);
  return kind === null ? [] : asideLines([asideOf(content, kind, messageId)]);
}
