// What has come up to a level of the ladder and still stands there, in one list at a fixed time: every working day for those who watch over
// the day, once a week for whoever stands above them (desk model §4.4). That of the week holds what has ended since the last one, too.
import { nextAtMinute, sayInstant, wallDate } from '../clocks/service-calendar.ts';
import { type OverdueLevel, overdueLevels, type RaiseCause, type Staff } from '../config/config.ts';
import { MOST_TRIES } from '../jobs/job-runner.ts';
import type { Job, Tx } from '../storage/contract.ts';
import { type House, staffById } from './house.ts';
import { whatAndWhere } from './notices.ts';
import { personOf } from './overdue.ts';
import { lateBy } from './overdue-words.ts';
import { tellStaff } from './paging.ts';
import { goneAt, isGone } from './raising.ts';
import { isOpen } from './states.ts';
import type { Ticket, TicketEvent } from './ticket.ts';

export const OVERDUE_LIST_JOB = 'overdue.list';

/** Plans the next list of each level, however many processes ask for it. */
export async function planOverdueLists(tx: Tx, house: House): Promise<void> {
  for (const { level } of house.escalation.overdue.lists) await planNext(tx, level, house.clock.now(), house);
}

async function planNext(tx: Tx, level: string, after: number, house: House): Promise<void> {
  const list = house.escalation.overdue.lists.find((each) => each.level === level);
  if (!list) return;
  const dueAt = nextAtMinute(house.calendar, after, { minute: list.atMinute, weekday: list.weekday });
  const uniqueKey = `${OVERDUE_LIST_JOB}:${level}:${dueAt}`;
  await tx.jobs.add({ kind: OVERDUE_LIST_JOB, subjectId: level, dueAt, uniqueKey });
}

export async function sendOverdueList(
  tx: Tx,
  { subjectId, dueAt, attempt }: Job,
  house: House,
): Promise<void> {
  const now = house.clock.now();
  const step = house.escalation.overdue.steps.find(({ level }) => level === subjectId);
  await planNext(tx, subjectId, Math.max(dueAt, now), house);
  // One that cannot be made must not end them.
  if (attempt > MOST_TRIES) return;
  // After an outage the list of another day says nothing that the next does not say.
  if (!step || wallDate(dueAt) !== wallDate(now)) return;
  const standing = await ticketsUpTo(tx, step.level, house);
  const since = lastWeekly(subjectId, dueAt, house);
  const ended = since === null ? [] : await endedSince(tx, step.level, since, standing, house);
  const lists = new Map<Staff, { standing: Ticket[]; ended: Ended[] }>();
  const listOf = (member: Staff) => {
    const list = lists.get(member) ?? { standing: [], ended: [] };
    lists.set(member, list);
    return list;
  };
  const peopleOf = (ticket: Ticket) =>
    new Set(step.who.flatMap((who) => personOf(who, ticket, null, house) ?? []));
  for (const ticket of standing) for (const member of peopleOf(ticket)) listOf(member).standing.push(ticket);
  for (const one of ended) for (const member of peopleOf(one.ticket)) listOf(member).ended.push(one);
  for (const [member, list] of lists) await tellStaff(tx, member, wordsOf(list, house), null, house);
}

/** When the list of the week before went out, holidays and all; null for lists of every day, whose readers saw the end themselves. */
function lastWeekly(level: string, dueAt: number, house: House): number | null {
  const list = house.escalation.overdue.lists.find((each) => each.level === level);
  if (!list || list.weekday === null) return null;
  let last = dueAt - 2 * WEEK_MS;
  for (let next = last; next < dueAt; ) {
    last = next;
    next = nextAtMinute(house.calendar, last, { minute: list.atMinute, weekday: list.weekday });
  }
  return last;
}
const WEEK_MS = 7 * 86_400_000;

type Ended = { ticket: Ticket; at: number };

/** Came up to the level and ended since: the ticket, or what it was late with. */
async function endedSince(
  tx: Tx,
  level: OverdueLevel,
  since: number,
  standing: readonly Ticket[],
  { communities }: House,
): Promise<Ended[]> {
  const stands = new Set(standing.map(({ id }) => id));
  const found: Ended[] = [];
  for (const { id: communityId } of communities)
    for (let after: string | null = null, more = true; more; ) {
      const page: Awaited<ReturnType<Tx['tickets']['list']>> = await tx.tickets.list(
        { communityId, updatedAfter: since },
        { after, limit: AT_ONCE },
      );
      for (const ticket of page.items) {
        const at = stands.has(ticket.id) ? null : await endedAt(tx, ticket, level);
        if (at !== null && at > since) found.push({ ticket, at });
      }
      after = page.next;
      more = after !== null;
    }
  return found.sort((a, b) => a.at - b.at || (a.ticket.id < b.ticket.id ? -1 : 1));
}
const AT_ONCE = 200;

