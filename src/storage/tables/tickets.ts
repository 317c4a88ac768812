// Tickets, their clocks and their history. The history is only ever added to.
import { sql as text } from 'kysely';
import type { Ids } from '../../base/ids.ts';
import type { ChannelId } from '../../channels/contract.ts';
import { type Course, newCourse } from '../../tickets/course.ts';
import type { Ticket, TicketEvent, TicketTimer } from '../../tickets/ticket.ts';
import type { TicketTable } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import { query, type SqlRunner } from '../prepared.ts';
import type { Schema } from '../schema.ts';
import { HOUSE_KEY } from './inbox.ts';
import { readCourse, readReported } from './reported.ts';
import { listTicketIds } from './ticket-lists.ts';

/** Literal, not a parameter: only so is the partial index used. */
const IN_HAND = text<boolean>`status in ('accepted', 'assigned', 'in_progress', 'pending')`;

type Row = Omit<Schema['ticket'], 'emptied_at'>;
type ChangingColumns = {
  kind: string;
  category: string | null;
  grade: number;
  grade_reason: string;
  level: string | null;
  complaint_class: string | null;
  status: string;
  department: string | null;
  first_owner: string | null;
  assignee: string | null;
  promise_text: string;
  promise_due_at: number | null;
  incident_id: string | null;
  partial: number;
  sealed: string;
  updated_at: number;
  course: string | null;
};
type LastingColumns = {
  id: string;
  code: string;
  community_id: string;
  data_key_id: string;
  channel: string | null;
  person_index: string | null;
  conversation_id: string | null;
  resident_id: string | null;
  opened_at: number;
};
type Sealed = Pick<Ticket, 'place' | 'description' | 'contact' | 'channelUserId'> & {
  /** Absent on tickets of before. */
  aboutStaff?: string[];
};

