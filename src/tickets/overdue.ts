// What happens before and after a clock runs out: whoever has the ticket hears it in time, then the lead, then the manager
// (desk model §4.4). It stops when the cause is gone: the clock met, the ticket closed, or a new date agreed.
import { addServiceSeconds, serviceMsBetween, untilQuietEnds } from '../clocks/service-calendar.ts';
import type { OverdueLevel, OverdueTarget, Staff } from '../config/config.ts';
import type { Job, Tx } from '../storage/contract.ts';
import { calendarOf } from './clock-deeds.ts';
import { levelClocks, policyOf, targetOf } from './complaint-clocks.ts';
import { orderCall } from './emergency-calls.ts';
import { type House, staffById, timerActor } from './house.ts';
import { wordsOfClock } from './overdue-words.ts';
import { isPaged, resolveTarget, tellStaff } from './paging.ts';
import { isOpen } from './states.ts';
import type { ClockKind, Ticket, TicketTimer } from './ticket.ts';

export const OVERDUE_JOB = 'ticket.overdue';

/** Somebody can still make it in time when reminded; the others are minutes long, or the calling of people is at it. */
const WARNED: readonly ClockKind[] = [
  'on_site',
  'first_reply',
  'next_reply',
  'control',
  'resolve',
  'promise',
  'followup',
  'bulletin',
  'review',
  'rectify',
  'put_right',
  ...levelClocks,
  'third_party',
  'case_review',
];
/** How it went is asked by message at first, and news for many is due every half hour: a person is needed only towards the end. */
const REMINDED_ONCE: readonly ClockKind[] = ['followup', 'bulletin'];
/** Whoever leads an incident speaks to its residents also while people are being called for the work. */
const WHILE_CALLED: readonly ClockKind[] = ['bulletin'];

/** When whoever has the ticket is next reminded of a clock that still runs; null = not at all, or it is too late for it. */
export function warnAt(ticket: Ticket, timer: TicketTimer, now: number, house: House): number | null {
  if (!WARNED.includes(timer.kind) || isSilenced(ticket, timer, house)) return null;
  const { warn } = house.escalation.overdue;
  const target = targetMsOf(ticket, timer, house);
  const allBeforeMs =
    ticket.grade === 1 || target === null
      ? [warn.grade1SecondsBefore * 1000]
      : warn.atPercent
          .slice(REMINDED_ONCE.includes(timer.kind) ? -1 : 0)
          .map((percent) => target * (1 - percent / 100));
  for (const beforeMs of allBeforeMs) {
    const at = before(ticket, timer, beforeMs, house);
    if (at > now) return at;
  }
  return null;
}

/** So much of the clock's own time before it is due. */
function before(ticket: Ticket, timer: TicketTimer, beforeMs: number, house: House): number {
  const calendar = calendarOf(ticket, timer.kind, house);
  if (calendar === 'always') return timer.dueAt - beforeMs;
  // Found by halves: the calendar counts forward only, and what is left shrinks steadily.
  let early = timer.dueAt - beforeMs - LONGEST_CLOSED_MS;
  let late = timer.dueAt - beforeMs + 1;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (serviceMsBetween(calendar, middle, timer.dueAt) >= beforeMs) early = middle;
    else late = middle;
  }
  return early;
}
/** A target of nine hours and the longest holiday lie within; further back nobody is reminded anyway. */
const LONGEST_CLOSED_MS = 40 * 86_400_000;

/** The clock will run out soon. */
export async function warnOf(tx: Tx, ticket: Ticket, timer: TicketTimer, house: House): Promise<void> {
  await sayUnlessQuiet(tx, ticket, timer, 'W', house);
}

/** Clocks that have just run out: those who can still act hear of them in one message, and the next steps become due. */
export async function beginOverdue(
  tx: Tx,
  ticket: Ticket,
  missed: readonly TicketTimer[],
  house: House,
): Promise<void> {
  for (const timer of missed) {
    if (isSilenced(ticket, timer, house)) continue;
    for (const step of house.escalation.overdue.steps) {
      // After an outage all steps are due at once: the highest of them says it all.
      const next = house.escalation.overdue.steps[house.escalation.overdue.steps.indexOf(step) + 1];
      if (next && stepAt(ticket, timer, next, house) <= house.clock.now()) continue;
      const dueAt = stepAt(ticket, timer, step, house);
      await tx.jobs.add({
        kind: OVERDUE_JOB,
        subjectId: ticket.id,
        dueAt,
        payload: { kind: timer.kind, dueAt: timer.dueAt, level: step.level },
        uniqueKey: `${OVERDUE_JOB}:${ticket.id}:${timer.kind}:${timer.dueAt}:${step.level}`,
      });
    }
  }
}

