// What happens when a resident says nothing for a while. One row per conversation: it is moved when they write, and carries what comes after it.
import type { Job, Tx } from '../storage/contract.ts';
import type { Conversation } from './conversation.ts';

export const SILENCE_JOB = 'conversation.silence';

type Watch = { index: number; armedAt: number; afterMs: number[] };

/** Wakes the conversation after each of these silences, counted from now; replaces earlier wake-ups. Empty = none. */
export async function armSilence(
  tx: Tx,
  conversation: Conversation,
  afterMs: readonly number[],
  now: number,
): Promise<void> {
  if (afterMs.length === 0) return callOffSilence(tx, conversation.id);
  await watch(tx, conversation.id, { index: 0, armedAt: now, afterMs: [...afterMs] });
}

export async function callOffSilence(tx: Tx, conversationId: string): Promise<void> {
  await tx.jobs.cancel(SILENCE_JOB, conversationId);
}

/** A silence fell due: arms the next one, which whatever is done about this one may call off again. Answers which it was. */
export async function nextSilence(tx: Tx, job: Job): Promise<number> {
  // Rows of an older version carry their own rule only.
  const { index = 0, armedAt = job.dueAt, afterMs = [] } = job.payload as Partial<Watch>;
  await watch(tx, job.subjectId, { index: index + 1, armedAt, afterMs });
  return index;
}

async function watch(tx: Tx, conversationId: string, payload: Watch): Promise<void> {
  const waitMs = payload.afterMs[payload.index];
  if (waitMs === undefined) return;
  await tx.jobs.move({
    kind: SILENCE_JOB,
    subjectId: conversationId,
    dueAt: payload.armedAt + waitMs,
    payload,
    uniqueKey: `${SILENCE_JOB}:${conversationId}`,
  });
}
