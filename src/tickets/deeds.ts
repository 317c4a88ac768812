// What can be done to a ticket. One function per deed, for every door: flow, console, card, API. Each is part of one transaction:
// load, decide, keep the event, put the words on their way.

import { accepted, type Outcome, refused } from '../base/errors.ts';
import { dayCode } from '../clocks/service-calendar.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { MatterFacts } from '../flows/effects.ts';
import type { Tx } from '../storage/contract.ts';
import { isUndecided } from './application.ts';
import { changeApplication, fileApplication, shapeTicket } from './application-filing.ts';
import { outlivesRaising } from './clock-deeds.ts';
import { beginClocks, stopClocks } from './clocks.ts';
import { meetContact } from './complaint-clocks.ts';
import { newCourse, type Quote, type Receipt } from './course.ts';
import { contactFor, departmentFor } from './departments.ts';
import { joinWords, sayPhone, shorten, toPlace } from './describe.ts';
import { deviceOf } from './device.ts';
import { gradeMatter } from './grading.ts';
import { keepChange, standingOf } from './history.ts';
import { type Actor, botActor, type House, sayStaff, staffById } from './house.ts';
import { joinRunning } from './incident-reach.ts';
import { watchForIncident } from './incident-watch.ts';
import { officePhone, tellHelpers, tellResident } from './notices.ts';
import { beginPaging, callAgain, stopPaging } from './paging.ts';
import { type By, notAllowedNow, perform, versionConflict } from './perform.ts';
import { promiseFor, sayPromise, timersFor } from './promise.ts';
import { tellOwn } from './quote-asking.ts';
import { finishQuoteTasks } from './quote-tasks.ts';
import { raiseByWords, raiseDanger } from './raise-heard.ts';
import { kindOf, receiptFor, sumsOf } from './receipt.ts';
import { isOpen } from './states.ts';
import { keepOut, makeRoom } from './stepping-aside.ts';
import type { Ticket, TicketKind } from './ticket.ts';
import { nowWeighty, weighAgain, weighFirst } from './weighing.ts';

/** What a resident may be told once a ticket is open; the fields of replies after `ticket.open`. */
export type ToldAtOpening = { ownerName: string; ownerPhone: string };

