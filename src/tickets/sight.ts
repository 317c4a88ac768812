// What whoever goes to residents gets to see: what they have, what waits for somebody of their department, what they did. Nobody reads
// through other people's homes because they work in the same house, and nobody, whatever they are, reads what is complained of them.
import type { Staff } from '../config/config.ts';
import type { Tx } from '../storage/contract.ts';
import { pagedStaff } from './paging.ts';
import type { Ticket } from './ticket.ts';

/** Whose eyes are limited to their own work. */
export type Worker = { staffId: string; departmentId: string | null };

export function workerOf(member: Pick<Staff, 'id' | 'departmentId' | 'role'>): Worker | null {
  return member.role === 'worker' ? { staffId: member.id, departmentId: member.departmentId } : null;
}

/** `worker` null = whoever sees all of their communities. */
export async function sees(tx: Tx, ticket: Ticket, worker: Worker | null): Promise<boolean> {
  if (worker === null) return true;
  if (isAboutThem(ticket, worker.staffId)) return false;
  if (isTheirs(ticket, worker.staffId)) return true;
  if (!isFree(ticket)) return false;
  // Whoever was rung up may look at what for, from another department, too.
  return isOfTheirs(ticket, worker) || (await pagedStaff(tx, ticket.id)).includes(worker.staffId);
}

/** Two reach for the same ticket: the slower one hears that it is taken, and nothing else of it. */
export function isOutrun(ticket: Ticket, worker: Worker): boolean {
  return !isAboutThem(ticket, worker.staffId) && isOfTheirs(ticket, worker);
}

/** They have it, it is offered to them, they answer for it, or they were there. */
function isTheirs({ assignee, firstOwner, course }: Ticket, staffId: string): boolean {
  return (
    assignee === staffId ||
    course.offer?.to === staffId ||
    (course.successor?.staffId ?? firstOwner) === staffId ||
    course.milestones.some(({ kind, by }) => by === staffId && (kind === 'arrived' || kind === 'resolved'))
  );
}

function isFree({ assignee, status }: Ticket): boolean {
  return assignee === null && (status === 'new' || status === 'accepted' || status === 'assigned');
}

/** Danger is everybody's: feet on the stairs count for more than whose department it is. */
function isOfTheirs({ department, grade }: Ticket, worker: Worker): boolean {
  return grade === 1 || (department !== null && department === worker.departmentId);
}

export function isAboutThem({ course }: Ticket, staffId: string): boolean {
  return course.complainedAbout.includes(staffId);
}

const MOST_LOOKED_AT = 100;

/** Whom the resident of a talk complains of, as long as it is not over. */
export async function complainedOfIn(tx: Tx, conversationId: string): Promise<string[]> {
  const { items } = await tx.tickets.list(
    { conversationId, kind: 'complaint' },
    { after: null, limit: MOST_LOOKED_AT },
  );
  const isOver = ({ status }: Ticket) => status === 'closed' || status === 'cancelled';
  return items.flatMap((ticket) => (isOver(ticket) ? [] : ticket.course.complainedAbout));
}
