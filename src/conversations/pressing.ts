// 怎么还没来: the resident presses (催单). It is counted on the ticket it is about, and whoever has it hears it.
import type { Effect, MatterFacts } from '../flows/effects.ts';
import type { Tx } from '../storage/contract.ts';
import { openTicket } from '../tickets/deeds.ts';
import { botActor, type House } from '../tickets/house.ts';
import { raiseByWords } from '../tickets/raise-heard.ts';
import { noteAndRaise } from '../tickets/raising.ts';
import { transitions } from '../tickets/states.ts';
import { urgeTicket } from '../tickets/urging.ts';
import type { Understanding } from '../understanding/commands.ts';
import { hearPressing } from '../understanding/pressing-words.ts';
import type { Conversation } from './conversation.ts';
import type { MatterStandings } from './effects.ts';

/** 找你们经理, 让领导来: not any person, but somebody above. */
const SOMEBODY_ABOVE =
  /(?:找|叫|要|让|请|联系|见).{0,6}(?:领导|经理|主管|主任|负责人|老板)|(?:speak|talk) (?:to|with) (?:your|the|a) (?:manager|supervisor|boss)/iu;

export function asksForSomebodyAbove(words: string): boolean {
  return SOMEBODY_ABOVE.test(words);
}

/**
 * Noted on whatever is open with this resident: from the second time on that somebody above is asked for, they hear it; of a threat, a
 * lawyer or the media at once.
 */
export async function noteWordsForAbove(
  tx: Tx,
  conversation: Conversation,
  said: readonly string[],
  house: House,
): Promise<void> {
  const asks = said.some(asksForSomebodyAbove);
  const presses = hearPressing(said);
  if (!asks && presses.length === 0) return;
  const open = await tx.tickets.openOf(conversation.id);
  const latest = open.at(-1);
  if (asks && latest) await noteAndRaise(tx, latest, 'leader-asked', {}, house);
  const blamed = open.findLast(({ kind }) => kind === 'complaint') ?? latest;
  if (blamed) await raiseByWords(tx, blamed, said, house);
  else if (presses.includes('threat')) await openForThreat(tx, conversation, said, house);
}

/** Said where nothing of theirs is open, as by whoever only waits for an incident to end: whoever is threatened must hear it all the same. */
async function openForThreat(
  tx: Tx,
  conversation: Conversation,
  said: readonly string[],
  house: House,
): Promise<void> {
  const facts: MatterFacts = {
    ...{ faults: [], hazards: [], place: {}, description: said.join('\n'), photoMessageIds: [] },
    ...{ grade: 3, gradeReason: '', complaintClass: 'safety', apart: true },
  };
  const order = { conversation, kind: 'complaint', facts, partial: true, actor: botActor } as const;
  const { ticket } = await openTicket(tx, order, house);
  await raiseByWords(tx, ticket, said, house);
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