const select = query<{ id: string }>()((db, p, locks) =>
  locks.ours(db.selectFrom('ticket').selectAll().where('id', '=', p.id)),
);
const keyOfTicket = query<{ id: string }>()((db, p) =>
  db.selectFrom('ticket').select('data_key_id').where('id', '=', p.id),
);
const changing = (p: ChangingColumns): ChangingColumns => ({
  kind: p.kind,
  category: p.category,
  grade: p.grade,
  grade_reason: p.grade_reason,
  level: p.level,
  complaint_class: p.complaint_class,
  status: p.status,
  department: p.department,
  first_owner: p.first_owner,
  assignee: p.assignee,
  promise_text: p.promise_text,
  promise_due_at: p.promise_due_at,
  incident_id: p.incident_id,
  partial: p.partial,
  sealed: p.sealed,
  updated_at: p.updated_at,
  course: p.course,
});
const insert = query<ChangingColumns & LastingColumns & { version: number }>()((db, p) =>
  db.insertInto('ticket').values({
    ...changing(p),
    id: p.id,
    code: p.code,
    community_id: p.community_id,
    data_key_id: p.data_key_id,
    channel: p.channel,
    person_index: p.person_index,
    conversation_id: p.conversation_id,
    resident_id: p.resident_id,
    opened_at: p.opened_at,
    version: p.version,
  }),
);
const update = query<ChangingColumns & { id: string; version: number }>()((db, p) =>
  db
    .updateTable('ticket')
    .set((eb) => ({ ...changing(p), version: eb('version', '+', 1) }))
    .where('id', '=', p.id)
    .where('version', '=', p.version),
);
const selectStanding = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('ticket')
    .select([
      'id',
      'code',
      'kind',
      'community_id',
      'status',
      'department',
      'first_owner',
      'assignee',
      'promise_text',
      'promise_due_at',
    ])
    .where('id', '=', p.id),
);
const selectTimers = query<{ id: string }>()((db, p) =>
  db.selectFrom('ticket_timer').selectAll().where('ticket_id', '=', p.id).orderBy('due_at').orderBy('kind'),
);
const selectAttachments = query<{ id: string }>()((db, p) =>
  db.selectFrom('attachment').select('id').where('ticket_id', '=', p.id).orderBy('id'),
);
const selectOpen = query<{ conversation_id: string }>()((db, p, locks) =>
  locks.ours(
    db
      .selectFrom('ticket')
      .selectAll()
      .where('conversation_id', '=', p.conversation_id)
      .where('status', 'not in', ['closed', 'cancelled'])
      .orderBy('opened_at'),
  ),
);
const selectByCode = query<{ code: string }>()((db, p) =>
  db.selectFrom('ticket').selectAll().where('code', '=', p.code).orderBy('id', 'desc'),
);
const conversationOf = query<{ id: string }>()((db, p, locks) =>
  locks.ours(
    db
      .selectFrom('conversation')
      .select('id')
      .where('id', '=', (eb) => eb.selectFrom('ticket').select('conversation_id').where('id', '=', p.id)),
  ),
);
const countInHand = query<{ assignee: string }>()((db, p) =>
  db
    .selectFrom('ticket')
    .select((eb) => eb.fn.countAll<number>().as('open'))
    .where('assignee', '=', p.assignee)
    .where(IN_HAND),
);
const putTimer = query<{
  ticket_id: string;
  kind: string;
  due_at: number;
  met_at: number | null;
  breached_at: number | null;
  paused_at: number | null;
}>()((db, p) =>
  db
    .insertInto('ticket_timer')
    .values({
      ticket_id: p.ticket_id,
      kind: p.kind,
      due_at: p.due_at,
      met_at: p.met_at,
      breached_at: p.breached_at,
      paused_at: p.paused_at,
    })
    .onConflict((oc) =>
      oc.columns(['ticket_id', 'kind']).doUpdateSet({
        due_at: p.due_at,
        met_at: p.met_at,
        breached_at: p.breached_at,
        paused_at: p.paused_at,
      }),
    ),
);
const dropTimers = query<{ id: string }>()((db, p) =>
  db.deleteFrom('ticket_timer').where('ticket_id', '=', p.id),
);
const insertLink = query<{ ticket_id: string; linked_id: string; at: number }>()((db, p) =>
  db
    .insertInto('ticket_link')
    .values({ ticket_id: p.ticket_id, linked_id: p.linked_id, at: p.at })
    .onConflict((oc) => oc.columns(['ticket_id', 'linked_id']).doNothing()),
);
const selectLinks = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('ticket_link')
    .innerJoin('ticket', 'ticket.id', 'ticket_link.linked_id')
    .select(['ticket.id', 'ticket.code', 'ticket.kind', 'ticket.status'])
    .where('ticket_link.ticket_id', '=', p.id)
    .orderBy('ticket_link.linked_id'),
);
const addEvent = query<{
  id: string;
  ticket_id: string;
  type: string;
  at: number;
  actor_kind: string;
  actor_id: string | null;
  source: string;
  sealed: string;
}>()((db, p) =>
  db.insertInto('ticket_event').values({
    id: p.id,
    ticket_id: p.ticket_id,
    type: p.type,
    at: p.at,
    actor_kind: p.actor_kind,
    actor_id: p.actor_id,
    source: p.source,
    sealed: p.sealed,
  }),
);
const selectEvents = query<{ id: string }>()((db, p) =>
  db
    .selectFrom('ticket_event')
    .innerJoin('ticket', 'ticket.id', 'ticket_event.ticket_id')
    .selectAll('ticket_event')
    .select('ticket.data_key_id')
    .where('ticket_event.ticket_id', '=', p.id)
    .orderBy('ticket_event.seq'),
);
const nextNumber = query<{ community_id: string; day: string }>()((db, p) =>
  db
    .insertInto('ticket_number')
    .values({ community_id: p.community_id, day: p.day, last: 1 })
    .onConflict((oc) =>
      oc.columns(['community_id', 'day']).doUpdateSet((eb) => ({ last: eb('ticket_number.last', '+', 1) })),
    )
    .returning('last'),
);

