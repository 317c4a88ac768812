// A ticket changes hands or grade, with a reason and somebody who answers for it. The first owner stays.
import type { Outcome } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import { GRADE_NAMES } from './describe.ts';
import { type House, staffById } from './house.ts';
import { tellStaff } from './paging.ts';
import { type By, perform } from './perform.ts';
import type { Grade, Ticket } from './ticket.ts';

/** An offer: it changes hands when the receiver takes it. */
export function transferTicket(
  tx: Tx,
  ticketId: string,
  by: By & { to: string; reason: string },
  house: House,
): Promise<Outcome<Ticket>> {
  return perform(
    tx,
    ticketId,
    'transfer',
    {
      by,
      input: { receiver: by.to, reason: by.reason },
      data: { to: by.to, reason: by.reason },
      change(ticket, now) {
        ticket.course.offer = { to: by.to, from: ticket.assignee, at: now };
      },
      called: () => [by.to],
      words: { worker: `同事转给您（${by.reason}），请接单` },
    },
    house,
  );
}

/** The receiver says no; whoever had it keeps it and is told. */
export async function declineTransfer(
  tx: Tx,
  ticketId: string,
  by: By & { reason: string },
  house: House,
): Promise<Outcome<Ticket>> {
  let from: string | null = null;
  const declined = await perform(
    tx,
    ticketId,
    'decline',
    {
      by,
      input: { reason: by.reason },
      data: { reason: by.reason },
      change(ticket) {
        from = ticket.course.offer?.from ?? null;
        ticket.course.offer = null;
      },
    },
    house,
  );
  const holder = declined.ok && from !== null ? staffById(house, from) : null;
  if (declined.ok && holder) {
    const words = `单号 ${declined.value.code} 对方没有接（${by.reason}），还由您负责。`;
    await tellStaff(tx, holder, words, ticketId, house);
  }
  return declined;
}

/** Somebody has made a matter of this conversation urgent: whoever may not have such a one is relieved of it. */
export const URGENT_JOB = 'conversation.urgent';

export async function regradeTicket(
  tx: Tx,
  ticketId: string,
  by: By & { grade: Grade; reason: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const { grade, reason } = by;
  const done = await perform(
    tx,
    ticketId,
    'regrade',
    {
      by,
      input: { grade, reason },
      data: { grade, reason, policyVersion: house.sla.version },
      change(ticket) {
        ticket.grade = grade;
        ticket.gradeReason = reason;
      },
      words: { helpers: `等级改为${GRADE_NAMES[grade]}：${reason}` },
    },
    house,
  );
  if (done.ok && grade === 1 && done.value.conversationId !== null)
    await tx.jobs.add({
      ...{ kind: URGENT_JOB, subjectId: done.value.conversationId, dueAt: house.clock.now() },
      uniqueKey: `${URGENT_JOB}:${ticketId}:${done.value.version}`,
    });
  return done;
}

/** The first owner has left: somebody answers for it from now on. Who was first stays written. */
export function succeedFirstOwner(
  tx: Tx,
  ticketId: string,
  by: By & { successor: string; reason: string },
  house: House,
): Promise<Outcome<Ticket>> {
  return perform(
    tx,
    ticketId,
    'succeed',
    {
      by,
      input: { receiver: by.successor, reason: by.reason },
      data: { successor: by.successor, reason: by.reason },
      change(ticket, now) {
        ticket.course.successor = { staffId: by.successor, at: now };
      },
    },
    house,
  );
}