/** While people are being called for it, those who could act are on the phone already. */
export function isSilenced(ticket: Ticket, { kind }: TicketTimer, house: House): boolean {
  return isPaged(ticket, house) && !WHILE_CALLED.includes(kind);
}

export function stepAt(
  ticket: Ticket,
  timer: TicketTimer,
  step: House['escalation']['overdue']['steps'][number],
  house: House,
): number {
  if (ticket.grade === 1) return timer.dueAt + step.grade1AfterSeconds * 1000;
  const afterMs = Math.max(
    step.atLeastSeconds * 1000,
    ((targetMsOf(ticket, timer, house) ?? 0) * step.afterPercent) / 100,
  );
  const calendar = calendarOf(ticket, timer.kind, house);
  if (calendar === 'always' || afterMs === 0) return timer.dueAt + afterMs;
  return addServiceSeconds(calendar, timer.dueAt, Math.round(afterMs / 1000));
}

/** A step of the ladder is due; nothing happens when its cause is gone. Answers the ticket when this level wants it looked back at. */
export async function overdueStep(tx: Tx, { subjectId, payload }: Job, house: House): Promise<Ticket | null> {
  const ticket = await tx.tickets.get(subjectId);
  const timer = ticket?.timers.find((each) => each.kind === payload.kind && each.dueAt === payload.dueAt);
  if (!ticket || !timer || timer.metAt !== null || !isOpen(ticket.status)) return null;
  if (isSaidAlready(ticket, timer)) return null;
  await sayUnlessQuiet(tx, ticket, timer, payload.level as OverdueLevel | 'W', house);
  const step = house.escalation.overdue.steps.find((each) => each.level === payload.level);
  const isLookedBackAt = step?.reviewGrades.includes(ticket.grade) && !OF_LOOKING_BACK.includes(timer.kind);
  return isLookedBackAt ? ticket : null;
}
/** What comes after the work is no reason to look back at it. */
const OF_LOOKING_BACK: readonly ClockKind[] = [
  'followup',
  'bulletin',
  'review',
  'rectify',
  'put_right',
  'case_review',
];

/** A night's sleep is worth more than an ordinary matter; a person in danger is worth more than the sleep. */
async function sayUnlessQuiet(
  tx: Tx,
  ticket: Ticket,
  timer: TicketTimer,
  level: OverdueLevel | 'W',
  house: House,
): Promise<void> {
  const quietUntil = untilQuietEnds(house.calendar, house.clock.now());
  const isWeighty = policyOf(ticket, house)?.calendar === 'always';
  const mayWait = ticket.grade >= 3 && !isWeighty && (level === 'W' || level === 'L1');
  if (quietUntil === null || !mayWait) return act(tx, ticket, timer, level, house);
  // Nobody can still make it by the morning: then the step after it says it.
  if (level === 'W' && quietUntil >= timer.dueAt) return;
  await tx.jobs.add({
    kind: OVERDUE_JOB,
    subjectId: ticket.id,
    dueAt: quietUntil,
    payload: { kind: timer.kind, dueAt: timer.dueAt, level },
    uniqueKey: `${OVERDUE_JOB}:${ticket.id}:${timer.kind}:${timer.dueAt}:${level}:morning`,
  });
}

/** Nobody has it yet, and that is being said: that nobody took it or told of it either would only fill the phone. */
function isSaidAlready(ticket: Ticket, { kind }: TicketTimer): boolean {
  const waiting = ticket.timers.find((each) => each.kind === 'accept' && each.metAt === null);
  return waiting !== undefined && waiting.breachedAt !== null && (kind === 'take' || kind === 'update');
}

