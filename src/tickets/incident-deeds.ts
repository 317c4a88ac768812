// What people do about an incident: it is one or it is not, who leads, how it stands, what was done, and what is learned from it.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Incident, IncidentState, Tx } from '../storage/contract.ts';
import { closeTicket } from './closing.ts';
import { acceptTicket, cancelTicket, resolveTicket } from './deeds.ts';
import { keepChange, standingOf } from './history.ts';
import type { Actor, House } from './house.ts';
import { applyWish, beginIncident, checkCommander, type IncidentWish } from './incident-begin.ts';
import { announce, draftBulletin, lineNeeded } from './incident-bulletins.ts';
import type { BulletinWords, IncidentCourse } from './incident-course.ts';
import { watchReview } from './incident-order.ts';
import { type IncidentBy, performIncident } from './incident-perform.ts';
import { carriedTickets, letGo } from './incident-reach.ts';
import { MOST_COUNTED } from './incident-watch.ts';
import { isOpen } from './states.ts';

type Decided = { actor: Actor; staffId?: string | null; reason?: string; expectedVersion?: number };

/** Either part of it may have changed since somebody looked. */
export function versionOf(incident: Incident, course: IncidentCourse | null): number {
  return incident.version + (course?.version ?? 0);
}

/** It is one matter, or it is not. */
export async function decideIncident(
  tx: Tx,
  incidentId: string,
  deed: 'confirm' | 'dismiss',
  by: Decided & { wish?: IncidentWish; bulletin?: BulletinWords },
  house: House,
): Promise<Outcome<Incident>> {
  const incident = await tx.incidents.get(incidentId);
  if (!incident) return notFound();
  const course = await tx.incidentCourses.get(incidentId);
  if (by.expectedVersion !== undefined && by.expectedVersion !== versionOf(incident, course))
    return versionConflict();
  const state: IncidentState = deed === 'confirm' ? 'confirmed' : 'dismissed';
  if (incident.state === state) {
    const now = state === 'confirmed' ? '已经确认是一件事' : '已经确认不是一件事';
    return refused('incidents/not-allowed-now', `${now}，不用再点`);
  }
  // All that may refuse stands before the first thing that is written: a refusal takes nothing back.
  const refusal = checkCommander(by.wish ?? {}, incident, house);
  if (refusal) return refusal;
  const isComplaint = (by.wish?.kind ?? course?.kind) === 'complaint';
  if (deed === 'confirm' && by.bulletin !== undefined && isComplaint && !course?.line) return lineNeeded();
  const at = house.clock.now();
  const who: IncidentBy = { actor: by.actor, staffId: by.staffId ?? null };
  if (deed === 'dismiss' && course !== null) {
    const released = await dismiss(tx, course, by.reason ?? '', who, house);
    if (!released.ok) return released;
  }
  // Tickets first, as everybody does: whoever has one of them may be about to add to this incident.
  for (const ticketId of await tx.incidents.ticketsOf(incident, MOST_COUNTED)) {
    await tellTicket(tx, ticketId, { incident, state, by, at });
  }
  const decision = { state, by: by.actor.id ?? by.actor.kind, at, reason: by.reason ?? null };
  if (!(await tx.incidents.decide(incidentId, { ...decision, version: incident.version })))
    return versionConflict();
  if (deed === 'confirm') {
    const begun = await beginIncident(tx, incident, by.wish ?? {}, who, house);
    if (!begun.ok) return begun;
  }
  if (deed === 'confirm' && by.bulletin !== undefined) {
    const begun = await tx.incidentCourses.get(incidentId);
    // Found to be a complaint only now: the words wait as a draft for the approved line.
    const waits = begun?.kind === 'complaint' && begun.line === null;
    const told = await (waits ? draftBulletin : announce)(tx, incidentId, by.bulletin, who, house);
    if (!told.ok) return told;
  }
  const decided = await tx.incidents.get(incidentId);
  return decided ? accepted(decided) : notFound();
}

