// The resident answers how it went: a click on our buttons, or plain words while a finished ticket waits for them.
import { conversationsElsewhere } from '../homes/bind-home.ts';
import type { Tx } from '../storage/contract.ts';
import { isNotFollowedUp } from '../tickets/application.ts';
import { confirmTicket } from '../tickets/closing.ts';
import type { Verdict } from '../tickets/course.ts';
import { answerSurvey, askResident } from '../tickets/follow-up.ts';
import { isPhoneFirst } from '../tickets/follow-up-jobs.ts';
import type { House } from '../tickets/house.ts';
import { beginsWithNo, readSurveyMenuId, readVerdict } from '../tickets/survey-words.ts';
import type { Ticket } from '../tickets/ticket.ts';
import type { Conversation, PendingItem } from './conversation.ts';
import { sayBeside } from './say-beside.ts';
import { takeCode } from './session.ts';

/** Later than this plain words are about something else; a button says itself what it is about. */
const ANSWERED_WITHIN_MS = 72 * 3_600_000;
const MOST_LOOKED_AT = 20;

/** True when these messages were the answer, and nothing else is to be understood in them. */
export async function hearFollowUp(
  tx: Tx,
  conversation: Conversation,
  heard: readonly PendingItem[],
  {
    house,
    heardBeforeAt,
    isDanger,
  }: { house: House; heardBeforeAt: number | null; isDanger(item: PendingItem): boolean },
): Promise<boolean> {
  const [only, ...more] = heard;
  if (only?.content.type !== 'text' || more.length > 0) return false;
  const { text, menuId } = only.content;
  if (menuId !== undefined) {
    const click = readSurveyMenuId(menuId);
    if (click === null) return false;
    const ticket = await tx.tickets.get(click.ticketId);
    const isTheirs = ticket !== null && (await isHeardBy(tx, ticket, conversation));
    // An old button of theirs is answered kindly, and changes nothing.
    if (isTheirs && ticket.course.cycle === click.cycle && isDone(ticket))
      return settle(tx, conversation, ticket, click.verdict, house);
    await say(tx, conversation, 'survey.late', only, house);
    return true;
  }
  const withReason = beginsWithNo(text);
  if (!withReason && readVerdict(text, { asked: true }) === null) return false;
  const ticket = await latestDone(tx, conversation, house.clock.now());
  if (ticket === null) return false;
  const asked = ticket.course.surveys.find((each) => each.cycle === ticket.course.cycle);
  if (asked?.answeredAt != null) return false;
  // Another question of ours may wait for an answer; but the first words after we told or asked are about that.
  const isFirst = (heardBeforeAt ?? 0) < (asked?.askedAt ?? doneAt(ticket));
  if (conversation.activeFlow !== null && !isFirst) return false;
  const verdict = withReason ? 'dissatisfied' : readVerdict(text, { asked: asked !== undefined });
  if (verdict === null || (withReason && asked === undefined) || isDanger(only)) return false;
  if (asked === undefined && verdict !== 'dissatisfied')
    return confirmAndAsk(tx, conversation, ticket, house);
  return settle(tx, conversation, ticket, verdict, house, withReason ? text : undefined);
}

/** 好了: it is done. While they are here, they are asked how it was; that costs none of what is kept. */
async function confirmAndAsk(
  tx: Tx,
  conversation: Conversation,
  ticket: Ticket,
  house: House,
): Promise<boolean> {
  const by = { actor: residentOf(conversation), staffId: null };
  if (ticket.status === 'resolved') await confirmTicket(tx, ticket.id, by, house);
  const asked = await askResident(
    tx,
    ticket.id,
    { actor: { kind: 'timer', id: null, source: 'bot' }, staffId: null, inHand: conversation },
    house,
  );
  return asked.ok;
}

/**
 * The colleague has ended it in the client and the resident is still there: the question goes out under the code of the end, at the cost
 * of nothing. A code that comes too late is no loss: somebody calls.
 */