async function act(
  tx: Tx,
  ticket: Ticket,
  timer: TicketTimer,
  level: OverdueLevel | 'W',
  house: House,
): Promise<void> {
  const { overdue } = house.escalation;
  const who = level === 'W' ? overdue.warn.who : overdue.steps.find((step) => step.level === level)?.who;
  const people = new Set((who ?? []).flatMap((target) => personOf(target, ticket, timer.kind, house) ?? []));
  const isLast = warnAt(ticket, timer, house.clock.now(), house) === null;
  const words = wordsOfClock(ticket, timer, { level, isLast }, house);
  for (const member of people) await tellStaff(tx, member, words, ticket.id, house);
  if (overdue.steps.find((step) => step.level === level)?.call)
    for (const member of people)
      await orderCall(tx, ticket, member, { of: 'overdue', kind: timer.kind, dueAt: timer.dueAt }, house);
  const now = house.clock.now();
  await tx.tickets.addEvent(ticket.id, {
    type: level === 'W' ? 'timer.warned' : 'ticket.escalated',
    at: now,
    actor: { kind: timerActor.kind, id: null },
    source: timerActor.source,
    data: { kind: timer.kind, dueAt: timer.dueAt, level, staffIds: [...people].map((member) => member.id) },
  });
  if (people.size > 0 || level === 'W') return;
  await tx.tasks.add({
    communityId: ticket.communityId,
    kind: 'nobody-on-duty',
    conversationId: ticket.conversationId,
    ticketId: ticket.id,
    reason: 'overdue',
    createdAt: now,
    uniqueKey: `overdue:${ticket.id}:${timer.kind}:${timer.dueAt}:${level}`,
  });
}

/**
 * The person complained about is not the one who is asked to see to it, and whoever did the work does not ask how it went.
 * `kind`: of the clock that ran out; null = it is no clock's matter.
 */
export function personOf(
  target: OverdueTarget,
  ticket: Ticket,
  kind: ClockKind | null,
  house: House,
): Staff | null {
  if (kind === 'followup' && target.kind === 'holder') return null;
  // Whoever stands at the pump is not who writes to the residents.
  if ((kind === 'bulletin' || kind === 'review') && target.kind === 'holder')
    return byId(ticket.course.successor?.staffId ?? ticket.firstOwner, house);
  const member =
    target.kind === 'holder'
      ? byId(kind === 'case_review' ? reviewerOf(ticket) : ticket.assignee, house)
      : target.kind === 'first-owner'
        ? byId(ticket.course.successor?.staffId ?? ticket.firstOwner, house)
        : resolveTarget(target, ticket, house);
  return member !== null && ticket.course.complainedAbout.includes(member.id) ? null : member;
}

/** Whoever leads the review that is due first. */
function reviewerOf({ course }: Ticket): string | null {
  const open = course.reviews.filter((each) => each.verified === null);
  return open.sort((a, b) => a.dueAt - b.dueAt)[0]?.owner ?? null;
}

function byId(staffId: string | null, house: House): Staff | null {
  return staffId === null ? null : staffById(house, staffId);
}

function targetMsOf(ticket: Ticket, timer: TicketTimer, house: House): number | null {
  const targets: Record<string, number | null> = {
    ...house.sla.grades[ticket.grade].targetSeconds,
    followup: house.sla.followUpWithinSeconds,
    bulletin: bulletinEverySeconds(ticket, house),
    review: house.incidents.reviewWithinMs / 1000,
    rectify: house.sla.rectificationWithinSeconds,
    case_review: house.complaints.reviewWithinSeconds,
    ...levelTargets(ticket, house),
  };
  const seconds = targets[timer.kind] ?? null;
  return seconds === null ? null : seconds * 1000;
}

function levelTargets(ticket: Ticket, house: House): Record<string, number | null> {
  const policy = policyOf(ticket, house);
  return policy === null ? {} : Object.fromEntries(levelClocks.map((kind) => [kind, targetOf(policy, kind)]));
}

function bulletinEverySeconds({ category }: Ticket, { incidents: { wide, bulletin } }: House): number {
  const isWide = category !== null && wide.matters.includes(category);
  return (isWide ? bulletin.wideEveryMs : bulletin.otherEveryMs) / 1000;
}
