// Carries a sent bulletin to the households it concerns, a handful at a time: one message each, what still waits for them joined to it,
// and a line in the delivery table. With the result their own tickets end.
import { createHash } from 'node:crypto';
import { sayInstant } from '../clocks/service-calendar.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { keepConversation } from '../conversations/keep.ts';
import { samePerson } from '../homes/bind-home.ts';
import { fits, judge, openedAt } from '../outbox/allowance.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Lang } from '../replies/reply.ts';
import type { Job, Tx } from '../storage/contract.ts';
import { closeTicket, confirmTicket } from './closing.ts';
import { keepChange, standingOf } from './history.ts';
import { type House, timerActor } from './house.ts';
import { BULLETIN_JOB, NOT_WANTED, occasionOf, rowIdOf } from './incident-bulletins.ts';
import type {
  Affected,
  Bulletin,
  BulletinDelivery,
  BulletinWords,
  IncidentCourse,
} from './incident-course.ts';
import type { IncidentBy } from './incident-perform.ts';
import { carriedTickets, isDangerous } from './incident-reach.ts';
import { sayNext, sayNotice, textOf } from './incident-words.ts';
import { perform } from './perform.ts';
import { whereToTell } from './where-to-tell.ts';

const AT_ONCE = 50;
const PAGE = 500;

export async function carryBulletin(tx: Tx, { subjectId, payload }: Job, house: House): Promise<void> {
  const bulletin = await tx.incidentCourses.bulletin(subjectId);
  const after = typeof payload.after === 'string' ? payload.after : null;
  const page = bulletin
    ? await tx.incidentCourses.affected(bulletin.incidentId, { after, limit: AT_ONCE })
    : [];
  if (!bulletin || page.length === 0) return;
  const carried =
    bulletin.kind === 'result' ? await carriedTickets(tx, bulletin.incidentId) : new Map<string, string[]>();
  const asked = bulletin.kind === 'result' ? await whoIsAsked(tx, bulletin.incidentId, house) : new Set();
  let phones = Number(payload.phones ?? 0);
  // In the order in which all who take several conversations take them.
  const ordered = page.toSorted((a, b) => ((a.conversationId ?? '') < (b.conversationId ?? '') ? -1 : 1));
  for (const one of ordered) {
    const own = { asked: asked.has(one.household), tickets: carried.get(one.household) ?? [] };
    if ((await carryTo(tx, one, bulletin, own, house)) === 'phone') phones++;
  }
  const last = page.at(-1)?.household ?? null;
  if (page.length < AT_ONCE || last === null) return askToPhone(tx, bulletin, phones, house);
  await tx.jobs.add({
    kind: BULLETIN_JOB,
    subjectId,
    dueAt: house.clock.now(),
    payload: { after: last, phones },
    uniqueKey: `${BULLETIN_JOB}:${subjectId}:${last}`,
  });
}

export type DeliveryState = {
  state: 'sent' | 'waiting' | 'phone' | 'called' | 'stopped';
  reason: string | null;
};

/** What waits for the resident's next word alone still gets there; what else did not is for the phone. */
export async function deliveryState(
  tx: Tx,
  { messageId, calledAt, notWanted }: BulletinDelivery,
): Promise<DeliveryState> {
  if (calledAt !== null) return { state: 'called', reason: null };
  const delivery = messageId === null ? null : (await tx.messages.get(messageId))?.delivery;
  if (notWanted) return { state: 'stopped', reason: NOT_WANTED };
  if (!delivery) return { state: 'phone', reason: 'no-channel' };
  const { state, reason } = delivery;
  if (reason === NOT_WANTED) return { state: 'stopped', reason };
  if (state === 'sent') return { state: 'sent', reason: null };
  const waits = state === 'queued' || reason === 'quota-used';
  return { state: waits ? 'waiting' : 'phone', reason };
}

/** Somebody has phoned. With the last of them the desk has nothing left to do about this bulletin. */
export async function noteCalled(
  tx: Tx,
  bulletinId: string,
  household: string,
  house: Pick<House, 'clock'>,
): Promise<boolean> {
  const now = house.clock.now();
  if (!(await tx.incidentCourses.called(bulletinId, household, now))) return false;
  for (const delivery of await tx.incidentCourses.deliveries(bulletinId))
    if ((await deliveryState(tx, delivery)).state === 'phone') return true;
  await tx.tasks.finish(`${BULLETIN_JOB}:${bulletinId}`, now);
  return true;
}

/** Whoever was added by hand hears what the others have heard. */
export async function carryLatest(
  tx: Tx,
  incidentId: string,
  household: string,
  house: House,
): Promise<void> {
  const one = await tx.incidentCourses.affectedOne(incidentId, household);
  const bulletin = await tx.incidentCourses.latestBulletin(incidentId);
  if (one && bulletin) await carryTo(tx, one, bulletin, { asked: false, tickets: [] }, house);
}

