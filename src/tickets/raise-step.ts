// Tells the level a cause was raised to, then the levels above it, until the cause is gone.
import { addServiceSeconds } from '../clocks/service-calendar.ts';
import type { RaiseCause } from '../config/config.ts';
import type { Job, Tx } from '../storage/contract.ts';
import { orderCall } from './emergency-calls.ts';
import { type House, staffById, timerActor } from './house.ts';
import { whatAndWhere } from './notices.ts';
import { personOf } from './overdue.ts';
import { stillCalled, tellStaff } from './paging.ts';
import { dueRaise, noteAndRaise, stillRaised, TOLD_ABOVE } from './raising.ts';
import type { Ticket, TicketEvent } from './ticket.ts';

const WHY: Record<RaiseCause, (times: number) => string> = {
  urged: (times) => `住户已经催了 ${times} 次`,
  'leader-asked': (times) => `住户第 ${times} 次说要找负责人`,
  reopened: (times) => `同一件事第 ${times} 次返工`,
  breached: (times) => `已经有 ${times} 次没赶上时限`,
  'lead-silent': (times) => `部门负责人叫了 ${times} 次，还没有人接单`,
  'manager-silent': (times) => `项目经理叫了 ${times} 次，还没有人接单`,
  group: () => '几户住户反映的可能是同一件事，请看看是不是群体事件',
  danger: () => '关系到人的安全',
  threat: () => '住户说要对我们的同事动手',
  outside: () => '住户说到媒体、12345、律师、起诉或上访',
  'no-show': () => '约好的时间到了，还没有人到场',
};

export async function raiseStep(tx: Tx, { subjectId, payload }: Job, house: House): Promise<void> {
  const { cause, at, times, level } = payload as {
    cause: RaiseCause;
    at: number;
    times: number;
    level: string;
  };
  const ticket = await tx.tickets.get(subjectId);
  if (!ticket) return;
  const raised = await stillRaised(tx, ticket, { cause, at });
  if (raised === null) return;
  const { steps } = house.escalation.overdue;
  const place = steps.findIndex((each) => each.level === level);
  const step = steps[place];
  if (!step) return;
  // Whose phone rings for it already does not answer the faster for a second message.
  const ringing = cause.endsWith('-silent') ? await stillCalled(tx, ticket.id) : [];
  const people = new Set(
    step.who
      .flatMap((who) => personOf(who, ticket, null, house) ?? [])
      .filter((member) => !ringing.includes(member.id)),
  );
  const told = level === raised.data.level ? await toldWith(tx, ticket, raised) : new Set();
  for (const member of people) {
    if (!told.has(member.id))
      await tellStaff(tx, member, wordsOf(ticket, WHY[cause](times), house), ticket.id, house);
    if (step.call) await orderCall(tx, ticket, member, { of: 'raised', cause, at }, house);
  }
  const now = house.clock.now();
  await tx.tickets.addEvent(ticket.id, {
    type: 'ticket.escalated',
    at: now,
    actor: { kind: timerActor.kind, id: null },
    source: timerActor.source,
    data: { cause, level, staffIds: [...people].map((member) => member.id) },
  });
  if (people.size === 0)
    await tx.tasks.add({
      communityId: ticket.communityId,
      kind: 'nobody-on-duty',
      conversationId: ticket.conversationId,
      ticketId: ticket.id,
      reason: 'raised',
      createdAt: now,
      // Phones that ring in vain are one thing to do, however far up; each other cause is one of its own.
      uniqueKey: cause.endsWith('-silent') ? `raised:${ticket.id}` : `raised:${ticket.id}:${cause}:${at}`,
    });
  const next = steps[place + 1];
  if (next)
    await dueRaise(
      tx,
      ticket.id,
      { cause, at, times, level: next.level },
      after(ticket, step, next, now, house),
    );
}

/** 【重大投诉】 said for the same reason a moment ago is not said again as 【督办】; said for another one it tells nothing of this. */
async function toldWith(tx: Tx, ticket: Ticket, raised: TicketEvent): Promise<Set<unknown>> {
  if (raised.data.cause !== 'outside') return new Set();
  const events = await tx.tickets.events(ticket.id);
  const grave = events.filter(
    ({ type, at, data }) =>
      type === TOLD_ABOVE && data.rule === 'outside' && Math.abs(raised.at - at) < A_MOMENT_MS,
  );
  return new Set(grave.flatMap(({ data }) => data.staffIds));
}
const A_MOMENT_MS = 60_000;

type Step = House['escalation']['overdue']['steps'][number];

/** As long as from one step to the next of a clock that ran out. */
function after({ grade }: Ticket, step: Step, next: Step, now: number, house: House): number {
  if (grade === 1) return now + Math.max(0, next.grade1AfterSeconds - step.grade1AfterSeconds) * 1000;
  const seconds = Math.max(0, next.atLeastSeconds - step.atLeastSeconds);
  const isAlways = house.sla.grades[grade].calendar === 'always';
  return isAlways ? now + seconds * 1000 : addServiceSeconds(house.calendar, now, seconds);
}

function wordsOf(ticket: Ticket, why: string, house: House): string {
  const holder = ticket.assignee === null ? null : staffById(house, ticket.assignee);
  const having = holder === null ? '现在没有人在办' : `现在是${holder.name}在办`;
  return `【督办】${whatAndWhere(ticket, house)}（单号 ${ticket.code}）：${why}，${having}。请过问，并写明原因和打算。`;
}

export const NOT_THERE_JOB = 'ticket.not-there';

/** The agreed time has come: a little later somebody is there, or it is raised. */
export async function watchArrival(tx: Tx, ticket: Ticket, since: number, house: House): Promise<void> {
  const trigger = house.escalation.overdue.triggers.find((each) => each.when === 'no-show');
  if (!trigger) return;
  await tx.jobs.add({
    kind: NOT_THERE_JOB,
    subjectId: ticket.id,
    dueAt: house.clock.now() + trigger.graceSeconds * 1000,
    payload: { holder: ticket.assignee, since },
    uniqueKey: `${NOT_THERE_JOB}:${ticket.id}:${since}`,
  });
}

const CAME_OR_MOVED = ['ticket.arrived', 'ticket.waiting', 'ticket.resolved', 'delay.decided'];

export async function lookForArrival(tx: Tx, { subjectId, payload }: Job, house: House): Promise<void> {
  const ticket = await tx.tickets.get(subjectId);
  if (!ticket || ticket.assignee === null || ticket.assignee !== payload.holder) return;
  const since = Number(payload.since);
  const events = await tx.tickets.events(ticket.id);
  if (events.some(({ type, at }) => at > since && CAME_OR_MOVED.includes(type))) return;
  await noteAndRaise(tx, ticket, 'no-show', { staffId: ticket.assignee }, house);
}
