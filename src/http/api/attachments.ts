// A file as the resident sent it: opened for this one answer, never kept open, given out so that no browser runs it.
import { z } from 'zod';
import { Fault, TemporaryError } from '../../base/errors.ts';
import { fileEndings } from '../../intake/file-check.ts';
import type { Attachment, Store, Tx } from '../../storage/contract.ts';
import { complainedOfIn } from '../../tickets/sight.ts';
import { problem, problemOf } from '../problem.ts';
import { declined } from './answer.ts';
import { readingAs, seesTicket } from './behalf.ts';
import { asSeenBy, id } from './inputs.ts';
import type { Principal } from './principal.ts';
import { type Route, readRoute } from './route.ts';

const notFound = problem(404, 'attachments/not-found', '没有找到这个文件');
const gone = declined(problem(410, 'attachments/gone', '文件没有保存下来'));

const get = readRoute({
  path: '/attachments/{attachmentId}',
  operationId: 'getAttachment',
  summary: 'The file itself, always whole: it lies sealed as one piece, so ranges are not served.',
  params: z.strictObject({ attachmentId: id }),
  query: z.strictObject({ onBehalfOf: asSeenBy }),
  answer: { files: Object.keys(fileEndings) },
  problems: [404, 409, 410, 422, 503],
  async handle({ params, query, principal }, { store, files, house }) {
    const reader = readingAs(principal, query.onBehalfOf, house);
    if (!reader.ok) return declined(problemOf(reader));
    const found = await findFile(store, params.attachmentId);
    if (found === 'erased') return gone;
    if (!found || !(await store.read((tx) => seesFile(tx, found, reader.value)))) return declined(notFound);
    if (found.state === 'waiting') {
      return declined(problem(409, 'attachments/not-stored-yet', '文件还在路上，请稍后再取'));
    }
    const { contentType } = found;
    const ending = contentType === null ? undefined : fileEndings[contentType];
    if (found.state !== 'stored' || contentType === null || ending === undefined) return gone;
    let sealed: Uint8Array | null;
    try {
      sealed = await files.get(found.objectName);
    } catch (error) {
      if (!(error instanceof TemporaryError)) throw error;
      return declined(problem(503, 'attachments/not-now', '文件暂时取不到，请稍后再取'));
    }
    if (sealed === null)
      throw new Fault('attachments/file-missing', 'a stored attachment has no readable file');
    const whole = sealed;
    try {
      const bytes = await store.read((tx) => found.open(tx, whole));
      return { kind: 'file', bytes, contentType, fileName: `${found.id}.${ending}` };
    } catch (error) {
      if (isErased(error)) return gone;
      throw error;
    }
  },
});

/** A file of a resident, or a photo of the work. */
type KeptFile = Pick<Attachment, 'id' | 'ticketId' | 'objectName' | 'state' | 'contentType'> & {
  conversationId: string | null;
  open(tx: Tx, sealed: Uint8Array): Promise<Uint8Array>;
};

/** Whoever does not speak with residents sees what came with a matter of theirs, not what was sent in a talk. */
export async function seesFile(
  tx: Tx,
  { ticketId, conversationId }: Pick<KeptFile, 'ticketId' | 'conversationId'>,
  reader: Principal,
): Promise<boolean> {
  const { eyes } = reader;
  if (eyes === undefined) return true;
  if (eyes.worker !== null || conversationId === null) {
    const ticket = ticketId === null ? null : await tx.tickets.get(ticketId);
    return ticket !== null && seesTicket(tx, ticket, reader);
  }
  if ((await complainedOfIn(tx, conversationId)).includes(eyes.staffId)) return false;
  const conversation = await tx.conversations.get(conversationId);
  return (
    conversation !== null &&
    (eyes.communityIds === '*' || eyes.communityIds.includes(conversation.communityId))
  );
}

async function findFile(store: Store, id: string): Promise<KeptFile | 'erased' | null> {
  try {
    return await store.read(async (tx) => {
      const attachment = await tx.attachments.get(id);
      if (attachment) return { ...attachment, open: (tx, sealed) => tx.attachments.open(id, sealed) };
      const photo = await tx.photos.get(id);
      if (!photo) return null;
      return {
        ...photo,
        state: 'stored',
        conversationId: null,
        open: (tx, sealed) => tx.photos.open(photo, sealed),
      };
    });
  } catch (error) {
    if (isErased(error)) return 'erased';
    throw error;
  }
}

/** A resident who was erased has no key any more, and so no file. */
function isErased(error: unknown): boolean {
  return error instanceof Fault && error.code === 'storage/data-key-missing';
}

export const attachmentRoutes: readonly Route[] = [get];
