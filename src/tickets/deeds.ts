// What can be done to a ticket. One function per deed, for every door: flow, console, card, API. Each is part of one transaction:
// load, decide, keep the event, put the words on their way.

import { accepted, type Outcome, refused } from '../base/errors.ts';
import { dayCode } from '../clocks/service-calendar.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { keepConversation } from '../conversations/keep.ts';
import type { MatterFacts } from '../flows/effects.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import type { Tx } from '../storage/contract.ts';
import { settleCards } from './cards.ts';
import { beginClocks, stopClocks } from './clocks.ts';
import { sayPhone, sayPlaceForStaff, shorten, toPlace } from './describe.ts';
import { contactFor, departmentFor } from './dispatch.ts';
import { gradeMatter } from './grading.ts';
import { type Actor, botActor, type House, sayStaff, staffById } from './house.ts';
import { watchForIncident } from './incident-watch.ts';
import { beginPaging, callAgain, matterLabel, pagedStaff, stopPaging, tellStaff } from './paging.ts';
import { promiseFor, sayPromise, timersFor } from './promise.ts';
import { clocksMetBy, type Deed, isOpen, sayStatus, transitions } from './states.ts';
import type { Ticket, TicketKind } from './ticket.ts';

/** What a resident may be told once a ticket is open; the fields of replies after `ticket.open`. */
export type ToldAtOpening = { ownerName: string; ownerPhone: string };

export async function openTicket(
  tx: Tx,
  opening: {
    conversation: Conversation;
    kind: TicketKind;
    facts: MatterFacts;
    partial: boolean;
    actor: Actor;
  },
  house: House,
): Promise<{ ticket: Ticket; told: ToldAtOpening }> {
  const { conversation, kind, facts, partial, actor } = opening;
  const now = house.clock.now();
  const { grade, reason } = gradeMatter(
    { kind, hazards: facts.hazards, faults: facts.faults },
    house.lexicon,
  );
  const policy = house.sla.grades[grade];
  const department = departmentFor({ kind, hazards: facts.hazards, faults: facts.faults }, house);
  const day = dayCode(now);
  const number = await tx.tickets.nextNumber(conversation.communityId, day);
  const ticket: Ticket = {
    id: house.ids.next(),
    code: `${day}-${String(number).padStart(3, '0')}`,
    communityId: conversation.communityId,
    kind,
    category: facts.hazards[0] ?? facts.faults[0] ?? facts.category ?? null,
    grade,
    gradeReason: reason,
    level: null,
    complaintClass: null,
    status: 'new',
    place: toPlace(facts.place, facts.area, house.lexicon),
    description: facts.description,
    contact: { name: null, phone: facts.phone ?? null },
    channel: conversation.channel,
    channelUserId: conversation.channelUserId,
    conversationId: conversation.id,
    residentId: conversation.residentId,
    department,
    firstOwner: null,
    assignee: null,
    openedAt: now,
    promise: promiseFor(policy, house.calendar, now),
    timers: timersFor(policy, house.calendar, now),
    incidentId: null,
    attachmentIds: [],
    partial,
    updatedAt: now,
    version: 1,
  };
  await tx.tickets.add(ticket);
  await keepEvent(tx, ticket, 'ticket.opened', actor, now, {
    grade,
    gradeReason: reason,
    policyVersion: house.sla.version,
    department,
    partial,
    place: ticket.place,
    hazards: facts.hazards,
    visit: facts.visit ?? null,
  });
  await attachPhotos(tx, ticket, facts.photoMessageIds, house);
  await beginClocks(tx, ticket);
  await beginPaging(tx, ticket, house);
  await watchForIncident(tx, ticket, house);

  const { person, department: known } = contactFor(department, ticket.communityId, now, house);
  const office = house.communities.find((each) => each.id === ticket.communityId)?.office;
  return {
    ticket,
    told: {
      ownerName: person ? sayStaff(person) : (known?.name ?? '值班同事'),
      ownerPhone: person?.phone ?? known?.phone ?? office?.phone ?? '',
    },
  };
}

