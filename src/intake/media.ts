// Fetches a file the platform keeps for us (three days at most), looks at what it really is, and keeps it sealed under DATA_DIR.
import { createHash } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { TemporaryError } from '../base/errors.ts';
import type { MediaSource } from '../channels/contract.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { Store } from '../storage/contract.ts';

export const MEDIA_JOB = 'media.fetch';
export const FORGET_MEDIA_JOB = 'media.forget';

/** By content, not by name: what a photo may be. SVG is a program, so it is not among them. */
const PHOTO_TYPES = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/heic']);
/** 微信客服 hands out images up to 2 MB; docs 94670. Room for other channels. */
const PHOTO_LIMIT_BYTES = 10 * 1024 * 1024;

export type MediaPorts = { store: Store; dataDir: string; source(channel: string): MediaSource | null };

export function createMediaJob({ store, dataDir, source }: MediaPorts): JobHandler {
  return async (job, signal) => {
    const found = await store.read(async (tx) => {
      const attachment = await tx.attachments.get(job.subjectId);
      const conversation = attachment ? await tx.conversations.get(attachment.conversationId) : null;
      return attachment && conversation ? { attachment, channel: conversation.channel } : null;
    });
    if (found?.attachment.state !== 'waiting') return async () => {};
    const { attachment } = found;
    const media = source(found.channel);
    if (!media)
      throw new TemporaryError('intake/media-source-off', 'the channel this file came by is not configured');
    const fetched = await media.fetchMedia(attachment.mediaId, PHOTO_LIMIT_BYTES, signal);
    if (fetched.kind !== 'media') {
      const reason = fetched.kind === 'gone' ? fetched.code : fetched.kind;
      return (tx) =>
        tx.attachments.settle(attachment.id, {
          state: fetched.kind === 'gone' ? 'gone' : 'refused',
          contentType: null,
          byteCount: null,
          reason,
        });
    }
    const type = (await fileTypeFromBuffer(fetched.bytes))?.mime ?? null;
    if (type === null || !PHOTO_TYPES.has(type)) {
      return (tx) =>
        tx.attachments.settle(attachment.id, {
          state: 'refused',
          contentType: type,
          byteCount: null,
          reason: 'not-a-photo',
        });
    }
    const sealed = await store.read((tx) => tx.attachments.seal(attachment.id, fetched.bytes));
    await writeDurably(mediaPath(dataDir, attachment.id), sealed);
    return async (tx) => {
      // Taken back while it was being fetched: the file must go again.
      if ((await tx.attachments.get(attachment.id))?.state !== 'waiting') {
        const kind = FORGET_MEDIA_JOB;
        const again = `${kind}:${attachment.id}:fetched`;
        await tx.jobs.add({ kind, subjectId: attachment.id, dueAt: job.dueAt, uniqueKey: again });
        return;
      }
      await tx.attachments.settle(attachment.id, {
        state: 'stored',
        contentType: type,
        byteCount: fetched.bytes.byteLength,
        reason: null,
      });
    };
  };
}

/** Removes the file of a photo that was taken back. */
export function createForgetMediaJob(dataDir: string): JobHandler {
  return async (job) => {
    await rm(mediaPath(dataDir, job.subjectId), { force: true });
    return async () => {};
  };
}

/** Spread over 256 folders; the name is ours, never the sender's. */
export function mediaPath(dataDir: string, attachmentId: string): string {
  const spread = createHash('sha256').update(attachmentId).digest('hex').slice(0, 2);
  return join(dataDir, 'media', spread, `${attachmentId}.bin`);
}

/** Written beside its place, synced, then moved: a file is there whole or not at all. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const beside = `${path}.part`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
