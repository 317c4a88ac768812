// 怎么还没来: the resident presses (催单). It is counted on the ticket it is about, and whoever has it hears it.
import type { Effect } from '../flows/effects.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import { noteAndRaise } from '../tickets/raising.ts';
import { transitions } from '../tickets/states.ts';
import { urgeTicket } from '../tickets/urging.ts';
import type { Understanding } from '../understanding/commands.ts';
import type { Conversation } from './conversation.ts';
import type { MatterStandings } from './effects.ts';

/** 找你们经理, 让领导来: not any person, but somebody above. */
const SOMEBODY_ABOVE =
  /(?:找|叫|要|让|请|联系|见).{0,6}(?:领导|经理|主管|主任|负责人|老板)|(?:speak|talk) (?:to|with) (?:your|the|a) (?:manager|supervisor|boss)/iu;

export function asksForSomebodyAbove(words: string): boolean {
  return SOMEBODY_ABOVE.test(words);
}

/** Noted on whatever is open with this resident; from the second time on somebody above hears it. */
export async function noteLeaderAsked(
  tx: Tx,
  conversation: Conversation,
  said: readonly string[],
  house: House,
): Promise<void> {
  if (!said.some(asksForSomebodyAbove)) return;
  const latest = (await tx.tickets.openOf(conversation.id)).at(-1);
  if (latest) await noteAndRaise(tx, latest, 'leader-asked', {}, house);
}

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
