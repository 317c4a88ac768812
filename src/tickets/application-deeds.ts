// What staff do with an application: ask for documents, say yes, say no with a way forward, let the visitor in. Each ends in the same deeds
// on its ticket as everything else, and the resident hears of it through the outbox.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import { wallDate } from '../clocks/service-calendar.ts';
import { sayDocuments, sayHours } from '../config/application-words.ts';
import { languageKept } from '../replies/language.ts';
import type { Lang } from '../replies/reply.ts';
import type { Job, Tx } from '../storage/contract.ts';
import {
  type Application,
  type ApplicationDeed,
  applicationSteps,
  isExpected,
  sayApplicationState,
} from './application.ts';
import { homeOf, noteLine, ruleOf, watchEnd } from './application-filing.ts';
import { closeTicket } from './closing.ts';
import { cancelTicket } from './deeds.ts';
import { sayPhone } from './describe.ts';
import { type House, isLead, sayStaff, staffById, timerActor } from './house.ts';
import { officePhone } from './notices.ts';
import { type By, perform } from './perform.ts';
import { tellOwn } from './quote-asking.ts';
import type { Ticket } from './ticket.ts';

const DAY_MS = 86_400_000;

/** `documents` are ids of the kind's list; `words` say what else is wanted. */
export function askDocuments(
  tx: Tx,
  ticketId: string,
  by: By & { documents: readonly string[]; words?: string },
  house: House,
): Promise<Outcome<Application>> {
  return decide(tx, ticketId, 'ask', by, house, async (application, ticket) => {
    const rule = ruleOf(application.kind, house);
    const words = by.words?.trim() ?? '';
    const unknown = by.documents.filter((id) => !rule.documents.some((each) => each.id === id));
    if (unknown.length > 0) return refused('applications/unknown-document', '清单里没有这份材料，请重新选择');
    if (by.documents.length === 0 && words === '')
      return refused('applications/nothing-asked', '请选择缺哪些材料，或写明要补什么');
    const lang = await langOf(tx, ticket);
    const wanted = [sayDocuments(rule, by.documents, lang), words].filter((part) => part !== '');
    application.missing = [...by.documents];
    application.note = words === '' ? null : words;
    application.reviewDueAt = null;
    const taken = await takeUp(tx, ticket, by, house);
    if (!taken.ok) return taken;
    const waiting = taken.value.status === 'pending' ? taken : await waitForThem(tx, ticket.id, by, house);
    if (!waiting.ok) return waiting;
    const fields = { ...fieldsOf(waiting.value, by, house), documents: wanted.join('；') };
    await tellOwn(tx, waiting.value, 'application.documents_asked', fields, house);
    return waiting;
  });
}

/** The clock of the review stands while the resident looks for their papers. */
function waitForThem(tx: Tx, ticketId: string, by: By, house: House): Promise<Outcome<Ticket>> {
  const reason = 'waiting_resident';
  return perform(
    tx,
    ticketId,
    'wait',
    {
      by: actOf(by),
      // What was asked is told in the application's own words.
      input: { reason, waitReason: reason, question: 'documents' },
      data: { reason, wakeAt: null },
      change(ticket, now) {
        ticket.course.waiting = { reason, since: now, wakeAt: null };
      },
    },
    house,
  );
}

export function approveApplication(
  tx: Tx,
  ticketId: string,
  by: By & { note?: string },
  house: House,
): Promise<Outcome<Application>> {
  return decide(tx, ticketId, 'approve', by, house, async (application, ticket) => {
    const rule = ruleOf(application.kind, house);
    const may = mayApprove(rule.approvedBy, by, house);
    if (!may.ok) return may;
    const now = house.clock.now();
    application.missing = [];
    application.note = by.note?.trim() || null;
    application.validUntil =
      rule.validDays === null ? null : Math.max(now, application.fromAt ?? now) + rule.validDays * DAY_MS;
    const lang = await langOf(tx, ticket);
    const isFree = application.kind === 'decoration' && (rule.depositYuan ?? 0) === 0;
    const key = `application.approved_${application.kind}${isFree ? '_free' : ''}`;
    return answer(
      tx,
      ticket,
      by,
      key,
      {
        hours: sayHours(rule, lang),
        deposit: String(rule.depositYuan ?? 0),
        'deposit.days': String(rule.depositBackDays ?? ''),
        'valid.until': sayDay(application.validUntil, lang),
        note: sentence(application.note),
      },
      house,
    );
  });
}