/** Adds what the resident told later: a corrected place, a phone, photos. Grade only ever rises here; lowering it is a person's deed. */
export async function amendTicket(
  tx: Tx,
  ticketId: string,
  change: { facts: MatterFacts; why: 'correction' | 'addition'; actor: Actor },
  house: House,
): Promise<Outcome<Ticket>> {
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket) return refused('tickets/not-found', '没有找到这张单');
  if (!isOpen(ticket.status)) return notAllowedNow(ticket);
  const now = house.clock.now();
  const { facts, why, actor } = change;
  const before = { place: ticket.place, phone: ticket.contact.phone, grade: ticket.grade };
  const words = newWords(ticket.description, facts.description);
  ticket.place = toPlace(facts.place, facts.area, house.lexicon);
  ticket.description = facts.description;
  ticket.contact.phone = facts.phone ?? ticket.contact.phone;
  ticket.partial = ticket.partial && ticket.place.text === '';
  const graded = gradeMatter(
    { kind: ticket.kind, hazards: facts.hazards, faults: facts.faults },
    house.lexicon,
  );
  const raised = graded.grade < ticket.grade;
  if (raised) raiseGrade(ticket, graded, departmentFor({ kind: ticket.kind, ...facts }, house), now, house);
  ticket.category = (raised ? facts.hazards[0] : undefined) ?? ticket.category ?? facts.faults[0] ?? null;
  ticket.updatedAt = now;
  if (!(await tx.tickets.save(ticket))) return versionConflict();
  await keepEvent(tx, ticket, why === 'correction' ? 'ticket.corrected' : 'ticket.amended', actor, now, {
    before,
    after: { place: ticket.place, phone: ticket.contact.phone, grade: ticket.grade },
    visit: facts.visit ?? null,
  });
  const photos = await attachPhotos(tx, ticket, facts.photoMessageIds, house);
  if (raised) {
    await stopClocks(tx, ticket.id);
    await beginClocks(tx, ticket);
    // A lower grade's ladder must not go on beside the new one.
    await stopPaging(tx, ticket.id);
    if (ticket.status === 'new') {
      await beginPaging(tx, ticket, house);
    } else {
      await tellHelpers(tx, ticket, house);
      await callAgain(tx, ticket, house);
    }
  } else if (ticket.grade <= RUNNING_THERE) {
    const silent = placeOrPhoneChanged(before, ticket) ? '' : '住户在催';
    const news = words === '' ? (photos > 0 ? '住户发来了照片' : silent) : `住户又说：${shorten(words)}`;
    await tellHelpers(tx, ticket, house, news);
  } else if (placeOrPhoneChanged(before, ticket)) {
    await tellHelpers(tx, ticket, house);
  }
  return accepted(ticket);
}

/** A person of ours takes the ticket. The first one becomes its first owner (首问负责人) and stays it. */
export async function acceptTicket(
  tx: Tx,
  ticketId: string,
  by: { actor: Actor; staffId: string | null; expectedVersion?: number },
  house: House,
): Promise<Outcome<Ticket>> {
  const begun = await beginDeed(tx, ticketId, 'accept', by.expectedVersion, house);
  if (!begun.ok) return begun;
  const ticket = begun.value;
  const now = house.clock.now();
  ticket.firstOwner ??= by.staffId;
  ticket.assignee ??= by.staffId;
  if (!(await tx.tickets.save(ticket))) return versionConflict();
  await keepEvent(tx, ticket, 'ticket.accepted', by.actor, now, { staffId: by.staffId });
  await stopPaging(tx, ticket.id);
  await settleCards(tx, ticket.id, house);

  const owner = by.staffId === null ? null : staffById(house, by.staffId);
  await tellTakenOver(tx, ticket, by.staffId, house);
  await tellResident(
    tx,
    ticket,
    'ticket.accepted',
    {
      'ticket.code': ticket.code,
      'owner.name': owner ? sayStaff(owner) : '值班同事',
      'owner.phone': sayPhone(owner?.phone ?? null) ?? officePhone(ticket, house),
      promise: ticket.promise.text,
      'promise.now': sayPromise(ticket, now),
    },
    house,
  );
  return accepted(ticket);
}

/** A person of ours has answered the resident: whatever waited for the first human answer has it. */
export async function noteHumanReply(
  tx: Tx,
  conversationId: string,
  actor: Actor,
  house: Pick<House, 'clock'>,
): Promise<void> {
  const now = house.clock.now();
  for (const ticket of await tx.tickets.openOf(conversationId)) {
    const waiting = ticket.timers.find((timer) => timer.kind === 'first_reply' && timer.metAt === null);
    if (!waiting) continue;
    waiting.metAt = now;
    ticket.updatedAt = now;
    if (!(await tx.tickets.save(ticket))) continue;
    await keepEvent(tx, ticket, 'ticket.answered', actor, now, { staffId: actor.id });
  }
}

