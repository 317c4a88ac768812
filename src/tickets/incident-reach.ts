// Whom an incident reaches: residents who tell of it, tickets it carries, and those whose matter is another one after all.
import type { Conversation } from '../conversations/conversation.ts';
import { explainedBy, tellsOf } from '../groups/running.ts';
import { heaviestTopic } from '../groups/topic.ts';
import type { Tx } from '../storage/contract.ts';
import { beginLevelClocks, watchReviews } from './complaint-clocks.ts';
import { keepChange, standingOf } from './history.ts';
import { type Actor, botActor, type House } from './house.ts';
import { dropWaiting } from './incident-bulletins.ts';
import { type Affected, type IncidentCourse, isRunning } from './incident-course.ts';
import { type IncidentBy, keepIncidentLine } from './incident-perform.ts';
import { perform } from './perform.ts';
import { timersFor } from './promise.ts';
import { isOpen } from './states.ts';
import type { Ticket } from './ticket.ts';

const byBot: IncidentBy = { actor: botActor, staffId: null };

/** A resident tells of it: they belong to it and get no order of their own. False when it is over meanwhile. */
export async function joinResident(
  tx: Tx,
  incidentId: string,
  conversation: Pick<Conversation, 'id' | 'residentId'>,
  house: House,
  by: IncidentBy = byBot,
): Promise<boolean> {
  const course = await tx.incidentCourses.get(incidentId);
  if (!course || !isRunning(course)) return false;
  await join(
    tx,
    course,
    { household: conversation.residentId, conversationId: conversation.id, ticketId: null },
    by,
    house,
  );
  return true;
}

export async function leaveIncident(
  tx: Tx,
  incidentId: string,
  household: string,
  why: 'resident' | 'staff',
  by: IncidentBy,
  house: House,
): Promise<void> {
  const course = await tx.incidentCourses.get(incidentId);
  const now = house.clock.now();
  const known = await tx.incidentCourses.affectedOne(incidentId, household);
  if (!course || !(await tx.incidentCourses.leave(incidentId, household, now))) return;
  const line = { type: 'incident.left', by, data: { household, why } };
  await keepIncidentLine(tx, course, course, line, now);
  if (known?.ticketId)
    for (const ticketId of (await carriedTickets(tx, incidentId)).get(household) ?? [])
      await letGo(tx, ticketId, course, by.actor, house);
}

/** They want to hear no more of it (退订), or do again; they are of it as before. What still waited for their next word is not said. */
export async function stopBulletins(
  tx: Tx,
  course: IncidentCourse,
  affected: Affected,
  wish: 'stop' | 'again',
  house: House,
): Promise<void> {
  const { household, conversationId } = affected;
  const now = house.clock.now();
  await tx.incidentCourses.keepStopped(course.id, household, wish === 'stop' ? now : null);
  const type = wish === 'stop' ? 'incident.stopped-for' : 'incident.followed-again';
  await keepIncidentLine(tx, course, course, { type, by: byBot, data: { household } }, now);
  const conversation = conversationId === null ? null : await tx.conversations.get(conversationId);
  if (wish === 'stop' && conversation !== null) await dropWaiting(tx, course.id, conversation, now);
}

/** Whoever does not want to hear of it hears of it all the same while it is a danger: its work order says so. */
export async function isDangerous(tx: Tx, { ticketId }: Pick<IncidentCourse, 'ticketId'>): Promise<boolean> {
  return ticketId !== null && (await tx.tickets.get(ticketId))?.grade === 1;
}

async function join(
  tx: Tx,
  course: IncidentCourse,
  who: { household: string; conversationId: string | null; ticketId: string | null },
  by: IncidentBy,
  house: House,
): Promise<void> {
  const now = house.clock.now();
  const known = await tx.incidentCourses.affectedOne(course.id, who.household);
  await tx.incidentCourses.join({ incidentId: course.id, ...who, joinedAt: now });
  if (known && known.leftAt === null) return;
  const { household, ticketId } = who;
  await keepIncidentLine(
    tx,
    course,
    course,
    { type: 'incident.joined', by, data: { household, ticketId } },
    now,
  );
}

/** A ticket that tells of a running incident belongs to it from the first moment. True when the incident carries it. */
export async function joinRunning(
  tx: Tx,
  ticket: Ticket,
  faults: readonly string[],
  house: House,
): Promise<boolean> {
  for (const course of await tx.incidentCourses.running(ticket.communityId))
    if (isOfIncident(ticket, faults, course, house)) return attachTicket(tx, ticket.id, course, byBot, house);
  return false;
}

