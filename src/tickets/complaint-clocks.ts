// The clocks of a complaint beside those of its grade: somebody has spoken with the resident, there is a finding, there is an answer;
// what was asked of a third party; looking back. Part of turning a ticket's clocks.
import { addServiceSeconds } from '../clocks/service-calendar.ts';
import type { CalendarConfig, ComplaintPolicy } from '../config/config.ts';
import type { House } from './house.ts';
import type { ClockKind, Ticket } from './ticket.ts';
import { beginTimer, freshTimer } from './timers.ts';

export const levelClocks = ['contact', 'finding', 'answer'] as const satisfies readonly ClockKind[];
type LevelClock = (typeof levelClocks)[number];

export function policyOf({ kind, level }: Ticket, house: Pick<House, 'complaints'>): ComplaintPolicy | null {
  return kind === 'complaint' && level !== null ? house.complaints.levels[level] : null;
}

export function targetOf(policy: ComplaintPolicy, kind: LevelClock): number | null {
  if (kind === 'contact') return policy.contactWithinSeconds;
  return kind === 'finding' ? policy.findingWithinSeconds : policy.answerWithinSeconds;
}

/** The level was set or is another one: what it asks for is due from now. What was met or missed stays as it was. */
export function beginLevelClocks(ticket: Ticket, now: number, house: House): void {
  const policy = policyOf(ticket, house);
  if (policy === null || ticket.status === 'resolved' || ticket.status === 'followup') return;
  for (const kind of levelClocks) {
    const seconds = targetOf(policy, kind);
    const ran = ticket.timers.find((timer) => timer.kind === kind);
    if (ran && (ran.metAt !== null || ran.breachedAt !== null)) continue;
    ticket.timers = ticket.timers.filter((timer) => timer !== ran);
    if (seconds === null || isDone(ticket, kind)) continue;
    const dueAt =
      policy.calendar === 'always' ? now + seconds * 1000 : addServiceSeconds(house.calendar, now, seconds);
    ticket.timers.push(freshTimer(kind, dueAt));
  }
}

function isDone({ timers, course }: Ticket, kind: LevelClock): boolean {
  if (kind === 'finding') return course.complaint?.finding != null;
  return kind === 'contact' && timers.some((timer) => timer.kind === 'first_reply' && timer.metAt !== null);
}

/** Somebody has spoken with the resident. */
export function meetContact(ticket: Ticket, now: number): void {
  for (const timer of ticket.timers) if (timer.kind === 'contact' && timer.metAt === null) timer.metAt = now;
}

/** What third parties were asked for, watched by the earliest. */
export function watchThirdParties(ticket: Ticket, now: number): void {
  const open = (ticket.course.complaint?.outside ?? []).filter((each) => each.answered === null);
  watch(
    ticket,
    'third_party',
    open.map((each) => each.dueAt),
    now,
  );
}

export function watchReviews(ticket: Ticket, now: number): void {
  const open = ticket.course.reviews.filter((each) => each.verified === null);
  watch(
    ticket,
    'case_review',
    open.map((each) => each.dueAt),
    now,
  );
}

/** One clock for the earliest of several dates; none left = it is met. */
function watch(ticket: Ticket, kind: ClockKind, dates: readonly number[], now: number): void {
  const running = ticket.timers.find((timer) => timer.kind === kind);
  if (dates.length === 0) {
    if (running && running.metAt === null) running.metAt = now;
    return;
  }
  const dueAt = Math.min(...dates);
  if (running?.dueAt === dueAt && running.metAt === null) return;
  beginTimer(ticket, kind, dueAt);
}

export function levelCalendar(
  ticket: Ticket,
  house: Pick<House, 'calendar' | 'complaints'>,
): CalendarConfig | 'always' {
  return policyOf(ticket, house)?.calendar === 'always' ? 'always' : house.calendar;
}