/** A file of this ticket did not get through; whoever works on it must not wait for it. */
export async function noteLostFile(
  tx: Tx,
  ticketId: string,
  file: { type: string; reason: string | null },
  house: Pick<House, 'clock'>,
): Promise<void> {
  const ticket = await tx.tickets.get(ticketId);
  if (ticket) await keepEvent(tx, ticket, 'ticket.file-lost', botActor, house.clock.now(), file);
}

/** The work is done; the resident is told what was done. */
export async function resolveTicket(
  tx: Tx,
  ticketId: string,
  by: { actor: Actor; result: string; causeCode?: string; expectedVersion?: number },
  house: House,
): Promise<Outcome<Ticket>> {
  const begun = await beginDeed(tx, ticketId, 'resolve', by.expectedVersion, house);
  if (!begun.ok) return begun;
  const ticket = begun.value;
  if (!(await tx.tickets.save(ticket))) return versionConflict();
  await keepEvent(tx, ticket, 'ticket.resolved', by.actor, house.clock.now(), {
    result: by.result,
    causeCode: by.causeCode ?? null,
  });
  await stopClocks(tx, ticket.id);
  await tellResident(
    tx,
    ticket,
    'ticket.resolved',
    { 'ticket.code': ticket.code, result: by.result.replace(/[。.！!\s]+$/u, '') },
    house,
  );
  return accepted(ticket);
}

/** The resident takes the matter back, or it turns out not to be ours; whoever was called is told not to come. */
export async function cancelTicket(
  tx: Tx,
  ticketId: string,
  by: { actor: Actor; reason: string; expectedVersion?: number },
  house: House,
): Promise<Outcome<Ticket>> {
  const begun = await beginDeed(tx, ticketId, 'cancel', by.expectedVersion, house);
  if (!begun.ok) return begun;
  const ticket = begun.value;
  if (!(await tx.tickets.save(ticket))) return versionConflict();
  await keepEvent(tx, ticket, 'ticket.cancelled', by.actor, house.clock.now(), { reason: by.reason });
  await stopPaging(tx, ticket.id);
  await settleCards(tx, ticket.id, house);
  await stopClocks(tx, ticket.id);
  for (const staffId of await pagedStaff(tx, ticket.id)) {
    const member = staffById(house, staffId);
    if (!member) continue;
    const words = `单号 ${ticket.code} 已撤销，不用再去了：${whatAndWhere(ticket, house)}。`;
    await tellStaff(tx, member, words, ticket.id, house);
  }
  return accepted(ticket);
}

/** Loads the ticket, checks that the deed is allowed, and moves status and clocks. Nothing is saved yet. */
async function beginDeed(
  tx: Tx,
  ticketId: string,
  deed: Deed,
  expectedVersion: number | undefined,
  house: House,
): Promise<Outcome<Ticket>> {
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket) return refused('tickets/not-found', '没有找到这张单');
  if (expectedVersion !== undefined && expectedVersion !== ticket.version) return versionConflict();
  const { from, to } = transitions[deed];
  if (!from.includes(ticket.status)) return notAllowedNow(ticket);
  const now = house.clock.now();
  const met = clocksMetBy[deed];
  for (const timer of ticket.timers) {
    if (timer.metAt === null && (met === 'all' || met.includes(timer.kind))) timer.metAt = now;
  }
  ticket.status = to;
  ticket.updatedAt = now;
  return accepted(ticket);
}

function notAllowedNow(ticket: Ticket) {
  return refused('tickets/not-allowed-now', `这张单现在是“${sayStatus(ticket.status)}”，请刷新后再看`);
}

function versionConflict() {
  return refused('tickets/version-conflict', '这张单刚刚有人改过，请刷新后再操作');
}

function raiseGrade(
  ticket: Ticket,
  graded: { grade: Ticket['grade']; reason: string },
  department: string,
  now: number,
  house: House,
) {
  const policy = house.sla.grades[graded.grade];
  ticket.grade = graded.grade;
  ticket.gradeReason = graded.reason;
  ticket.department = department;
  ticket.promise = promiseFor(policy, house.calendar, now);
  // Clocks of the new grade start now; what was met before stays met, what was missed stays in the history.
  const met = ticket.timers.filter((old) => old.metAt !== null);
  const fresh = timersFor(policy, house.calendar, now);
  ticket.timers = [...met, ...fresh.filter((timer) => !met.some((old) => old.kind === timer.kind))];
}