export function createTicketTable(sql: SqlRunner, seal: RowSealer, ids: Ids): TicketTable {
  const ref = (id: string, dataKeyId: string) => ({ table: 'ticket', rowId: id, dataKeyId });
  const eventRef = (id: string, dataKeyId: string) => ({ table: 'ticket_event', rowId: id, dataKeyId });

  /** What a ticket's row had when it was read; whether that still stands, its version tells. */
  const asRead = new WeakMap<Ticket, { dataKeyId: string; timers: string }>();
  const taken = new Set<string>();
  /** The conversation first, as everybody does: a turn that changes the ticket and a deed on it must not wait for each other. */
  async function take(id: string): Promise<Row | undefined> {
    if (sql.shared && !taken.has(id)) {
      await sql.run(conversationOf, { id });
      taken.add(id);
    }
    const [row] = await sql.run(select, { id });
    return row;
  }

  async function timersOf(ticketId: string): Promise<TicketTimer[]> {
    const rows = await sql.run(selectTimers, { id: ticketId });
    return rows.map((row) => ({
      kind: row.kind as TicketTimer['kind'],
      dueAt: row.due_at,
      metAt: row.met_at,
      breachedAt: row.breached_at,
      pausedAt: row.paused_at,
    }));
  }

  async function toTicket(row: Row): Promise<Ticket> {
    const sealed = await seal.open<Sealed>(ref(row.id, row.data_key_id), row.sealed);
    const timers = await timersOf(row.id);
    const attachments = await sql.run(selectAttachments, { id: row.id });
    const ticket: Ticket = {
      id: row.id,
      code: row.code,
      communityId: row.community_id,
      kind: row.kind as Ticket['kind'],
      category: row.category,
      grade: row.grade as Ticket['grade'],
      gradeReason: row.grade_reason,
      level: row.level as Ticket['level'],
      complaintClass: row.complaint_class as Ticket['complaintClass'],
      status: row.status as Ticket['status'],
      ...sealed,
      aboutStaff: sealed.aboutStaff ?? [],
      channel: row.channel as ChannelId | null,
      conversationId: row.conversation_id,
      residentId: row.resident_id,
      department: row.department,
      firstOwner: row.first_owner,
      assignee: row.assignee,
      openedAt: row.opened_at,
      promise: { text: row.promise_text, dueAt: row.promise_due_at },
      timers,
      incidentId: row.incident_id,
      attachmentIds: attachments.map((each) => each.id),
      partial: row.partial === 1,
      course: readCourse(row.course),
      updatedAt: row.updated_at,
      version: row.version,
    };
    asRead.set(ticket, { dataKeyId: row.data_key_id, timers: JSON.stringify(timers) });
    return ticket;
  }

  async function keyForSaving(ticket: Ticket): Promise<string | null> {
    const read = asRead.get(ticket);
    if (read && !sql.shared) return read.dataKeyId;
    const row = await take(ticket.id);
    return row && row.version === ticket.version ? row.data_key_id : null;
  }

  async function toColumns(ticket: Ticket, dataKeyId: string): Promise<ChangingColumns> {
    const { place, description, contact, channelUserId, aboutStaff } = ticket;
    return {
      kind: ticket.kind,
      category: ticket.category,
      grade: ticket.grade,
      grade_reason: ticket.gradeReason,
      level: ticket.level,
      complaint_class: ticket.complaintClass,
      status: ticket.status,
      department: ticket.department,
      first_owner: ticket.firstOwner,
      assignee: ticket.assignee,
      promise_text: ticket.promise.text,
      promise_due_at: ticket.promise.dueAt,
      incident_id: ticket.incidentId,
      partial: ticket.partial ? 1 : 0,
      sealed: await seal.seal(ref(ticket.id, dataKeyId), {
        place,
        description,
        contact,
        channelUserId,
        ...(aboutStaff.length === 0 ? {} : { aboutStaff }),
      } satisfies Sealed),
      updated_at: ticket.updatedAt,
      course: courseText(ticket.course),
    };
  }

  async function putTimers(ticket: Ticket) {
    for (const timer of ticket.timers) {
      await sql.run(putTimer, {
        ticket_id: ticket.id,
        kind: timer.kind,
        due_at: timer.dueAt,
        met_at: timer.metAt,
        breached_at: timer.breachedAt,
        paused_at: timer.pausedAt,
      });
    }
  }

  async function toTickets(rows: Row[]): Promise<Ticket[]> {
    const tickets: Ticket[] = [];
    for (const row of rows) tickets.push(await toTicket(row));
    return tickets;
  }

  return {
    async add(ticket) {
      const ownKeyId = ticket.conversationId ? await seal.dataKeyOf(ticket.conversationId) : null;
      const dataKeyId = ownKeyId ?? HOUSE_KEY;
      if (dataKeyId === HOUSE_KEY) await seal.ensureKey(HOUSE_KEY, ticket.openedAt);
      const columns = await toColumns(ticket, dataKeyId);
      await sql.run(insert, {
        ...columns,
        id: ticket.id,
        code: ticket.code,
        community_id: ticket.communityId,
        data_key_id: dataKeyId,
        channel: ticket.channel,
        person_index:
          ticket.channel && ticket.channelUserId
            ? seal.index('person', `${ticket.channel}|${ticket.channelUserId}`)
            : null,
        conversation_id: ticket.conversationId,
        resident_id: ticket.residentId,
        opened_at: ticket.openedAt,
        version: ticket.version,
      });
      await putTimers(ticket);
    },
    async get(id) {
      const row = await take(id);
      return row ? toTicket(row) : null;
    },
    async standing(id) {
      const [row] = await sql.run(selectStanding, { id });
      if (!row) return null;
      return {
        id: row.id,
        code: row.code,
        kind: row.kind as Ticket['kind'],
        communityId: row.community_id,
        status: row.status as Ticket['status'],
        department: row.department,
        firstOwner: row.first_owner,
        assignee: row.assignee,
        promise: { text: row.promise_text, dueAt: row.promise_due_at },
        timers: await timersOf(id),
      };
    },
    async save(ticket) {
      const dataKeyId = await keyForSaving(ticket);
      if (dataKeyId === null) return false;
      const columns = await toColumns(ticket, dataKeyId);
      const saved = await sql.change(update, { ...columns, id: ticket.id, version: ticket.version });
      if (saved === 0) return false;
      ticket.version += 1;
      const timers = JSON.stringify(ticket.timers);
      if (asRead.get(ticket)?.timers === timers) return true;
      asRead.set(ticket, { dataKeyId, timers });
      await sql.run(dropTimers, { id: ticket.id });
      await putTimers(ticket);
      return true;
    },
    reported: (filter, page) => readReported(sql, filter, page),
    async list(filter, page) {
      const { ids, next } = await listTicketIds(sql, filter, page, seal);
      if (ids.length === 0) return { items: [], next };
      const rows = await sql.runBuilt((db) => db.selectFrom('ticket').selectAll().where('id', 'in', ids));
      const place = new Map(ids.map((id, index) => [id, index]));
      rows.sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0));
      return { items: await toTickets(rows), next };
    },
    openOf: async (conversationId) =>
      toTickets(await sql.run(selectOpen, { conversation_id: conversationId })),
    async byCode(code) {
      const rows = await sql.run(selectByCode, { code });
      if (!sql.shared) return toTickets(rows);
      const mine: Row[] = [];
      for (const { id } of rows) mine.push(...[await take(id)].filter((row) => row !== undefined));
      return toTickets(mine);
    },
    async loads(staffIds) {
      const loads = new Map<string, number>();
      for (const assignee of staffIds) {
        const [row] = await sql.run(countInHand, { assignee });
        loads.set(assignee, Number(row?.open ?? 0));
      }
      return loads;
    },
    async link(ticketId, otherId, at) {
      await sql.run(insertLink, { ticket_id: ticketId, linked_id: otherId, at });
      await sql.run(insertLink, { ticket_id: otherId, linked_id: ticketId, at });
    },
    async linksOf(ticketId) {
      const rows = await sql.run(selectLinks, { id: ticketId });
      return rows.map(({ id, code, kind, status }) => ({
        ...{ id, code, kind: kind as Ticket['kind'], status: status as Ticket['status'] },
      }));
    },
    async addEvent(ticketId, event) {
      const [row] = await sql.run(keyOfTicket, { id: ticketId });
      if (!row) return;
      const id = ids.next();
      await sql.run(addEvent, {
        id,
        ticket_id: ticketId,
        type: event.type,
        at: event.at,
        actor_kind: event.actor.kind,
        actor_id: event.actor.id,
        source: event.source,
        sealed: await seal.seal(eventRef(id, row.data_key_id), event.data),
      });
    },
    async events(ticketId) {
      const rows = await sql.run(selectEvents, { id: ticketId });
      const events: TicketEvent[] = [];
      for (const row of rows) {
        events.push({
          seq: Number(row.seq),
          type: row.type,
          at: row.at,
          actor: { kind: row.actor_kind as TicketEvent['actor']['kind'], id: row.actor_id },
          source: row.source as TicketEvent['source'],
          data: await seal.open(eventRef(row.id, row.data_key_id), row.sealed),
        });
      }
      return events;
    },
    async nextNumber(communityId, day) {
      const [row] = await sql.run(nextNumber, { community_id: communityId, day });
      return row?.last ?? 1;
    },
  };
}

const OPENED = JSON.stringify(newCourse());

/** Most tickets on the hot path have only just been opened. */
function courseText(course: Course): string | null {
  const text = JSON.stringify(course);
  return text === OPENED ? null : text;
}
