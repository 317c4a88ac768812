// How words that were only laid there end: once, with what became of a trainee's kept for good.
import type { DraftEnd, ReplyDraft, Tx } from '../storage/contract.ts';

/** Looks whether a trainee's words were judged. Its subject is the draft. */
export const DRAFT_JOB = 'draft.unjudged';

export async function endDraft(
  tx: Tx,
  { id, by: writer }: Pick<ReplyDraft, 'id' | 'by'>,
  how: { state: DraftEnd; by: string | null; messageId: string | null; at: number; note?: string },
): Promise<boolean> {
  if (!(await tx.drafts.end(id, how))) return false;
  if (writer === null) return true;
  await tx.jobs.cancel(DRAFT_JOB, id);
  await tx.drafts.note({
    ...{ draftId: id, type: how.state, by: how.by, at: how.at, note: how.note ?? null },
  });
  return true;
}

/** The bot has the talk again, or whoever has it said something else: nothing is left to be sent. */
export async function endDrafts(tx: Tx, conversationId: string, state: DraftEnd, at: number): Promise<void> {
  for (const draft of await tx.drafts.open(conversationId))
    await endDraft(tx, draft, { state, by: null, messageId: null, at });
}

/** A person has spoken: with the words that were laid there, with others made of them, or with their own. */
export async function settleDrafts(
  tx: Tx,
  conversationId: string,
  said: { draftId?: string; text: string; staffId: string; messageId: string },
  at: number,
): Promise<void> {
  for (const draft of await tx.drafts.open(conversationId)) {
    const isTaken = draft.id === said.draftId;
    const state = !isTaken ? 'passed' : draft.text.trim() === said.text.trim() ? 'sent' : 'edited';
    await endDraft(tx, draft, { state, by: said.staffId, messageId: isTaken ? said.messageId : null, at });
  }
}
