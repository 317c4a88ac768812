// A ticket's history: each line says what it changed, so that the ticket as it stands can be made again from its lines alone.
import { copyPlain } from '../base/plain-copy.ts';
import type { Tx } from '../storage/contract.ts';
import { type Course, newCourse } from './course.ts';
import type { Actor } from './house.ts';
import { announceTicket } from './news.ts';
import type { Ticket, TicketEvent, TicketTimer } from './ticket.ts';

/** What the lines of the history carry. A resident's own words are not among it: they may be taken back, and a line never changes. */
const columns = [
  'kind',
  'category',
  'grade',
  'gradeReason',
  'level',
  'complaintClass',
  'status',
  'department',
  'firstOwner',
  'assignee',
  'promise',
  'incidentId',
  'partial',
] as const;

export type Standing = Pick<Ticket, (typeof columns)[number]> & { timers: TicketTimer[]; course: Course };

type Part = Record<string, unknown>;
type Change = Part & { course?: Part; timers?: TicketTimer[]; timersGone?: string[] };

export function standingOf(ticket: Ticket): Standing {
  const { timers, course } = ticket;
  return copyPlain({ ...pick(ticket), timers, course });
}

/** Keeps a line together with what has changed since `before` (null = the ticket is new), and lets other programs hear of it. */
export async function keepChange(
  tx: Tx,
  ticket: Ticket,
  before: Standing | null,
  line: { type: string; actor: Actor; at: number; data?: Part },
): Promise<void> {
  const now = standingOf(ticket);
  await tx.tickets.addEvent(ticket.id, {
    type: line.type,
    at: line.at,
    actor: { kind: line.actor.kind, id: line.actor.id },
    source: line.actor.source,
    data: {
      ...line.data,
      ...(before === null ? {} : { from: difference(now, before) }),
      to: before === null ? { ...now } : difference(before, now),
    },
  });
  await announceTicket(tx, ticket, line);
}

/** The ticket as its lines tell it; null when the first is missing or from a version that did not say what it changed. */
export function rebuild(events: readonly TicketEvent[]): Standing | null {
  const [first, ...rest] = events;
  if (first?.type !== 'ticket.opened' || first.data.to === undefined) return null;
  const standing = structuredClone(first.data.to) as Standing;
  // A ticket of before knows nothing of what courses have learned since.
  standing.course = { ...newCourse(), ...standing.course };
  for (const event of rest) apply(standing, event);
  standing.timers.sort(byDue);
  return standing;
}

function apply(standing: Standing, { type, at, data }: TicketEvent): void {
  if (type === 'timer.breached' && data.to === undefined) {
    // Written by the watch over clocks, which says less.
    const missed = standing.timers.find((each) => each.kind === data.kind && each.metAt === null);
    if (missed) missed.breachedAt = at;
    return;
  }
  const { course, timers = [], timersGone = [], ...plain } = structuredClone(data.to ?? {}) as Change;
  Object.assign(standing, plain);
  Object.assign(standing.course, course);
  const replaced = new Set([...timersGone, ...timers.map(keyOf)]);
  standing.timers = [...standing.timers.filter((timer) => !replaced.has(keyOf(timer))), ...timers];
}

/** What must be laid over `before` to get `after`. */
function difference(before: Standing, after: Standing): Change {
  const change: Change = changed(pick(before), pick(after));
  const course = changed(before.course, after.course);
  if (Object.keys(course).length > 0) change.course = course;
  const known = new Map(before.timers.map((timer) => [keyOf(timer), timer]));
  const timers = after.timers.filter((timer) => !same(timer, known.get(keyOf(timer))));
  if (timers.length > 0) change.timers = timers;
  const left = new Set(after.timers.map(keyOf));
  const gone = [...known.keys()].filter((key) => !left.has(key));
  if (gone.length > 0) change.timersGone = gone;
  return change;
}

function changed(before: object, after: object): Part {
  const old = new Map(Object.entries(before));
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !same(value, old.get(name))));
}

function pick(ticket: Pick<Ticket, (typeof columns)[number]>): Pick<Ticket, (typeof columns)[number]> {
  const {
    kind,
    category,
    grade,
    gradeReason,
    level,
    complaintClass,
    status,
    department,
    firstOwner,
    assignee,
    promise,
    incidentId,
    partial,
  } = ticket;
  return {
    ...{ kind, category, grade, gradeReason, level, complaintClass, status, department },
    ...{ firstOwner, assignee, promise, incidentId, partial },
  };
}

function keyOf(timer: TicketTimer & { cycle?: number }): string {
  return `${timer.kind}#${timer.cycle ?? 1}`;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function byDue(a: TicketTimer, b: TicketTimer): number {
  return a.dueAt - b.dueAt || (a.kind < b.kind ? -1 : 1);
}
