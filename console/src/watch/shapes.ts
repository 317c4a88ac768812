// What the pages of those who watch over others read.
import type { TicketView } from '../base/shapes.ts';

export type Worker = {
  id: string;
  name: string;
  title: string;
  department: string;
  skills: string[];
  communities: string[];
  /** Null = not on duty now. */
  dutyUntil: number | null;
  inHand: number;
  late: number;
  dueAt: number | null;
};

/** `not`: whom it is about. */
export type Unassigned = { dueAt: number | null; skill: string | null; not: string[]; ticket: TicketView };

export type Dispatch = {
  now: number;
  waiting: Unassigned[];
  more: number;
  workers: Worker[];
  /** So many at once for one person. */
  most: number;
};

type Rung = { level: string; at: number; staffIds: string[] };

export type Watched = {
  now: number;
  items: {
    kind: string;
    dueAt: number;
    others: number;
    ladder: { calling: boolean; reached: Rung | null; next: Rung | null } | null;
    ticket: TicketView;
  }[];
  more: number;
  delays: { ticket: TicketView }[];
};

export type FollowUp = {
  dueAt: number;
  call: boolean;
  worker: string | null;
  mayAsk: boolean;
  result: string | null;
  ticket: TicketView;
};
export type FollowUps = { now: number; items: FollowUp[]; more: number };

export type PutRight = {
  kind: string | null;
  dueAt: number | null;
  words: { of: string; words: string }[];
  ticket: TicketView;
};
export type PutRights = { now: number; items: PutRight[]; more: number };
