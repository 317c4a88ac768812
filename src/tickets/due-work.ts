// What falls due on a ticket. Whatever has changed since makes the row mean nothing.
import type { JobHandler } from '../jobs/job-runner.ts';
import type { Job, Tx } from '../storage/contract.ts';
import { expireApplication } from './application-deeds.ts';
import { APPLICATION_JOB } from './application-filing.ts';
import { CLOCK_JOB, checkClocks } from './clocks.ts';
import { confirmTicket } from './closing.ts';
import { ERASE_JOB, eraseStep } from './erase.ts';
import { askResident, callToFollowUp } from './follow-up.ts';
import { FOLLOW_UP_CALL_JOB, SURVEY_JOB } from './follow-up-jobs.ts';
import { type House, timerActor } from './house.ts';
import { BULLETIN_JOB } from './incident-bulletins.ts';
import { carryBulletin } from './incident-delivery.ts';
import { OVERDUE_JOB, overdueStep } from './overdue.ts';
import { OVERDUE_LIST_JOB, sendOverdueList } from './overdue-lists.ts';
import { PAGE_JOB, page } from './paging.ts';
import type { By } from './perform.ts';
import { PRIVACY_JOB, remindOfPrivacy } from './privacy.ts';
import { expireQuote } from './quote.ts';
import { QUOTE_JOB } from './quote-asking.ts';
import { lookForArrival, NOT_THERE_JOB, raiseStep, watchArrival } from './raise-step.ts';
import { RAISE_JOB } from './raising.ts';
import { REGISTER_JOB, remindOfRegister } from './register-reminder.ts';
import { STAND_IN_JOB, STAND_IN_WATCH, standIn, watchFirstOwners } from './standing-in.ts';
import { SETTLE_JOB, TAKE_JOB, WAKE_JOB } from './ticket-jobs.ts';
import { openReview } from './weighing.ts';
import { resumeTicket, returnTicket } from './work.ts';

type Due = (tx: Tx, job: Job, house: House) => Promise<void>;

const byTimer: By = { actor: timerActor, staffId: null };

export const dueWork: Record<string, Due> = {
  [CLOCK_JOB]: (tx, { subjectId, dueAt }, house) => checkClocks(tx, subjectId, house, dueAt),
  [PAGE_JOB]: async (tx, { subjectId, payload }, house) => {
    const ticket = await tx.tickets.get(subjectId);
    const { step, reminder, round = 0 } = payload;
    const due = { step: Number(step), reminder: reminder === true, round: Number(round) };
    if (ticket) await page(tx, ticket, due, house);
  },
  [OVERDUE_JOB]: async (tx, job, house) => {
    const late = await overdueStep(tx, job, house);
    if (late) await openReview(tx, late, 'overdue', house);
  },
  [RAISE_JOB]: raiseStep,
  [NOT_THERE_JOB]: lookForArrival,
  [STAND_IN_WATCH]: watchFirstOwners,
  [STAND_IN_JOB]: standIn,
  [OVERDUE_LIST_JOB]: sendOverdueList,
  [REGISTER_JOB]: remindOfRegister,
  [BULLETIN_JOB]: carryBulletin,
  /** Whoever was sent has not taken it: back, and on to the next. */
  [TAKE_JOB]: async (tx, { subjectId, payload }, house) => {
    const ticket = await tx.tickets.get(subjectId);
    if (ticket?.status !== 'assigned' || ticket.assignee !== payload.holder) return;
    await returnTicket(tx, subjectId, { ...byTimer, reason: 'not-taken-in-time' }, house);
  },
  [WAKE_JOB]: async (tx, { subjectId, payload }, house) => {
    const ticket = await tx.tickets.get(subjectId);
    if (!ticket?.course.waiting || ticket.course.waiting.since !== payload.since) return;
    const isAgreed = ticket.course.waiting.reason === 'appointment';
    await resumeTicket(tx, subjectId, { ...byTimer, why: 'time' }, house);
    if (isAgreed) await watchArrival(tx, ticket, house.clock.now(), house);
  },
  [SETTLE_JOB]: async (tx, { subjectId, payload }, house) => {
    const ticket = await tx.tickets.get(subjectId);
    if (ticket?.status !== 'resolved' || ticket.course.cycle !== payload.cycle) return;
    await confirmTicket(tx, subjectId, { ...byTimer, silence: true }, house);
  },
  [APPLICATION_JOB]: expireApplication,
  [PRIVACY_JOB]: remindOfPrivacy,
  [ERASE_JOB]: eraseStep,
  [QUOTE_JOB]: async (tx, { subjectId, payload }, house) => {
    const { quoteId } = payload;
    if (typeof quoteId === 'string') await expireQuote(tx, subjectId, quoteId, house);
  },
  [SURVEY_JOB]: async (tx, { subjectId, payload }, house) => {
    const ticket = await tx.tickets.get(subjectId);
    if (ticket?.course.cycle === payload.cycle) await askResident(tx, subjectId, byTimer, house);
  },
  [FOLLOW_UP_CALL_JOB]: async (tx, { subjectId, payload }, house) => {
    const ticket = await tx.tickets.get(subjectId);
    const isOver = ticket?.status !== 'resolved' && ticket?.status !== 'followup';
    if (!ticket || isOver || ticket.course.cycle !== payload.cycle) return;
    const isAnswered = ticket.course.surveys.some(
      (each) => each.cycle === ticket.course.cycle && each.answeredAt !== null,
    );
    if (!isAnswered) await callToFollowUp(tx, ticket, house);
  },
};

export function dueHandlers(house: House): Record<string, JobHandler> {
  return Object.fromEntries(
    Object.entries(dueWork).map(([kind, due]): [string, JobHandler] => [
      kind,
      async (job) => (tx) => due(tx, job, house),
    ]),
  );
}

/** The resident has written: what waited for them goes on. */
export async function goOnWithAnswer(
  tx: Tx,
  ticketId: string,
  residentId: string,
  house: House,
): Promise<void> {
  const ticket = await tx.tickets.get(ticketId);
  if (ticket?.course.waiting?.reason !== 'waiting_resident') return;
  const actor = { kind: 'resident', id: residentId, source: 'bot' } as const;
  await resumeTicket(tx, ticketId, { actor, staffId: null, why: 'answered' }, house);
}
