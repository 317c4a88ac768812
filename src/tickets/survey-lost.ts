// The code of an ended session is good for twenty seconds. Where the question came too late for it, the resident is not asked yet: the
// kept message of the window is used next, and only then somebody's telephone (desk model §4.7).
import type { OutboxRow, Tx } from '../storage/contract.ts';
import { planSurveyAgain } from './follow-up-jobs.ts';
import { keepChange, standingOf } from './history.ts';
import { type House, timerActor } from './house.ts';

/** True when the row was a question under a code: it is no task for anybody. */
export async function askInTheWindow(tx: Tx, row: OutboxRow, reason: string, house: House): Promise<boolean> {
  if (row.eventCode === null || row.ticketId === null || row.messageId === null) return false;
  if ((await tx.messages.get(row.messageId))?.replyKey !== 'survey.ask') return false;
  const ticket = await tx.tickets.get(row.ticketId);
  if (ticket?.status !== 'resolved' && ticket?.status !== 'followup') return true;
  const { cycle, surveys } = ticket.course;
  const asked = surveys.find(
    (each) => each.cycle === cycle && each.askedAt !== null && each.askedAt <= row.createdAt,
  );
  // Perhaps it is on their phone; asked twice they would wonder. Without an answer somebody calls.
  if (!asked || asked.answeredAt !== null || row.mayHaveBeenSent) return true;
  const before = standingOf(ticket);
  const now = house.clock.now();
  ticket.course.surveys = surveys.filter((each) => each !== asked);
  ticket.updatedAt = now;
  await tx.tickets.save(ticket);
  await keepChange(tx, ticket, before, {
    type: 'survey.not-delivered',
    actor: timerActor,
    at: now,
    data: { reason },
  });
  await planSurveyAgain(tx, ticket, house);
  return true;
}
