// What a ticket's way says about times. Pure.
import { serviceMsBetween } from '../clocks/service-calendar.ts';
import type { CalendarConfig } from '../config/config.ts';
import type { Milestone } from '../tickets/course.ts';
import type { TicketTimer } from '../tickets/ticket.ts';
import type { ReportedTicket } from './reported.ts';
import type { Sample } from './tally.ts';

export function milestoneOf({ course }: ReportedTicket, kind: Milestone, cycle: number) {
  return course.milestones.find((each) => each.kind === kind && each.cycle === cycle) ?? null;
}

/** When a cycle began: the opening, or the moment it came back. */
export function cycleBegan({ course, openedAt }: ReportedTicket, cycle: number): number | null {
  if (cycle === 1) return openedAt;
  return course.legs.find((leg) => leg.cycle === cycle)?.from ?? null;
}

export function cyclesOf({ course }: ReportedTicket): number[] {
  return Array.from({ length: course.cycle }, (_, index) => index + 1);
}

/** The spans in which it was open, and how each ended; the last may still run. */
export function openSpans(ticket: ReportedTicket, now: number): { fromAt: number; toAt: number }[] {
  return cyclesOf(ticket).flatMap((cycle) => {
    const fromAt = cycleBegan(ticket, cycle);
    if (fromAt === null) return [];
    return [{ fromAt, toAt: milestoneOf(ticket, 'resolved', cycle)?.at ?? now }];
  });
}

export function resolvedCycles(ticket: ReportedTicket): { cycle: number; fromAt: number; toAt: number }[] {
  return cyclesOf(ticket).flatMap((cycle) => {
    const fromAt = cycleBegan(ticket, cycle);
    const toAt = milestoneOf(ticket, 'resolved', cycle)?.at;
    return fromAt === null || toAt === undefined ? [] : [{ cycle, fromAt, toAt }];
  });
}

/** What was taken back is neither in time nor late. */
export function countedTimers(ticket: ReportedTicket): TicketTimer[] {
  return ticket.status === 'cancelled' ? [] : ticket.timers;
}

export function resolveTimer(ticket: ReportedTicket): TicketTimer | undefined {
  return countedTimers(ticket).find((timer) => timer.kind === 'resolve');
}

export function between(
  calendar: CalendarConfig,
  fromAt: number,
  toAt: number,
  group: string,
): Extract<Sample, { kind: 'duration' }> {
  return {
    kind: 'duration',
    group,
    wallMs: Math.max(0, toAt - fromAt),
    serviceMs: serviceMsBetween(calendar, fromAt, toAt),
  };
}

/** The same without the time in which we waited for the resident. */
export function withoutPauses(
  calendar: CalendarConfig,
  { course }: ReportedTicket,
  fromAt: number,
  toAt: number,
  group: string,
): Extract<Sample, { kind: 'duration' }> {
  let wallMs = Math.max(0, toAt - fromAt);
  let serviceMs = serviceMsBetween(calendar, fromAt, toAt);
  const { waiting } = course;
  const running = waiting?.reason === 'waiting_resident' ? [{ from: waiting.since, to: toAt }] : [];
  for (const pause of [...course.pauses, ...running]) {
    const from = Math.max(pause.from, fromAt);
    const to = Math.min(pause.to, toAt);
    if (to <= from) continue;
    wallMs -= to - from;
    serviceMs -= serviceMsBetween(calendar, from, to);
  }
  return { kind: 'duration', group, wallMs, serviceMs };
}

/** Open ones past due are late; those still in time, or standing still, are not known yet. */
export function verdictOf(timer: TicketTimer, now: number): 'in-time' | 'late' | 'open' {
  if (timer.breachedAt !== null) return 'late';
  if (timer.metAt !== null) return timer.metAt <= timer.dueAt ? 'in-time' : 'late';
  return timer.pausedAt === null && timer.dueAt <= now ? 'late' : 'open';
}

/** Late by the grading, not by whoever works on it. */
export function isLateGrading({ course }: ReportedTicket, timer: TicketTimer): boolean {
  return course.regradedAt !== null && timer.dueAt <= course.regradedAt;
}