/** A reason that can be understood and what can be done instead: nobody is left with a bare no. */
export function refuseApplication(
  tx: Tx,
  ticketId: string,
  by: By & { reason: string; instead: string },
  house: House,
): Promise<Outcome<Application>> {
  return decide(tx, ticketId, 'refuse', by, house, async (application, ticket) => {
    const rule = ruleOf(application.kind, house);
    const may = mayApprove(rule.approvedBy === 'nobody' ? 'reception' : rule.approvedBy, by, house);
    if (!may.ok) return may;
    const reason = bare(by.reason);
    const instead = bare(by.instead);
    if (reason === '' || instead === '')
      return refused('applications/way-forward-needed', '请写明原因，以及住户接下来可以怎么办');
    application.note = `${reason}；${instead}`;
    return answer(tx, ticket, by, 'application.refused', { reason, instead }, house);
  });
}

/** The visitor is at the gate, whoever had an appointment is at the counter, or the finished work was looked at. */
export function finishApplication(
  tx: Tx,
  ticketId: string,
  by: By & { note?: string },
  house: House,
): Promise<Outcome<Application>> {
  return decide(tx, ticketId, 'finish', by, house, async (application, ticket) => {
    if (!isExpected(application) || !isInHand(ticket)) return accepted(ticket);
    const done = await perform(
      tx,
      ticket.id,
      'resolve',
      {
        by: actOf(by),
        input: { result: '已到访' },
        data: { result: 'arrived' },
        change(one) {
          one.assignee ??= by.staffId;
          one.firstOwner ??= by.staffId;
          one.course.waiting = null;
        },
        async tellResident(one) {
          if (application.kind === 'visit')
            await tellOwn(tx, one, 'application.arrived', fieldsOf(one, by, house), house);
        },
      },
      house,
    );
    if (!done.ok) return done;
    return closeTicket(tx, ticket.id, { ...actOf(by), outcome: 'confirmed' }, house);
  });
}

/** Leave has run out, or nobody came. Only what was still expected has a ticket to put away. */
export async function expireApplication(
  tx: Tx,
  { subjectId }: Pick<Job, 'subjectId'>,
  house: House,
): Promise<void> {
  const now = house.clock.now();
  const ticket = await tx.tickets.get(subjectId);
  const application = await tx.applications.get(subjectId);
  if (!ticket || application?.state !== 'approved' || (application.validUntil ?? now + 1) > now) return;
  application.state = applicationSteps.expire.to;
  application.updatedAt = now;
  await tx.applications.save(application, homeOf(ticket.place));
  await noteLine(tx, application, applicationSteps.expire.event, timerActor, now);
  if (isExpected(application) && isInHand(ticket))
    await cancelTicket(tx, ticket.id, { actor: timerActor, staffId: null, reason: 'not-come' }, house);
}

/** Where a person had to say yes, that has answered it already. */
function isInHand({ status }: Ticket): boolean {
  return !['resolved', 'followup', 'closed', 'cancelled'].includes(status);
}

function sayDay(at: number | null, lang: Lang): string {
  if (at === null) return '';
  const [year = '', month = '', day = ''] = wallDate(at).split('-');
  return lang === 'en' ? `${year}-${month}-${day}` : `${year}年${Number(month)}月${Number(day)}日`;
}

