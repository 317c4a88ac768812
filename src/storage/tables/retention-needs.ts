// What is past its term and needed all the same: by whoever waits, by a ticket that is not over, by the law.
import { sql as text } from 'kysely';
import type { RetentionTable } from '../contract.ts';
import { query, type SqlRunner } from '../prepared.ts';

const DAY_MS = 24 * 3_600_000;
/** What led to a ticket was said before it was opened, and after an outage it was heard days later. */
const LED_UP_MS = 7 * DAY_MS;

/** As the indexes have them. */
const UNFINISHED = text<boolean>`state in ('queued', 'sending', 'held')`;
const NOT_DONE = text<boolean>`done_at is null`;
const NOT_ENDED = text<boolean>`ended_at is null`;
const STANDS = text<boolean>`lifted_at is null`;

const hold = query<{ conversation_id: string }>()((db, p) =>
  db
    .selectFrom('legal_hold')
    .select('id')
    .where('conversation_id', '=', p.conversation_id)
    .where(STANDS)
    .limit(1),
);
/** Whatever waits in a conversation, each found by an index that holds only what waits. */
const waiting = [
  query<{ conversation_id: string }>()((db, p) =>
    db
      .selectFrom('privacy_request')
      .select('id')
      .where('conversation_id', '=', p.conversation_id)
      .where(NOT_ENDED)
      .limit(1),
  ),
  hold,
  query<{ conversation_id: string }>()((db, p) =>
    db
      .selectFrom('staff_task')
      .select('id')
      .where('conversation_id', '=', p.conversation_id)
      .where(NOT_DONE)
      .limit(1),
  ),
  query<{ conversation_id: string }>()((db, p) =>
    db.selectFrom('outbox').select('id').where('lane', '=', p.conversation_id).where(UNFINISHED).limit(1),
  ),
  query<{ conversation_id: string }>()((db, p) =>
    db
      .selectFrom('inbox')
      .select('id')
      .where('conversation_id', '=', p.conversation_id)
      .where('handled_at', 'is', null)
      .limit(1),
  ),
];

const ticketOf = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('ticket')
    .select(['id', 'status', 'opened_at', 'updated_at', 'course'])
    .where('id', '=', p.id),
);
const ticketsOf = query<{ conversation_id: string }>()((db, p) =>
  db
    .selectFrom('ticket')
    .select(['id', 'status', 'opened_at', 'updated_at', 'course'])
    .where('conversation_id', '=', p.conversation_id),
);
/** The complaint about a repair needs the repair. */
const openBeside = query<{ ticket_id: string }>()((db, p) =>
  db
    .selectFrom('ticket_link')
    .innerJoin('ticket', 'ticket.id', 'ticket_link.linked_id')
    .select('ticket.id')
    .where('ticket_link.ticket_id', '=', p.ticket_id)
    .where('ticket.status', 'not in', ['closed', 'cancelled'])
    .limit(1),
);
const openTask = query<{ ticket_id: string }>()((db, p) =>
  db.selectFrom('staff_task').select('id').where('ticket_id', '=', p.ticket_id).where(NOT_DONE).limit(1),
);
const leave = query<{ ticket_id: string }>()((db, p) =>
  db.selectFrom('application').select(['state', 'valid_until']).where('ticket_id', '=', p.ticket_id),
);
const firstFile = query<{ ticket_id: string }>()((db, p) =>
  db
    .selectFrom('attachment')
    .innerJoin('message', 'message.id', 'attachment.message_id')
    .select((eb) => eb.fn.min<number | null>('message.created_at').as('at'))
    .where('attachment.ticket_id', '=', p.ticket_id),
);

/** A photo sent here may have joined a ticket that was told on another channel. */
const joinedElsewhere = query<{ conversation_id: string }>()((db, p) =>
  db
    .selectFrom('attachment')
    .innerJoin('message', 'message.id', 'attachment.message_id')
    .innerJoin('ticket', 'ticket.id', 'attachment.ticket_id')
    .select(['ticket.id', 'ticket.status', 'ticket.updated_at', 'ticket.course'])
    .select(['ticket.conversation_id', 'message.created_at as said_at'])
    .where('attachment.conversation_id', '=', p.conversation_id)
    .where('ticket.conversation_id', 'is distinct from', p.conversation_id),
);

type Standing = { id: string; status: string; updated_at: number; course: string | null };

export function createNeeds(
  sql: SqlRunner,
): Pick<RetentionTable, 'isBusy' | 'isTicketNeeded' | 'neededFromAt'> {
  async function isNeeded(ticket: Standing, endedBeforeAt: number): Promise<boolean> {
    const isOver = ticket.status === 'closed' || ticket.status === 'cancelled';
    if (!isOver || ticket.updated_at >= endedBeforeAt || isLookedInto(ticket.course)) return true;
    const of = { ticket_id: ticket.id };
    for (const open of [openBeside, openTask]) if ((await sql.run(open, of)).length > 0) return true;
    const [application] = await sql.run(leave, of);
    if (!application) return false;
    const { state, valid_until } = application;
    return (
      state === 'submitted' ||
      state === 'incomplete' ||
      // Without an end it holds until somebody takes it back.
      (state === 'approved' && (valid_until === null || valid_until >= endedBeforeAt))
    );
  }

  return {
    async isBusy(conversationId) {
      for (const each of waiting)
        if ((await sql.run(each, { conversation_id: conversationId })).length > 0) return true;
      return false;
    },
    async isTicketNeeded(ticketId, endedBeforeAt) {
      const [ticket] = await sql.run(ticketOf, { id: ticketId });
      return ticket !== undefined && (await isNeeded(ticket, endedBeforeAt));
    },
    async neededFromAt(conversationId, endedBeforeAt) {
      let from: number | null = null;
      for (const ticket of await sql.run(ticketsOf, { conversation_id: conversationId })) {
        if (!(await isNeeded(ticket, endedBeforeAt))) continue;
        const [file] = await sql.run(firstFile, { ticket_id: ticket.id });
        const ledUpAt = ticket.opened_at - LED_UP_MS;
        from = Math.min(from ?? ledUpAt, ledUpAt, Number(file?.at ?? ledUpAt));
      }
      for (const file of await sql.run(joinedElsewhere, { conversation_id: conversationId })) {
        const elsewhere = { conversation_id: file.conversation_id ?? '' };
        if ((await isNeeded(file, endedBeforeAt)) || (await sql.run(hold, elsewhere)).length > 0)
          from = Math.min(from ?? file.said_at, file.said_at);
      }
      return from;
    },
  };
}

/** Closed, and still not done with: something is put right, or the house looks at the case. */
function isLookedInto(course: string | null): boolean {
  if (course === null) return false;
  const { rectifications = [], reviews = [] } = JSON.parse(course) as {
    rectifications?: { verifiedAt: number | null }[];
    reviews?: { verified: unknown }[];
  };
  return (
    rectifications.some(({ verifiedAt }) => verifiedAt === null) ||
    reviews.some(({ verified }) => verified === null)
  );
}
