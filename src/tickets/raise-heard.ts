// What is heard in a matter and goes up at once (desk model §4.4): danger to people, a threat to colleagues, 12345, media and lawyers.
import type { Tx } from '../storage/contract.ts';
import type { HazardId } from '../understanding/commands.ts';
import { hearPressing } from '../understanding/pressing-words.ts';
import type { House } from './house.ts';
import { noteAndRaise, triggerFor } from './raising.ts';
import type { Ticket } from './ticket.ts';

/**
 * Each danger is told once for a ticket, however often it is spoken of. What an incident carries is watched over there; a danger is carried
 * by none, and goes on by itself beside it.
 */
export async function raiseDanger(
  tx: Tx,
  ticket: Ticket,
  hazards: readonly HazardId[],
  house: House,
): Promise<void> {
  const meant = triggerFor(ticket, 'danger', house)?.hazards ?? [];
  const told = hazards.filter((hazard) => meant.includes(hazard));
  if (told.length === 0 || (ticket.incidentId !== null && ticket.grade !== 1)) return;
  const known = (await tx.tickets.events(ticket.id)).flatMap(({ type, data }) =>
    type === 'ticket.danger-told' ? (data.hazards as HazardId[]) : [],
  );
  const fresh = told.filter((hazard) => !known.includes(hazard));
  if (fresh.length > 0) await noteAndRaise(tx, ticket, 'danger', { hazards: fresh }, house);
}

export async function raiseByWords(
  tx: Tx,
  ticket: Ticket,
  words: readonly string[],
  house: House,
): Promise<void> {
  for (const cause of hearPressing(words)) await noteAndRaise(tx, ticket, cause, {}, house);
}