export async function openTicket(
  tx: Tx,
  opening: {
    kind: TicketKind;
    facts: MatterFacts;
    partial: boolean;
    actor: Actor;
  } & (
    | { conversation: Conversation }
    /** By hand: on the phone, at the counter. A person may grade it higher than the rules do. */
    | {
        conversation: null;
        communityId: string;
        name: string | null;
        grade: Ticket['grade'] | null;
        firstOwner: string | null;
        /** The work order of an incident tells of none. */
        incident?: { id: string; level: Ticket['level'] };
      }
  ),
  house: House,
): Promise<{ ticket: Ticket; told: ToldAtOpening }> {
  const { conversation, kind, facts, partial, actor } = opening;
  const communityId = opening.conversation === null ? opening.communityId : opening.conversation.communityId;
  const now = house.clock.now();
  const graded = gradeMatter({ kind, hazards: facts.hazards, faults: facts.faults }, house.lexicon);
  const byHand = opening.conversation === null ? opening.grade : null;
  const { grade, reason } =
    byHand !== null && byHand < graded.grade ? { grade: byHand, reason: '登记时由同事定级' } : graded;
  const order = opening.conversation === null ? (opening.incident ?? null) : null;
  const policy = house.sla.grades[grade];
  const department = departmentFor({ kind, hazards: facts.hazards, faults: facts.faults }, house);
  const day = dayCode(now);
  const number = await tx.tickets.nextNumber(communityId, day);
  const ticket: Ticket = {
    id: house.ids.next(),
    code: `${day}-${String(number).padStart(3, '0')}`,
    communityId,
    kind,
    category: facts.hazards[0] ?? facts.faults[0] ?? facts.category ?? null,
    grade,
    gradeReason: reason,
    level: order?.level ?? null,
    complaintClass: kind === 'complaint' ? (facts.complaintClass ?? 'other') : null,
    aboutStaff: facts.aboutStaff ?? [],
    status: 'new',
    place: toPlace(facts.place, facts.area, house.lexicon),
    description: facts.description,
    contact: { name: opening.conversation === null ? opening.name : null, phone: facts.phone ?? null },
    channel: conversation?.channel ?? null,
    channelUserId: conversation?.channelUserId ?? null,
    conversationId: conversation?.id ?? null,
    residentId: conversation?.residentId ?? null,
    department,
    firstOwner: opening.conversation === null ? opening.firstOwner : null,
    assignee: null,
    openedAt: now,
    promise: promiseFor(policy, house.calendar, now),
    timers: timersFor(policy, house.calendar, now),
    incidentId: order?.id ?? null,
    attachmentIds: [],
    partial,
    course: newCourse(),
    updatedAt: now,
    version: 1,
  };
  ticket.course.device = deviceTold(ticket, facts, house);
  if (facts.application) shapeTicket(ticket, facts.application, facts.photoMessageIds.length > 0, house);
  keepOut(ticket, house);
  const isWeighed = kind === 'complaint' && order === null;
  const hasEvidence = facts.photoMessageIds.length > 0;
  if (isWeighed) await weighFirst(tx, ticket, { hazards: facts.hazards, hasEvidence }, house);
  await tx.tickets.add(ticket);
  await keepChange(tx, ticket, null, {
    type: 'ticket.opened',
    actor,
    at: now,
    data: {
      grade,
      gradeReason: reason,
      policyVersion: house.sla.version,
      department,
      partial,
      complaintClass: ticket.complaintClass,
      level: ticket.level,
      place: ticket.place,
      hazards: facts.hazards,
      visit: facts.visit ?? null,
    },
  });
  await attachPhotos(tx, ticket, facts.photoMessageIds, house);
  if (facts.application) {
    const hasDocuments = facts.photoMessageIds.length > 0;
    await fileApplication(tx, ticket, facts.application, { hasDocuments, actor }, house);
  }
  if (order === null && facts.apart !== true && (await joinRunning(tx, ticket, facts.faults, house))) {
    Object.assign(ticket, await tx.tickets.get(ticket.id));
  } else {
    await beginClocks(tx, ticket, house);
    await beginPaging(tx, ticket, house);
    if (order === null && ticket.incidentId === null) await watchForIncident(tx, ticket, house);
  }
  if (isWeighed) await nowWeighty(tx, ticket, house);
  if (order === null) await raiseDanger(tx, ticket, facts.hazards, house);
  // What a resident writes is heard in every turn.
  if (conversation === null && order === null) await raiseByWords(tx, ticket, [facts.description], house);

  const { person, department: known } = contactFor(
    ticket.department ?? department,
    ticket.communityId,
    now,
    house,
    ticket.course.complainedAbout,
  );
  const office = house.communities.find((each) => each.id === ticket.communityId)?.office;
  return {
    ticket,
    told: {
      ownerName: person ? sayStaff(person) : (known?.name ?? '值班同事'),
      ownerPhone: person?.phone ?? known?.phone ?? office?.phone ?? '',
    },
  };
}

