// Communities, the people who work there, their tasks and the cards on their phones.
import type { People } from '../../config/config.ts';
import type { EventCode } from '../../conversations/conversation.ts';

export type CommunityTable = {
  ensure(community: { id: string; name: string }, at: number): Promise<void>;
};

export type StaffTable = {
  /** Makes the stored people and roster equal to the configured ones; who is gone stays readable in old tickets. */
  replaceAll(people: People, at: number): Promise<void>;
  load(): Promise<People>;
  /** When people were brought in that stand in for the configured ones; null = they never were. */
  importedAt(): Promise<number | null>;
  noteImported(at: number): Promise<void>;
};

export type StaffTask = {
  id: string;
  communityId: string;
  kind:
    | 'undeliverable'
    | 'quarantined'
    | 'handoff'
    | 'nobody-on-duty'
    | 'forwarded-danger'
    | 'doubtful-danger'
    | 'follow-up-call'
    | 'quote'
    | 'incident-suspected'
    | 'webhook-failing'
    | 'privacy';
  conversationId: string | null;
  ticketId: string | null;
  reason: string;
  createdAt: number;
  doneAt: number | null;
};

/** A card on somebody's phone. `settledAt`: its ticket needs no press any more. */
export type KeptCard = { id: string; ticketId: string; staffId: string; settledAt: number | null };

export type StaffCardTable = {
  add(card: Pick<KeptCard, 'id' | 'ticketId' | 'staffId'>, at: number): Promise<void>;
  get(id: string): Promise<KeptCard | null>;
  /** Those not settled. */
  openOf(ticketId: string): Promise<KeptCard[]>;
  /** A newer code takes the place of an older one. */
  keepCode(id: string, code: string, when: { expiresAt: number; at: number }): Promise<void>;
  /** Takes the code away: nobody can try it twice. Null when there is none, or it is too old. */
  takeCode(id: string, now: number): Promise<EventCode | null>;
  settle(id: string, at: number): Promise<void>;
};

export type StaffTaskTable = {
  /** Adds a task for a person once per `uniqueKey`; false when it is there already. */
  add(task: Omit<StaffTask, 'id' | 'doneAt'> & { uniqueKey: string }): Promise<boolean>;
  finish(uniqueKey: string, at: number): Promise<void>;
  /** Ends all open tasks of a kind about a conversation. */
  finishOf(conversationId: string, kind: StaffTask['kind'], at: number): Promise<void>;
  /** The same about a ticket. */
  finishOfTicket(ticketId: string, kind: StaffTask['kind'], at: number): Promise<void>;
  open(communityId: string | null, limit: number): Promise<StaffTask[]>;
  countOpen(): Promise<number>;
};
