// The one work order of an incident, and the times that run on it: when residents hear something next, and when it is looked back at.
// They are clocks like all others, so whoever misses one hears of it as of any clock.
import type { Tx } from '../storage/contract.ts';
import { beginClocks, stopClocks } from './clocks.ts';
import { keepChange, standingOf } from './history.ts';
import type { House } from './house.ts';
import type { IncidentCourse } from './incident-course.ts';
import type { IncidentBy } from './incident-perform.ts';
import { isOpen } from './states.ts';
import { beginTimer } from './timers.ts';

/** Sets, moves or ends the clock of the next bulletin. */
export function watchBulletin(tx: Tx, course: IncidentCourse, by: IncidentBy, house: House): Promise<void> {
  return setClock(tx, course, 'bulletin', course.nextBulletinAt, by, house);
}

export async function watchReview(
  tx: Tx,
  course: IncidentCourse,
  by: IncidentBy,
  house: House,
): Promise<void> {
  await setClock(tx, course, 'review', course.status === 'resolved' ? course.reviewDueAt : null, by, house);
}

async function setClock(
  tx: Tx,
  course: IncidentCourse,
  kind: 'bulletin' | 'review',
  dueAt: number | null,
  by: IncidentBy,
  house: House,
): Promise<void> {
  const ticket = course.ticketId === null ? null : await tx.tickets.get(course.ticketId);
  if (!ticket || !isOpen(ticket.status)) return;
  const now = house.clock.now();
  const before = standingOf(ticket);
  if (dueAt === null) {
    const running = ticket.timers.find((timer) => timer.kind === kind);
    if (!running || running.metAt !== null) return;
    running.metAt = now;
  } else beginTimer(ticket, kind, dueAt);
  ticket.updatedAt = now;
  await tx.tickets.save(ticket);
  await keepChange(tx, ticket, before, {
    type: `ticket.${kind}-watched`,
    actor: by.actor,
    at: now,
    data: { incidentId: course.id, dueAt },
  });
  await stopClocks(tx, ticket.id);
  await beginClocks(tx, ticket, house);
}