/** Who can not be written to must be phoned: one thing to do for all of them, with the list on the page. */
async function askToPhone(tx: Tx, bulletin: Bulletin, phones: number, house: House): Promise<void> {
  const course = phones === 0 ? null : await tx.incidentCourses.get(bulletin.incidentId);
  if (!course) return;
  await tx.tasks.add({
    communityId: course.communityId,
    kind: 'undeliverable',
    conversationId: null,
    ticketId: course.ticketId,
    reason: `bulletin:${phones}`,
    createdAt: house.clock.now(),
    uniqueKey: `${BULLETIN_JOB}:${bulletin.id}`,
  });
}

/** All of a complaint; of a repair the same part each time it is counted, and never less than was decided. */
async function whoIsAsked(tx: Tx, incidentId: string, house: House): Promise<Set<string>> {
  const course = await tx.incidentCourses.get(incidentId);
  const all: string[] = [];
  for (let after: string | null = null, more = true; more; ) {
    const page: Affected[] = await tx.incidentCourses.affected(incidentId, { after, limit: PAGE });
    all.push(...page.map(({ household }) => household));
    after = page.at(-1)?.household ?? null;
    more = page.length === PAGE;
  }
  const percent = course?.kind === 'complaint' ? 100 : house.incidents.followUpPercent;
  return new Set(sampleOf(incidentId, all, percent));
}

