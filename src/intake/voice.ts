// Has a stored voice message written down, where the company allowed that, and lets the conversation's turn read it as words.
import type { Clock } from '../base/clock.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { SpeechToText } from '../model/contract.ts';
import type { Attachment, Store, Tx } from '../storage/contract.ts';
import type { MediaStore } from '../storage/media-contract.ts';
import { MEDIA_JOB } from './media.ts';

/** Done in the lane of files, because a slow endpoint must not hold up a call to the duty worker. */
export const LISTEN = 'listen';

export type VoicePorts = {
  store: Store;
  files: MediaStore;
  clock: Clock;
  speech: SpeechToText;
  timeoutMs: number;
  observe(outcome: string): void;
};

/** The file is there: a voice goes to whoever listens. */
export async function planListening(tx: Tx, attachment: Attachment, at: number): Promise<void> {
  if (attachment.type !== 'voice') return;
  await tx.jobs.add({
    kind: MEDIA_JOB,
    subjectId: attachment.id,
    dueAt: at,
    payload: { deed: LISTEN },
    uniqueKey: `media.listen:${attachment.id}`,
  });
}

/** Tried once: a resident waits for the answer, and without words they are asked for a line of text. */
export function createVoiceJob({ store, files, clock, speech, timeoutMs, observe }: VoicePorts): JobHandler {
  return async (job, signal) => {
    const attachment = await store.read((tx) => tx.attachments.get(job.subjectId));
    if (attachment?.state !== 'stored') return async () => {};
    const words = await heardIn(attachment, signal);
    return async (tx) => {
      const message = await tx.messages.get(attachment.messageId);
      if (words !== null && message !== null && message.recalledAt === null)
        await tx.messages.setTranscript(attachment.messageId, words);
      // The turn has waited for these words; it goes on with or without them.
      const now = clock.now();
      await tx.turns.due(attachment.conversationId, { dueAt: now, lastDueAt: now, gather: false });
    };
  };

  async function heardIn(attachment: Attachment, signal: AbortSignal): Promise<string | null> {
    const sealed = await files.get(attachment.objectName);
    if (sealed === null) return null;
    const bytes = await store.read((tx) => tx.attachments.open(attachment.id, sealed));
    const result = await speech.transcribe(
      { bytes, contentType: attachment.contentType ?? '' },
      AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    );
    observe(result.kind === 'words' ? 'heard' : result.code);
    return result.kind === 'words' ? result.words : null;
  }
}
