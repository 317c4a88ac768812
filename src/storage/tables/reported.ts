// Tickets as reports count them: plain columns only, a page at a time, so that a month of any size needs the memory of a page.
import type { ReportedTicket } from '../../reports/reported.ts';
import { type Course, newCourse } from '../../tickets/course.ts';
import type { TicketTable } from '../contract.ts';
import type { SqlRunner } from '../prepared.ts';

export async function readReported(
  sql: SqlRunner,
  filter: Parameters<TicketTable['reported']>[0],
  { after, limit }: Parameters<TicketTable['reported']>[1],
): ReturnType<TicketTable['reported']> {
  const [fromAt, toAt] = filter.openedBetween;
  const from = parseCursor(after);
  const rows = await sql.runBuilt((db) => {
    let listing = db
      .selectFrom('ticket')
      .select(['id', 'community_id', 'kind', 'category', 'grade', 'complaint_class', 'status'])
      .select(['first_owner', 'opened_at', 'conversation_id', 'resident_id', 'course'])
      .where('community_id', '=', filter.communityId)
      .where('opened_at', '>=', from?.at ?? fromAt)
      .where('opened_at', '<', toAt);
    if (from) listing = listing.where((eb) => eb.or([eb('opened_at', '>', from.at), eb('id', '>', from.id)]));
    return listing
      .orderBy('opened_at')
      .orderBy('id')
      .limit(limit + 1);
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (!last) return { items: [], next: null };
  const ids = page.map((row) => row.id);
  const timers = await sql.runBuilt((db) =>
    db.selectFrom('ticket_timer').selectAll().where('ticket_id', 'in', ids).orderBy('due_at').orderBy('kind'),
  );
  const answers = await sql.runBuilt((db) =>
    db
      .selectFrom('ticket_event')
      .select(['ticket_id', 'at', 'actor_id'])
      .where('ticket_id', 'in', ids)
      .where('type', '=', 'ticket.answered')
      .orderBy('seq'),
  );
  const timersOf = grouped(timers);
  const answersOf = grouped(answers);
  const items = page.map(
    (row): ReportedTicket => ({
      id: row.id,
      communityId: row.community_id,
      kind: row.kind as ReportedTicket['kind'],
      category: row.category,
      grade: row.grade as ReportedTicket['grade'],
      complaintClass: row.complaint_class as ReportedTicket['complaintClass'],
      status: row.status as ReportedTicket['status'],
      firstOwner: row.first_owner,
      openedAt: row.opened_at,
      household: row.resident_id ?? row.conversation_id,
      timers: (timersOf.get(row.id) ?? []).map((timer) => ({
        kind: timer.kind,
        dueAt: timer.due_at,
        metAt: timer.met_at,
        breachedAt: timer.breached_at,
        pausedAt: timer.paused_at,
      })),
      answers: (answersOf.get(row.id) ?? []).map(({ at, actor_id }) => ({ at, by: actor_id })),
      course: readCourse(row.course),
    }),
  );
  return { items, next: rows.length > limit ? `${last.opened_at}.${last.id}` : null };
}

export function readCourse(text: string | null): Course {
  return text === null ? newCourse() : { ...newCourse(), ...(JSON.parse(text) as Partial<Course>) };
}

function grouped<R extends { ticket_id: string }>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const group = groups.get(row.ticket_id);
    if (group) group.push(row);
    else groups.set(row.ticket_id, [row]);
  }
  return groups;
}

function parseCursor(cursor: string | null): { at: number; id: string } | null {
  const match = /^(\d{1,15})\.([0-9a-z]{1,40})$/.exec(cursor ?? '');
  return match ? { at: Number(match[1]), id: String(match[2]) } : null;
}
