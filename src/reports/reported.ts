// Tickets, contacts and incidents as reports count them: nothing personal, so that whoever was erased still counts.
import type { IncidentCourse } from '../tickets/incident-course.ts';
import type { RegisterEntry } from '../tickets/register-entry.ts';
import type { Ticket, TicketKind } from '../tickets/ticket.ts';

export type ReportedTicket = Pick<
  Ticket,
  | 'id'
  | 'code'
  | 'communityId'
  | 'kind'
  | 'category'
  | 'grade'
  | 'complaintClass'
  | 'level'
  | 'status'
  | 'firstOwner'
  | 'openedAt'
  | 'timers'
  | 'course'
> & {
  /** Whose matter it is, as an id; null = nobody knows. */
  household: string | null;
  /** The building or shared place it was told of; null where nobody said. */
  place: string | null;
  /** When one of our people answered the resident, and who. */
  answers: { at: number; by: string | null }[];
  /** When the resident wrote while the ticket stood still for them. */
  wroteAt: number[];
};

/** One contact (one line of the register) with what was said in it, until the same person comes again. */
export type ReportedContact = Pick<
  RegisterEntry,
  'id' | 'communityId' | 'way' | 'conversationId' | 'at' | 'botFirst' | 'receptionist' | 'enteredAt'
> & {
  /** When the same person came again; null = not yet, or nobody can know. */
  nextAt: number | null;
  words: ReportedWord[];
  tickets: { kind: TicketKind; openedAt: number; solvedAt: number | null; cycle: number }[];
};

export type ReportedWord = {
  at: number;
  by: 'resident' | 'bot' | 'staff' | 'system';
  staffId: string | null;
  replyKey: string | null;
};

export type ReportedIncident = Pick<
  IncidentCourse,
  'id' | 'communityId' | 'kind' | 'title' | 'status' | 'openedAt' | 'resolvedAt' | 'reviewDueAt'
> & {
  households: number;
  /** When residents first heard of it; null = not yet. */
  toldAt: number | null;
  reviewedAt: number | null;
};

/** Somebody of ours looked at what is masked, took a table out, or sent words the page had asked about. */
export type ReportedLook = { at: number; what: 'reveal' | 'export' | 'unkind-words'; by: string };

export type Reported = {
  ticket: ReportedTicket;
  contact: ReportedContact;
  incident: ReportedIncident;
  look: ReportedLook;
};
export type Subject = keyof Reported;

export type Period = { fromAt: number; toAt: number; now: number };