/** By the likeness that finds incidents: the same matter at a place it reaches. */
export function isOfIncident(
  ticket: Ticket,
  faults: readonly string[],
  course: IncidentCourse,
  { lexicon, incidents }: Pick<House, 'lexicon' | 'incidents'>,
): boolean {
  const { kind, place, description } = ticket;
  const telling = {
    kind,
    faults,
    topic: heaviestTopic(description, lexicon),
    place: place.building ?? place.area,
  };
  return tellsOf(telling, { ...course, explains: explainedBy(course.topics, incidents.explains) });
}

/** True when the incident carries it from now on. A danger keeps its own people and its own clocks beside it. */
export async function attachTicket(
  tx: Tx,
  ticketId: string,
  course: IncidentCourse,
  by: IncidentBy,
  house: House,
): Promise<boolean> {
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket || !isOpen(ticket.status) || ticket.status === 'resolved' || ticket.status === 'followup')
    return false;
  const who = {
    household: ticket.residentId ?? ticket.id,
    conversationId: ticket.conversationId,
    ticketId: ticket.id,
  };
  await join(tx, course, who, by, house);
  const carriedLine = { type: 'incident.carries', by, data: { household: who.household, ticketId } };
  await keepIncidentLine(tx, course, course, carriedLine, house.clock.now());
  if (ticket.grade === 1 || ticket.kind !== course.kind) {
    await mark(tx, ticket, course.id, by.actor, house);
    return false;
  }
  const carried = await perform(
    tx,
    ticketId,
    'attach',
    {
      by,
      data: { incidentId: course.id },
      change(held) {
        held.incidentId = course.id;
        held.assignee = null;
        held.firstOwner ??= by.staffId;
        held.course.waiting = null;
        held.course.offer = null;
        if (held.course.complaint) held.course.complaint = { ...held.course.complaint, carried: true };
        // What was met or missed stays; the rest is the work order's to keep.
        held.timers = held.timers.filter((timer) => timer.metAt !== null || timer.breachedAt !== null);
      },
    },
    house,
  );
  return carried.ok;
}

/** All tickets that were ever attached, by household: one household may have told of it twice. */
export async function carriedTickets(tx: Tx, incidentId: string): Promise<Map<string, string[]>> {
  const carried = new Map<string, string[]>();
  for (const { type, data } of await tx.incidentCourses.events(incidentId)) {
    if (type !== 'incident.carries') continue;
    const household = String(data.household);
    carried.set(household, [...new Set([...(carried.get(household) ?? []), String(data.ticketId)])]);
  }
  return carried;
}

async function mark(
  tx: Tx,
  ticket: Ticket,
  incidentId: string,
  actor: Actor,
  house: Pick<House, 'clock'>,
): Promise<void> {
  if (ticket.incidentId === incidentId) return;
  const before = standingOf(ticket);
  const at = house.clock.now();
  ticket.incidentId = incidentId;
  ticket.updatedAt = at;
  if (!(await tx.tickets.save(ticket))) return;
  await keepChange(tx, ticket, before, {
    type: 'ticket.incident-joined',
    actor,
    at,
    data: { incidentId },
  });
}

/** It goes on by itself, with clocks from when it was opened. */
export async function letGo(
  tx: Tx,
  ticketId: string,
  course: IncidentCourse,
  actor: Actor,
  house: House,
): Promise<void> {
  const ticket = await tx.tickets.get(ticketId);
  if (ticket?.incidentId !== course.id) return;
  await perform(
    tx,
    ticketId,
    'detach',
    {
      by: { actor, staffId: null },
      data: { incidentId: course.id },
      change(held) {
        held.incidentId = null;
        if (held.course.complaint) held.course.complaint = { ...held.course.complaint, carried: false };
        const kept = new Set(held.timers.map((timer) => timer.kind));
        const fresh = timersFor(house.sla.grades[held.grade], house.calendar, held.openedAt);
        held.timers = [...held.timers, ...fresh.filter((timer) => !kept.has(timer.kind))];
        beginLevelClocks(held, house.clock.now(), house);
        watchReviews(held, house.clock.now());
      },
    },
    house,
  );
}
