// What goes once it is past its term, kind by kind. What an open ticket, a request about one's own data or the law still needs stays;
// counts of it are kept.
import { wallDate } from '../clocks/service-calendar.ts';
import type { RetentionConfig } from '../config/config.ts';
import { keepConversation } from '../conversations/keep.ts';
import { CUT_ACTION } from '../people/audit-chain.ts';
import type { ToEmpty, Tx, Walked } from '../storage/contract.ts';

/** Rows of a piece, and of what is heavier: each is looked at by itself, or has rows of its own. */
const ROWS = 200;
const LIGHT = 50;
const HEAVY = 10;
const CONVERSATIONS = 100;
/** A word of ours may be reported undelivered, and counts against allowances, for some days after it was sent. */
const LEAST_SENT_DAYS = 3;

type Purge = (tx: Tx, beforeAt: number, after: string, now: number) => Promise<Walked>;
type Step = { kind: string; days(terms: RetentionConfig): number; purge: Purge };

/** Rows without an order of their own: what is taken off is found no more, and the next piece begins at the beginning. */
const drop =
  (take: (tx: Tx, beforeAt: number) => Promise<number>): Purge =>
  async (tx, beforeAt) => {
    const gone = await take(tx, beforeAt);
    return { gone, after: gone < ROWS ? null : '' };
  };

/** In this order: words go before the tickets they belong to, and whoever is silent last. */
export const retentionSteps: readonly Step[] = [
  {
    kind: 'raw',
    days: ({ rawCallbackDays }) => rawCallbackDays,
    purge: drop((tx, beforeAt) => tx.retention.emptyInbox(beforeAt, ROWS)),
  },
  {
    kind: 'jobs',
    days: ({ doneJobDays }) => doneJobDays,
    purge: drop((tx, beforeAt) => tx.retention.dropDoneJobs(beforeAt, ROWS)),
  },
  {
    kind: 'sent',
    days: ({ doneJobDays }) => Math.max(doneJobDays, LEAST_SENT_DAYS),
    purge: (tx, beforeAt, after) => tx.retention.dropSent(beforeAt, { after, limit: ROWS }),
  },
  {
    kind: 'answers',
    days: ({ answerDays }) => answerDays,
    purge: drop((tx, beforeAt) => tx.retention.dropAnswers(beforeAt, ROWS)),
  },
  {
    kind: 'webhooks',
    days: ({ webhookDays }) => webhookDays,
    purge: (tx, beforeAt, after) => tx.retention.dropWebhookDeliveries(beforeAt, { after, limit: ROWS }),
  },
  { kind: 'words', days: ({ messageDaysAfterClosing }) => messageDaysAfterClosing, purge: purgeWords },
  { kind: 'photos', days: ({ messageDaysAfterClosing }) => messageDaysAfterClosing, purge: purgePhotos },
  {
    kind: 'questions',
    days: ({ messageDaysAfterClosing }) => messageDaysAfterClosing,
    purge: drop((tx, beforeAt) => tx.retention.dropGaps(beforeAt, ROWS)),
  },
  { kind: 'tickets', days: ({ ticketDays }) => ticketDays, purge: purgeTickets },
  { kind: 'register', days: ({ ticketDays }) => ticketDays, purge: purgeRegister },
  { kind: 'residents', days: ({ ticketDays }) => ticketDays, purge: purgeResidents },
  {
    kind: 'exports',
    // With the record of deeds nobody asks any more who released what.
    days: ({ auditDays }) => auditDays,
    purge: drop((tx, beforeAt) => tx.exports.forgetBefore(beforeAt)),
  },
  { kind: 'audit', days: ({ auditDays }) => auditDays, purge: purgeAudit },
];

async function purgeWords(tx: Tx, beforeAt: number, after: string): Promise<Walked> {
  const ids = await tx.retention.conversationIds({ after, limit: CONVERSATIONS });
  let gone = 0;
  let done = after;
  for (const id of ids) {
    const left = ROWS - gone;
    const purged = await purgeConversation(tx, id, beforeAt, left);
    gone += purged;
    // There may be more of this one: the next piece looks again.
    if (purged === left) return { gone, after: done };
    done = id;
  }
  return { gone, after: ids.length < CONVERSATIONS ? null : done };
}

async function purgeConversation(tx: Tx, id: string, beforeAt: number, most: number): Promise<number> {
  // Most have nothing that is due, and are not even taken.
  if (!(await tx.retention.hasOldWords(id, beforeAt))) return 0;
  const conversation = await tx.conversations.get(id);
  if (!conversation || (await tx.retention.isBusy(id))) return 0;
  const neededFromAt = await tx.retention.neededFromAt(id, beforeAt);
  const gone = await tx.retention.emptyWords(id, Math.min(beforeAt, neededFromAt ?? beforeAt), most);
  // What was half told then is not gone on with either.
  const isSilent = neededFromAt === null && (conversation.lastMessageAt ?? 0) < beforeAt;
  if (gone > 0 && isSilent && conversation.flowState !== null) {
    conversation.flowState = null;
    conversation.activeFlow = null;
    await keepConversation(tx, conversation);
  }
  return gone;
}

