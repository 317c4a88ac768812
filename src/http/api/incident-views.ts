// Incidents as the API shows them: what was found, what is done about it, whom it reaches and what became of each bulletin.
import type { Incident, Tx } from '../../storage/contract.ts';
import { sayPlaceForStaff } from '../../tickets/describe.ts';
import type { House } from '../../tickets/house.ts';
import {
  type Affected,
  type Bulletin,
  figuresOf,
  type IncidentCourse,
} from '../../tickets/incident-course.ts';
import { versionOf } from '../../tickets/incident-deeds.ts';
import { deliveryState, type Reach, reachOf } from '../../tickets/incident-delivery.ts';
import { MOST_COUNTED } from '../../tickets/incident-watch.ts';
import { formatAddress } from '../../understanding/entities/format-address.ts';
import { isAboutReader } from './behalf.ts';
import type { Principal } from './principal.ts';
import type { AffectedView, BulletinView, IncidentView, ReachCounts } from './schemas.ts';
import { toIso, toIsoOrNull, wordsFor } from './views.ts';

/** The whole list: an incident of one site, not of a town. */
const MOST_SHOWN = 5_000;

export async function viewIncident(
  tx: Tx,
  incident: Incident,
  principal: Principal,
  { lexicon }: Pick<House, 'lexicon'>,
): Promise<IncidentView & { version: number }> {
  const tickets: IncidentView['tickets'] = [];
  for (const id of await tx.incidents.ticketsOf(incident, MOST_COUNTED)) {
    const ticket = await tx.tickets.standing(id);
    if (ticket && (ticket.kind !== 'complaint' || (await seesById(tx, id, principal))))
      tickets.push({ id, code: ticket.code, kind: ticket.kind, status: ticket.status });
  }
  const course = await tx.incidentCourses.get(incident.id);
  const named = [...lexicon.hazards, ...lexicon.faults].find((entry) => entry.id === incident.topic);
  return {
    id: incident.id,
    community: incident.communityId,
    topic: incident.topic,
    label: named?.label ?? null,
    place: incident.place,
    state: incident.state,
    // Whoever was told at once has no ticket that could be counted.
    households: Math.max(
      incident.households,
      course === null ? 0 : await tx.incidentCourses.countAffected(course.id),
    ),
    said: incident.said,
    tickets,
    firstAt: toIso(incident.firstAt),
    lastAt: toIso(incident.lastAt),
    decidedBy: incident.decidedBy,
    decidedAt: toIsoOrNull(incident.decidedAt),
    reason: incident.reason === null ? null : wordsFor(principal)(incident.reason),
    course: course === null ? null : await viewCourse(tx, course, principal),
    version: versionOf(incident, course),
  };
}

/** A program reads all of them; a person not those about themselves. */
async function seesById(tx: Tx, ticketId: string, reader: Principal): Promise<boolean> {
  const ticket = reader.eyes === undefined ? null : await tx.tickets.get(ticketId);
  return ticket === null || !isAboutReader(ticket, reader);
}

async function viewCourse(
  tx: Tx,
  course: IncidentCourse,
  principal: Principal,
): Promise<NonNullable<IncidentView['course']>> {
  const words = (text: string | null) => (text === null ? null : wordsFor(principal)(text));
  const { status, kind, title, topics, places, level, commander, line, ticketId } = course;
  return {
    ...{ status, kind, title, topics, places, level, commander, ticketId },
    spokesperson: words(course.spokesperson),
    cause: words(course.cause),
    line: line && { version: line.version, words: line.words, by: line.by, at: toIso(line.at) },
    bulletinEveryMinutes: course.bulletinEveryMs / 60_000,
    nextBulletinAt: toIsoOrNull(course.nextBulletinAt),
    affected: await tx.incidentCourses.countAffected(course.id),
    result: words(course.result),
    openedAt: toIso(course.openedAt),
    reviewDueAt: toIsoOrNull(course.reviewDueAt),
    review: words(course.review),
    figures: figuresOf(await tx.incidentCourses.events(course.id)),
  };
}

export async function viewAffected(tx: Tx, incidentId: string, house: House): Promise<AffectedView[]> {
  const all = await tx.incidentCourses.affected(incidentId, { after: null, limit: MOST_SHOWN });
  const views: AffectedView[] = [];
  for (const one of all) {
    const ticket = one.ticketId === null ? null : await tx.tickets.get(one.ticketId);
    views.push({
      household: one.household,
      conversationId: one.conversationId,
      ticketId: one.ticketId,
      ticketCode: ticket?.code ?? null,
      place: ticket ? sayPlaceForStaff(ticket.place) : await homeOf(tx, one.household),
      joinedAt: toIso(one.joinedAt),
      toldAtOnce: one.toldMessageId !== null,
      reach: await reach(tx, one, house),
    });
  }
  return views;
}

async function homeOf(tx: Tx, household: string): Promise<string | null> {
  const home = (await tx.residents.profile(household))?.home;
  return home ? formatAddress(home) : null;
}

async function reach(tx: Tx, { conversationId, stoppedAt }: Affected, house: House): Promise<Reach> {
  if (stoppedAt !== null) return 'stopped';
  const conversation = conversationId === null ? null : await tx.conversations.get(conversationId);
  return conversation === null ? 'phone' : reachOf(tx, conversation, house);
}

export async function countReach(tx: Tx, incidentId: string, house: House): Promise<ReachCounts> {
  const all = await tx.incidentCourses.affected(incidentId, { after: null, limit: MOST_SHOWN });
  const reached: Reach[] = [];
  for (const one of all) reached.push(await reach(tx, one, house));
  return reachCountsOf(reached);
}

/** Whoever wants none is not waited for. */
export function reachCountsOf(reached: readonly Reach[]): ReachCounts {
  const counts: ReachCounts = { now: 0, waits: 0, phone: 0 };
  for (const one of reached) if (one !== 'stopped') counts[one] += 1;
  return counts;
}

export async function viewBulletin(tx: Tx, bulletin: Bulletin): Promise<BulletinView> {
  const deliveries: BulletinView['deliveries'] = [];
  for (const delivery of await tx.incidentCourses.deliveries(bulletin.id)) {
    const { household, asked } = delivery;
    const known = await tx.incidentCourses.affectedOne(bulletin.incidentId, household);
    const ticket = known?.ticketId ? await tx.tickets.get(known.ticketId) : null;
    const place = ticket ? sayPlaceForStaff(ticket.place) : await homeOf(tx, household);
    deliveries.push({ household, place, asked, ...(await deliveryState(tx, delivery)) });
  }
  const { id, number, kind, state, words, by, createdAt, sentAt } = bulletin;
  return {
    ...{ id, number, kind, state, words, by, deliveries },
    createdAt: toIso(createdAt),
    sentAt: toIsoOrNull(sentAt),
  };
}
