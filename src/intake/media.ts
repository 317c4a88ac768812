// Fetches a file the platform keeps for us (three days at most), looks at what it really is, and keeps it sealed.
import type { Clock } from '../base/clock.ts';
import type { CrashPoint } from '../base/crash-points.ts';
import { Fault, TemporaryError } from '../base/errors.ts';
import type { MediaSource } from '../channels/contract.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { Attachment, SettledAttachment, Store, Tx } from '../storage/contract.ts';
import type { MediaStore } from '../storage/media-contract.ts';
import { checkFile, type FileLimits } from './file-check.ts';
import { plainFileName } from './file-name.ts';

export const MEDIA_JOB = 'media.fetch';
export const FORGET_MEDIA_JOB = 'media.forget';

/** The platform keeps files this long; docs 90254. */
export const MEDIA_LIFE_MS = 3 * 24 * 3_600_000;

export type MediaPorts = {
  store: Store;
  files: MediaStore;
  clock: Clock;
  crashPoint: CrashPoint;
  limits: FileLimits & { fetchTimeoutMs: number };
  source(channel: string): MediaSource | null;
  /** The file is there. Here a voice may be given to whoever writes down what was said (`tx.messages.setTranscript`). */
  onStored(tx: Tx, attachment: Attachment): Promise<void>;
  /** It will never be there, and the resident believes that it is. */
  onLost(tx: Tx, attachment: Attachment): Promise<void>;
};

export function createMediaJob(ports: MediaPorts): JobHandler {
  const { store, files, clock, crashPoint, limits, source } = ports;
  return async (job, signal) => {
    const found = await store.read(async (tx) => {
      const attachment = await tx.attachments.get(job.subjectId);
      const conversation = attachment ? await tx.conversations.get(attachment.conversationId) : null;
      return attachment && conversation ? { attachment, channel: conversation.channel } : null;
    });
    if (found?.attachment.state !== 'waiting') return async () => {};
    const { attachment } = found;
    const lost = (reason: string, state: 'gone' | 'refused', contentType: string | null = null) =>
      settleAs(attachment, { state, contentType, byteCount: null, reason }, ports, {
        // A file that was never there is a matter between platforms; nobody was told that we have it.
        tell: state === 'refused' || job.attempt > 1,
      });

    if (clock.now() - attachment.createdAt > MEDIA_LIFE_MS) return lost('expired', 'gone');
    const media = source(found.channel);
    if (!media)
      throw new TemporaryError('intake/media-source-off', 'the channel this file came by is not configured');
    const fetched = await media.fetchMedia(
      attachment.mediaId,
      limits.bytes[attachment.type],
      AbortSignal.any([signal, AbortSignal.timeout(limits.fetchTimeoutMs)]),
    );
    if (fetched.kind === 'gone') return lost(fetched.code, 'gone');
    if (fetched.kind === 'too-large') return lost('too-large', 'refused');
    crashPoint('media.fetched');
    const { bytes } = fetched;
    const verdict = await checkFile(attachment.type, bytes, limits);
    if (!verdict.ok) return lost(verdict.reason, 'refused', verdict.contentType);
    const sealed = await sealOrNull(store, attachment.id, bytes);
    if (sealed === null) return lost('erased', 'gone');
    await files.put(attachment.objectName, sealed);
    crashPoint('media.stored');
    const fileName = fetched.fileName === null ? null : plainFileName(fetched.fileName);
    return settleAs(
      attachment,
      {
        state: 'stored',
        contentType: verdict.contentType,
        byteCount: bytes.byteLength,
        reason: null,
        ...(fileName === null ? {} : { fileName }),
      },
      ports,
      { tell: false },
    );
  };
}

function settleAs(
  { id, objectName }: Attachment,
  result: SettledAttachment,
  { onStored, onLost, clock }: Pick<MediaPorts, 'onStored' | 'onLost' | 'clock'>,
  { tell }: { tell: boolean },
): (tx: Tx) => Promise<void> {
  return async (tx) => {
    if (!(await tx.attachments.settle(id, result))) {
      // Taken back while it was being fetched: the file must go again.
      if (result.state === 'stored') await forgetFile(tx, { id, objectName }, clock.now(), 'fetched');
      return;
    }
    const settled = await tx.attachments.get(id);
    if (settled && result.state === 'stored') await onStored(tx, settled);
    else if (settled && tell) await onLost(tx, settled);
  };
}

/** Null when the resident was erased meanwhile: there is no key any more. */
export async function sealOrNull(store: Store, id: string, bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    return await store.read((tx) => tx.attachments.seal(id, bytes));
  } catch (error) {
    if (error instanceof Fault && error.code === 'storage/data-key-missing') return null;
    throw error;
  }
}

/** Orders that the file of an attachment be removed; `occasion` because one may be ordered twice. */
export async function forgetFile(
  tx: Tx,
  { id, objectName }: Pick<Attachment, 'id' | 'objectName'>,
  at: number,
  occasion: string,
): Promise<void> {
  await tx.jobs.add({
    kind: FORGET_MEDIA_JOB,
    subjectId: id,
    dueAt: at,
    payload: { objectName },
    uniqueKey: `${FORGET_MEDIA_JOB}:${id}:${occasion}`,
  });
}

/** Removes the file of what was taken back. */
export function createForgetMediaJob(files: MediaStore): JobHandler {
  return async (job) => {
    await files.remove(String(job.payload.objectName));
    return async () => {};
  };
}