/** Opened by hand: on the phone, at a planned outage, before three households have written. */
export async function openIncident(
  tx: Tx,
  opening: IncidentWish & { communityId: string; topic: string; bulletin?: BulletinWords },
  by: IncidentBy,
  house: House,
): Promise<Outcome<Incident>> {
  const now = house.clock.now();
  const { communityId, topic, places = null, bulletin, ...wish } = opening;
  const refusal = checkCommander(wish, { communityId }, house);
  if (refusal) return refusal;
  if (wish.kind === 'complaint' && bulletin !== undefined) return lineNeeded();
  const { id } = await tx.incidents.suspect({
    uniqueKey: `by-hand:${house.ids.next()}`,
    communityId,
    topic,
    place: places?.length === 1 ? (places[0] ?? null) : null,
    households: 0,
    said: false,
    firstAt: now,
    lastAt: now,
  });
  const whole = { ...by, wish: { ...wish, places }, ...(bulletin === undefined ? {} : { bulletin }) };
  return decideIncident(tx, id, 'confirm', whole, house);
}

/** Title, reach, leader, cause: whatever becomes clearer on the way. */
export async function changeIncident(
  tx: Tx,
  incidentId: string,
  wish: IncidentWish,
  by: IncidentBy,
  house: House,
): Promise<Outcome<IncidentCourse>> {
  const incident = await tx.incidents.get(incidentId);
  if (!incident) return notFound();
  const refusal = checkCommander(wish, incident, house);
  if (refusal) return refusal;
  const change = (course: IncidentCourse) => applyWish(course, wish, incident, house);
  const changed = await performIncident(tx, incidentId, 'change', { by, change }, house);
  if (changed.ok && wish.commander !== undefined)
    await newLeader(tx, changed.value, wish.commander, by, house);
  return changed;
}

async function newLeader(
  tx: Tx,
  { ticketId }: IncidentCourse,
  commander: string,
  by: IncidentBy,
  house: House,
): Promise<void> {
  const ticket = ticketId === null ? null : await tx.tickets.get(ticketId);
  if (!ticket) return;
  const at = house.clock.now();
  const before = standingOf(ticket);
  ticket.course.successor = { staffId: commander, at };
  ticket.updatedAt = at;
  await tx.tickets.save(ticket);
  const data = { staffId: by.staffId, successor: commander, reason: 'incident' };
  await keepChange(tx, ticket, before, {
    type: 'ticket.first-owner-succeeded',
    actor: by.actor,
    at,
    data,
  });
}

/** 统一口径: from now on nobody says more than this. */
export function approveLine(
  tx: Tx,
  incidentId: string,
  words: BulletinWords,
  by: IncidentBy,
  house: House,
): Promise<Outcome<IncidentCourse>> {
  return performIncident(
    tx,
    incidentId,
    'line',
    {
      by,
      change(course, at) {
        course.line = { version: (course.line?.version ?? 0) + 1, words, by: by.staffId, at };
      },
    },
    house,
  );
}

export function containIncident(
  tx: Tx,
  incidentId: string,
  by: IncidentBy,
  house: House,
): Promise<Outcome<IncidentCourse>> {
  return performIncident(tx, incidentId, 'contain', { by }, house);
}

