// The follow-up's own due work: asking by message at a good moment, and calling where no message brings an answer.
import type { Tx } from '../storage/contract.ts';
import { isNotFollowedUp } from './application.ts';
import { callAt, decentFrom, surveyAt } from './follow-up-time.ts';
import type { House } from './house.ts';
import type { Ticket } from './ticket.ts';
import { whereToTell } from './where-to-tell.ts';

export const SURVEY_JOB = 'ticket.survey';
export const FOLLOW_UP_CALL_JOB = 'ticket.follow-up-call';

/** A question that was answered needs no asking; a weighty complaint is followed up by a voice, not by three buttons. */
export async function planFollowUp(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  await dropFollowUp(tx, ticket.id);
  if (isNotFollowedUp(ticket)) return;
  const now = house.clock.now();
  const { cycle } = ticket.course;
  const askAt = isPhoneFirst(ticket) ? null : surveyAt(now, await windowEndOf(tx, ticket, house));
  if (askAt !== null)
    await tx.jobs.add({
      kind: SURVEY_JOB,
      subjectId: ticket.id,
      dueAt: askAt,
      payload: { cycle },
      uniqueKey: `${SURVEY_JOB}:${ticket.id}:${cycle}`,
    });
  await tx.jobs.add({
    kind: FOLLOW_UP_CALL_JOB,
    subjectId: ticket.id,
    dueAt: askAt === null ? decentFrom(now + PHONE_AFTER_MS) : callAt(now),
    payload: { cycle },
    uniqueKey: `${FOLLOW_UP_CALL_JOB}:${ticket.id}:${cycle}`,
  });
}

export async function dropFollowUp(tx: Tx, ticketId: string): Promise<void> {
  await tx.jobs.cancel(SURVEY_JOB, ticketId);
  await tx.jobs.cancel(FOLLOW_UP_CALL_JOB, ticketId);
}

/** Time for the resident to see for themselves. */
const PHONE_AFTER_MS = 4 * 3_600_000;

export function isPhoneFirst({ kind, level }: Ticket): boolean {
  return kind === 'complaint' && level !== null && level !== '一般';
}

const QUESTION = { author: 'system', slotClass: 'ticket' } as const;

/** Until when the channel lets us write; null = it has no such limit. A ticket without a conversation has no channel at all. */
async function windowEndOf(tx: Tx, ticket: Ticket, house: House): Promise<number | null> {
  const own = ticket.conversationId === null ? null : await tx.conversations.get(ticket.conversationId);
  if (!own) return 0;
  const conversation = await whereToTell(tx, own, { ...QUESTION, notice: 'follow-up' }, house);
  const rules = house.rulesOf(conversation.channel);
  if (rules?.notices?.includes('follow-up')) return null;
  const windowMs = rules?.windowMs ?? null;
  return windowMs === null ? null : (conversation.lastResidentMessageAt ?? 0) + windowMs;
}
