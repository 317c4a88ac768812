// What the bot says besides its flows, to what it has just heard or learnt: at once, in the language of whoever reads it.
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import type { Conversation, Reply } from './conversation.ts';

type Beside = {
  key: string;
  fields?: Record<string, string>;
  /** In the platform's terms. */
  of: readonly string[];
} & Partial<Pick<Reply, 'slotClass' | 'mayMerge' | 'promise' | 'ticketId'>>;

export async function sayBeside(
  tx: Tx,
  conversation: Conversation,
  { key, fields = {}, of, ...how }: Beside,
  house: House,
): Promise<void> {
  const { id: conversationId, channel, flowState } = conversation;
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.say(key, fields, { conversationId, channel, lang: languageKept(flowState) }),
      ...{ author: 'bot', replyKey: key, slotClass: 'ordinary', mayMerge: true, promise: false },
      ...how,
      occasion: { of, ordinal: 0, mayRecur: true, isFromBefore: false },
    },
    house.clock.now(),
  );
}