/** What was done goes to everybody it reached, once; the work order ends, and looking back is due. */
export async function resolveIncident(
  tx: Tx,
  incidentId: string,
  by: IncidentBy & { result: BulletinWords; cause?: string },
  house: House,
): Promise<Outcome<IncidentCourse>> {
  const { result, cause } = by;
  if (result.zh.trim() === '') return refused('tickets/result-needed', '请写明处理结果，住户会看到');
  const standing = await tx.incidentCourses.get(incidentId);
  if (standing?.kind === 'complaint' && standing.line === null) return lineNeeded();
  const resolved = await performIncident(
    tx,
    incidentId,
    'resolve',
    {
      by,
      change(course, now) {
        course.result = result.zh;
        course.cause = cause ?? course.cause;
        course.resolvedAt = now;
        course.reviewDueAt = now + house.incidents.reviewWithinMs;
      },
    },
    house,
  );
  if (!resolved.ok) return resolved;
  const told = await announce(tx, incidentId, result, by, house, 'result');
  if (!told.ok) return told;
  const { ticketId } = resolved.value;
  const order = ticketId === null ? null : await tx.tickets.get(ticketId);
  if (order && isOpen(order.status)) {
    if (order.status === 'new') await acceptTicket(tx, order.id, by, house);
    await resolveTicket(tx, order.id, { ...by, result: result.zh }, house);
    await watchReview(tx, resolved.value, by, house);
  }
  return resolved;
}

/** It came back before everybody had forgotten it. */
export async function reopenIncident(
  tx: Tx,
  incidentId: string,
  by: IncidentBy & { reason: string },
  house: House,
): Promise<Outcome<IncidentCourse>> {
  const { reason } = by;
  const change = (course: IncidentCourse) => {
    course.resolvedAt = null;
    course.reviewDueAt = null;
  };
  return performIncident(tx, incidentId, 'reopen', { by, change, data: { reason } }, house);
}

/** Looked back at: what it was, and what is done so that it does not come again. */
export async function reviewIncident(
  tx: Tx,
  incidentId: string,
  by: IncidentBy & { findings: string },
  house: House,
): Promise<Outcome<IncidentCourse>> {
  const { findings } = by;
  if (findings.trim() === '') return refused('incidents/findings-needed', '请写下复盘结论');
  const change = (course: IncidentCourse) => {
    course.review = findings;
  };
  const reviewed = await performIncident(tx, incidentId, 'review', { by, change }, house);
  if (reviewed.ok && reviewed.value.ticketId !== null) {
    await watchReview(tx, reviewed.value, by, house);
    await closeTicket(tx, reviewed.value.ticketId, { ...by, outcome: 'followed-up' }, house);
  }
  return reviewed;
}

async function dismiss(
  tx: Tx,
  course: IncidentCourse,
  reason: string,
  by: IncidentBy,
  house: House,
): Promise<Outcome<IncidentCourse>> {
  const dismissed = await performIncident(tx, course.id, 'dismiss', { by, data: { reason } }, house);
  if (!dismissed.ok) return dismissed;
  for (const ticketIds of (await carriedTickets(tx, course.id)).values())
    for (const ticketId of ticketIds) await letGo(tx, ticketId, course, by.actor, house);
  if (course.ticketId !== null)
    await cancelTicket(tx, course.ticketId, { ...by, reason: 'incident-dismissed' }, house);
  return dismissed;
}

async function tellTicket(
  tx: Tx,
  ticketId: string,
  { incident, state, by, at }: { incident: Incident; state: IncidentState; by: { actor: Actor }; at: number },
): Promise<void> {
  await tx.tasks.finish(`incident-suspected:${ticketId}`, at);
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket) return;
  // It may have been counted into another one in the meantime.
  if (ticket.incidentId !== null && ticket.incidentId !== incident.id) return;
  const before = standingOf(ticket);
  ticket.incidentId = state === 'confirmed' ? incident.id : null;
  if (ticket.incidentId !== before.incidentId) {
    ticket.updatedAt = at;
    await tx.tickets.save(ticket);
  }
  await keepChange(tx, ticket, before, {
    type: `ticket.incident-${state}`,
    actor: by.actor,
    at,
    data: { incidentId: incident.id, topic: incident.topic },
  });
}

function notFound() {
  return refused('incidents/not-found', '没有找到这件事');
}

function versionConflict() {
  return refused('incidents/version-conflict', '这件事刚刚有人改过，请刷新后再操作');
}