async function purgePhotos(tx: Tx, beforeAt: number, after: string): Promise<Walked> {
  const found = await tx.retention.workPhotos({ after, limit: LIGHT });
  return purgeEach(tx, found, {
    limit: LIGHT,
    isNeeded: ({ ticketId }) => isTicketNeeded(tx, ticketId, beforeAt),
    empty: ({ id }) => tx.retention.dropWorkPhoto(id),
  });
}

async function purgeTickets(tx: Tx, beforeAt: number, after: string, now: number): Promise<Walked> {
  const found = await tx.retention.ticketsToEmpty(beforeAt, { after, limit: HEAVY });
  return purgeEach(tx, found, {
    limit: HEAVY,
    isNeeded: ({ ticketId }) => isTicketNeeded(tx, ticketId, beforeAt),
    empty: ({ id }) => tx.retention.emptyTicket(id, now),
  });
}

async function purgeRegister(tx: Tx, beforeAt: number, after: string, now: number): Promise<Walked> {
  const found = await tx.retention.registerToEmpty(beforeAt, { after, limit: LIGHT });
  return purgeEach(tx, found, {
    limit: LIGHT,
    async isNeeded({ ticketId, conversationId, at }) {
      if (await isTicketNeeded(tx, ticketId, beforeAt)) return true;
      if (conversationId === null) return false;
      // Tickets of a conversation are found through it.
      const neededFromAt = await tx.retention.neededFromAt(conversationId, beforeAt);
      return neededFromAt !== null && at >= neededFromAt;
    },
    empty: ({ id }) => tx.retention.emptyRegisterEntry(id, now),
  });
}

const isTicketNeeded = async (tx: Tx, ticketId: string | null, beforeAt: number): Promise<boolean> =>
  ticketId !== null && (await tx.retention.isTicketNeeded(ticketId, beforeAt));

type Each<E> = {
  limit: number;
  isNeeded(each: E): Promise<boolean>;
  /** False when somebody has done it: the night before may still be at it. */
  empty(each: E): Promise<boolean>;
};

async function purgeEach<E extends ToEmpty>(
  tx: Tx,
  found: readonly E[],
  { limit, isNeeded, empty }: Each<E>,
): Promise<Walked> {
  const due: E[] = [];
  for (const each of found) if (!(await isNeeded(each))) due.push(each);
  let gone = 0;
  for (const each of due.toSorted(byConversation)) {
    if (each.conversationId !== null) {
      // Whoever holds it for the law waits, or is seen.
      await tx.conversations.get(each.conversationId);
      if (await tx.retention.isBusy(each.conversationId)) continue;
    }
    if (await empty(each)) gone += 1;
  }
  return { gone, after: found.length < limit ? null : (found.at(-1)?.cursor ?? null) };
}

/** As all take them who take several conversations. */
function byConversation({ conversationId: a }: ToEmpty, { conversationId: b }: ToEmpty): number {
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

/** Who has been silent for as long as tickets are kept, with nothing left of theirs and no home known here, is erased. */
async function purgeResidents(tx: Tx, beforeAt: number, after: string, now: number): Promise<Walked> {
  const page = await tx.retention.silentResidents(beforeAt, { after, limit: CONVERSATIONS });
  const erased = new Set<string>();
  for (const { residentId, cursor } of page.found) {
    if (erased.has(residentId) || !(await isSilentForGood(tx, residentId, beforeAt))) continue;
    await tx.residents.erase(residentId, now, 'term');
    erased.add(residentId);
    if (erased.size === HEAVY) return { gone: erased.size, after: cursor };
  }
  return { gone: erased.size, after: page.after };
}

async function isSilentForGood(tx: Tx, residentId: string, beforeAt: number): Promise<boolean> {
  if ((await tx.homeBindings.ofResident(residentId)).length > 0) return false;
  let isErased = true;
  for (const id of (await tx.conversations.idsOfResident(residentId)).toSorted()) {
    const conversation = await tx.conversations.get(id);
    // The night before may have been quicker.
    if (!conversation || conversation.channelUserId === '') continue;
    isErased = false;
    if ((conversation.lastMessageAt ?? conversation.createdAt) >= beforeAt) return false;
    if ((await tx.retention.isBusy(id)) || (await tx.retention.hasLinesSince(id, beforeAt))) return false;
    if ((await tx.retention.neededFromAt(id, beforeAt)) !== null) return false;
  }
  return !isErased;
}

/** The record says itself up to where it was cut: who cuts it otherwise is found out. */
async function purgeAudit(tx: Tx, beforeAt: number, _after: string, now: number): Promise<Walked> {
  const { gone, upTo } = await tx.audit.cutFront(beforeAt, ROWS);
  if (upTo !== null)
    await tx.audit.add({
      ...{ at: now, accountId: null, role: null, action: CUT_ACTION, object: 'audit', address: null },
      ...{ detail: { gone, upTo, before: wallDate(beforeAt) }, result: 'done' },
    });
  return { gone, after: gone < ROWS ? null : '' };
}
