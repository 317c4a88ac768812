// 回访: the resident is asked how it went, once for each time the work was done. Content ends the matter; not content opens it again,
// and the house says what it puts right.
import { type Outcome, refused } from '../base/errors.ts';
import type { Conversation, EventCode } from '../conversations/conversation.ts';
import { keepConversation } from '../conversations/keep.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { languageKept } from '../replies/language.ts';
import type { Tx } from '../storage/contract.ts';
import { closeTicket, reopenTicket } from './closing.ts';
import { type RootCause, type Survey, type Verdict, verdicts } from './course.ts';
import { contactFor } from './departments.ts';
import { sayPhone } from './describe.ts';
import { isTriedEnough } from './guards.ts';
import { type House, sayStaff, staffById, timerActor } from './house.ts';
import { tellLead, whatAndWhere } from './notices.ts';
import { tellStaff } from './paging.ts';
import { type By, perform } from './perform.ts';
import { surveyMenuId } from './survey-words.ts';
import type { Ticket } from './ticket.ts';
import { openReview } from './weighing.ts';
import { noteToldElsewhere, whereToTell } from './where-to-tell.ts';

/**
 * Asks by message, with three buttons where the channel has them. It may use what is kept of the allowance. `inHand`: the conversation
 * of the turn that asks, which the turn keeps. `eventCode`: goes out under it, at nobody's expense.
 */
export async function askResident(
  tx: Tx,
  ticketId: string,
  by: By & { inHand?: Conversation; eventCode?: EventCode },
  house: House,
): Promise<Outcome<Ticket>> {
  return perform(
    tx,
    ticketId,
    'survey',
    {
      by,
      change(ticket, now) {
        const { surveys, cycle } = ticket.course;
        surveys.push({ ...noSurvey(cycle), askedAt: now });
      },
      tellResident: (ticket) => sendSurvey(tx, ticket, by, house),
    },
    house,
  );
}

/** What the resident said of it, by message or on the phone. */
export async function answerSurvey(
  tx: Tx,
  ticketId: string,
  by: By & {
    verdict: Verdict;
    how: 'message' | 'phone';
    note?: string;
    words?: string;
    answers?: Partial<Record<'onTime' | 'solved' | 'kind', boolean | undefined>>;
  },
  house: House,
): Promise<Outcome<Ticket>> {
  const { verdict, how, note, answers } = by;
  const answered = await perform(
    tx,
    ticketId,
    'followUp',
    {
      by,
      data: {
        ...{ verdict, how, ...(note === undefined ? {} : { note }) },
        ...(answers === undefined ? {} : { answers }),
      },
      change: (ticket, now) =>
        changeSurvey(ticket, (survey) => ({ ...survey, answeredAt: now, verdict, how })),
    },
    house,
  );
  if (!answered.ok) return answered;
  await tx.tasks.finish(callKey(answered.value), house.clock.now());
  return verdict === 'dissatisfied'
    ? comeBack(tx, answered.value, by, house)
    : end(tx, answered.value, 'followed-up', house);
}

/** Desk rule: after the second time the house looks at the case as a whole. */
const UNHAPPY_BEFORE_REVIEW = 2;

