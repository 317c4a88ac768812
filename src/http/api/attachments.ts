// A photo as the resident sent it: opened for this one answer, never kept open, given out so that no browser runs it.
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { Fault } from '../../base/errors.ts';
import { mediaPath } from '../../intake/media.ts';
import { problem } from '../problem.ts';
import { declined } from './answer.ts';
import { id } from './inputs.ts';
import { type Route, readRoute } from './route.ts';

/** What intake keeps (by content, not by name), with the ending a person's computer knows. */
const ENDINGS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/heic': 'heic',
};

const get = readRoute({
  path: '/attachments/{attachmentId}',
  operationId: 'getAttachment',
  summary: 'The file itself.',
  params: z.strictObject({ attachmentId: id }),
  query: z.strictObject({}),
  answer: { files: Object.keys(ENDINGS) },
  problems: [404, 409, 410],
  async handle({ params }, { store, dataDir }) {
    const attachment = await store.read((tx) => tx.attachments.get(params.attachmentId));
    if (!attachment) return declined(problem(404, 'attachments/not-found', '没有找到这个文件'));
    if (attachment.state === 'waiting') {
      return declined(problem(409, 'attachments/not-stored-yet', '文件还在路上，请稍后再取'));
    }
    const { contentType } = attachment;
    const ending = contentType === null ? undefined : ENDINGS[contentType];
    if (attachment.state !== 'stored' || contentType === null || ending === undefined) {
      return declined(problem(410, 'attachments/gone', '文件没有保存下来'));
    }
    const sealed = await readFile(mediaPath(dataDir, attachment.id)).catch((cause: unknown) => {
      throw new Fault('attachments/file-missing', 'a stored attachment has no readable file', { cause });
    });
    const bytes = await store.read((tx) => tx.attachments.open(attachment.id, sealed));
    return { kind: 'file', bytes, contentType, fileName: `${attachment.id}.${ending}` };
  },
});

export const attachmentRoutes: readonly Route[] = [get];
