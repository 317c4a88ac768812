// Danger in words that were passed on: while the resident is asked, a person on duty knows of it too, so that nothing depends on
// an answer that may not come.
import type { ForwardedDanger } from '../flows/forwarded.ts';
import type { Tx } from '../storage/contract.ts';
import { contactFor } from '../tickets/departments.ts';
import { shorten } from '../tickets/describe.ts';
import type { House } from '../tickets/house.ts';
import { tellStaff } from '../tickets/paging.ts';
import type { Conversation } from './conversation.ts';

export async function tellForwardedDanger(
  tx: Tx,
  conversation: Conversation,
  { messageId, hazards }: ForwardedDanger,
  words: string,
  house: House,
): Promise<void> {
  const now = house.clock.now();
  const isNew = await tx.tasks.add({
    communityId: conversation.communityId,
    kind: 'forwarded-danger',
    conversationId: conversation.id,
    ticketId: null,
    reason: hazards[0] ?? '',
    createdAt: now,
    uniqueKey: `forwarded-danger:${messageId}`,
  });
  if (!isNew) return;
  const label = house.lexicon.hazards.find((entry) => entry.id === hazards[0])?.label ?? '险情';
  const { person } = contactFor('service', conversation.communityId, now, house);
  const lines = [
    `【请留意】住户转来的内容里提到“${label}”，正在问住户是不是现在发生`,
    `原话：${shorten(words)}`,
    '住户没回的话，请打电话或到现场核实。',
  ];
  if (person) await tellStaff(tx, person, lines.join('\n'), null, house);
}

/** The resident has answered: it is an emergency with its own ticket now, or none. */
export async function settleForwardedDanger(
  tx: Tx,
  conversation: Conversation,
  house: Pick<House, 'clock'>,
): Promise<void> {
  await tx.tasks.finishOf(conversation.id, 'forwarded-danger', house.clock.now());
}
