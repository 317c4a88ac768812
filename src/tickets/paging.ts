// Calls the people on duty, one after the other, until somebody takes the ticket. Every call is a row; nothing waits in memory.
import type { OutboundContent } from '../channels/contract.ts';
import type { PageTarget, PagingLadder, Staff } from '../config/config.ts';
import { enqueueStaffNotice, type StaffNotice } from '../outbox/enqueue.ts';
import type { Tx } from '../storage/contract.ts';
import { sayApplicationKind } from './application.ts';
import { cardForCall } from './cards.ts';
import { describeForStaff } from './describe.ts';
import { orderCall } from './emergency-calls.ts';
import { type House, timerActor } from './house.ts';
import { noteCalledInVain } from './raising.ts';
import { onDuty } from './roster.ts';
import type { Ticket } from './ticket.ts';

export const PAGE_JOB = 'ticket.page';

/** `round`: how often all of them have been called together. */
type PageStep = { step: number; reminder: boolean; round?: number };

/** No rule counts further, and a history of a thousand calls is not read at each of them. */
const ROUNDS_COUNTED = 20;

/** Begins the ladder of the ticket's grade, if it has one. Part of the transaction that opens the ticket. */
export async function beginPaging(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  if (ladderOf(ticket, house)) await page(tx, ticket, { step: 0, reminder: false }, house);
}

/** The matter became more urgent after somebody had taken it: the first who can be called hears it too, whoever holds it. */
export async function callAgain(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  const steps = ladderOf(ticket, house)?.steps ?? [];
  const step = steps.findIndex((rung) => resolveTarget(rung.who, ticket, house) !== null);
  const member = steps[step] ? resolveTarget(steps[step].who, ticket, house) : null;
  if (member) await tell(tx, ticket, member, step, '情况变得更急，请马上处理', house);
}

/** Stops calling; the reason is gone (accepted, cancelled). */
export async function stopPaging(tx: Tx, ticketId: string): Promise<void> {
  await tx.jobs.cancel(PAGE_JOB, ticketId);
}

/** One rung of the ladder: tells the person and makes the next rung due. Does nothing once the ticket is taken. */
export async function page(
  tx: Tx,
  ticket: Ticket,
  { step, reminder, round = 0 }: PageStep,
  house: House,
): Promise<void> {
  const ladder = ladderOf(ticket, house);
  if (!ladder || ticket.status !== 'new') return;
  const now = house.clock.now();
  const rung = ladder.steps[step];
  if (!rung) {
    // Nobody took it: everyone on the ladder is called again, and again, until someone does.
    const everyone = ladder.steps
      .map((each) => resolveTarget(each.who, ticket, house))
      .filter((member) => member !== null);
    if (everyone.length === 0) await noteNobody(tx, ticket, 'nobody-on-duty', now);
    for (const member of new Set(everyone))
      await tell(tx, ticket, member, 'everyone', '还没有人接单，请马上处理', house, now);
    if (round < ROUNDS_COUNTED)
      for (const member of new Set(everyone)) await noteCalledInVain(tx, ticket, member, house);
    const next = { step, reminder: false, round: round + 1 };
    await due(tx, ticket, next, now + ladder.repeatAllEverySeconds * 1000);
    return;
  }
  const member = resolveTarget(rung.who, ticket, house);
  if (!member) {
    await page(tx, ticket, { step: step + 1, reminder: false }, house);
    return;
  }
  await tell(tx, ticket, member, step, reminder ? '还没有人接单，再次提醒' : FIRST_CALL, house);
  if (!reminder) await noteCalledInVain(tx, ticket, member, house);
  if (rung.call && !reminder) await orderCall(tx, ticket, member, { of: 'nobody-took-it' }, house);
  if (!reminder && rung.remindAfterSeconds !== null && rung.remindAfterSeconds < rung.nextAfterSeconds) {
    await due(tx, ticket, { step, reminder: true }, now + rung.remindAfterSeconds * 1000);
  } else {
    const spentSeconds = reminder ? (rung.remindAfterSeconds ?? 0) : 0;
    await due(
      tx,
      ticket,
      { step: step + 1, reminder: false },
      now + (rung.nextAfterSeconds - spentSeconds) * 1000,
    );
  }
}

/** The people who have been called for this ticket so far. */
export async function pagedStaff(tx: Tx, ticketId: string): Promise<string[]> {
  const events = await tx.tickets.events(ticketId);
  return [
    ...new Set(
      events.filter((event) => event.type === 'ticket.paged').map((event) => String(event.data.staffId)),
    ),
  ];
}

