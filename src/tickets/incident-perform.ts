// Carries out a deed on an incident as its table has it: the same order for all of them, in one transaction.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Tx } from '../storage/contract.ts';
import type { Actor, House } from './house.ts';
import {
  changedParts,
  type IncidentCourse,
  type IncidentDeed,
  incidentTransitions,
  sayIncidentStatus,
} from './incident-course.ts';
import { watchBulletin } from './incident-order.ts';
import { announceIncident } from './news.ts';

/** `expectedVersion` counts the candidate's changes and the incident's together. */
export type IncidentBy = { actor: Actor; staffId: string | null };

export type IncidentOrder = {
  by: IncidentBy;
  change?: (course: IncidentCourse, now: number) => void;
  /** For the line; no words of a resident. */
  data?: Record<string, unknown>;
};

export async function performIncident(
  tx: Tx,
  incidentId: string,
  deed: Exclude<IncidentDeed, 'open'>,
  { by, change, data = {} }: IncidentOrder,
  house: House,
): Promise<Outcome<IncidentCourse>> {
  const row = incidentTransitions[deed];
  const course = await tx.incidentCourses.get(incidentId);
  if (!course) return refused('incidents/not-found', '没有找到这件事');
  if (!row.from.includes(course.status))
    return refused(
      'incidents/not-allowed-now',
      `这件事现在是“${sayIncidentStatus(course.status)}”，请刷新后再看`,
    );
  const now = house.clock.now();
  const before = structuredClone(course);
  if (row.bulletinClock === 'starts') course.nextBulletinAt = now + course.bulletinEveryMs;
  if (row.bulletinClock === 'stops') course.nextBulletinAt = null;
  if (row.to !== 'same') course.status = row.to;
  change?.(course, now);
  if (!(await tx.incidentCourses.save(course)))
    return refused('incidents/version-conflict', '这件事刚刚有人改过，请刷新后再操作');
  await keepIncidentLine(tx, before, course, { type: row.event, by, data }, now);
  if (course.nextBulletinAt !== before.nextBulletinAt || course.ticketId !== before.ticketId)
    await watchBulletin(tx, course, by, house);
  return accepted(course);
}

export async function keepIncidentLine(
  tx: Tx,
  before: IncidentCourse | null,
  course: IncidentCourse,
  line: { type: string; by: IncidentBy; data?: Record<string, unknown> },
  at: number,
): Promise<void> {
  const { kind, id, source } = line.by.actor;
  await tx.incidentCourses.addEvent(course.id, {
    type: line.type,
    at,
    actor: { kind, id },
    source,
    data: { staffId: line.by.staffId, ...line.data, to: changedParts(before, course) },
  });
  await announceIncident(tx, course, { type: line.type, actor: line.by.actor }, at);
}
