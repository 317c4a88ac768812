// Tickets, the applications they carry, and the register of contacts.
import type { ChannelId } from '../../channels/contract.ts';
import type { HomePlace } from '../../homes/occupant.ts';
import type { ReportedContact, ReportedTicket } from '../../reports/reported.ts';
import type { Application, ApplicationKind, ApplicationState } from '../../tickets/application.ts';
import type { RegisterEntry } from '../../tickets/register-entry.ts';
import type { Ticket, TicketEvent, TicketKind, TicketStatus } from '../../tickets/ticket.ts';

export type TicketFilter = {
  communityId?: string;
  conversationId?: string;
  channel?: ChannelId;
  channelUserId?: string;
  kind?: TicketKind;
  status?: TicketStatus;
  updatedAfter?: number;
  /** Opened from the first instant on, and before the second. */
  openedBetween?: readonly [number, number];
};

export type TicketStanding = Pick<
  Ticket,
  | 'id'
  | 'code'
  | 'kind'
  | 'communityId'
  | 'status'
  | 'department'
  | 'firstOwner'
  | 'assignee'
  | 'promise'
  | 'timers'
>;

/** Another ticket of the same matter: the complaint about a repair, the second repair of one message. */
export type TicketLink = Pick<Ticket, 'id' | 'code' | 'kind' | 'status'>;

export type TicketTable = {
  add(ticket: Ticket): Promise<void>;
  get(id: string): Promise<Ticket | null>;
  /** Where it stands and what was promised, without anything personal: nothing is opened for it. */
  standing(id: string): Promise<TicketStanding | null>;
  /** Writes it back with version + 1; false when its version has moved on. */
  save(ticket: Ticket): Promise<boolean>;
  /** In order of change, oldest first. `after` is the cursor of the last page's end. */
  list(
    filter: TicketFilter,
    page: { after: string | null; limit: number },
  ): Promise<{ items: Ticket[]; next: string | null }>;
  /** As reports count them, opened from the first instant on and before the second, in order of opening; nothing is opened for it. */
  reported(
    filter: { communityId: string; openedBetween: readonly [number, number] },
    page: { after: string | null; limit: number },
  ): Promise<{ items: ReportedTicket[]; next: string | null }>;
  openOf(conversationId: string): Promise<Ticket[]>;
  /** By the number told to people, newest first (numbers repeat between communities). */
  byCode(code: string): Promise<Ticket[]>;
  /** How many tickets each of these people has in hand. */
  loads(staffIds: readonly string[]): Promise<Map<string, number>>;
  /** Two tickets that belong together; each finds the other. */
  link(ticketId: string, otherId: string, at: number): Promise<void>;
  linksOf(ticketId: string): Promise<TicketLink[]>;
  addEvent(ticketId: string, event: Omit<TicketEvent, 'seq'>): Promise<void>;
  events(ticketId: string): Promise<TicketEvent[]>;
  /** Next number of the day, from 1, per community. */
  nextNumber(communityId: string, day: string): Promise<number>;
};

/** A row changes under its ticket: whoever writes one has read the ticket in the same unit. */
export type ApplicationTable = {
  /** `home`: null = no home is known yet. */
  add(application: Application, home: HomePlace | null): Promise<void>;
  get(ticketId: string): Promise<Application | null>;
  /** Writes it back with version + 1; false when its version has moved on. */
  save(application: Application, home: HomePlace | null): Promise<boolean>;
  /** Of each community and state, newest first. */
  list(filter: {
    communityIds: readonly string[];
    states: readonly ApplicationState[];
    limit: number;
  }): Promise<Application[]>;
  /** Who begins from the first instant on and before the second, in that order, whatever became of it. */
  expected(filter: {
    communityIds: readonly string[];
    kinds: readonly ApplicationKind[];
    from: number;
    to: number;
    limit: number;
  }): Promise<Application[]>;
  /** Newest first. */
  ofHome(communityId: string, home: HomePlace, limit: number): Promise<Application[]>;
};

export type RegisterTable = {
  /** Keeps a line once per `uniqueKey`; null = it is there already. */
  add(entry: Omit<RegisterEntry, 'id' | 'version'>, uniqueKey: string): Promise<string | null>;
  get(id: string): Promise<RegisterEntry | null>;
  /** Names who received the contact that goes on in this conversation, unless somebody is named already. */
  receive(conversationId: string, staffId: string): Promise<void>;
  /** Writes it back with version + 1; false when its version has moved on. */
  save(entry: RegisterEntry): Promise<boolean>;
  /** In order of contact, oldest first. */
  list(
    filter: { communityIds: readonly string[] | null; fromAt: number; toAt: number; unentered: boolean },
    page: { after: string | null; limit: number },
  ): Promise<{ items: RegisterEntry[]; next: string | null }>;
  /** When the next contact of the same conversation began. */
  endOf(entry: RegisterEntry): Promise<number | null>;
  /** As reports count them, in order of their beginning; nothing is opened for it. */
  reported(
    filter: { communityId: string; between: readonly [number, number] },
    page: { after: string | null; limit: number },
  ): Promise<{ items: ReportedContact[]; next: string | null }>;
};
