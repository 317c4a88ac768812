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
  const askAt = isPhoneFirst(ticket) ? null : surveyAt(now, await windowEndOf(tx, ticket, house));
  await plan(tx, ticket, { askAt, phoneAt: askAt === null ? decentFrom(now + PHONE_AFTER_MS) : callAt(now) });
}

/** The question did not reach them under its code: it is asked in the window while that is before the call, else somebody calls. */
export async function planSurveyAgain(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  const now = house.clock.now();
  const resolvedAt = ticket.course.milestones.findLast(({ kind }) => kind === 'resolved')?.at ?? now;
  const inWindow = surveyAt(resolvedAt, await windowEndOf(tx, ticket, house), now);
  const askAt = inWindow !== null && inWindow < callAt(resolvedAt) ? inWindow : null;
  const soon = decentFrom(Math.max(now, resolvedAt + PHONE_AFTER_MS));
  await dropFollowUp(tx, ticket.id);
  await plan(tx, ticket, { askAt, phoneAt: askAt === null ? soon : callAt(resolvedAt), again: now });
}

/** `again`: when it was planned anew; a row that was there before must not swallow it. */
async function plan(
  tx: Tx,
  { id: subjectId, course: { cycle } }: Ticket,
  { askAt, phoneAt, again }: { askAt: number | null; phoneAt: number; again?: number },
): Promise<void> {
  const key = again === undefined ? `${subjectId}:${cycle}` : `${subjectId}:${cycle}:${again}`;
  const payload = { cycle };
  if (askAt !== null)
    await tx.jobs.add({
      kind: SURVEY_JOB,
      subjectId,
      dueAt: askAt,
      payload,
      uniqueKey: `${SURVEY_JOB}:${key}`,
    });
  const uniqueKey = `${FOLLOW_UP_CALL_JOB}:${key}`;
  await tx.jobs.add({ kind: FOLLOW_UP_CALL_JOB, subjectId, dueAt: phoneAt, payload, uniqueKey });
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
