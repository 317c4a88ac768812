// Photos of residents and of the work.
import { NOON, ticketOf } from '../../../contracts/storage/subject.ts';
import type { Operations } from '../operations.ts';

export const files: Operations = {
  'a photo of the work': async (tx, id) => {
    const conversation = await tx.conversations.get(id);
    if (!conversation) return;
    await tx.tickets.add(ticketOf(conversation, 'photographed'));
    const photo = { id: 'photo', ticketId: 'photographed' };
    await tx.photos.open(photo, await tx.photos.seal(photo, new Uint8Array([1])));
    await tx.photos.add({
      ...{ ...photo, moment: 'before', objectName: 'work-1', contentType: 'image/jpeg', byteCount: 1 },
      ...{ takenBy: 'wang', at: NOON },
    });
    await tx.photos.get('photo');
    await tx.photos.ofTicket('photographed');
    await tx.photos.neededNames(['work-1']);
  },
  'a photo': async (tx, id) => {
    const messageId = await tx.messages.add({
      conversationId: id,
      direction: 'in',
      author: 'resident',
      type: 'image',
      content: { type: 'image', mediaId: 'm' },
      createdAt: NOON,
    });
    const photo = await tx.attachments.add({
      messageId,
      conversationId: id,
      type: 'image',
      mediaId: 'm',
      at: NOON,
    });
    await tx.attachments.get(photo);
    await tx.attachments.ofMessages([messageId]);
    await tx.attachments.attachToTicket([photo], 't1');
    await tx.attachments.seal(photo, new Uint8Array(4));
    await tx.attachments.settle(photo, {
      state: 'stored',
      contentType: null,
      byteCount: null,
      reason: null,
    });
  },
  'a file that is taken off again': async (tx, id) => {
    const [messageId = ''] = (await tx.inbox.pending(id)).flatMap((item) => item.messageId ?? []);
    const fileId = await tx.attachments.add({
      messageId,
      conversationId: id,
      type: 'image',
      mediaId: 'm',
      at: NOON,
    });
    await tx.attachments.detach(fileId);
    await tx.attachments.neededNames([fileId]);
    await tx.attachments.open(fileId, await tx.attachments.seal(fileId, new Uint8Array(4)));
  },
};