/** Those of them who may still be on their way: when somebody accepts it, the others are told that they need not come. */
export async function stillCalled(tx: Tx, ticketId: string): Promise<string[]> {
  const events = await tx.tickets.events(ticketId);
  const since = events.slice(events.findLastIndex((event) => event.type === 'ticket.accepted') + 1);
  return [
    ...new Set(
      since.filter((event) => event.type === 'ticket.paged').map((event) => String(event.data.staffId)),
    ),
  ];
}

/**
 * Where the calling must go on when this person could not be reached: the step after theirs. Null when somebody further up
 * is being called already, or all of them.
 */
export async function stepAfter(tx: Tx, ticket: Ticket, staffId: string): Promise<number | null> {
  const calls = (await tx.tickets.events(ticket.id)).filter(
    (event) => event.type === 'ticket.paged' && event.data.grade === ticket.grade,
  );
  const latest = calls.at(-1)?.data;
  return latest?.staffId === staffId && typeof latest.step === 'number' ? latest.step + 1 : null;
}

/** Whoever was called cannot go: the next is called now, not when the time is up. False when others are being called already. */
export async function callNext(tx: Tx, ticket: Ticket, staffId: string, house: House): Promise<boolean> {
  const step = await stepAfter(tx, ticket, staffId);
  if (step === null) return false;
  await tx.tickets.addEvent(ticket.id, {
    type: 'ticket.call-passed',
    at: house.clock.now(),
    actor: { kind: 'staff', id: staffId },
    source: 'card',
    data: { staffId },
  });
  await stopPaging(tx, ticket.id);
  await page(tx, ticket, { step, reminder: false }, house);
  return true;
}

const FIRST_CALL = '请马上接单并出发';

/** The first call begins with what and where; a later one with why the phone rings again. */
function callWords(notice: string, urge: string): string {
  return urge === FIRST_CALL
    ? `${notice}\n${urge}，回复“接单”就行。`
    : `${urge}。\n${notice}\n回复“接单”就由您负责。`;
}

/** Calls a person to the ticket with a card, and writes down that they were called. */
export async function tell(
  tx: Tx,
  ticket: Ticket,
  member: Staff,
  step: number | 'everyone' | 'dispatch',
  urge: string,
  house: House,
  /** One for all who are called together. */
  now = house.clock.now(),
): Promise<void> {
  await callMember(tx, ticket, member, urge, house);
  await tx.tickets.addEvent(ticket.id, {
    type: 'ticket.paged',
    at: now,
    actor: { kind: timerActor.kind, id: null },
    source: timerActor.source,
    data: { staffId: member.id, step, grade: ticket.grade },
  });
}

async function callMember(tx: Tx, ticket: Ticket, member: Staff, urge: string, house: House): Promise<void> {
  const whatLabel = matterLabel(ticket, house);
  const text = callWords(describeForStaff(ticket, whatLabel), urge);
  if (house.staffAccountId === null) return tellStaff(tx, member, text, ticket.id, house);
  const now = house.clock.now();
  const cardId = house.ids.next();
  await tx.cards.add({ id: cardId, ticketId: ticket.id, staffId: member.id }, now);
  const content = cardForCall(ticket, {
    ...{ cardId, staffId: member.id, whatLabel, urge, text },
    link: house.linkTo?.(ticket.id) ?? null,
  });
  await enqueueStaffNotice(tx, noticeTo(member, house.staffAccountId, content, ticket.id), now);
  for (const notice of robotNotices(member, text, ticket.id, house))
    await enqueueStaffNotice(tx, notice, now);
}

/** The same as words, for whoever has an address with one of the robots. */
function robotNotices(member: Staff, text: string, ticketId: string | null, house: House): StaffNotice[] {
  const addresses = { feishu: member.feishuOpenId, dingtalk: member.dingtalkUserId };
  return (house.robots ?? []).flatMap(({ channel, accountId }) => {
    const channelUserId = addresses[channel];
    if (channelUserId === undefined) return [];
    const content = { type: 'text', text } as const;
    return [{ staffId: member.id, channel, channelAccountId: accountId, channelUserId, content, ticketId }];
  });
}

function noticeTo(
  member: Staff,
  channelAccountId: string,
  content: OutboundContent,
  ticketId: string | null,
): StaffNotice {
  return {
    staffId: member.id,
    channel: 'wecom-app',
    channelAccountId,
    channelUserId: member.wecomUserId,
    content,
    ticketId,
  };
}

