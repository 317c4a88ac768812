// A ticket as reports count it: nothing personal, so that whoever was erased still counts.
import type { Ticket } from '../tickets/ticket.ts';

export type ReportedTicket = Pick<
  Ticket,
  | 'id'
  | 'communityId'
  | 'kind'
  | 'category'
  | 'grade'
  | 'complaintClass'
  | 'status'
  | 'firstOwner'
  | 'openedAt'
  | 'timers'
  | 'course'
> & {
  /** Whose matter it is, as an id; null = nobody knows. */
  household: string | null;
  /** When one of our people answered the resident, and who. */
  answers: { at: number; by: string | null }[];
};

export type Period = { fromAt: number; toAt: number; now: number };
