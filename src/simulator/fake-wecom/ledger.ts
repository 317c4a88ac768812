// The platform's own history of everything that happened: append-only, the outside witness for every check of the product.
import type { Clock } from '../../base/clock.ts';
import { createEntries, type Entries, type Entry } from '../entries.ts';
import type { Fault } from './faults.ts';

/** One item of an account's log, as sync_msg hands it out. */
export type KfItem = {
  msgid: string;
  send_time: number;
  origin: 3 | 4 | 5;
  msgtype: string;
  open_kfid?: string;
  external_userid?: string;
  servicer_userid?: string;
  [body: string]: unknown;
};

export type LedgerFact =
  | { type: 'callback.sent'; callbackId: string; attempt: number; about: string; openKfId: string | null }
  | {
      type: 'callback.answered';
      callbackId: string;
      attempt: number;
      status: number;
      passiveReply: string | null;
    }
  | {
      type: 'callback.failed';
      callbackId: string;
      attempt: number;
      reason: 'timeout' | 'connection' | 'status' | 'body';
    }
  /** All tries failed: this wake-up is lost, the item stays in the log. */
  | { type: 'callback.lost'; callbackId: string }
  | { type: 'call.answered'; endpoint: string; call: number; errcode: number | null; status: number }
  | { type: 'fault.applied'; endpoint: string; call: number; fault: Fault }
  | { type: 'token.issued' }
  | { type: 'item.appended'; openKfId: string; externalUserId: string | null; item: KfItem }
  | {
      type: 'sync.served';
      openKfId: string;
      cursor: string | null;
      nextCursor: string;
      hasMore: boolean;
      withToken: boolean;
      messageIds: string[];
    }
  | { type: 'sync.refused'; openKfId: string | null; errcode: number }
  | {
      type: 'message.accepted';
      openKfId: string;
      externalUserId: string;
      messageId: string;
      msgtype: string;
      content: unknown;
      via: 'send_msg' | 'send_msg_on_event';
      /** The resident's last message at that moment; null for a welcome. */
      afterItem: string | null;
      /** False when the platform took it and it will fail later. */
      shown: boolean;
    }
  | {
      type: 'message.refused';
      openKfId: string | null;
      externalUserId: string | null;
      messageId: string | null;
      via: 'send_msg' | 'send_msg_on_event';
      errcode: number;
      reason: string;
    }
  | {
      type: 'session.changed';
      openKfId: string;
      externalUserId: string;
      from: number;
      to: number;
      by: 'api' | 'resident' | 'servicer' | 'platform';
    }
  | { type: 'staff.notice'; userId: string; noticeId: string; msgtype: string; content: unknown }
  /** update_template_card reached this phone; it does not ring for that. */
  | { type: 'card.changed'; userId: string; taskId: string; content: unknown }
  /** A member wrote to the app. */
  | { type: 'app.said'; userId: string; messageId: string; msgtype: string; fields: Record<string, string> }
  | { type: 'staff.swallowed'; userId: string; noticeId: string; why: 'duplicate' | 'too-many' }
  | { type: 'media.served'; mediaId: string; found: boolean };

export type LedgerEntry = Entry<LedgerFact>;
export type EntryOf<T extends LedgerFact['type']> = Extract<LedgerEntry, { type: T }>;

/** What a resident has on the screen, in order. */
export type Seen = {
  seq: number;
  at: number;
  from: 'resident' | 'product' | 'servicer';
  messageId: string;
  msgtype: string;
  /** The platform's body: `{content}` of a text, `{media_id}` of an image, `{head_content, list}` of a menu … */
  body: unknown;
  recalled: boolean;
};

export type Ledger = Entries<LedgerFact> & {
  /** Resolves as soon as the ledger satisfies `holds` (looked at now and after every entry). */
  until(holds: (ledger: Ledger) => boolean): Promise<void>;
  /** Everything on a resident's screen, in order. */
  seenBy(openKfId: string, externalUserId: string): Seen[];
  /** Only the product's messages on a resident's screen, in order. */
  messagesTo(openKfId: string, externalUserId: string): EntryOf<'message.accepted'>[];
  noticesOf(userId: string): EntryOf<'staff.notice'>[];
  /** Messages shown twice: the same msgid, or the same words again after the same message of the resident. */
  duplicatesShown(): EntryOf<'message.accepted'>[];
  /** How many messages followed each message of a resident (key: the resident's msgid); for the quota of five. */
  countsPerInbound(): Map<string, number>;
  /** Pairs shown in the wrong order; `orderOf` says a message's intended place within its resident, or null to leave it out. */
  orderInversions(
    orderOf: (message: EntryOf<'message.accepted'>) => number | null,
  ): [first: string, second: string][];
  /** Items the product never fetched with any page. */
  itemsNeverServed(): EntryOf<'item.appended'>[];
  toJSON(): LedgerEntry[];
};

