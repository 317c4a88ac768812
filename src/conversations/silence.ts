// What happens when a resident says nothing for a while. One row per conversation wakes it and carries what comes after. The
// conversation itself knows since when its silence counts: a row that stands earlier is left standing while they write, and put
// right when it falls due. So a talk of twenty messages writes one wake-up and not twenty.
import type { Job, NewJob, Tx } from '../storage/contract.ts';
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
  if (afterMs.length === 0) {
    delete conversation.silence;
    return callOffSilence(tx, conversation.id);
  }
  conversation.silence = { armedAt: now, afterMs: [...afterMs] };
  const wakeUp = wakeUpFor(conversation.id, { index: 0, ...conversation.silence });
  if (wakeUp) await tx.jobs.moveEarlier(wakeUp);
}

export async function callOffSilence(tx: Tx, conversationId: string): Promise<void> {
  await tx.jobs.cancel(SILENCE_JOB, conversationId);
}

/**
 * A wake-up fell due: arms the next one, which whatever is done about this one may call off again. Answers which silence it was;
 * null when they have written since it was laid, and their silence is not as long yet.
 */
export async function nextSilence(tx: Tx, job: Job): Promise<number | null> {
  // Rows of an older version carry their own rule only.
  const { index = 0, armedAt = job.dueAt, afterMs = [] } = job.payload as Partial<Watch>;
  const since = (await tx.conversations.get(job.subjectId))?.silence;
  const laid: Watch = { index, armedAt, afterMs };
  const watch = since && since.armedAt > armedAt ? { index: 0, ...since } : laid;
  const isDue = watch === laid || dueAtOf(watch) <= job.dueAt;
  const wakeUp = wakeUpFor(job.subjectId, isDue ? { ...watch, index: watch.index + 1 } : watch);
  if (wakeUp) await tx.jobs.move(wakeUp);
  return isDue ? watch.index : null;
}

/** Never, where there is no such rule. */
function dueAtOf({ index, armedAt, afterMs }: Watch): number {
  return armedAt + (afterMs[index] ?? Number.POSITIVE_INFINITY);
}

function wakeUpFor(conversationId: string, payload: Watch): NewJob | null {
  const dueAt = dueAtOf(payload);
  if (dueAt === Number.POSITIVE_INFINITY) return null;
  return {
    kind: SILENCE_JOB,
    subjectId: conversationId,
    dueAt,
    payload,
    uniqueKey: `${SILENCE_JOB}:${conversationId}`,
  };
}
