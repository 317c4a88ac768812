// 案例复盘: where a case went wrong and what the house changes. Opened by rule (`weighing.ts`), led by one person until a day, verified by
// another; before that its ticket does not end.
import type { Outcome } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import type { CaseReview, RootCause } from './course.ts';
import { endIfContent } from './follow-up.ts';
import { type House, staffById } from './house.ts';
import { whatAndWhere } from './notices.ts';
import { tellStaff } from './paging.ts';
import { type By, perform } from './perform.ts';
import type { Ticket } from './ticket.ts';

/** Somebody else leads it, or until another day. */
export async function assignReview(
  tx: Tx,
  ticketId: string,
  by: By & { reviewId: string; owner: string; dueAt: number },
  house: House,
): Promise<Outcome<Ticket>> {
  const { reviewId, owner, dueAt } = by;
  const assigned = await perform(
    tx,
    ticketId,
    'assignReview',
    {
      by,
      input: { reviewId, receiver: owner, dueAt },
      data: { reviewId, owner, dueAt },
      change: (ticket) => changeReview(ticket, reviewId, () => ({ owner, dueAt })),
    },
    house,
  );
  const member = assigned.ok && owner !== by.staffId ? staffById(house, owner) : null;
  if (assigned.ok && member) {
    const line = `【案例复盘】单号 ${assigned.value.code}，${whatAndWhere(assigned.value, house)}：请您牵头复盘。`;
    await tellStaff(tx, member, line, ticketId, house);
  }
  return assigned;
}

/** What came out of it. `broke`: the step where it went wrong; `manual`: what the reception manual should say from now on. */
export function holdReview(
  tx: Tx,
  ticketId: string,
  by: By & {
    reviewId: string;
    cause: RootCause;
    broke: string;
    measure: string;
    participants?: string[];
    manual?: string;
    trainingCase?: boolean;
  },
  house: House,
): Promise<Outcome<Ticket>> {
  const { reviewId, cause, broke, measure, staffId } = by;
  const { participants = [], manual = null, trainingCase = false } = by;
  return perform(
    tx,
    ticketId,
    'holdReview',
    {
      by,
      input: { reviewId, reason: measure },
      data: { reviewId, cause, broke, measure, participants, manual, trainingCase },
      change: (ticket, at) =>
        changeReview(ticket, reviewId, () => ({
          held: { cause, isTrainingCase: trainingCase, by: staffId, at },
        })),
    },
    house,
  );
}

export async function verifyReview(
  tx: Tx,
  ticketId: string,
  by: By & { reviewId: string; finding: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const { reviewId, finding, staffId } = by;
  const verified = await perform(
    tx,
    ticketId,
    'verifyReview',
    {
      by,
      input: { reviewId, reason: finding },
      data: { reviewId, finding },
      change: (ticket, at) => changeReview(ticket, reviewId, () => ({ verified: { by: staffId, at } })),
    },
    house,
  );
  // What was only waiting for this ends now.
  return verified.ok ? endIfContent(tx, verified.value, house) : verified;
}

function changeReview(
  { course }: Ticket,
  reviewId: string,
  change: (review: CaseReview) => Partial<CaseReview>,
): void {
  course.reviews = course.reviews.map((each) => (each.id === reviewId ? { ...each, ...change(each) } : each));
}
