// What a resident tells may be what was done already, and is not: then the old ticket goes on instead of a second one beside it.
import type { Conversation } from '../conversations/conversation.ts';
import type { MatterFacts } from '../flows/effects.ts';
import type { Tx } from '../storage/contract.ts';
import { isNotOver } from '../understanding/not-over.ts';
import { reopenTicket } from './closing.ts';
import { gradeMatter } from './grading.ts';
import type { House } from './house.ts';
import { isSaidToBeDone } from './states.ts';
import type { Ticket, TicketKind } from './ticket.ts';

const MOST_LOOKED_AT = 20;

/** The ticket that came back with these words, reopened; null when this is something new. */
export async function reopenInstead(
  tx: Tx,
  conversation: Conversation,
  matter: { kind: TicketKind; facts: MatterFacts },
  house: House,
): Promise<Ticket | null> {
  const words = matter.facts.description;
  if (!isNotOver(words)) return null;
  // A danger is new each time, and everybody is called for it: whoever was there last week may be at home.
  if (matter.facts.hazards.length > 0) return null;
  const finished: Ticket[] = [];
  for (const status of ['resolved', 'followup', 'closed'] as const) {
    const page = await tx.tickets.list(
      { conversationId: conversation.id, kind: matter.kind, status },
      { after: null, limit: MOST_LOOKED_AT },
    );
    finished.push(...page.items.filter((ticket) => isSamePlace(ticket, matter.facts)));
  }
  const resolvedAt = ({ course }: Ticket) =>
    course.milestones.findLast((each) => each.kind === 'resolved')?.at ?? 0;
  const latest = finished.sort((a, b) => resolvedAt(b) - resolvedAt(a))[0];
  if (!latest) return null;
  const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
  const reopened = await reopenTicket(
    tx,
    latest.id,
    { actor, staffId: null, reason: 'disputed', words },
    house,
  );
  return reopened.ok ? reopened.value : null;
}

/** The ticket of a matter that was said to be done before it became a danger: nobody is at it any more, so that needs one of its own. */
export async function doneBeforeDanger(
  tx: Tx,
  ticketId: string,
  { hazards, faults }: Pick<MatterFacts, 'hazards' | 'faults'>,
  { lexicon }: Pick<House, 'lexicon'>,
): Promise<Ticket | null> {
  if (hazards.length === 0) return null;
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket || !isSaidToBeDone(ticket.status)) return null;
  const { grade } = gradeMatter({ kind: ticket.kind, hazards, faults }, lexicon);
  return grade < ticket.grade ? ticket : null;
}

/** What is not told does not differ. */
function isSamePlace({ place }: Ticket, { place: told }: MatterFacts): boolean {
  const pairs = [
    [place.building, told.building],
    [place.unit, told.unit],
    [place.room, told.room],
  ];
  return pairs.every(([known, said]) => !known || !said || known === said);
}
