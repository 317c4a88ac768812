// What becomes of an application when its ticket is opened or changed: whether it counts at once, what is promised, what is still missing.
// Called by the deeds on tickets, in their transaction.
import { addServiceSeconds, endOfServiceDay, sayInstant } from '../clocks/service-calendar.ts';
import type { ApplicationRule } from '../config/config.ts';
import type { HomePlace } from '../homes/occupant.ts';
import type { Tx } from '../storage/contract.ts';
import {
  type Application,
  type ApplicationDeed,
  type ApplicationFacts,
  applicationSteps,
  isExpected,
} from './application.ts';
import { keepChange, standingOf } from './history.ts';
import type { Actor, House } from './house.ts';
import type { Deed } from './states.ts';
import type { Ticket, TicketPlace } from './ticket.ts';
import { beginTimer, freshTimer } from './timers.ts';

export const APPLICATION_JOB = 'ticket.application';

/** A visitor may be late; after this the place at the gate is free again. */
const LATE_MS = 2 * 3_600_000;
const DAY_MS = 86_400_000;

export function ruleOf(kind: Application['kind'], house: Pick<House, 'applications'>): ApplicationRule {
  return house.applications.kinds[kind];
}

export function homeOf({ building, unit, room }: TicketPlace): HomePlace | null {
  return building === null || room === null ? null : { building, unit, room };
}

/** Before the ticket is kept: its place among the tickets. What needs nobody's yes is in hand at once and nobody is called for it. */
export function shapeTicket(
  ticket: Ticket,
  facts: ApplicationFacts,
  hasDocuments: boolean,
  house: House,
): void {
  const rule = ruleOf(facts.kind, house);
  ticket.category = facts.kind;
  ticket.department = rule.department;
  ticket.gradeReason = '申请';
  if (rule.approvedBy === 'nobody') {
    ticket.status = 'accepted';
    ticket.timers = [];
    ticket.promise = { text: '已经登记好', dueAt: null };
    return;
  }
  const seen = rule.seenWithinMinutes;
  const seenBy = seen === null ? null : addServiceSeconds(house.calendar, house.clock.now(), seen * 60);
  ticket.timers = seenBy === null ? [] : [freshTimer('accept', seenBy)];
  promiseReview(ticket, rule, hasDocuments || rule.documents.length === 0, house);
}

/** Nothing is promised for a day before the documents are there. */
function promiseReview(ticket: Ticket, rule: ApplicationRule, isComplete: boolean, house: House): void {
  const days = rule.reviewDays ?? 1;
  if (!isComplete) {
    ticket.timers = ticket.timers.filter((timer) => timer.kind !== 'promise');
    ticket.promise = { text: `材料收齐后${days}个工作日内给您审核结果`, dueAt: null };
    return;
  }
  const now = house.clock.now();
  const dueAt = endOfServiceDay(house.calendar, now, days);
  ticket.promise = { text: `最晚${sayInstant(dueAt, now)} 给您审核结果`, dueAt };
  beginTimer(ticket, 'promise', dueAt);
}

/** After the ticket is kept. */
export async function fileApplication(
  tx: Tx,
  ticket: Ticket,
  facts: ApplicationFacts,
  { hasDocuments, actor }: { hasDocuments: boolean; actor: Actor },
  house: House,
): Promise<void> {
  const rule = ruleOf(facts.kind, house);
  const now = house.clock.now();
  const counts = rule.approvedBy === 'nobody';
  const isComplete = hasDocuments || rule.documents.length === 0;
  const application: Application = {
    ticketId: ticket.id,
    communityId: ticket.communityId,
    kind: facts.kind,
    state: counts ? 'approved' : isComplete ? 'submitted' : 'incomplete',
    fields: facts.fields,
    missing: counts || isComplete ? [] : rule.documents.map(({ id }) => id),
    note: null,
    // Whoever is to come and said no day may come today.
    fromAt: facts.fromAt ?? (isExpected(facts) ? now : null),
    untilAt: facts.untilAt,
    submittedAt: now,
    reviewDueAt: ticket.promise.dueAt,
    decidedAt: counts ? now : null,
    decidedBy: null,
    validUntil: counts ? endOfVisit(facts, now) : null,
    updatedAt: now,
    version: 1,
  };
  await tx.applications.add(application, homeOf(ticket.place));
  await noteLine(tx, application, 'application.submitted', actor, now);
  await watchEnd(tx, application);
}

