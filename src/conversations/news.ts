// What other programs hear of a conversation: who has it now. Told in the transaction that changed it.
import type { Tx } from '../storage/contract.ts';
import { announce } from '../webhooks/announce.ts';
import type { WebhookKind } from '../webhooks/webhook.ts';
import type { Conversation } from './conversation.ts';

const OWNER_NEWS: Record<Conversation['owner']['kind'], WebhookKind> = {
  nobody: 'conversation.waiting',
  staff: 'conversation.taken',
  bot: 'conversation.returned',
};

/** After its owner has changed. */
export async function announceOwner(tx: Tx, conversation: Conversation, at: number): Promise<void> {
  const { id, communityId, channel, owner, epoch } = conversation;
  await announce(tx, {
    communityId,
    kind: OWNER_NEWS[owner.kind],
    subjectId: id,
    facts: {
      channel,
      owner: { kind: owner.kind, staffId: owner.kind === 'staff' ? owner.staffId : null },
      epoch,
    },
    at,
  });
}