export async function askAtTheEnd(tx: Tx, conversation: Conversation, house: House): Promise<boolean> {
  const now = house.clock.now();
  const ticket = await latestDone(tx, conversation, now);
  if (ticket?.conversationId !== conversation.id || isNotFollowedUp(ticket) || isPhoneFirst(ticket))
    return false;
  if (ticket.course.surveys.some((each) => each.cycle === ticket.course.cycle)) return false;
  const eventCode = takeCode(conversation, 'ended', now);
  if (eventCode === null) return false;
  const asked = await askResident(
    tx,
    ticket.id,
    { actor: { kind: 'timer', id: null, source: 'bot' }, staffId: null, inHand: conversation, eventCode },
    house,
  );
  return asked.ok;
}

async function settle(
  tx: Tx,
  conversation: Conversation,
  ticket: Ticket,
  verdict: Verdict,
  house: House,
  words?: string,
): Promise<boolean> {
  const given = ticket.course.surveys.find((each) => each.cycle === ticket.course.cycle);
  if (given?.answeredAt != null) {
    await say(tx, conversation, 'survey.late', ticket, house);
    return true;
  }
  const by = { actor: residentOf(conversation), staffId: null, verdict, how: 'message' } as const;
  const answered = await answerSurvey(
    tx,
    ticket.id,
    { ...by, ...(words === undefined ? {} : { words }) },
    house,
  );
  const isSorry = verdict === 'dissatisfied';
  if (!answered.ok && !isSorry) return false;
  await say(tx, conversation, isSorry ? 'survey.sorry' : 'survey.thanks', ticket, house);
  return true;
}

async function say(
  tx: Tx,
  conversation: Conversation,
  key: string,
  about: Ticket | PendingItem,
  house: House,
): Promise<void> {
  // A person speaks for themselves.
  if (conversation.owner.kind !== 'bot') return;
  const phone = house.communities.find((each) => each.id === conversation.communityId)?.office.phone ?? '';
  const ticket = 'code' in about ? about : null;
  await sayBeside(
    tx,
    conversation,
    {
      key,
      fields: { 'team.phone': phone, ...(ticket ? { 'ticket.code': ticket.code } : {}) },
      promise: key === 'survey.sorry',
      ...(ticket ? { ticketId: ticket.id } : {}),
      of: ['follow-up', about.id, ticket ? String(ticket.course.cycle) : '', key],
    },
    house,
  );
}

/** Of their own; where there is none, of what they told elsewhere. */
async function latestDone(tx: Tx, conversation: Conversation, now: number): Promise<Ticket | null> {
  const found: Ticket[] = [];
  const elsewhere = await conversationsElsewhere(tx, conversation.residentId);
  for (const conversationId of [conversation.id, ...elsewhere]) {
    if (found.length > 0) break;
    for (const status of ['resolved', 'followup'] as const) {
      const page = await tx.tickets.list({ conversationId, status }, { after: null, limit: MOST_LOOKED_AT });
      found.push(...page.items.filter((ticket) => now - doneAt(ticket) <= ANSWERED_WITHIN_MS));
    }
  }
  return found.sort((one, other) => doneAt(other) - doneAt(one))[0] ?? null;
}

const doneAt = ({ course }: Ticket) =>
  course.milestones.findLast((each) => each.kind === 'resolved')?.at ?? Number.NEGATIVE_INFINITY;
const isDone = ({ status }: Ticket) => status === 'resolved' || status === 'followup';
const residentOf = ({ residentId }: Conversation) =>
  ({ kind: 'resident', id: residentId, source: 'bot' }) as const;

async function isHeardBy(
  tx: Tx,
  { conversationId, course }: Ticket,
  { id, residentId }: Conversation,
): Promise<boolean> {
  if (conversationId === id || course.alsoTell.includes(id)) return true;
  return conversationId !== null && (await conversationsElsewhere(tx, residentId)).includes(conversationId);
}
