// An incident begins: found by several households and confirmed by a person, or opened by hand. One work order, one line of history,
// and every ticket that tells of it is carried from now on.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import { namesOf } from '../groups/running.ts';
import type { Incident, Tx } from '../storage/contract.ts';
import { acceptTicket, openTicket } from './deeds.ts';
import { contactFor, departmentFor } from './departments.ts';
import { type House, staffById } from './house.ts';
import { type IncidentCourse, incidentTransitions } from './incident-course.ts';
import { type IncidentBy, keepIncidentLine, performIncident } from './incident-perform.ts';
import { attachTicket, isOfIncident } from './incident-reach.ts';
import { MOST_COUNTED } from './incident-watch.ts';
import { titleOf } from './incident-words.ts';
import { isOpen } from './states.ts';
import type { Ticket } from './ticket.ts';
import { takeTicket } from './work.ts';

/** What a person says of it when they confirm it; absent = as it was found. */
export type IncidentWish = {
  kind?: IncidentCourse['kind'];
  title?: string;
  /** Null = the whole site. */
  places?: readonly string[] | null;
  commander?: string;
  cause?: string;
  spokesperson?: string;
  bulletinMinutes?: number;
};

const MINUTE_MS = 60_000;

/** Confirms what is suspected (or was dismissed in haste), and takes over what tells of it. */
export async function beginIncident(
  tx: Tx,
  candidate: Incident,
  wish: IncidentWish,
  by: IncidentBy,
  house: House,
): Promise<Outcome<IncidentCourse>> {
  const found = await ticketsThatTell(tx, candidate, house);
  const refusal = checkCommander(wish, candidate, house);
  if (refusal) return refusal;
  const known = await tx.incidentCourses.get(candidate.id);
  if (known === null) {
    const course = newCourseOf(candidate, kindOf(found), by, house);
    await tx.incidentCourses.add(course);
    await keepIncidentLine(tx, null, course, { type: incidentTransitions.open.event, by }, house.clock.now());
  }
  const confirmed = await performIncident(
    tx,
    candidate.id,
    'confirm',
    { by, change: (course) => applyWish(course, wish, candidate, house) },
    house,
  );
  if (!confirmed.ok) return confirmed;
  const telling = found.filter((ticket) =>
    isOfIncident(ticket, faultsOf(ticket, house), confirmed.value, house),
  );
  const ordered = await orderWork(tx, confirmed.value, telling, by, house);
  if (!ordered.ok) return ordered;
  for (const ticket of telling) await attachTicket(tx, ticket.id, ordered.value, by, house);
  return ordered;
}

function newCourseOf(
  { id, communityId, topic, place }: Incident,
  kind: IncidentCourse['kind'],
  by: IncidentBy,
  house: House,
): IncidentCourse {
  const now = house.clock.now();
  const places = place === null ? null : [place];
  const { wide, bulletin, same } = house.incidents;
  return {
    ...{ id, communityId, kind, status: 'suspected', places },
    title: titleOf(topic, places, house),
    topics: namesOf(topic, same),
    // 群诉 is 重大 from the first moment.
    level: kind === 'complaint' ? '重大' : null,
    commander: by.staffId,
    ...{ spokesperson: null, cause: null, line: null },
    bulletinEveryMs: wide.matters.includes(topic) ? bulletin.wideEveryMs : bulletin.otherEveryMs,
    ...{ nextBulletinAt: null, ticketId: null, result: null },
    ...{ openedAt: now, resolvedAt: null, reviewDueAt: null, review: null, version: 1 },
  };
}

export function applyWish(
  course: IncidentCourse,
  wish: IncidentWish,
  { topic, communityId }: Pick<Incident, 'topic' | 'communityId'>,
  house: House,
): void {
  if (wish.kind !== undefined) {
    course.kind = wish.kind;
    course.level = wish.kind === 'complaint' ? '重大' : course.level;
  }
  if (wish.places !== undefined) {
    course.places = wish.places === null ? null : [...wish.places];
    course.title = titleOf(topic, course.places, house);
  }
  course.title = wish.title ?? course.title;
  course.cause = wish.cause ?? course.cause;
  course.spokesperson = wish.spokesperson ?? course.spokesperson;
  course.commander = wish.commander ?? course.commander ?? leadFor(topic, communityId, course.kind, house);
  if (wish.bulletinMinutes !== undefined) {
    course.bulletinEveryMs = wish.bulletinMinutes * MINUTE_MS;
    if (course.nextBulletinAt !== null)
      course.nextBulletinAt = house.clock.now() + wish.bulletinMinutes * MINUTE_MS;
  }
}

