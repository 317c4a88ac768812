// A file as the resident sent it: opened for this one answer, never kept open, given out so that no browser runs it.
import { z } from 'zod';
import { Fault, TemporaryError } from '../../base/errors.ts';
import { fileEndings } from '../../intake/file-check.ts';
import type { Attachment, Store } from '../../storage/contract.ts';
import { problem } from '../problem.ts';
import { declined } from './answer.ts';
import { id } from './inputs.ts';
import { type Route, readRoute } from './route.ts';

const gone = declined(problem(410, 'attachments/gone', '文件没有保存下来'));

const get = readRoute({
  path: '/attachments/{attachmentId}',
  operationId: 'getAttachment',
  summary: 'The file itself, always whole: it lies sealed as one piece, so ranges are not served.',
  params: z.strictObject({ attachmentId: id }),
  query: z.strictObject({}),
  answer: { files: Object.keys(fileEndings) },
  problems: [404, 409, 410, 503],
  async handle({ params }, { store, files }) {
    const attachment = await findAttachment(store, params.attachmentId);
    if (attachment === 'erased') return gone;
    if (!attachment) return declined(problem(404, 'attachments/not-found', '没有找到这个文件'));
    if (attachment.state === 'waiting') {
      return declined(problem(409, 'attachments/not-stored-yet', '文件还在路上，请稍后再取'));
    }
    const { contentType } = attachment;
    const ending = contentType === null ? undefined : fileEndings[contentType];
    if (attachment.state !== 'stored' || contentType === null || ending === undefined) return gone;
    let sealed: Uint8Array | null;
    try {
      sealed = await files.get(attachment.objectName);
    } catch (error) {
      if (!(error instanceof TemporaryError)) throw error;
      return declined(problem(503, 'attachments/not-now', '文件暂时取不到，请稍后再取'));
    }
    if (sealed === null)
      throw new Fault('attachments/file-missing', 'a stored attachment has no readable file');
    const whole = sealed;
    const bytes = await store.read((tx) => tx.attachments.open(attachment.id, whole));
    return { kind: 'file', bytes, contentType, fileName: `${attachment.id}.${ending}` };
  },
});

/** A resident who was erased has no key any more, and so no file. */
async function findAttachment(store: Store, attachmentId: string): Promise<Attachment | 'erased' | null> {
  try {
    return await store.read((tx) => tx.attachments.get(attachmentId));
  } catch (error) {
    if (error instanceof Fault && error.code === 'storage/data-key-missing') return 'erased';
    throw error;
  }
}

export const attachmentRoutes: readonly Route[] = [get];
