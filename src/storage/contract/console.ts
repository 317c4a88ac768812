// The desk's lists, and whoever sits at it.
import type { Conversation, Message } from '../../conversations/conversation.ts';
import type { Account, AuditEntry, AuditRecord, ConsoleSession } from '../../people/account.ts';
import type { ExportRequest } from '../../people/export-request.ts';
import type { Ticket, TicketKind } from '../../tickets/ticket.ts';
import type { Address } from '../../understanding/commands.ts';

export const queueShelves = ['bot', 'waiting', 'mine', 'others', 'all'] as const;
export type QueueShelf = (typeof queueShelves)[number];

/** A conversation as it stands in the list of staff. */
export type QueueRow = {
  conversation: Conversation;
  residentName: string | null;
  home: Address | null;
  /** Where the newest of its open tickets is about. */
  place: string | null;
  lastMessage: Message | null;
  /** Since when words of the resident have no answer of ours behind them. */
  waitingSince: number | null;
  /** The most urgent of its open tickets; null = none. */
  grade: number | null;
  openTickets: number;
};

export type QueueFilter = { communityIds: readonly string[]; shelf: QueueShelf; staffId: string };

export type QueueTable = {
  /** Newest word first. `after` is the cursor of the last page's end. */
  list(
    filter: QueueFilter,
    page: { after: string | null; limit: number },
  ): Promise<{ items: QueueRow[]; next: string | null }>;
  /** How many lie on each shelf; of those with the bot, and of all, no more than a thousand are counted. */
  counts(filter: Omit<QueueFilter, 'shelf'>): Promise<Record<QueueShelf, number>>;
  /** One of them; null when there is no such conversation. */
  one(conversationId: string): Promise<QueueRow | null>;
  /** Everything still to be done, whichever clock is due next first: few, however much is stored. */
  open(filter: Pick<TicketShelfFilter, 'communityIds' | 'worker'>): Promise<OpenTicket[]>;
  /** Every clock that runs in what is open or still to be followed up, first due first; of these kinds, or of all. */
  clocks(filter: { communityIds: readonly string[]; kinds?: readonly string[] }): Promise<ClockAt[]>;
  /** Tickets by their ids, newest change first. */
  tickets(
    filter: TicketShelfFilter,
    page: { after: string | null; limit: number },
  ): Promise<{ ids: string[]; next: string | null }>;
};

export type ClockAt = { id: string; kind: string; dueAt: number };

/** `dueAt` null: no clock of it runs. */
export type OpenTicket = Pick<Ticket, 'id' | 'status' | 'firstOwner' | 'assignee'> & {
  /** Who answers for it now: the first owner, or whoever came after. */
  owner: string | null;
  dueAt: number | null;
};

export type TicketShelfFilter = {
  communityIds: readonly string[];
  /** Not yet done; absent = both. */
  open?: boolean;
  kind?: TicketKind;
  grade?: number;
  department?: string;
  assignee?: string;
  /** No more than this person may look at; each ticket is to be looked at once more. */
  worker?: { staffId: string; departmentId: string | null };
};

export type PersonTable = {
  /** Logins and digests of invitations are unique. */
  add(account: Account): Promise<void>;
  get(id: string): Promise<Account | null>;
  byLogin(login: string): Promise<Account | null>;
  byInvite(hash: string): Promise<Account | null>;
  /** All accounts of somebody on the roster, oldest first. */
  ofStaff(staffId: string): Promise<Account[]>;
  list(): Promise<Account[]>;
  /** Writes it back with version + 1; false when its version has moved on. Logins stay as they are. */
  save(account: Account): Promise<boolean>;
};

export type ConsoleSessionTable = {
  begin(session: ConsoleSession): Promise<void>;
  get(id: string): Promise<ConsoleSession | null>;
  touch(id: string, at: number): Promise<void>;
  end(id: string): Promise<void>;
  endAllOf(accountId: string, exceptId: string | null): Promise<void>;
  /** Forgets those whose time is over. */
  endOld(now: number): Promise<void>;
};

/** Somebody was sent to the platform to show who they are; `state` comes back with them. */
export type LoginAttempt = { state: string; returnTo: string; endsAt: number };

export type LoginAttemptTable = {
  /** Forgets those whose time is over, too. */
  begin(attempt: LoginAttempt, now: number): Promise<void>;
  /** Takes it away: nobody can come back with it twice. Null when there is none, or it is too old. */
  take(state: string, now: number): Promise<LoginAttempt | null>;
};

export type AuditTable = {
  add(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(page: { before: number | null; limit: number }): Promise<AuditRecord[]>;
  /** All of it, for checking. `start`: behind which record it begins, once the oldest are past their term. */
  chain(): Promise<{
    links: { seq: number; body: string; hash: string }[];
    start: { seq: number; hash: string };
    head: { seq: number; hash: string };
  }>;
  /** Takes off the oldest records of before this instant, up to so many; answers how many, and the last of them. */
  cutFront(beforeAt: number, limit: number): Promise<{ gone: number; upTo: number | null }>;
};

export type ExportRequestTable = {
  add(request: ExportRequest): Promise<void>;
  get(id: string): Promise<ExportRequest | null>;
  /** Asked for then or later, newest first. */
  since(at: number, limit: number): Promise<ExportRequest[]>;
  /** Writes the row back and counts its version on; false when that has moved on (nothing is written then). */
  save(request: ExportRequest): Promise<boolean>;
  /** Whatever was asked for before; how many they were. */
  forgetBefore(at: number): Promise<number>;
};
