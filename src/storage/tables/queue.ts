// Conversations and tickets as lists for staff: by shelf, newest word first, a page at a time.
import { type ExpressionBuilder, sql as text } from 'kysely';
import type { QueueFilter, QueueRow, QueueShelf, QueueTable, Tx } from '../contract.ts';
import type { SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { listClocks, listOpen, listShelf } from './ticket-lists.ts';

const ENDED = ['resolved', 'followup', 'closed', 'cancelled'];

/** From here on a list says 999+. */
const MOST_COUNTED = 1_000;

type Nouns = Pick<Tx, 'conversations' | 'residents' | 'messages' | 'tickets'>;

type Found = {
  id: string;
  last_id: string | null;
  waiting_since: number | null;
  grade: number | null;
  open_tickets: number;
};

export function createQueueTable(sql: SqlRunner, nouns: Nouns): QueueTable {
  async function toRow(found: Found): Promise<QueueRow | null> {
    const conversation = await nouns.conversations.get(found.id);
    if (!conversation) return null;
    const profile = await nouns.residents.profile(conversation.residentId);
    const tickets = Number(found.open_tickets) > 0 ? await nouns.tickets.openOf(found.id) : [];
    return {
      conversation,
      place: tickets.at(-1)?.place.text || null,
      residentName: profile?.name ?? null,
      home: profile?.home ?? null,
      lastMessage: found.last_id === null ? null : await nouns.messages.get(found.last_id),
      waitingSince: found.waiting_since,
      grade: found.grade,
      openTickets: Number(found.open_tickets),
    };
  }

  return {
    async list(filter, { after, limit }) {
      const from = parseCursor(after);
      const heads = [];
      // One community at a time, so that an index gives them in order; nobody works for many.
      for (const communityId of filter.communityIds) {
        heads.push(
          ...(await sql.runBuilt((db) => {
            const listing = db
              .selectFrom('conversation')
              .select(['id', 'last_message_at as at'])
              .where('community_id', '=', communityId)
              .where(onShelf(filter));
            return (from ? listing.where(isAfter(from)) : listing)
              .where('last_message_at', 'is not', null)
              .orderBy('last_message_at', 'desc')
              .orderBy('id', 'desc')
              .limit(limit + 1);
          })),
        );
      }
      const { ids, next } = pageOf(heads, limit);
      const found = await standingOf(ids);
      const items: QueueRow[] = [];
      for (const id of ids) {
        const row = found.get(id);
        const item = row ? await toRow(row) : null;
        if (item) items.push(item);
      }
      return { items, next };
    },
    async counts(filter) {
      const counts: Record<QueueShelf, number> = { bot: 0, waiting: 0, mine: 0, others: 0, all: 0 };
      if (filter.communityIds.length === 0) return counts;
      const communityIds = [...filter.communityIds];
      const rows = await sql.runBuilt((db) =>
        db
          .selectFrom('conversation')
          .select((eb) => ['owner_kind', 'owner_staff_id', eb.fn.countAll<number>().as('count')])
          .where('community_id', 'in', communityIds)
          .where('owner_kind', 'in', ['nobody', 'staff'])
          .where('last_message_at', 'is not', null)
          .groupBy(['owner_kind', 'owner_staff_id']),
      );
      for (const row of rows) {
        const count = Number(row.count);
        if (row.owner_kind === 'nobody') counts.waiting += count;
        else if (row.owner_staff_id === filter.staffId) counts.mine += count;
        else counts.others += count;
      }
      // Everybody who ever wrote and needs nobody now: many, and no number that anybody acts on.
      const [withBot] = await sql.runBuilt((db) =>
        db
          .selectFrom((eb) =>
            eb
              .selectFrom('conversation')
              .select('id')
              .where('community_id', 'in', communityIds)
              .where('owner_kind', '=', 'bot')
              .where('last_message_at', 'is not', null)
              .limit(MOST_COUNTED)
              .as('a_thousand'),
          )
          .select((eb) => eb.fn.countAll<number>().as('count')),
      );
      counts.bot = Number(withBot?.count ?? 0);
      counts.all = Math.min(MOST_COUNTED, counts.bot + counts.waiting + counts.mine + counts.others);
      return counts;
    },
    async one(conversationId) {
      const found = (await standingOf([conversationId])).get(conversationId);
      return found ? toRow(found) : null;
    },
    open: (filter) => listOpen(sql, filter),
    clocks: (filter) => listClocks(sql, filter),
    tickets: (filter, page) => listShelf(sql, filter, page),
  };

  async function standingOf(ids: readonly string[]): Promise<Map<string, Found>> {
    if (ids.length === 0) return new Map();
    const rows = await sql.runBuilt((db) =>
      db.selectFrom('conversation').select(standing).where('id', 'in', ids),
    );
    return new Map(rows.map((row) => [row.id, row as Found]));
  }
}

type Head = { id: string; at: number | null };

/** The newest of several lists that are each in order. */
function pageOf(heads: Head[], limit: number): { ids: string[]; next: string | null } {
  const sorted = heads.sort((a, b) => (b.at ?? 0) - (a.at ?? 0) || (a.id < b.id ? 1 : -1));
  const page = sorted.slice(0, limit);
  const last = page.at(-1);
  return {
    ids: page.map((head) => head.id),
    next: sorted.length > limit && last ? `${last.at}.${last.id}` : null,
  };
}

/** Said twice, so that the index is entered at the cursor and not walked from its beginning. */
function isAfter(from: { at: number; id: string }) {
  return text<boolean>`last_message_at <= ${from.at} and (last_message_at < ${from.at} or id < ${from.id})`;
}

/** What the list shows beside the conversation itself; each part is one look into an index. */
function standing(eb: ExpressionBuilder<Schema, 'conversation'>) {
  const open = () =>
    eb
      .selectFrom('ticket')
      .whereRef('ticket.conversation_id', '=', 'conversation.id')
      .where('ticket.status', 'not in', ENDED);
  const answered = eb
    .selectFrom('message as ours')
    .select(text<number>`coalesce(max(ours.seq), 0)`.as('seq'))
    .whereRef('ours.conversation_id', '=', 'conversation.id')
    .where('ours.direction', '=', 'out')
    .where('ours.author', 'in', ['staff', 'bot']);
  return [
    'conversation.id',
    eb
      .selectFrom('message')
      .select('message.id')
      .whereRef('message.conversation_id', '=', 'conversation.id')
      .orderBy('message.seq', 'desc')
      .limit(1)
      .as('last_id'),
    eb
      .selectFrom('message as theirs')
      .select((of) => of.fn.min('theirs.created_at').as('at'))
      .whereRef('theirs.conversation_id', '=', 'conversation.id')
      .where('theirs.direction', '=', 'in')
      .where('theirs.seq', '>', answered)
      .as('waiting_since'),
    open()
      .select((of) => of.fn.min('ticket.grade').as('grade'))
      .as('grade'),
    open()
      .select((of) => of.fn.countAll<number>().as('count'))
      .as('open_tickets'),
  ] as const;
}

function onShelf({ shelf, staffId }: QueueFilter) {
  return (eb: ExpressionBuilder<Schema, 'conversation'>) => {
    switch (shelf) {
      case 'bot':
        return eb('owner_kind', '=', 'bot');
      case 'waiting':
        return eb('owner_kind', '=', 'nobody');
      case 'mine':
        return eb.and([eb('owner_kind', '=', 'staff'), eb('owner_staff_id', '=', staffId)]);
      case 'others':
        return eb.and([eb('owner_kind', '=', 'staff'), eb('owner_staff_id', '<>', staffId)]);
      case 'all':
        return eb.and([]);
    }
  };
}

function parseCursor(cursor: string | null): { at: number; id: string } | null {
  const match = /^(\d{1,15})\.([0-9a-z]{1,40})$/.exec(cursor ?? '');
  return match ? { at: Number(match[1]), id: String(match[2]) } : null;
}
