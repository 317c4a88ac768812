// What a person knows of whom an incident reaches, beside what the words of tickets say.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import type { House } from './house.ts';
import { isRunning } from './incident-course.ts';
import { carryLatest } from './incident-delivery.ts';
import type { IncidentBy } from './incident-perform.ts';
import { attachTicket, joinResident } from './incident-reach.ts';
import { isOpen } from './states.ts';

/** A person knows that this ticket, or this resident, belongs to it. */
export async function attachByHand(
  tx: Tx,
  incidentId: string,
  what: { ticketCode: string } | { conversationId: string },
  by: IncidentBy,
  house: House,
): Promise<Outcome<null>> {
  const course = await tx.incidentCourses.get(incidentId);
  if (!course) return refused('incidents/not-found', '没有找到这件事');
  if (!isRunning(course)) return refused('incidents/not-allowed-now', '这件事已经处理完了，请照常登记');
  if ('ticketCode' in what) {
    const found = await tx.tickets.byCode(what.ticketCode);
    const ticket = found.find((each) => each.communityId === course.communityId && isOpen(each.status));
    if (!ticket || ticket.id === course.ticketId)
      return refused('incidents/no-such-ticket', '没有找到这张还在办的单，请核对单号');
    await attachTicket(tx, ticket.id, course, by, house);
    await carryLatest(tx, incidentId, ticket.residentId ?? ticket.id, house);
    return accepted(null);
  }
  const conversation = await tx.conversations.get(what.conversationId);
  if (conversation?.communityId !== course.communityId)
    return refused('desk/conversation-not-found', '没有找到这个会话');
  await joinResident(tx, incidentId, conversation, house, by);
  await carryLatest(tx, incidentId, conversation.residentId, house);
  return accepted(null);
}