function deviceTold(
  { kind, category, communityId }: Ticket,
  { place }: MatterFacts,
  { incidents, communities }: House,
): string | null {
  const community = communities.find(({ id }) => id === communityId);
  return kind === 'repair' ? deviceOf(category, place, incidents, community) : null;
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
  const stood = standingOf(ticket);
  const before = { place: ticket.place, phone: ticket.contact.phone, grade: ticket.grade };
  const words = newWords(ticket.description, facts.description);
  // What is known is not forgotten when it is told no more.
  const place = toPlace(facts.place, facts.area, house.lexicon);
  if (place.text !== '') ticket.place = place;
  // A matter that came back has an account from before it was done.
  ticket.description =
    ticket.course.cycle === 1 ? facts.description : joinWords(ticket.description, facts.description);
  ticket.contact.phone = facts.phone ?? ticket.contact.phone;
  // More words may say better what a complaint is about; what is known is not forgotten.
  if (ticket.kind === 'complaint' && (ticket.complaintClass ?? 'other') === 'other')
    ticket.complaintClass = facts.complaintClass ?? 'other';
  ticket.aboutStaff = facts.aboutStaff ?? ticket.aboutStaff;
  keepOut(ticket, house);
  ticket.partial = ticket.partial && ticket.place.text === '';
  const graded = gradeMatter(
    { kind: ticket.kind, hazards: facts.hazards, faults: facts.faults },
    house.lexicon,
  );
  const raised = graded.grade < ticket.grade;
  if (raised) raiseGrade(ticket, graded, departmentFor({ kind: ticket.kind, ...facts }, house), now, house);
  ticket.category = (raised ? facts.hazards[0] : undefined) ?? ticket.category ?? facts.faults[0] ?? null;
  ticket.course.device = deviceTold(ticket, facts, house) ?? ticket.course.device;
  ticket.updatedAt = now;
  if (!(await tx.tickets.save(ticket))) return versionConflict();
  await keepChange(tx, ticket, stood, {
    type: why === 'correction' ? 'ticket.corrected' : 'ticket.amended',
    actor,
    at: now,
    data: {
      before,
      after: { place: ticket.place, phone: ticket.contact.phone, grade: ticket.grade },
      visit: facts.visit ?? null,
    },
  });
  const photos = await attachPhotos(tx, ticket, facts.photoMessageIds, house);
  if (facts.application) {
    const change = { newDocuments: photos, actor };
    if (await changeApplication(tx, ticket, facts.application, change, house))
      await tellHelpers(tx, ticket, house, '住户补来了材料，请审核');
  }
  if (ticket.kind === 'complaint') {
    await makeRoom(tx, ticket, house);
    const hasEvidence = photos > 0 || ticket.attachmentIds.length > 0;
    await weighAgain(tx, ticket, { hazards: facts.hazards, hasEvidence }, actor, house);
  }
  if (raised) {
    await stopClocks(tx, ticket.id);
    await beginClocks(tx, ticket, house);
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
  await raiseDanger(tx, ticket, facts.hazards, house);
  return accepted(ticket);
}

/** A person of ours takes the ticket. The first one becomes its first owner (首问负责人) and stays it. */
export async function acceptTicket(tx: Tx, ticketId: string, by: By, house: House): Promise<Outcome<Ticket>> {
  const { staffId } = by;
  return perform(
    tx,
    ticketId,
    'accept',
    {
      by,
      change(ticket) {
        ticket.firstOwner ??= staffId;
        ticket.assignee ??= staffId;
      },
      async tellResident(ticket) {
        const owner = staffId === null ? null : staffById(house, staffId);
        const fields = {
          'ticket.code': ticket.code,
          'owner.name': owner ? sayStaff(owner) : '值班同事',
          'owner.phone': sayPhone(owner?.phone ?? null) ?? officePhone(ticket, house),
          promise: ticket.promise.text,
          'promise.now': sayPromise(ticket, house.clock.now()),
        };
        await tellResident(tx, ticket, 'ticket.accepted', fields, house);
      },
    },
    house,
  );
}

/** A person of ours has answered the resident: whatever waited for a human answer has it. */
export async function noteHumanReply(
  tx: Tx,
  conversationId: string,
  actor: Actor,
  house: Pick<House, 'clock'>,
): Promise<void> {
  const now = house.clock.now();
  if (actor.kind === 'staff' && actor.id !== null) await tx.register.receive(conversationId, actor.id);
  for (const ticket of await tx.tickets.openOf(conversationId)) {
    // Whom it is about may write to the resident; that is no answer to the complaint.
    if (actor.id !== null && ticket.course.complainedAbout.includes(actor.id)) continue;
    const owed = (wanted: string) =>
      ticket.timers.find(({ kind, metAt }) => kind === wanted && metAt === null) ?? null;
    const [first, next] = [owed('first_reply'), owed('next_reply')];
    if (first === null && next === null) continue;
    const before = standingOf(ticket);
    for (const waiting of [first, next]) if (waiting) waiting.metAt = now;
    meetContact(ticket, now);
    // Who answers first is the first owner, whatever becomes of it.
    if (actor.kind === 'staff') ticket.firstOwner ??= actor.id;
    ticket.updatedAt = now;
    if (!(await tx.tickets.save(ticket))) continue;
    await keepChange(tx, ticket, before, {
      type: first === null ? 'ticket.reply-given' : 'ticket.answered',
      actor,
      at: now,
      data: { staffId: actor.id },
    });
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

/** The work is done; the resident is told what was done, and asked whether it is. */
export async function resolveTicket(
  tx: Tx,
  ticketId: string,
  by: By & { result: string; causeCode?: string; chargeFen?: number },
  house: House,
): Promise<Outcome<Ticket>> {
  const { result, causeCode = null, chargeFen } = by;
  const application = await tx.applications.get(ticketId);
  if (application !== null && isUndecided(application))
    return refused('applications/decide-there', '这是一份申请，请在“申请审批”里通过、退回或要求补件');
  let receipt: Receipt | null = null;
  return perform(
    tx,
    ticketId,
    'resolve',
    {
      by,
      input: { result, ...(chargeFen === undefined ? {} : { chargeFen }) },
      data: { result, causeCode, ...(chargeFen === undefined ? {} : { chargeFen }) },
      change(ticket, now) {
        ticket.course.waiting = null;
        ticket.course.offer = null;
        ticket.course.causeCode = causeCode ?? ticket.course.causeCode;
        receipt = receiptFor(ticket, { chargeFen, at: now, by: by.staffId });
        if (receipt !== null) ticket.course.receipts = [...ticket.course.receipts, receipt];
        ticket.course.quotes = ticket.course.quotes.map(dropUnanswered);
        ticket.course.resultMessageId = ticket.conversationId === null ? null : house.ids.next();
      },
      async tellResident(ticket) {
        const fields = { 'ticket.code': ticket.code, result: result.replace(/[。.！!\s]+$/u, '') };
        const messageId = ticket.course.resultMessageId;
        await finishQuoteTasks(tx, ticket, house.clock.now());
        if (receipt === null) {
          await tellResident(tx, ticket, 'ticket.resolved', fields, house, { messageId });
          return;
        }
        const key = `receipt.done_${kindOf(receipt)}`;
        await tellOwn(tx, ticket, key, { ...fields, ...sumsOf(receipt) }, house, messageId);
        await tellResident(tx, { ...ticket, conversationId: null }, 'ticket.resolved', fields, house);
      },
    },
    house,
  );
}

function dropUnanswered(quote: Quote): Quote {
  return quote.state === 'asked' || quote.state === 'to-approve' ? { ...quote, state: 'dropped' } : quote;
}

/** The resident takes the matter back, or it turns out not to be ours; whoever was called is told not to come. */
export async function cancelTicket(
  tx: Tx,
  ticketId: string,
  by: By & { reason: string; referral?: string; outOfScope?: boolean },
  house: House,
): Promise<Outcome<Ticket>> {
  const { reason, referral, outOfScope = false } = by;
  const cancelled = await perform(
    tx,
    ticketId,
    'cancel',
    {
      by,
      input: { reason, outOfScope, ...(referral === undefined ? {} : { referral }) },
      data: { reason, outOfScope, referral: referral ?? null },
      change(ticket) {
        // Whoever says where else to go is whom the resident met first.
        if (outOfScope) ticket.firstOwner ??= by.staffId;
        ticket.course.waiting = null;
        ticket.course.offer = null;
      },
    },
    house,
  );
  if (cancelled.ok) await finishQuoteTasks(tx, cancelled.value, house.clock.now());
  if (cancelled.ok && referral !== undefined) {
    const fields = { 'ticket.code': cancelled.value.code, referral: referral.replace(/[。.！!\s]+$/u, '') };
    await tellResident(tx, cancelled.value, 'ticket.referred', fields, house);
  }
  return cancelled;
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
  const kept = ticket.timers.filter(outlivesRaising);
  const fresh = timersFor(policy, house.calendar, now);
  ticket.timers = [...kept, ...fresh.filter((timer) => !kept.some((old) => old.kind === timer.kind))];
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
