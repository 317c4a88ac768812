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
      .select([
        'id',
        'code',
        'community_id',
        'kind',
        'category',
        'grade',
        'complaint_class',
        'level',
        'status',
      ])
      .select(['first_owner', 'opened_at', 'conversation_id', 'resident_id', 'course'])
      .select((eb) =>
        eb
          .selectFrom('incident_report')
          .select('place')
          .whereRef('incident_report.ticket_id', '=', 'ticket.id')
          .as('place'),
      )
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
  const courses = new Map(page.map((row) => [row.id, readCourse(row.course)]));
  const wroteAt = await wordsInPauses(sql, page, courses);
  const items = page.map(
    (row): ReportedTicket => ({
      id: row.id,
      code: row.code,
      communityId: row.community_id,
      kind: row.kind as ReportedTicket['kind'],
      category: row.category,
      grade: row.grade as ReportedTicket['grade'],
      complaintClass: row.complaint_class as ReportedTicket['complaintClass'],
      level: row.level as ReportedTicket['level'],
      status: row.status as ReportedTicket['status'],
      firstOwner: row.first_owner,
      openedAt: row.opened_at,
      household: row.resident_id ?? row.conversation_id,
      place: row.place ?? null,
      timers: (timersOf.get(row.id) ?? []).map((timer) => ({
        kind: timer.kind as ReportedTicket['timers'][number]['kind'],
        dueAt: timer.due_at,
        metAt: timer.met_at,
        breachedAt: timer.breached_at,
        pausedAt: timer.paused_at,
      })),
      answers: (answersOf.get(row.id) ?? []).map(({ at, actor_id }) => ({ at, by: actor_id })),
      wroteAt: wroteAt.get(row.id) ?? [],
      course: courses.get(row.id) ?? newCourse(),
    }),
  );
  return { items, next: rows.length > limit ? `${last.opened_at}.${last.id}` : null };
}

export function readCourse(text: string | null): Course {
  return text === null ? newCourse() : { ...newCourse(), ...(JSON.parse(text) as Partial<Course>) };
}

/** Of the few tickets that stood still for their resident: when words came meanwhile. */
async function wordsInPauses(
  sql: SqlRunner,
  rows: readonly { id: string; conversation_id: string | null }[],
  courses: ReadonlyMap<string, Course>,
): Promise<Map<string, number[]>> {
  const paused = rows.flatMap(({ id, conversation_id }) => {
    const pauses = courses.get(id)?.pauses ?? [];
    return conversation_id === null || pauses.length === 0 ? [] : [{ id, conversation_id, pauses }];
  });
  if (paused.length === 0) return new Map();
  const spans = paused.flatMap(({ pauses }) => pauses);
  const words = await sql.runBuilt((db) =>
    db
      .selectFrom('message')
      .select(['conversation_id', 'created_at'])
      .where('conversation_id', 'in', [...new Set(paused.map((each) => each.conversation_id))])
      .where('author', '=', 'resident')
      .where('created_at', '>=', Math.min(...spans.map(({ from }) => from)))
      .where('created_at', '<=', Math.max(...spans.map(({ to }) => to)))
      .orderBy('created_at'),
  );
  return new Map(
    paused.map(({ id, conversation_id, pauses }) => [
      id,
      words
        .filter((word) => word.conversation_id === conversation_id)
        .map((word) => word.created_at)
        .filter((at) => pauses.some(({ from, to }) => at >= from && at <= to)),
    ]),
  );
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

export function parseCursor(cursor: string | null): { at: number; id: string } | null {
  const match = /^(\d{1,15})\.([0-9a-z]{1,40})$/.exec(cursor ?? '');
  return match ? { at: Number(match[1]), id: String(match[2]) } : null;
}
