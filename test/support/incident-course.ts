// An incident that runs: no water in house 6.
import type { IncidentCourse } from '../../src/tickets/incident-course.ts';

export function incidentCourse(id: string, changes: Partial<IncidentCourse> = {}): IncidentCourse {
  return {
    id,
    communityId: 'cuihu',
    kind: 'repair',
    status: 'confirmed',
    title: '6栋停水',
    topics: ['no-water'],
    places: ['6'],
    level: null,
    commander: null,
    spokesperson: null,
    cause: null,
    line: null,
    bulletinEveryMs: 30 * 60_000,
    nextBulletinAt: null,
    ticketId: null,
    result: null,
    openedAt: 0,
    resolvedAt: null,
    reviewDueAt: null,
    review: null,
    version: 1,
    ...changes,
  };
}
