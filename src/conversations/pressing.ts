// 怎么还没来: the resident presses (催单). It is counted on the ticket it is about, and whoever has it hears it.
import type { Effect } from '../flows/effects.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import { transitions } from '../tickets/states.ts';
import { urgeTicket } from '../tickets/urging.ts';
import type { Understanding } from '../understanding/commands.ts';
import type { Conversation } from './conversation.ts';
import type { MatterStandings } from './effects.ts';

/** `standings`: as the turn found them; what was only opened in this turn is not pressed for. */
export async function notePressing(
  tx: Tx,
  conversation: Conversation,
  { commands }: Pick<Understanding, 'commands'>,
  { standings, effects }: { standings: MatterStandings; effects: readonly Effect[] },
  house: House,
): Promise<void> {
  if (!commands.some((each) => each.type === 'act' && each.act === 'urge')) return;
  const open = [...standings].filter(([, { status }]) => transitions.urge.from.includes(status));
  const spoken = effects.find((each) => each.type === 'reply' && each.key.startsWith('progress.'));
  const ref = spoken?.type === 'reply' ? spoken.ref : undefined;
  const [, ticket] = open.find(([each]) => each === ref) ?? (open.length === 1 ? open[0] : undefined) ?? [];
  if (!ticket) return;
  const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
  // In danger every word has reached them already.
  const heard = (await tx.tickets.get(ticket.id))?.grade ?? 3;
  await urgeTicket(tx, ticket.id, { actor, staffId: null, alreadyHeard: heard <= 2 }, house);
}
