// What is past its term, and what is held for the law.

/** Nothing of this conversation may go, whatever its term. */
export type LegalHold = { conversationId: string; reason: string; by: string; at: number };

export type LegalHoldTable = {
  /** False when one stands already. */
  place(hold: LegalHold): Promise<boolean>;
  standing(conversationId: string): Promise<LegalHold | null>;
  /** False when none stands. */
  lift(conversationId: string, by: string, at: number): Promise<boolean>;
};

/** How much of what kind went on one day. */
export type RetentionRun = {
  day: string;
  startedAt: number;
  /** Null = it is still under way, or died on its way. */
  endedAt: number | null;
  counts: Record<string, number>;
};

/** Where a walk goes on; '' = at the beginning, null = it has come to its end. */
export type Walked = { gone: number; after: string | null };
export type WalkPage = { after: string; limit: number };

/** `cursor`: where a walk goes on behind it. */
export type ToEmpty = { id: string; conversationId: string | null; ticketId: string | null; cursor: string };

/** What is past its term: found without walking, taken off in small pieces. Rows that numbers are made of stay. */
export type RetentionTable = {
  /** What platforms had sent beside words. The rows stay, so that nothing is taken twice. */
  emptyInbox(beforeAt: number, limit: number): Promise<number>;
  dropDoneJobs(beforeAt: number, limit: number): Promise<number>;
  /** Answers kept for a repeated call. */
  dropAnswers(beforeAt: number, limit: number): Promise<number>;
  /** Words that went out, as they lay in the outbox; those on their way or held stay. */
  dropSent(beforeAt: number, page: WalkPage): Promise<Walked>;
  dropWebhookDeliveries(beforeAt: number, page: WalkPage): Promise<Walked>;
  dropGaps(beforeAt: number, limit: number): Promise<number>;
  /** Conversations in a lasting order. */
  conversationIds(page: WalkPage): Promise<string[]>;
  /** True when its oldest words that are left, or what was written beside them, are from before this instant. */
  hasOldWords(conversationId: string, beforeAt: number): Promise<boolean>;
  /** Something waits in it, or it is held for the law: then nothing of it goes, whatever its age. */
  isBusy(conversationId: string): Promise<boolean>;
  /** It is open or ended too lately, is still looked into, grants a leave, or something open hangs on it. */
  isTicketNeeded(ticketId: string, endedBeforeAt: number): Promise<boolean>;
  /** Since when tickets that are needed, or held elsewhere, need words and lines of this conversation; null = none is. */
  neededFromAt(conversationId: string, endedBeforeAt: number): Promise<number | null>;
  /** Words, files and notes of before this instant; that something was said stays. Oldest first, up to so many. */
  emptyWords(conversationId: string, beforeAt: number, limit: number): Promise<number>;
  /** Photos of work in a lasting order. */
  workPhotos(page: WalkPage): Promise<ToEmpty[]>;
  /** False when it is gone already. */
  dropWorkPhoto(id: string): Promise<boolean>;
  /** Ended before this instant and not emptied yet. */
  ticketsToEmpty(endedBeforeAt: number, page: WalkPage): Promise<ToEmpty[]>;
  /** Takes everything of a person off it; numbers stay, and lead to nobody. False when somebody has done it. */
  emptyTicket(id: string, at: number): Promise<boolean>;
  registerToEmpty(beforeAt: number, page: WalkPage): Promise<(ToEmpty & { at: number })[]>;
  emptyRegisterEntry(id: string, at: number): Promise<boolean>;
  /** Somebody wrote a line about it since this instant: a call, a visit. */
  hasLinesSince(conversationId: string, at: number): Promise<boolean>;
  /** Of one page of conversations: residents of whom nothing was heard since this instant, and who are not erased. */
  silentResidents(
    beforeAt: number,
    page: WalkPage,
  ): Promise<{ found: { residentId: string; cursor: string }[]; after: string | null }>;
  keepRun(run: RetentionRun): Promise<void>;
  /** The last one that began by this instant. */
  lastRun(byAt: number): Promise<RetentionRun | null>;
};