async function comeBack(
  tx: Tx,
  ticket: Ticket,
  { actor, staffId, words }: By & { words?: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const reopened = await reopenTicket(
    tx,
    ticket.id,
    { actor, staffId, reason: 'dissatisfied', notContent: true, ...(words === undefined ? {} : { words }) },
    house,
  );
  const { surveys } = ticket.course;
  if (surveys.filter((each) => each.verdict === 'dissatisfied').length >= UNHAPPY_BEFORE_REVIEW)
    await openReview(tx, reopened.ok ? reopened.value : ticket, 'twice-dissatisfied', house);
  if (!reopened.ok) await tellLead(tx, ticket, '住户评价不满意，请联系住户', house);
  else await tellFirstOwner(tx, reopened.value, '住户评价不满意，单子已重新打开，请跟进到住户满意', house);
  return reopened;
}

/** 首问 hears when a resident is not content, unless they are the one who has the work. */
async function tellFirstOwner(tx: Tx, ticket: Ticket, words: string, house: House): Promise<void> {
  const ownerId = ticket.course.successor?.staffId ?? ticket.firstOwner;
  const owner = ownerId === null || ownerId === ticket.assignee ? null : staffById(house, ownerId);
  if (!owner || ticket.course.complainedAbout.includes(owner.id)) return;
  const line = `单号 ${ticket.code}，${whatAndWhere(ticket, house)}：${words}`;
  await tellStaff(tx, owner, line, ticket.id, house);
}

/** Where something still stands in the way (the putting right is not verified yet), it stays where it is, and the lead hears why. */
async function end(
  tx: Tx,
  ticket: Ticket,
  outcome: 'followed-up' | 'unreached',
  house: House,
): Promise<Outcome<Ticket>> {
  const closed = await closeTicket(tx, ticket.id, { actor: timerActor, staffId: null, outcome }, house);
  if (closed.ok) return closed;
  await tellLead(tx, ticket, `住户已经回访过，还不能办结：${closed.say}`, house);
  return { ok: true, value: ticket };
}

const noSurvey = (cycle: number): Survey => ({
  ...{ cycle, askedAt: null, answeredAt: null, verdict: null, how: null, tries: [] },
});

function changeSurvey({ course }: Ticket, change: (survey: Survey) => Survey): void {
  const { cycle, surveys } = course;
  const known = surveys.find((each) => each.cycle === cycle) ?? noSurvey(cycle);
  course.surveys = [...surveys.filter((each) => each !== known), change(known)];
}

async function sendSurvey(
  tx: Tx,
  ticket: Ticket,
  { inHand = null, eventCode }: { inHand?: Conversation | null; eventCode?: EventCode },
  house: House,
): Promise<void> {
  const own =
    inHand ?? (ticket.conversationId === null ? null : await tx.conversations.get(ticket.conversationId));
  if (!own) return;
  const words = { author: 'system', slotClass: 'ticket' } as const;
  const conversation = inHand ?? (await whereToTell(tx, own, { ...words, notice: 'follow-up' }, house));
  if (conversation !== own)
    await noteToldElsewhere(tx, ticket.id, conversation, 'survey.ask', house.clock.now());
  const lang = languageKept(conversation.flowState);
  const to = { conversationId: conversation.id, channel: conversation.channel, lang };
  const items = verdicts.map((verdict) => ({
    id: surveyMenuId(ticket.id, ticket.course.cycle, verdict),
    label: wordsOf(house.say(`survey.${verdict}`, {}, to)),
  }));
  await enqueueReply(
    tx,
    conversation,
    {
      content: house.ask('survey.ask', { 'ticket.code': ticket.code }, items, to),
      ...words,
      replyKey: 'survey.ask',
      mayMerge: false,
      // Nobody counts on it: without an answer somebody calls. What goes under a code of seconds is asked anew when it was too late.
      promise: eventCode !== undefined,
      ...(eventCode === undefined ? {} : { eventCode }),
      ticketId: ticket.id,
      occasion: {
        of: ['ticket', ticket.id, String(ticket.course.cycle), 'survey.ask'],
        ordinal: 0,
        mayRecur: true,
        isFromBefore: ticket.openedAt < (house.restoredAt ?? 0),
      },
    },
    house.clock.now(),
  );
  if (inHand === null) await keepConversation(tx, conversation);
}

const wordsOf = (content: ReturnType<House['say']>) =>
  content.type === 'text' ? content.text : content.head;

/** No message brought an answer: somebody who neither did the work nor is complained about calls. */
export async function callToFollowUp(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  const now = house.clock.now();
  const added = await tx.tasks.add({
    communityId: ticket.communityId,
    kind: 'follow-up-call',
    conversationId: ticket.conversationId,
    ticketId: ticket.id,
    reason: 'no-answer',
    createdAt: now,
    uniqueKey: callKey(ticket),
  });
  if (!added) return;
  const worker = ticket.course.legs.findLast((leg) => leg.holder !== null)?.holder ?? ticket.assignee;
  const mayAsk = (staffId: string) => staffId !== worker && !ticket.course.complainedAbout.includes(staffId);
  const owner = ticket.firstOwner === null ? null : staffById(house, ticket.firstOwner);
  const { person: onDuty } = contactFor('service', ticket.communityId, now, house);
  const caller = [owner, onDuty].find((member) => member != null && mayAsk(member.id)) ?? null;
  if (caller === null) return tellLead(tx, ticket, '要给住户打电话回访，请安排一位同事', house);
  const phone = sayPhone(ticket.contact.phone);
  const lines = [
    `【回访】${whatAndWhere(ticket, house)}：请${sayStaff(caller)}打电话问问住户，修得好不好、还有没有不满意。`,
    phone === null ? '住户电话：没有留，请在接待台查看' : `住户电话：${phone}`,
    `单号：${ticket.code}`,
  ];
  await tellStaff(tx, caller, lines.join('\n'), ticket.id, house);
}

/** Somebody called, and nobody was there. After enough tries it ends, counted apart. */
export async function noteNotReached(
  tx: Tx,
  ticketId: string,
  by: By,
  house: House,
): Promise<Outcome<Ticket>> {
  const tried = await perform(
    tx,
    ticketId,
    'notReached',
    {
      by,
      change: (ticket, now) =>
        changeSurvey(ticket, (survey) => ({ ...survey, tries: [...survey.tries, now] })),
    },
    house,
  );
  if (!tried.ok || !isTriedEnough(tried.value)) return tried;
  await tx.tasks.finish(callKey(tried.value), house.clock.now());
  return end(tx, tried.value, 'unreached', house);
}

/** Within the working day somebody says what goes wrong here, who puts it right, and by when. */
export async function planRectification(
  tx: Tx,
  ticketId: string,
  by: By & { cause: RootCause; measure: string; responsible: string; dueAt: number },
  house: House,
): Promise<Outcome<Ticket>> {
  const { cause, measure, responsible, dueAt } = by;
  if (dueAt <= house.clock.now()) return refused('tickets/bad-date', '整改完成的日期要晚于现在');
  return perform(
    tx,
    ticketId,
    'planRectification',
    {
      by,
      input: { receiver: responsible, reason: measure },
      data: { cause, measure, responsible, dueAt },
      change(ticket, now) {
        ticket.course.rectifications = ticket.course.rectifications.map((each) =>
          each.plan === null ? { ...each, plan: { cause, responsible, dueAt, plannedAt: now } } : each,
        );
      },
    },
    house,
  );
}

/** Somebody else has looked: it is put right. */
export async function verifyRectification(
  tx: Tx,
  ticketId: string,
  by: By & { finding: string },
  house: House,
): Promise<Outcome<Ticket>> {
  const verified = await perform(
    tx,
    ticketId,
    'verifyRectification',
    {
      by,
      input: { reason: by.finding },
      data: { finding: by.finding },
      change(ticket, now) {
        ticket.course.rectifications = ticket.course.rectifications.map((each) =>
          each.plan !== null && each.verifiedAt === null
            ? { ...each, verifiedAt: now, verifiedBy: by.staffId }
            : each,
        );
      },
    },
    house,
  );
  return verified.ok ? endIfContent(tx, verified.value, house) : verified;
}

/** What was only waiting for a last word of the house ends with it; what waits for more is left alone. */
export async function endIfContent(tx: Tx, ticket: Ticket, house: House): Promise<Outcome<Ticket>> {
  return isContent(ticket) ? end(tx, ticket, 'followed-up', house) : { ok: true, value: ticket };
}

function isContent({ status, course }: Ticket): boolean {
  const verdict = course.surveys.find((each) => each.cycle === course.cycle)?.verdict ?? null;
  return status === 'followup' && verdict !== null && verdict !== 'dissatisfied';
}

const callKey = ({ id, course }: Ticket) => `follow-up-call:${id}:${course.cycle}`;