export function createLedger(clock: Clock): Ledger {
  const kept = createEntries<LedgerFact>(clock);
  const { entries } = kept;
  const ledger: Ledger = {
    ...kept,
    until(holds) {
      if (holds(ledger)) return Promise.resolve();
      return new Promise((resolve) => {
        const stop = ledger.onEntry(() => {
          if (!holds(ledger)) return;
          stop();
          resolve();
        });
      });
    },
    seenBy: (openKfId, externalUserId) => seenBy(entries, openKfId, externalUserId),
    messagesTo: (openKfId, externalUserId) =>
      shown(entries).filter((one) => one.openKfId === openKfId && one.externalUserId === externalUserId),
    noticesOf: (userId) => ledger.of('staff.notice').filter((one) => one.userId === userId),
    duplicatesShown: () => duplicatesShown(entries),
    countsPerInbound: () => countsPerInbound(entries),
    orderInversions: (orderOf) => orderInversions(entries, orderOf),
    itemsNeverServed() {
      const served = new Set(ledger.of('sync.served').flatMap((page) => page.messageIds));
      return ledger.of('item.appended').filter((one) => !served.has(one.item.msgid));
    },
    toJSON: () => structuredClone([...entries]),
  };
  return ledger;
}

function shown(entries: readonly LedgerEntry[]): EntryOf<'message.accepted'>[] {
  return entries.filter(
    (one): one is EntryOf<'message.accepted'> => one.type === 'message.accepted' && one.shown,
  );
}

function seenBy(entries: readonly LedgerEntry[], openKfId: string, externalUserId: string): Seen[] {
  const screen: Seen[] = [];
  for (const entry of entries) {
    if (entry.type === 'message.accepted' && entry.shown) {
      if (entry.openKfId !== openKfId || entry.externalUserId !== externalUserId) continue;
      const { seq, at, messageId, msgtype } = entry;
      screen.push({ seq, at, from: 'product', messageId, msgtype, body: entry.content, recalled: false });
    }
    if (entry.type !== 'item.appended') continue;
    if (entry.openKfId !== openKfId || entry.externalUserId !== externalUserId) continue;
    const { item } = entry;
    if (item.msgtype !== 'event') {
      screen.push({
        seq: entry.seq,
        at: entry.at,
        from: item.origin === 5 ? 'servicer' : 'resident',
        messageId: item.msgid,
        msgtype: item.msgtype,
        body: item[item.msgtype] ?? {},
        recalled: false,
      });
      continue;
    }
    const recalledId = (item.event as { recall_msgid?: string } | undefined)?.recall_msgid;
    const recalled =
      recalledId === undefined ? undefined : screen.find((one) => one.messageId === recalledId);
    if (recalled) recalled.recalled = true;
  }
  return screen;
}

function duplicatesShown(entries: readonly LedgerEntry[]): EntryOf<'message.accepted'>[] {
  const seen = new Set<string>();
  const counts = new Map<string, number>();
  /** What each resident has written since the message that was last spoken after. */
  const unanswered = new Map<string, Set<string>>();
  const spokenAfter = new Map<string, { item: string; mayBeAlike: number }>();
  const doubled: EntryOf<'message.accepted'>[] = [];
  for (const entry of entries) {
    if (entry.type === 'item.appended' && entry.item.origin === 3 && entry.item.msgtype !== 'event') {
      const person = JSON.stringify([entry.openKfId, entry.externalUserId]);
      // The same message handed out again is not written again.
      if (!seen.has(entry.item.msgid))
        unanswered.set(person, (unanswered.get(person) ?? new Set()).add(entry.item.msgid));
      seen.add(entry.item.msgid);
    }
    if (entry.type !== 'message.accepted' || !entry.shown) continue;
    const { openKfId, externalUserId, afterItem, messageId, msgtype, content } = entry;
    const person = JSON.stringify([openKfId, externalUserId]);
    const id = JSON.stringify([openKfId, messageId]);
    let isAlike = false;
    // A welcome answers no message of the resident and may come again after 48 h.
    if (afterItem !== null) {
      let after = spokenAfter.get(person);
      if (after?.item !== afterItem) {
        // Whoever was away finds several messages at once: two thanks may well be answered by the same words.
        after = { item: afterItem, mayBeAlike: Math.max(1, unanswered.get(person)?.size ?? 0) };
        spokenAfter.set(person, after);
        unanswered.delete(person);
      }
      const words = JSON.stringify([person, afterItem, msgtype, content]);
      const count = (counts.get(words) ?? 0) + 1;
      counts.set(words, count);
      isAlike = count > after.mayBeAlike;
    }
    if (isAlike || seen.has(id)) doubled.push(entry);
    seen.add(id);
  }
  return doubled;
}

function countsPerInbound(entries: readonly LedgerEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    if (entry.type === 'item.appended' && entry.item.origin === 3 && entry.item.msgtype !== 'event') {
      counts.set(entry.item.msgid, 0);
    }
    // Messages opened by an event code are not known to count against the five.
    if (entry.type !== 'message.accepted' || entry.via !== 'send_msg' || entry.afterItem === null) continue;
    counts.set(entry.afterItem, (counts.get(entry.afterItem) ?? 0) + 1);
  }
  return counts;
}

function orderInversions(
  entries: readonly LedgerEntry[],
  orderOf: (message: EntryOf<'message.accepted'>) => number | null,
): [string, string][] {
  const lastOf = new Map<string, { order: number; messageId: string }>();
  const inversions: [string, string][] = [];
  for (const message of shown(entries)) {
    const order = orderOf(message);
    if (order === null) continue;
    const resident = `${message.openKfId} ${message.externalUserId}`;
    const last = lastOf.get(resident);
    if (last && order < last.order) inversions.push([last.messageId, message.messageId]);
    if (!last || order > last.order) lastOf.set(resident, { order, messageId: message.messageId });
  }
  return inversions;
}