/** When what had come up to the level was over, the last of it; null = nothing had come so far. */
async function endedAt(tx: Tx, ticket: Ticket, level: OverdueLevel): Promise<number | null> {
  const events = await tx.tickets.events(ticket.id);
  const over = isOpen(ticket.status)
    ? null
    : (events.findLast(({ type }) => type === 'ticket.closed' || type === 'ticket.cancelled')?.at ?? null);
  const ends: number[] = ticket.level === '重大' && over !== null ? [over] : [];
  for (const event of escalatedTo(events, level)) {
    const { kind, dueAt, cause } = event.data;
    const met = ticket.timers.find((each) => each.kind === kind && each.dueAt === dueAt)?.metAt;
    const raised = raisedBefore(events, event);
    const gone = raised ? await goneAt(tx, ticket, cause as RaiseCause, raised, events) : null;
    const end = met ?? gone ?? over;
    if (end !== null) ends.push(end);
  }
  return ends.length === 0 ? null : Math.max(...ends);
}

function escalatedTo(events: readonly TicketEvent[], level: OverdueLevel): TicketEvent[] {
  const wanted = overdueLevels.indexOf(level);
  return events.filter(
    ({ type, data }) =>
      type === 'ticket.escalated' && overdueLevels.indexOf(data.level as OverdueLevel) >= wanted,
  );
}

function raisedBefore(events: readonly TicketEvent[], { seq, data }: TicketEvent): TicketEvent | undefined {
  return events.findLast(
    (each) => each.type === 'ticket.raised' && each.data.cause === data.cause && each.seq < seq,
  );
}

/** What is open or still to be followed up: few, however much is stored. */
async function ticketsUpTo(tx: Tx, level: OverdueLevel, house: House): Promise<Ticket[]> {
  const communityIds = house.communities.map(({ id }) => id);
  const ids = new Set([
    ...(await tx.queue.open({ communityIds })).map(({ id }) => id),
    ...(await tx.queue.clocks({ communityIds })).map(({ id }) => id),
  ]);
  const found: Ticket[] = [];
  for (const id of ids) {
    const ticket = await tx.tickets.get(id);
    if (ticket && isOpen(ticket.status) && (await standsAt(tx, ticket, level))) found.push(ticket);
  }
  return found.sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
}

/** While its cause lasts; a grave complaint, and a case that is looked back at, until they are over. */
async function standsAt(tx: Tx, ticket: Ticket, level: OverdueLevel): Promise<boolean> {
  const { reviews } = ticket.course;
  if (ticket.level === '重大' || reviews.some(({ verified }) => verified === null)) return true;
  const events = await tx.tickets.events(ticket.id);
  for (const event of escalatedTo(events, level)) {
    const { kind, dueAt, cause } = event.data;
    if (ticket.timers.some((each) => each.kind === kind && each.dueAt === dueAt && each.metAt === null))
      return true;
    const raised = raisedBefore(events, event);
    if (raised && !(await isGone(tx, ticket, cause as RaiseCause, raised, events))) return true;
  }
  return false;
}

/** A message of a phone takes two thousand bytes. */
const MOST_BYTES = 1_600;

function wordsOf(
  { standing, ended }: { standing: readonly Ticket[]; ended: readonly Ended[] },
  house: House,
) {
  const lines = [
    `【督办清单】报到您这一级、还没有解决的有 ${standing.length} 件${standing.length > 0 ? '：' : '。'}`,
  ];
  const room = (more: string) => Buffer.byteLength([...lines, more].join('\n')) <= MOST_BYTES;
  let shown = 0;
  for (const ticket of standing) {
    const line = `${shown + 1}. ${lineOf(ticket, house)}`;
    if (!room(line)) break;
    lines.push(line);
    shown++;
  }
  if (standing.length > shown) lines.push(`另外 ${standing.length - shown} 件请到接待台“督办”里看。`);
  if (ended.length > 0) {
    lines.push(`上次清单以后，报到您这一级、已经结束的有 ${ended.length} 件：`);
    let told = 0;
    for (const one of ended) {
      const line = `${told + 1}. ${endOf(one, house)}`;
      if (!room(line)) break;
      lines.push(line);
      told++;
    }
    if (ended.length > told) lines.push(`另外 ${ended.length - told} 件请到接待台“工单”里看。`);
  }
  if (standing.length > 0) lines.push('请过问。');
  return lines.join('\n');
}

function endOf({ ticket, at }: Ended, house: House): string {
  const what = `${whatAndWhere(ticket, house)}（单号 ${ticket.code}）`;
  return `${what}：${sayInstant(at, house.clock.now())} ${ENDED_AS[ticket.status] ?? '补上了，单子还在办'}`;
}
const ENDED_AS: Partial<Record<Ticket['status'], string>> = {
  resolved: '处理完了，等回访',
  followup: '处理完了，等回访',
  closed: '办结了',
  cancelled: '撤单了',
};

function lineOf(ticket: Ticket, house: House): string {
  const holder = ticket.assignee === null ? null : staffById(house, ticket.assignee);
  const review = ticket.course.reviews.some(({ verified }) => verified === null);
  const parts = [
    ...(ticket.level === null ? [] : [`${ticket.level}投诉`]),
    lateBy(ticket, house) ?? '现在没有超时',
    holder === null ? '没有人在办' : `${holder.name}在办`,
    ...(review ? ['案例复盘还没有做完'] : []),
  ];
  return `${whatAndWhere(ticket, house)}（单号 ${ticket.code}）：${parts.join('，')}`;
}
