// A file the resident believes we have did not get through: they hear it once, kindly, and the ticket knows it.

import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Attachment, Tx } from '../storage/contract.ts';
import { noteLostFile } from '../tickets/deeds.ts';
import type { House } from '../tickets/house.ts';
import { keepConversation } from './keep.ts';

/** More than one in a short while would be a row of the same sentence. */
const QUIET_MS = 10 * 60_000;

export async function tellLostFile(tx: Tx, attachment: Attachment, house: House): Promise<void> {
  const now = house.clock.now();
  // First of all, as turns and deeds do: two files that are lost at the same moment must see each other.
  const conversation = await tx.conversations.get(attachment.conversationId);
  if (attachment.ticketId !== null)
    await noteLostFile(tx, attachment.ticketId, { type: attachment.type, reason: attachment.reason }, house);
  if (conversation?.owner.kind !== 'bot') return;
  const key = replyKeyFor(attachment);
  if (key === null || (await tx.messages.saidSince(conversation.id, key, now - QUIET_MS))) return;
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say(
        key,
        { 'media.name': NAMES[attachment.type] },
        {
          conversationId: conversation.id,
          channel: conversation.channel,
          lang: languageKept(conversation.flowState),
        },
      ),
      author: 'bot',
      replyKey: key,
      slotClass: 'ordinary',
      mayMerge: true,
      promise: false,
      occasion: {
        of: ['lost-file', attachment.mediaId, key],
        ordinal: 0,
        mayRecur: true,
        isFromBefore: (conversation.lastResidentMessageAt ?? 0) < (house.restoredAt ?? 0),
      },
    },
    now,
  );
  await keepConversation(tx, conversation);
}

const NAMES: Record<Attachment['type'], string> = {
  image: '照片',
  voice: '语音',
  video: '视频',
  file: '文件',
};

/** Null for what the resident can not mend and need not hear. */
function replyKeyFor({ state, reason, type }: Attachment): string | null {
  if (state === 'gone') return reason === 'recalled' || reason === 'erased' ? null : 'media.lost';
  if (reason === 'too-large' || reason === 'too-many-pixels' || reason === 'too-long') return 'media.tooBig';
  return type === 'image' || type === 'video' ? 'media.unopened' : 'media.notTaken';
}