async function decide(
  tx: Tx,
  ticketId: string,
  deed: ApplicationDeed,
  by: By,
  house: House,
  carryOut: (application: Application, ticket: Ticket) => Promise<Outcome<Ticket>>,
): Promise<Outcome<Application>> {
  const ticket = await tx.tickets.get(ticketId);
  const application = ticket && (await tx.applications.get(ticketId));
  if (!ticket || !application) return refused('applications/not-found', '没有找到这份申请');
  if (by.expectedVersion !== undefined && by.expectedVersion !== application.version)
    return refused('applications/version-conflict', '这份申请刚刚有变化，请刷新后再操作');
  const step = applicationSteps[deed];
  if (!step.from.includes(application.state))
    return refused(
      'applications/not-allowed-now',
      `这份申请现在是“${sayApplicationState(application.state)}”，请刷新后再看`,
    );
  const now = house.clock.now();
  const done = await carryOut(application, ticket);
  if (!done.ok) return done;
  application.state = step.to;
  application.updatedAt = now;
  if (deed === 'approve' || deed === 'refuse') {
    application.decidedAt = now;
    application.decidedBy = by.staffId;
    application.reviewDueAt = null;
  }
  await tx.applications.save(application, homeOf(ticket.place));
  await noteLine(tx, application, step.event, by.actor, now, { staffId: by.staffId });
  await watchEnd(tx, application);
  return accepted(application);
}

function mayApprove(approvedBy: string, by: By, house: House): Outcome<true> {
  const isManager = by.staffId !== null && staffById(house, by.staffId)?.role === 'manager';
  if (approvedBy === 'manager' && !isManager)
    return refused('applications/manager-needed', '这类申请要由项目经理来定');
  if (approvedBy === 'lead' && !isLead(by, house))
    return refused('applications/lead-needed', '这类申请要由部门负责人或项目经理来定');
  return accepted(true);
}

/** Whoever looks at it first has it: its first owner. The resident hears the answer, not that it is being looked at. */
async function takeUp(tx: Tx, ticket: Ticket, by: By, house: House): Promise<Outcome<Ticket>> {
  if (ticket.status !== 'new') return accepted(ticket);
  return perform(
    tx,
    ticket.id,
    'accept',
    {
      by: actOf(by),
      change(one) {
        one.firstOwner ??= by.staffId;
        one.assignee ??= by.staffId;
      },
    },
    house,
  );
}

/** The answer ends the ticket; whether it was a good one is asked afterwards as always. */
async function answer(
  tx: Tx,
  ticket: Ticket,
  by: By,
  key: string,
  fields: Record<string, string>,
  house: House,
): Promise<Outcome<Ticket>> {
  const taken = await takeUp(tx, ticket, by, house);
  if (!taken.ok) return taken;
  return perform(
    tx,
    ticket.id,
    'resolve',
    {
      by: actOf(by),
      input: { result: key },
      data: { result: key },
      change(one) {
        one.course.waiting = null;
        one.course.resultMessageId = one.conversationId === null ? null : house.ids.next();
      },
      tellResident: (one) =>
        tellOwn(tx, one, key, { ...fieldsOf(one, by, house), ...fields }, house, one.course.resultMessageId),
    },
    house,
  );
}

/** The version that was shown is the application's; its ticket is asked for no other. */
function actOf({ actor, staffId }: By): By {
  return { actor, staffId };
}

function fieldsOf(ticket: Ticket, by: By, house: House): Record<string, string> {
  const owner = staffById(house, by.staffId ?? ticket.firstOwner ?? ticket.assignee ?? '');
  return {
    'ticket.code': ticket.code,
    'owner.name': owner ? sayStaff(owner) : '值班同事',
    'owner.phone': sayPhone(owner?.phone ?? null) ?? officePhone(ticket, house),
  };
}

async function langOf(tx: Tx, ticket: Ticket) {
  const conversation =
    ticket.conversationId === null ? null : await tx.conversations.get(ticket.conversationId);
  return languageKept(conversation?.flowState ?? null);
}

function bare(words: string): string {
  return words.trim().replace(/[。.！!\s]+$/u, '');
}

function sentence(words: string | null): string {
  return words === null ? '' : `${bare(words)}。`;
}
