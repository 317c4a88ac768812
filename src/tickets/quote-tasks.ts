// What about a quote only a person can say: it waits in the list until somebody has spoken with the resident, or it is over.
import type { Tx } from '../storage/contract.ts';
import type { Ticket } from './ticket.ts';

const reasons = ['asks', 'declined', 'expired', 'no-channel'] as const;
export type QuoteTask = (typeof reasons)[number];

const keyOf = (reason: QuoteTask, quoteId: string) => `quote:${reason}:${quoteId}`;

export async function addQuoteTask(
  tx: Tx,
  { id: ticketId, communityId, conversationId }: Ticket,
  { reason, quoteId, at }: { reason: QuoteTask; quoteId: string; at: number },
): Promise<void> {
  await tx.tasks.add({
    ...{ communityId, kind: 'quote', conversationId, ticketId, reason, createdAt: at },
    uniqueKey: keyOf(reason, quoteId),
  });
}

export async function finishQuoteTasks(tx: Tx, { course }: Ticket, at: number): Promise<void> {
  for (const { id } of course.quotes)
    for (const reason of reasons) await tx.tasks.finish(keyOf(reason, id), at);
}