export function sampleOf(incidentId: string, households: readonly string[], percent: number): string[] {
  const drawn = (household: string) =>
    createHash('sha256').update(`${incidentId}|${household}`).digest('hex');
  return [...households]
    .map((household) => ({ household, lot: drawn(household) }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .slice(0, Math.ceil((households.length * percent) / 100))
    .map(({ household }) => household);
}

async function carryTo(
  tx: Tx,
  { household, conversationId, stoppedAt }: Affected,
  bulletin: Bulletin,
  { asked, tickets }: { asked: boolean; tickets: readonly string[] },
  house: House,
): Promise<Reach | null> {
  const own = conversationId === null ? null : await tx.conversations.get(conversationId);
  const course = await tx.incidentCourses.get(bulletin.incidentId);
  if (!course) return null;
  const at = house.clock.now();
  if (stoppedAt !== null && !(await isDangerous(tx, course))) {
    const untold = {
      bulletinId: bulletin.id,
      household,
      messageId: null,
      asked,
      notWanted: true,
      at,
    } as const;
    if (!(await tx.incidentCourses.deliverTo(untold))) return null;
    for (const ticketId of tickets)
      await endCarried(tx, ticketId, course, bulletin, { messageId: null, asked }, house);
    return null;
  }
  const conversation =
    own === null ? null : await whereToTell(tx, own, { ...saidAs(bulletin), notice: 'outage' }, house);
  const isHeardElsewhere = await isToldUnderAnotherName(tx, household, course);
  const messageId = conversation === null || isHeardElsewhere ? null : house.ids.next();
  // They have it already: they wrote just now. Who is in it twice hears it once.
  const delivery = { bulletinId: bulletin.id, household, messageId, asked, at };
  if (!isHeardElsewhere && !(await tx.incidentCourses.deliverTo(delivery))) return null;
  const reach = conversation === null ? 'phone' : await reachOf(tx, conversation, house);
  if (conversation !== null && messageId !== null)
    await write(tx, conversation, course, bulletin, { messageId, asked }, house);
  for (const ticketId of tickets)
    await endCarried(tx, ticketId, course, bulletin, { messageId, asked: asked || reach !== 'now' }, house);
  return isHeardElsewhere ? null : reach;
}

/** The same person stands in the incident on another channel, too: the one who comes first in order is told. */
async function isToldUnderAnotherName(tx: Tx, household: string, course: IncidentCourse): Promise<boolean> {
  for (const other of await samePerson(tx, household)) {
    const affected = other < household ? await tx.incidentCourses.affectedOne(course.id, other) : null;
    if (affected?.leftAt !== null) continue;
    // Under a name that was stopped nobody is told; they told of it anew under this one.
    if (affected.stoppedAt === null || (await isDangerous(tx, course))) return true;
  }
  return false;
}

/** How it ended is what was promised to them; how it goes on may wait for their next word. */
function saidAs({ kind }: Bulletin) {
  return { author: 'system', slotClass: kind === 'result' ? 'ticket' : 'bulletin' } as const;
}

async function write(
  tx: Tx,
  conversation: Conversation,
  course: IncidentCourse,
  bulletin: Bulletin,
  { messageId, asked }: { messageId: string; asked: boolean },
  house: House,
): Promise<void> {
  const now = house.clock.now();
  const { channel } = conversation;
  const to = { conversationId: conversation.id, channel, lang: languageKept(conversation.flowState) };
  const key =
    bulletin.kind === 'update' ? 'incident.update' : asked ? 'incident.result.ask' : 'incident.result';
  const words = sayNotice(bulletin.words, to, house);
  const fields: Record<string, string> =
    bulletin.kind === 'update'
      ? { time: sayInstant(now, now), bulletin: words, next: sayNext(course, to, house) }
      : { result: words.replace(/[。.！!\s]+$/u, '') };
  const content = house.say(key, { 'incident.title': course.title, ...fields }, to);
  const occasion = { of: occasionOf(bulletin.id), ordinal: 0, isFromBefore: isFromBefore(bulletin, house) };
  const rowId = rowIdOf(bulletin.id, conversation);
  // What still waits for this resident goes with it: one message, not several.
  const rules = house.rulesOf(channel);
  let text = textOf(content);
  const joined: string[] = [];
  for (const row of (await tx.outbox.waitingBulletins(conversation.id)).toReversed()) {
    const longer = row.content.type === 'text' ? `${row.content.text}\n\n${text}` : null;
    if (longer === null || (rules !== null && !fits(longer, rules))) break;
    text = longer;
    joined.push(row.id);
  }
  await enqueueReply(
    tx,
    conversation,
    {
      messageId,
      content: { type: 'text', text },
      ...saidAs(bulletin),
      replyKey: key,
      mayMerge: true,
      promise: false,
      occasion,
    },
    now,
  );
  for (const id of joined) await tx.outbox.finish(id, 'merged', rowId, now);
  await keepConversation(tx, conversation);
}

/** What residents would read if it were sent now. */
export function previewBulletin(
  course: IncidentCourse,
  words: BulletinWords,
  house: House,
): Record<Lang, string> {
  const now = house.clock.now();
  // Sent now, the next one is a whole span away.
  const nextBulletinAt = now + course.bulletinEveryMs;
  const say = (lang: Lang) => {
    const to = { conversationId: course.id, channel: 'wecom-kf', lang } as const;
    const fields = {
      time: sayInstant(now, now),
      'incident.title': course.title,
      bulletin: sayNotice(words, to, house),
      next: sayNext({ nextBulletinAt }, to, house),
    };
    return textOf(house.say('incident.update', fields, to));
  };
  return { 'zh-CN': say('zh-CN'), 'zh-TW': say('zh-TW'), en: say('en') };
}

function isFromBefore({ sentAt }: Bulletin, { restoredAt }: House): boolean {
  return sentAt !== null && sentAt < (restoredAt ?? 0);
}

/** `now`: a bulletin would go out; `waits`: with their next word; `phone`: no word of ours gets to them; `stopped`: they want none. */
export type Reach = 'now' | 'waits' | 'phone' | 'stopped';

export async function reachOf(tx: Tx, conversation: Conversation, house: House): Promise<Reach> {
  const rules = house.rulesOf(conversation.channel);
  if (rules === null) return 'phone';
  const used = await tx.quota.used(conversation.id, openedAt(conversation) ?? 0);
  const row = { author: 'system', slotClass: 'bulletin', eventCode: null, quotaWindowAt: null } as const;
  const verdict = judge({ ...row, epoch: conversation.epoch }, conversation, rules, used, house.clock.now());
  if (verdict.kind === 'send' || rules.notices?.includes('outage')) return 'now';
  return verdict.kind === 'hold' && verdict.reason === 'quota-used' ? 'waits' : 'phone';
}

/** The household's own ticket ends with the incident: asked about later, or told and closed. */
async function endCarried(
  tx: Tx,
  ticketId: string,
  course: IncidentCourse,
  bulletin: Bulletin,
  { messageId, asked }: { messageId: string | null; asked: boolean },
  house: House,
): Promise<void> {
  const carried = await tx.tickets.get(ticketId);
  // A danger has its own people and its own end.
  if (carried?.incidentId !== course.id || carried.grade === 1 || carried.kind !== course.kind) return;
  const { by: staffId } = bulletin;
  const by: IncidentBy = {
    actor:
      staffId === null
        ? { kind: 'service', id: null, source: 'api' }
        : { kind: 'staff', id: staffId, source: 'console' },
    staffId,
  };
  const resolved = await perform(
    tx,
    ticketId,
    'resolve',
    {
      by,
      input: { result: bulletin.words.zh },
      data: { result: bulletin.words.zh, incidentId: course.id },
      change(ticket) {
        ticket.course.waiting = null;
        ticket.course.offer = null;
        ticket.course.resultMessageId = messageId;
      },
    },
    house,
  );
  if (!resolved.ok || asked) return;
  const ticket = resolved.value;
  const before = standingOf(ticket);
  ticket.timers = ticket.timers.filter(({ kind }) => kind !== 'followup');
  await tx.tickets.save(ticket);
  const line = { type: 'ticket.not-sampled', actor: timerActor, at: house.clock.now() };
  await keepChange(tx, ticket, before, { ...line, data: { incidentId: course.id } });
  const byTimer = { actor: timerActor, staffId: null };
  await confirmTicket(tx, ticketId, { ...byTimer, silence: true }, house);
  await closeTicket(tx, ticketId, { ...byTimer, outcome: 'followed-up' }, house);
}
