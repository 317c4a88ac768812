// Contacts as reports count them: plain columns only, a page at a time, each with what was said until the same person came again.
import type { ReportedContact, ReportedWord } from '../../reports/reported.ts';
import type { TicketKind } from '../../tickets/ticket.ts';
import type { RegisterTable } from '../contract.ts';
import type { SqlRunner } from '../prepared.ts';
import { parseCursor, readCourse } from './reported.ts';

/** A contact is noted when its turn begins; the first words of the burst are a little older. */
const BURST_MS = 60_000;

export async function readReportedContacts(
  sql: SqlRunner,
  filter: Parameters<RegisterTable['reported']>[0],
  { after, limit }: Parameters<RegisterTable['reported']>[1],
): ReturnType<RegisterTable['reported']> {
  const [fromAt, toAt] = filter.between;
  const from = parseCursor(after);
  const rows = await sql.runBuilt((db) => {
    let listing = db
      .selectFrom('register_entry as entry')
      .select(['entry.id', 'entry.community_id', 'entry.way', 'entry.conversation_id', 'entry.at'])
      .select(['entry.bot_first', 'entry.receptionist', 'entry.entered_at'])
      .select((eb) =>
        eb
          .selectFrom('register_entry as next')
          .select((of) => of.fn.min('next.at').as('at'))
          .whereRef('next.conversation_id', '=', 'entry.conversation_id')
          .whereRef('next.at', '>', 'entry.at')
          .as('next_at'),
      )
      .where('entry.community_id', '=', filter.communityId)
      .where('entry.at', '>=', from?.at ?? fromAt)
      .where('entry.at', '<', toAt);
    if (from)
      listing = listing.where((eb) => eb.or([eb('entry.at', '>', from.at), eb('entry.id', '>', from.id)]));
    return listing
      .orderBy('entry.at')
      .orderBy('entry.id')
      .limit(limit + 1);
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (!last) return { items: [], next: null };
  const heard = page.filter((row) => row.conversation_id !== null);
  const conversationIds = [...new Set(heard.map((row) => row.conversation_id ?? ''))];
  const span = {
    fromAt: Math.min(...heard.map((row) => row.at)) - BURST_MS,
    toAt: heard.some((row) => row.next_at === null)
      ? Number.MAX_SAFE_INTEGER
      : Math.max(...heard.map((row) => row.next_at ?? 0)),
  };
  const words = await wordsOf(sql, conversationIds, span);
  const tickets = await ticketsOf(sql, conversationIds, span);
  const items = page.map((row): ReportedContact => {
    const isIn = (at: number, early: number) =>
      at >= row.at - early && at < (row.next_at ?? Number.MAX_SAFE_INTEGER) - early;
    return {
      id: row.id,
      communityId: row.community_id,
      way: row.way as ReportedContact['way'],
      conversationId: row.conversation_id,
      at: row.at,
      botFirst: row.bot_first === 1,
      receptionist: row.receptionist,
      enteredAt: row.entered_at,
      nextAt: row.next_at ?? null,
      words: (words.get(row.conversation_id ?? '') ?? []).filter(({ at, by }) =>
        isIn(at, by === 'resident' ? BURST_MS : 0),
      ),
      tickets: (tickets.get(row.conversation_id ?? '') ?? []).filter(({ openedAt }) => isIn(openedAt, 0)),
    };
  });
  return { items, next: rows.length > limit ? `${last.at}.${last.id}` : null };
}

type Span = { fromAt: number; toAt: number };

async function wordsOf(sql: SqlRunner, conversationIds: string[], { fromAt, toAt }: Span) {
  if (conversationIds.length === 0) return new Map<string, ReportedWord[]>();
  const rows = await sql.runBuilt((db) =>
    db
      .selectFrom('message')
      .select(['conversation_id', 'created_at', 'author', 'staff_id', 'reply_key'])
      .where('conversation_id', 'in', conversationIds)
      .where('created_at', '>=', fromAt)
      .where('created_at', '<', toAt)
      .orderBy('conversation_id')
      .orderBy('seq'),
  );
  return byConversation(
    rows,
    (row): ReportedWord => ({
      at: row.created_at,
      by: row.author as ReportedWord['by'],
      staffId: row.staff_id,
      replyKey: row.reply_key,
    }),
  );
}

async function ticketsOf(sql: SqlRunner, conversationIds: string[], { fromAt, toAt }: Span) {
  if (conversationIds.length === 0) return new Map<string, ReportedContact['tickets']>();
  const rows = await sql.runBuilt((db) =>
    db
      .selectFrom('ticket')
      .select(['conversation_id', 'kind', 'opened_at', 'course'])
      .where('conversation_id', 'in', conversationIds)
      .where('opened_at', '>=', fromAt)
      .where('opened_at', '<', toAt)
      .orderBy('opened_at')
      .orderBy('id'),
  );
  return byConversation(rows, (row): ReportedContact['tickets'][number] => {
    const { milestones, cycle } = readCourse(row.course);
    const solvedAt = milestones.find(({ kind }) => kind === 'resolved')?.at ?? null;
    return { kind: row.kind as TicketKind, openedAt: row.opened_at, solvedAt, cycle };
  });
}

function byConversation<R extends { conversation_id: string | null }, T>(
  rows: readonly R[],
  read: (row: R) => T,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.conversation_id ?? '') ?? [];
    if (group.push(read(row)) === 1) groups.set(row.conversation_id ?? '', group);
  }
  return groups;
}