export function checkCommander(
  { commander }: IncidentWish,
  { communityId }: Pick<Incident, 'communityId'>,
  house: House,
) {
  const isKnown =
    commander === undefined || staffById(house, commander)?.communityIds.includes(communityId) === true;
  return isKnown ? null : refused('tickets/unknown-staff', '这个小区没有这位同事');
}

function leadFor(
  topic: string,
  communityId: string,
  kind: IncidentCourse['kind'],
  house: House,
): string | null {
  const department = departmentFor({ kind, hazards: [], faults: [topic] }, house);
  const { staff } = house.people();
  const leadId = house.departments.find((each) => each.id === department)?.leadStaffId;
  const lead = staff.find((member) => member.id === leadId && member.communityIds.includes(communityId));
  return (lead ?? contactFor(department, communityId, house.clock.now(), house).person)?.id ?? null;
}

/** Open tickets that told of the matter in the window in which it is counted. */
async function ticketsThatTell(tx: Tx, candidate: Incident, house: House): Promise<Ticket[]> {
  const topics = namesOf(candidate.topic, house.incidents.same);
  const sinceAt = candidate.firstAt - house.incidents.withinMs;
  const filter = { communityId: candidate.communityId, topics, sinceAt, limit: MOST_COUNTED };
  const tickets: Ticket[] = [];
  for (const { ticketId } of await tx.incidents.reportsSince(filter)) {
    const ticket = await tx.tickets.get(ticketId);
    if (ticket && isOpen(ticket.status)) tickets.push(ticket);
  }
  return tickets;
}

function kindOf(tickets: readonly Ticket[]): IncidentCourse['kind'] {
  const complaints = tickets.filter((ticket) => ticket.kind === 'complaint').length;
  return complaints * 2 > tickets.length ? 'complaint' : 'repair';
}

export function faultsOf({ category }: Ticket, { lexicon }: Pick<House, 'lexicon'>): string[] {
  return lexicon.faults.some((entry) => entry.id === category) && category !== null ? [category] : [];
}

/** Whoever has the matter in hand already goes on with it; else people are called as for any order of its grade. */
async function orderWork(
  tx: Tx,
  course: IncidentCourse,
  telling: readonly Ticket[],
  by: IncidentBy,
  house: House,
): Promise<Outcome<IncidentCourse>> {
  const standing = course.ticketId === null ? null : await tx.tickets.get(course.ticketId);
  if (standing && isOpen(standing.status)) return accepted(course);
  const [topic] = course.topics;
  const isFault = house.lexicon.faults.some((entry) => entry.id === topic);
  const only = course.places?.length === 1 ? course.places[0] : undefined;
  const { ticket } = await openTicket(
    tx,
    {
      conversation: null,
      kind: course.kind,
      communityId: course.communityId,
      name: null,
      grade: telling.reduce<Ticket['grade'] | null>(
        (most, { grade }) => (grade !== 1 && (most === null || grade < most) ? grade : most),
        null,
      ),
      firstOwner: course.commander,
      incident: { id: course.id, level: course.level },
      actor: by.actor,
      partial: false,
      facts: {
        ...(isFault ? {} : { category: topic ?? 'other' }),
        faults: isFault && topic !== undefined ? [topic] : [],
        hazards: [],
        place: only !== undefined && /^[0-9A-Za-z]{1,4}$/.test(only) ? { building: only } : {},
        description: course.title,
        photoMessageIds: [],
        grade: 3,
        gradeReason: '',
      },
    },
    house,
  );
  const ordered = await performIncident(
    tx,
    course.id,
    'order',
    {
      by,
      data: { ticketId: ticket.id },
      change: (held) => {
        held.ticketId = ticket.id;
      },
    },
    house,
  );
  const holder = telling.find(({ assignee, grade }) => assignee !== null && grade !== 1);
  if (ordered.ok && holder?.assignee) {
    const theirs = { actor: by.actor, staffId: holder.assignee };
    const took = await acceptTicket(tx, ticket.id, theirs, house);
    if (took.ok && holder.status === 'in_progress') await takeTicket(tx, ticket.id, theirs, house);
  }
  return ordered;
}
