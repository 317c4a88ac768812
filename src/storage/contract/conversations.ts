// Conversations: their messages, what came in, and whose turn it is.
import type { ChannelId, InboundContent, InboundItem } from '../../channels/contract.ts';
import type {
  Conversation,
  DeliveryState,
  Message,
  PendingItem,
  SaidContent,
} from '../../conversations/conversation.ts';

export type ConversationKey = { channel: ChannelId; channelAccountId: string; channelUserId: string };

export type ConversationTable = {
  /** The conversation of this person on this account; made (with resident and data key) when new. */
  forPerson(key: ConversationKey, create: { communityId: string; at: number }): Promise<Conversation>;
  /** The same, for whoever only keeps something in it: it is not opened. */
  idForPerson(key: ConversationKey, create: { communityId: string; at: number }): Promise<string>;
  find(key: ConversationKey): Promise<Conversation | null>;
  byPerson(filter: { channel: ChannelId; channelUserId: string }): Promise<Conversation[]>;
  get(id: string): Promise<Conversation | null>;
  /** Ids of all conversations of a resident. */
  idsOfResident(residentId: string): Promise<string[]>;
  /** For a unit that will write in several conversations: takes those that exist in the order all such units keep. */
  hold(keys: ConversationKey[]): Promise<void>;
  /** Writes the row back; false when its version has moved on (nothing is written then). */
  save(conversation: Conversation): Promise<boolean>;
};

export type NewMessage = {
  /** Where its id had to be known before; else it gets one. */
  id?: string;
  conversationId: string;
  direction: 'in' | 'out';
  author: Message['author'];
  staffId?: string;
  type: string;
  content: InboundContent | SaidContent;
  replyKey?: string;
  createdAt: number;
  delivery?: { state: DeliveryState; reason: string | null };
};

export type MessageTable = {
  add(message: NewMessage): Promise<string>;
  get(id: string): Promise<Message | null>;
  /** Oldest first; `afterId` continues a listing. */
  list(conversationId: string, page: { afterId?: string; limit: number }): Promise<Message[]>;
  /** The newest ones, oldest of them first; `beforeId` goes further back. */
  latest(conversationId: string, page: { beforeId?: string; limit: number }): Promise<Message[]>;
  /** Something of ours was said there that did not fail on its way. */
  anyMayHaveArrived(conversationId: string): Promise<boolean>;
  setDelivery(id: string, state: DeliveryState, reason: string | null): Promise<void>;
  /** True when we said this since `since`. */
  saidSince(conversationId: string, replyKey: string, since: number): Promise<boolean>;
  /** Takes the words away, also those heard in a voice; the fact that something was said stays. */
  recall(id: string, at: number): Promise<void>;
  /** What a program heard in a voice message; a recalled message takes none. */
  setTranscript(id: string, transcript: string): Promise<void>;
};

export type InboxTable = {
  /** Keeps one item and, if it is a message, its message row. `duplicate` when this platform id is known. */
  keep(
    item: InboundItem,
    context: { conversationId: string | null; receivedAt: number; historic: boolean },
  ): Promise<{ kind: 'kept'; messageId: string | null } | { kind: 'duplicate' }>;
  /** Keeps an authentic callback as it came: what nobody could read, and what our own people wrote. False when known. */
  keepRaw(channel: ChannelId, dedupeKey: string, plaintext: string, receivedAt: number): Promise<boolean>;
  /** Items of a conversation that had no turn yet, in order of arrival. */
  pending(conversationId: string): Promise<PendingItem[]>;
  markHandled(itemIds: string[], at: number): Promise<void>;
  markQuarantined(itemIds: string[], at: number): Promise<void>;
  /** The message that came of a platform id, for recalls. */
  messageOf(channel: ChannelId, channelAccountId: string, channelItemId: string): Promise<string | null>;
};

export type ClaimedTurn = {
  conversationId: string;
  /** One for each time it was taken, this one too, and one more for each that was given back after a failure. */
  strikes: number;
};

export type TurnTable = {
  /**
   * A turn is due at `dueAt`, unless an earlier instant stands; with `gather`, each message moves it back to `dueAt`, but never past
   * `lastDueAt` counted from the first.
   */
  due(conversationId: string, due: { dueAt: number; lastDueAt: number; gather: boolean }): Promise<void>;
  /**
   * Takes due turns and counts the strike before anyone works on them. `fresh` were never tried; `tried` may be what brought
   * a process down, so they are better taken one at a time. One that was tried before is due again later and later, should this
   * attempt end without a word: deaths in quick succession must not use up the chances of whoever stands first in the line.
   */
  claim(
    now: number,
    limit: number,
    leaseToken: string,
    leaseUntilAt: number,
    only?: 'fresh' | 'tried',
  ): Promise<ClaimedTurn[]>;
  /** False when the lease was lost: the turn must not be committed. */
  finish(conversationId: string, leaseToken: string): Promise<boolean>;
  /** Gives the turn back after a failure, to be tried again at `dueAt`: a second strike, because here it was surely the turn. */
  retry(conversationId: string, leaseToken: string, dueAt: number): Promise<void>;
  nextDueAt(): Promise<number | null>;
};

/** What a colleague says to another beside a conversation; never to the resident. */
export type ConversationNote = { id: string; conversationId: string; text: string; by: string; at: number };

export type ConversationNoteTable = {
  add(note: Omit<ConversationNote, 'id'>): Promise<void>;
  /** Oldest of them first. */
  latest(conversationId: string, limit: number): Promise<ConversationNote[]>;
};

/**
 * `sent`: as it stood; `edited`: changed, then sent; `passed`: the person said something else; `outdated`: there is no more to answer with
 * it; `returned`: to whoever wrote it, with a note.
 */
export type DraftState = 'open' | 'sent' | 'edited' | 'passed' | 'outdated' | 'returned';
export type DraftEnd = Exclude<DraftState, 'open'>;

/** Words that a person may send. They never go out by themselves. */
export type ReplyDraft = {
  id: string;
  conversationId: string;
  /** Null: the bot; else somebody in training. */
  by: string | null;
  text: string;
  /** Of the approved wordings it is made of. */
  replyKey: string | null;
  state: DraftState;
  at: number;
};

/** What somebody did with a draft of a trainee, or that nobody did anything. Nothing of it is ever changed. */
export type DraftEvent = {
  draftId: string;
  type: 'written' | 'unjudged' | DraftEnd;
  /** Null: nobody did it, time did. */
  by: string | null;
  at: number;
  /** What is to be changed, for whoever wrote it. */
  note: string | null;
};

export type ReplyDraftTable = {
  /** Answers its id; a conversation nobody knows keeps none. */
  add(draft: Omit<ReplyDraft, 'id' | 'state'>): Promise<string | null>;
  get(id: string): Promise<ReplyDraft | null>;
  /** Oldest first. */
  open(conversationId: string): Promise<ReplyDraft[]>;
  /** Open ones of trainees in these communities, oldest first. */
  waiting(filter: { communityIds: readonly string[] }, limit: number): Promise<ReplyDraft[]>;
  /** Their last one there, whatever became of it. */
  latestBy(conversationId: string, by: string): Promise<ReplyDraft | null>;
  /** False when it is over already: it ends once. */
  end(
    id: string,
    how: { state: DraftEnd; by: string | null; messageId: string | null; at: number },
  ): Promise<boolean>;
  note(event: DraftEvent): Promise<void>;
  /** Oldest first. */
  events(draftId: string): Promise<DraftEvent[]>;
};