/** Up to this grade somebody is on the way, and every word of the resident may matter: 阀门关不住, 快点. */
const RUNNING_THERE = 2;

/** What the resident said since; lines of an ordinary account are never taken out again. */
function newWords(before: string, after: string): string {
  const known = new Set(before.split('\n'));
  return after
    .split('\n')
    .filter((line) => !known.has(line))
    .join(' ');
}

function placeOrPhoneChanged(
  before: { place: Ticket['place']; phone: string | null },
  ticket: Ticket,
): boolean {
  return before.place.text !== ticket.place.text || before.phone !== ticket.contact.phone;
}

/** Who is on the way must know a changed place, a phone number that came later, and what is happening there now. */
async function tellHelpers(tx: Tx, ticket: Ticket, house: House, also = ''): Promise<void> {
  const helpers = new Set([
    ...(await pagedStaff(tx, ticket.id)),
    ...(ticket.assignee ? [ticket.assignee] : []),
  ]);
  for (const staffId of helpers) {
    const member = staffById(house, staffId);
    const phone = sayPhone(ticket.contact.phone);
    const lines = [`【更新】${matterLabel(ticket, house)}`, `地点：${sayPlaceForStaff(ticket.place)}`];
    if (phone) lines.push(`住户电话：${phone}`);
    if (also !== '') lines.push(also);
    lines.push(`单号：${ticket.code}`);
    if (member) await tellStaff(tx, member, lines.join('\n'), ticket.id, house);
  }
}

/** Nobody on the stairs knows a ticket by its number. */
function whatAndWhere(ticket: Ticket, house: House): string {
  return [ticket.place.text, matterLabel(ticket, house)].filter((part) => part !== '').join('，');
}

async function tellTakenOver(tx: Tx, ticket: Ticket, staffId: string | null, house: House): Promise<void> {
  const taker = staffId === null ? null : staffById(house, staffId);
  for (const other of await pagedStaff(tx, ticket.id)) {
    const member = other === staffId ? null : staffById(house, other);
    if (member)
      await tellStaff(
        tx,
        member,
        `单号 ${ticket.code} 已由${taker?.name ?? '同事'}接单，您不用过去了：${whatAndWhere(ticket, house)}。`,
        ticket.id,
        house,
      );
  }
}

async function tellResident(
  tx: Tx,
  ticket: Ticket,
  key: string,
  fields: Record<string, string>,
  house: House,
): Promise<void> {
  const conversation =
    ticket.conversationId === null ? null : await tx.conversations.get(ticket.conversationId);
  if (!conversation) return;
  const content = house.say(key, fields, { conversationId: conversation.id, channel: conversation.channel });
  await enqueueReply(
    tx,
    conversation,
    {
      content,
      author: 'system',
      replyKey: key,
      slotClass: 'ticket',
      mayMerge: true,
      promise: true,
      ticketId: ticket.id,
    },
    house.clock.now(),
  );
  await keepConversation(tx, conversation);
}

/** Answers how many were new. What was lost before the ticket had it is told here; what is lost later, by `noteLostFile`. */
async function attachPhotos(
  tx: Tx,
  ticket: Ticket,
  photoMessageIds: readonly string[],
  house: Pick<House, 'clock'>,
): Promise<number> {
  const photos = await tx.attachments.ofMessages([...photoMessageIds]);
  const added = photos.filter((photo) => photo.ticketId === null);
  await tx.attachments.attachToTicket(
    added.map((photo) => photo.id),
    ticket.id,
  );
  for (const { state, type, reason } of added) {
    const isLost = state === 'refused' || state === 'gone';
    if (isLost)
      await keepEvent(tx, ticket, 'ticket.file-lost', botActor, house.clock.now(), { type, reason });
  }
  return added.length;
}

/** A line of the ticket's history. Never the resident's own words: they may be taken back, and a line never changes. */
export async function keepEvent(
  tx: Tx,
  ticket: Ticket,
  type: string,
  actor: Actor,
  at: number,
  data: Record<string, unknown>,
): Promise<void> {
  await tx.tickets.addEvent(ticket.id, {
    type,
    at,
    actor: { kind: actor.kind, id: actor.id },
    source: actor.source,
    data,
  });
}

function officePhone(ticket: Ticket, house: House): string {
  return house.communities.find((each) => each.id === ticket.communityId)?.office.phone ?? '';
}
