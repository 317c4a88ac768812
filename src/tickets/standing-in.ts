// 首问 does not end with a shift: whoever answers for an open promise and will not be back before it is due, or is gone for good, is
// followed by a colleague who is there. Who was first stays written; both hear it, and the resident, once, who was told a name.
import { sayInstant } from '../clocks/service-calendar.ts';
import type { Roster, Staff } from '../config/config.ts';
import { MOST_TRIES } from '../jobs/job-runner.ts';
import type { Job, Tx } from '../storage/contract.ts';
import { contactFor } from './departments.ts';
import { sayPhone } from './describe.ts';
import { succeedFirstOwner } from './handing-over.ts';
import { type House, sayStaff, staffById, timerActor } from './house.ts';
import { officePhone, tellResident, whatAndWhere } from './notices.ts';
import { tellStaff } from './paging.ts';
import { nextPromised, sayPromise } from './promise.ts';
import { isRostered, worksAt } from './roster.ts';
import { isOpen } from './states.ts';
import type { Ticket } from './ticket.ts';

export const STAND_IN_WATCH = 'first-owner.watch';
export const STAND_IN_JOB = 'first-owner.stand-in';

const MINUTE_MS = 60_000;
/** Nobody need stand in to the minute. */
const EVERY_MS = 10 * MINUTE_MS;
const STEP_MS = 15 * MINUTE_MS;
/** Of whom nothing is known any more, they speak with residents. */
const RECEPTION = 'service';
/** A promise further off is kept by somebody who will be back. */
const MOST_AHEAD_MS = 7 * 24 * 60 * MINUTE_MS;

/** One look every ten minutes, however many processes ask for it. */
export async function planStandIns(tx: Tx, at: number): Promise<void> {
  const uniqueKey = `${STAND_IN_WATCH}:${Math.floor(at / EVERY_MS)}`;
  await tx.jobs.add({ kind: STAND_IN_WATCH, subjectId: 'house', dueAt: at, uniqueKey });
}

/** Where whoever answers for it is not there, each is looked at in a unit of its own. */
export async function watchFirstOwners(tx: Tx, job: Job, house: House): Promise<void> {
  const now = house.clock.now();
  await planStandIns(tx, Math.max(job.dueAt, now) + EVERY_MS);
  if (job.attempt > MOST_TRIES) return;
  const communityIds = house.communities.map(({ id }) => id);
  const there = new Map<string, boolean>();
  for (const { id, owner } of await tx.queue.open({ communityIds })) {
    if (owner === null) continue;
    if (!there.has(owner)) there.set(owner, await isThere(tx, owner, now, house));
    if (there.get(owner)) continue;
    const uniqueKey = `${STAND_IN_JOB}:${id}:${Math.floor(now / EVERY_MS)}`;
    await tx.jobs.add({ kind: STAND_IN_JOB, subjectId: id, dueAt: now, uniqueKey });
  }
}

export async function standIn(tx: Tx, { subjectId }: Job, house: House): Promise<void> {
  const ticket = await tx.tickets.get(subjectId);
  const ownerId = ticket?.course.successor?.staffId ?? ticket?.firstOwner ?? null;
  if (!ticket || ownerId === null || !isOpen(ticket.status)) return;
  const now = house.clock.now();
  if (await isThere(tx, ownerId, now, house)) return;
  const isGone = await hasLeft(tx, ownerId, house);
  const dueAt = openPromiseOf(ticket);
  if (!isGone && (dueAt === null || comesBack(house.people().roster, ownerId, now, dueAt))) return;
  const before = staffById(house, ownerId);
  const after = whoIsThere(ticket, before, isGone, house);
  if (!after) return;
  const reason = isGone ? '首问的同事已经离开' : '首问的同事下班了';
  const by = { actor: timerActor, staffId: null, successor: after.id, reason };
  const done = await succeedFirstOwner(tx, ticket.id, by, house);
  if (done.ok) await tellAll(tx, done.value, { before: isGone ? null : before, after }, house);
}

async function tellAll(
  tx: Tx,
  ticket: Ticket,
  { before, after }: { before: Staff | null; after: Staff },
  house: House,
): Promise<void> {
  const now = house.clock.now();
  const what = `单号 ${ticket.code}，${whatAndWhere(ticket, house)}`;
  const dueAt = openPromiseOf(ticket);
  const until = dueAt === null ? '' : `，答应住户的时间是${sayInstant(dueAt, now)}`;
  const whose = before === null ? '首问的同事已经离开' : `${before.name}下班了`;
  await tellStaff(tx, after, `${what}：${whose}，接下来由您跟进到底${until}。`, ticket.id, house);
  // What they have in hand is theirs until somebody takes it.
  const rest = ticket.assignee === before?.id ? '活还在您手上，没做完请转给同事' : '您不用再管';
  if (before)
    await tellStaff(
      tx,
      before,
      `${what}：您下班了，住户这边由${after.name}接着跟进，${rest}。`,
      ticket.id,
      house,
    );
  const { conversationId } = ticket;
  const named =
    conversationId !== null &&
    (await tx.messages.saidSince(conversationId, 'ticket.accepted', ticket.openedAt));
  if (!named) return;
  const fields = {
    'ticket.code': ticket.code,
    'owner.name': sayStaff(after),
    'owner.phone': sayPhone(after.phone) ?? officePhone(ticket, house),
    'promise.now': sayPromise(ticket, now),
  };
  await tellResident(tx, ticket, 'ticket.succeeded', fields, house, { needed: false });
}

/** What the resident was told, else what runs out first. */
function openPromiseOf(ticket: Ticket): number | null {
  const told = nextPromised(ticket);
  if (told !== null) return told;
  const running = ticket.timers.filter(({ metAt, pausedAt }) => metAt === null && pausedAt === null);
  return running.length === 0 ? null : Math.min(...running.map(({ dueAt }) => dueAt));
}

/** The first on duty of the same department. Where nobody is, the lead of it, for what can not wait for the morning. */
function whoIsThere(ticket: Ticket, before: Staff | null, isGone: boolean, house: House): Staff | null {
  const department = before?.departmentId ?? RECEPTION;
  const except = [...ticket.course.complainedAbout, ...(before === null ? [] : [before.id])];
  const now = house.clock.now();
  const { person } = contactFor(department, ticket.communityId, now, house, except);
  if (person === null) return null;
  return isGone || ticket.grade <= 2 || worksAt(house.people().roster, person.id, now) ? person : null;
}

/** Whose hours nobody wrote down is taken to be there. */
async function isThere(tx: Tx, staffId: string, now: number, house: House): Promise<boolean> {
  if (await hasLeft(tx, staffId, house)) return false;
  const { roster } = house.people();
  return !isRostered(roster, staffId) || worksAt(roster, staffId, now);
}

/** Not in the house any more, or shut out of it. */
async function hasLeft(tx: Tx, staffId: string, house: House): Promise<boolean> {
  const accounts = await tx.people.ofStaff(staffId);
  if (accounts.length > 0) return accounts.every(({ disabledAt }) => disabledAt !== null);
  return staffById(house, staffId) === null && (await tx.people.get(staffId))?.disabledAt !== null;
}

function comesBack(roster: Roster, staffId: string, now: number, dueAt: number): boolean {
  const until = Math.min(dueAt, now + MOST_AHEAD_MS);
  for (let at = now; at < until; at += STEP_MS) if (worksAt(roster, staffId, at)) return true;
  return false;
}