/** Some way of ours leads to their phone. */
export function isReachable(member: Staff, house: House): boolean {
  return house.staffAccountId !== null || robotNotices(member, '', null, house).length > 0;
}

/** Puts a notice on a person's phone. Without a staff channel a task in the list takes its place. */
export async function tellStaff(
  tx: Tx,
  member: Staff,
  text: string,
  ticketId: string | null,
  house: House,
): Promise<void> {
  // Whoever is asked to see to it, it is never whom the resident complains of.
  if (ticketId !== null && (await tx.tickets.get(ticketId))?.course.complainedAbout.includes(member.id))
    return;
  const now = house.clock.now();
  const notices = [
    ...(house.staffAccountId === null
      ? []
      : [noticeTo(member, house.staffAccountId, { type: 'text', text }, ticketId)]),
    ...robotNotices(member, text, ticketId, house),
  ];
  if (notices.length === 0) {
    await tx.tasks.add({
      communityId: member.communityIds[0] ?? '',
      kind: 'nobody-on-duty',
      conversationId: null,
      ticketId,
      reason: 'staff-channel-off',
      createdAt: now,
      uniqueKey: `staff-channel-off:${ticketId ?? member.id}`,
    });
    return;
  }
  for (const notice of notices) await enqueueStaffNotice(tx, notice, now);
}

/** Nobody can be called: the matter goes to the list of things a person must do. */
async function noteNobody(tx: Tx, ticket: Ticket, reason: string, now: number): Promise<void> {
  await tx.tasks.add({
    communityId: ticket.communityId,
    kind: 'nobody-on-duty',
    conversationId: ticket.conversationId,
    ticketId: ticket.id,
    reason,
    createdAt: now,
    uniqueKey: `nobody-on-duty:${ticket.id}`,
  });
}

async function due(tx: Tx, ticket: Ticket, next: PageStep, dueAt: number): Promise<void> {
  await tx.jobs.add({
    kind: PAGE_JOB,
    subjectId: ticket.id,
    dueAt,
    payload: next,
    uniqueKey: `${PAGE_JOB}:${ticket.id}:${next.step}:${next.reminder}:${dueAt}`,
  });
}

/** People are being called for it, one after the other. */
export function isPaged(ticket: Ticket, house: House): boolean {
  return ticket.status === 'new' && ladderOf(ticket, house) !== null;
}

function ladderOf(ticket: Ticket, house: House): PagingLadder | null {
  return house.escalation.ladders.find((ladder) => ladder.grades.includes(ticket.grade)) ?? null;
}

/** Whom a complaint is about is not called to it: the next in line is. */
export function resolveTarget(
  target: PageTarget,
  ticket: Pick<Ticket, 'course' | 'department' | 'communityId'>,
  house: House,
): Staff | null {
  const { roster } = house.people();
  const staff = house.people().staff.filter((member) => !ticket.course.complainedAbout.includes(member.id));
  const department = ticket.department ?? 'engineering';
  const here = (member: Staff) => member.communityIds.includes(ticket.communityId);
  switch (target.kind) {
    case 'on-duty': {
      const duty = onDuty(roster, staff, {
        department,
        communityId: ticket.communityId,
        at: house.clock.now(),
      });
      return duty[target.position - 1] ?? null;
    }
    case 'lead': {
      const lead = house.departments.find((each) => each.id === department)?.leadStaffId;
      return staff.find((member) => member.id === lead) ?? null;
    }
    case 'manager':
      return staff.find((member) => member.role === 'manager' && here(member)) ?? null;
    case 'staff':
      return staff.find((member) => member.id === target.staffId) ?? null;
  }
}

/** The matter in the lexicon's words: 水管爆裂; the kind of ticket where nothing was recognised. */
export function matterLabel(ticket: Ticket, house: Pick<House, 'lexicon'>): string {
  const known = [...house.lexicon.faults, ...house.lexicon.hazards].find(
    (entry) => entry.id === ticket.category,
  );
  if (known) return known.label;
  const applied = ticket.kind === 'service' ? sayApplicationKind(ticket.category) : null;
  if (applied !== null) return applied;
  const kinds: Partial<Record<Ticket['kind'], string>> = {
    repair: '报修',
    complaint: '投诉',
    inquiry: '咨询',
  };
  return kinds[ticket.kind] ?? '住户来访';
}