function endOfVisit({ fromAt, untilAt }: Pick<ApplicationFacts, 'fromAt' | 'untilAt'>, now: number): number {
  return Math.max(now + DAY_MS, (untilAt ?? fromAt ?? now) + LATE_MS);
}

/** The resident told more: another time, another plate, the documents. */
export async function changeApplication(
  tx: Tx,
  ticket: Ticket,
  facts: ApplicationFacts,
  { newDocuments, actor }: { newDocuments: number; actor: Actor },
  house: House,
): Promise<boolean> {
  const application = await tx.applications.get(ticket.id);
  if (!application) return false;
  const rule = ruleOf(application.kind, house);
  const now = house.clock.now();
  const supplies = application.state === 'incomplete' && newDocuments > 0;
  const before = JSON.stringify([application.fields, application.fromAt, application.untilAt]);
  application.fields = facts.fields;
  application.fromAt = facts.fromAt ?? (isExpected(facts) ? application.fromAt : null);
  application.untilAt = facts.untilAt;
  const isChanged = before !== JSON.stringify([application.fields, application.fromAt, application.untilAt]);
  if (application.state === 'approved' && rule.approvedBy === 'nobody')
    application.validUntil = endOfVisit(facts, now);
  if (supplies) {
    application.state = applicationSteps.supply.to;
    application.missing = [];
    const stood = standingOf(ticket);
    promiseReview(ticket, rule, true, house);
    application.reviewDueAt = ticket.promise.dueAt;
    ticket.updatedAt = now;
    await tx.tickets.save(ticket);
    await keepChange(tx, ticket, stood, { type: applicationSteps.supply.event, actor, at: now });
  }
  if (!supplies && !isChanged) return false;
  application.updatedAt = now;
  await tx.applications.save(application, homeOf(ticket.place));
  if (isChanged) await noteLine(tx, application, 'application.changed', actor, now);
  await watchEnd(tx, application);
  return supplies;
}

/** Wakes when leave ends by itself. */
export async function watchEnd(tx: Tx, { ticketId, state, validUntil }: Application): Promise<void> {
  await tx.jobs.cancel(APPLICATION_JOB, ticketId);
  if (state !== 'approved' || validUntil === null) return;
  await tx.jobs.add({
    kind: APPLICATION_JOB,
    subjectId: ticketId,
    dueAt: validUntil,
    payload: {},
    uniqueKey: `${APPLICATION_JOB}:${ticketId}:${validUntil}`,
  });
}

/** Codes and instants only: a line never changes, and what was told may be taken back. */
export async function noteLine(
  tx: Tx,
  application: Application,
  type: string,
  actor: Actor,
  at: number,
  data: Record<string, unknown> = {},
): Promise<void> {
  const { state, missing, fromAt, untilAt, reviewDueAt, validUntil } = application;
  await tx.tickets.addEvent(application.ticketId, {
    ...{ type, at, actor: { kind: actor.kind, id: actor.id }, source: actor.source },
    data: { ...data, application: { state, missing, fromAt, untilAt, reviewDueAt, validUntil } },
  });
}

const FOLLOWS: Partial<Record<Deed, ApplicationDeed>> = {
  cancel: 'withdraw',
  merge: 'withdraw',
  reopen: 'reopen',
};

/** What is done to the ticket itself is done to the application, too. */
export async function followTicket(
  tx: Tx,
  ticket: Ticket,
  deed: Deed,
  actor: Actor,
  at: number,
): Promise<void> {
  const follows = FOLLOWS[deed];
  if (ticket.kind !== 'service' || follows === undefined) return;
  const application = await tx.applications.get(ticket.id);
  const step = applicationSteps[follows];
  if (!application || !step.from.includes(application.state)) return;
  application.state = step.to;
  application.updatedAt = at;
  await tx.applications.save(application, homeOf(ticket.place));
  await noteLine(tx, application, step.event, actor, at);
  await watchEnd(tx, application);
}
