// Danger that may be meant, in words passed on or not plain enough: while the resident is asked, a person on duty knows of it too,
// so that nothing depends on an answer that may not come.
import type { Tx } from '../storage/contract.ts';
import { contactFor } from '../tickets/departments.ts';
import { shorten } from '../tickets/describe.ts';
import type { House } from '../tickets/house.ts';
import { tellStaff } from '../tickets/paging.ts';
import type { HazardId } from '../understanding/commands.ts';
import type { Conversation } from './conversation.ts';

const KINDS = ['forwarded-danger', 'doubtful-danger'] as const;

const HEADS: Record<(typeof KINDS)[number], (label: string) => string> = {
  'forwarded-danger': (label) => `【请留意】住户转来的内容里提到“${label}”，正在问住户是不是现在发生`,
  'doubtful-danger': (label) => `【请留意】住户说的可能是“${label}”，正在问住户`,
};

export type PossibleDanger = {
  kind: (typeof KINDS)[number];
  messageId: string;
  hazards: readonly HazardId[];
  words: string;
};

/** Once for each message. */
export async function tellPossibleDanger(
  tx: Tx,
  conversation: Conversation,
  { kind, messageId, hazards, words }: PossibleDanger,
  house: House,
): Promise<void> {
  const now = house.clock.now();
  const isNew = await tx.tasks.add({
    communityId: conversation.communityId,
    kind,
    conversationId: conversation.id,
    ticketId: null,
    reason: hazards[0] ?? '',
    createdAt: now,
    uniqueKey: `${kind}:${messageId}`,
  });
  if (!isNew) return;
  const label = house.lexicon.hazards.find((entry) => entry.id === hazards[0])?.label ?? '险情';
  const { person } = contactFor('service', conversation.communityId, now, house);
  const lines = [HEADS[kind](label), `原话：${shorten(words)}`, '住户没回的话，请打电话或到现场核实。'];
  if (person) await tellStaff(tx, person, lines.join('\n'), null, house);
}

/** The resident has answered: it is an emergency with its own ticket now, or none. */
export async function settlePossibleDanger(
  tx: Tx,
  conversation: Conversation,
  house: Pick<House, 'clock'>,
): Promise<void> {
  for (const kind of KINDS) await tx.tasks.finishOf(conversation.id, kind, house.clock.now());
}
