// What has come up to a level of the ladder and still stands there, in one list at a fixed time: every working day for those who watch over
// the day, once a week for whoever stands above them (desk model §4.4).
import { nextAtMinute, wallDate } from '../clocks/service-calendar.ts';
import { type OverdueLevel, overdueLevels, type RaiseCause, type Staff } from '../config/config.ts';
import { MOST_TRIES } from '../jobs/job-runner.ts';
import type { Job, Tx } from '../storage/contract.ts';
import { type House, staffById } from './house.ts';
import { whatAndWhere } from './notices.ts';
import { personOf } from './overdue.ts';
import { lateBy } from './overdue-words.ts';
import { tellStaff } from './paging.ts';
import { isGone } from './raising.ts';
import { isOpen } from './states.ts';
import type { Ticket } from './ticket.ts';

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
  const lists = new Map<Staff, Ticket[]>();
  for (const ticket of await ticketsUpTo(tx, step.level, house))
    for (const member of new Set(step.who.flatMap((who) => personOf(who, ticket, null, house) ?? [])))
      lists.set(member, [...(lists.get(member) ?? []), ticket]);
  for (const [member, tickets] of lists) await tellStaff(tx, member, wordsOf(tickets, house), null, house);
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
  const wanted = overdueLevels.indexOf(level);
  const events = await tx.tickets.events(ticket.id);
  for (const { type, data, seq } of events) {
    if (type !== 'ticket.escalated' || overdueLevels.indexOf(data.level as OverdueLevel) < wanted) continue;
    const { kind, dueAt, cause } = data;
    if (ticket.timers.some((each) => each.kind === kind && each.dueAt === dueAt && each.metAt === null))
      return true;
    const raised = events.findLast(
      (each) => each.type === 'ticket.raised' && each.data.cause === cause && each.seq < seq,
    );
    if (raised && !(await isGone(tx, ticket, cause as RaiseCause, raised, events))) return true;
  }
  return false;
}

/** A message of a phone takes two thousand bytes. */
const MOST_BYTES = 1_600;

function wordsOf(tickets: readonly Ticket[], house: House): string {
  const lines = [`【督办清单】报到您这一级、还没有解决的有 ${tickets.length} 件：`];
  for (const [index, ticket] of tickets.entries()) {
    const line = `${index + 1}. ${lineOf(ticket, house)}`;
    if (Buffer.byteLength([...lines, line].join('\n')) > MOST_BYTES) break;
    lines.push(line);
  }
  const left = tickets.length - (lines.length - 1);
  lines.push(left === 0 ? '请过问。' : `另外 ${left} 件请到接待台“督办”里看。请过问。`);
  return lines.join('\n');
}

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
