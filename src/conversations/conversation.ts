// The nouns of a conversation: who may speak, what was said, what is on its way.
import type { ChannelId, InboundContent, SessionSeen, SpokenContent } from '../channels/contract.ts';
import type { SlotClass } from '../flows/effects.ts';

/** Who may speak now. `nobody`: a person was asked for and has not come yet; the bot is silent. */
export type Owner = { kind: 'bot' } | { kind: 'staff'; staffId: string } | { kind: 'nobody' };

export type Conversation = {
  id: string;
  communityId: string;
  residentId: string;
  channel: ChannelId;
  channelAccountId: string;
  channelUserId: string;
  owner: Owner;
  /** Counts up whenever the owner changes; words composed under an older one are not sent. */
  epoch: number;
  activeFlow: string | null;
  /** Dialogue state as the flow engine wrote it; null before the first turn. */
  flowState: unknown;
  lastMessageAt: number | null;
  /** When the resident last wrote, by the platform's clock; opens the channel's window. */
  lastResidentMessageAt: number | null;
  /** When they last did what opens the channel for a moment only; absent where their last message says more. */
  brieflyOpenedAt?: number;
  /** How this person is written to, in words of the channel's own; absent where the platform needs no such thing. */
  replyTo?: string;
  welcome: EventCode | null;
  /** What we believe of the platform's session; null where there is none, or nothing was ever said of it. */
  session: SessionBelief | null;
  /** Platform ids that were taken back before the message itself reached us. */
  recalledUnseen: string[];
  /** The silence that counts now; absent while nothing is waited for. Its wake-up may stand earlier, see silence.ts. */
  silence?: ArmedSilence;
  createdAt: number;
  version: number;
};

/** Since when somebody may have been silent, and after how long each rule comes. */
export type ArmedSilence = { armedAt: number; afterMs: number[] };

/** A one-time code that lets one message through at one moment, and until when it works. */
export type EventCode = { code: string; expiresAt: number };

export const codeMoments = ['queued', 'human', 'ended'] as const;
export type CodeMoment = (typeof codeMoments)[number];

/** Events and answers correct it; whoever must be sure asks the platform. */
export type SessionBelief = SessionSeen & {
  /** When it came to this state, as far as we know. */
  sinceAt: number;
  source: 'event' | 'answer' | 'message';
  /** Codes not used yet, by their moment. */
  codes: Partial<Record<CodeMoment, EventCode>>;
};

export type DeliveryState = 'queued' | 'sent' | 'failed' | 'held';

/** A message as stored and shown; inbound and outbound alike. */
export type Message = {
  id: string;
  conversationId: string;
  direction: 'in' | 'out';
  author: 'resident' | 'bot' | 'staff' | 'system';
  staffId: string | null;
  type: string;
  /** What was said; null after a recall. */
  content: InboundContent | SaidContent | null;
  /** What a program heard in a voice message; null when nothing listened. */
  transcript: string | null;
  replyKey: string | null;
  createdAt: number;
  recalledAt: number | null;
  delivery: { state: DeliveryState; reason: string | null } | null;
  attachmentIds: string[];
};

/** Words of ours as they were said. `reworded`: a language model put the approved ones, which were `fixed`, differently. */
export type SaidContent = SpokenContent & { reworded?: { fixed: string; prompt: string } };

/** An inbound item waiting for its turn. */
export type PendingItem = {
  id: string;
  /** The stored message that came of it; null for events. */
  messageId: string | null;
  /** The platform's own id of it. */
  channelItemId: string;
  sentAt: number;
  receivedAt: number;
  origin: 'resident' | 'staff' | 'system';
  staffChannelUserId: string | null;
  content: InboundContent;
  /** Older than the account's first start: kept, not answered. */
  historic: boolean;
  recalledAt: number | null;
};

/** Words to put on their way; becomes an outbox row in the turn's transaction. */
export type Reply = {
  /** Where the message's id had to be known before. */
  messageId?: string;
  content: SpokenContent;
  author: 'bot' | 'staff' | 'system';
  staffId?: string;
  replyKey: string | null;
  slotClass: SlotClass;
  /** False: must go alone, at once, never joined with another message. */
  mayMerge: boolean;
  eventCode?: EventCode;
  /** Somebody was promised something in these words: if they cannot be delivered, a person is told. */
  promise: boolean;
  ticketId?: string;
  /** Kept with the message, so that it can be told later what was approved and what was said. */
  reworded?: NonNullable<SaidContent['reworded']>;
  /** What they are said on. The same occasion gives the same id, also in a life after a restore; absent = never again the same. */
  occasion?: Occasion;
};

export type Occasion = {
  /** In the platform's terms, not ours: ids of ours are drawn anew after a restore. */
  of: readonly string[];
  ordinal: number;
  /** Nothing in the store makes it happen once only. */
  mayRecur?: true;
  /** It was there before a restore: the life that is lost may have spoken on it. */
  isFromBefore: boolean;
};
