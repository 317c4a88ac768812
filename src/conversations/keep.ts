// Writes a conversation back. Whoever finds that it has changed under them takes everything back and does it again.
import { TemporaryError } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import type { Conversation } from './conversation.ts';

export async function keepConversation(tx: Tx, conversation: Conversation): Promise<void> {
  if (await tx.conversations.save(conversation)) return;
  throw new TemporaryError('conversation/changed-meanwhile', 'the conversation has changed meanwhile', {
    retryAfterMs: 0,
  });
}
