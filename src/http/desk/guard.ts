// May this person see what the address names? Whatever belongs to another community, and to whoever goes to residents whatever is not
// theirs, answers like what does not exist.
import type { Account } from '../../people/account.ts';
import { actorIdOf, worksFor } from '../../people/account.ts';
import { looksAfter } from '../../people/export-request.ts';
import type { Tx } from '../../storage/contract.ts';
import { isExpected } from '../../tickets/application.ts';
import { tellLine } from '../../tickets/register.ts';
import { complainedOfIn, isOutrun } from '../../tickets/sight.ts';
import { seesFile } from '../api/attachments.ts';
import { seesIncident, seesLine, seesTicket } from '../api/behalf.ts';
import type { Principal } from '../api/principal.ts';
import { outrun, reaching } from '../api/ticket-deeds.ts';
import { type Problem, problem } from '../problem.ts';

const noConversation = problem(404, 'desk/conversation-not-found', '没有找到这个会话');
const noTicket = problem(404, 'tickets/not-found', '没有找到这张单');
const noNotice = problem(404, 'notices/not-found', '没有找到这条通知');
const noIncident = problem(404, 'incidents/not-found', '没有找到这件事');
const noApplication = problem(404, 'applications/not-found', '没有找到这份申请');
const noEntry = problem(404, 'register/not-found', '没有找到这条登记');
const noWebhook = problem(404, 'webhooks/not-found', '没有找到这个推送');
const noExport = problem(404, 'exports/not-found', '没有找到这次导出申请');
const noImport = problem(404, 'imports/not-found', '没有找到这次导入，请重新上传');
const conflict = problem(422, 'tickets/conflict-of-interest', '这位住户投诉的事和您有关，请由别的同事来接待');
const noFile = problem(404, 'attachments/not-found', '没有找到这个文件');

/** Deeds that leave a talk to others. */
const lettingGo = ['handbackConversation', 'transferConversation'];

export async function guardObjects(
  tx: Tx,
  params: Readonly<Record<string, unknown>>,
  who: Principal & { person: Account },
  { operationId, reads }: { operationId: string; reads: boolean },
): Promise<Problem | null> {
  const { person } = who;
  const { conversationId, ticketId, attachmentId, incidentId, entryId, webhookId, importId, applicationId } =
    params;
  const { noticeId, exportId } = params;
  if (typeof conversationId === 'string') {
    if (!(await seesConversation(tx, conversationId, person))) return noConversation;
    // What the resident says of them is not for them to read; whoever would act hears why not, and may still let go of it.
    if (
      !lettingGo.includes(operationId) &&
      (await complainedOfIn(tx, conversationId)).includes(actorIdOf(person))
    )
      return reads ? noConversation : conflict;
  }
  if (typeof ticketId === 'string') {
    const refused = await guardTicket(tx, ticketId, who, operationId);
    if (refused) return refused;
  }
  if (typeof applicationId === 'string') {
    const application = await tx.applications.get(applicationId);
    if (!application || !worksFor(person, application.communityId)) return noApplication;
    // Whoever goes about knows of applications whom to let in, and nothing else.
    if (who.eyes?.worker && !isExpected(application)) return noApplication;
  }
  if (typeof entryId === 'string') {
    const entry = await tx.register.get(entryId);
    if (!entry || !worksFor(person, entry.communityId)) return noEntry;
    if (!seesLine(await tellLine(tx, entry), who)) return noEntry;
  }
  if (typeof attachmentId === 'string') {
    const photo = await tx.photos.get(attachmentId);
    const file = photo ? { ...photo, conversationId: null } : await tx.attachments.get(attachmentId);
    if (!file || !(await seesFile(tx, file, who))) return noFile;
  }
  if (typeof incidentId === 'string') {
    const incident = await tx.incidents.get(incidentId);
    if (!incident || !worksFor(person, incident.communityId)) return noIncident;
    if (!(await seesIncident(tx, incident.id, who))) return noIncident;
  }
  if (typeof noticeId === 'string') {
    const notice = await tx.notices.get(noticeId);
    if (!notice || !worksFor(person, notice.communityId)) return noNotice;
  }
  if (typeof exportId === 'string') {
    const request = await tx.exports.get(exportId);
    if (!request || !looksAfter(person, request)) return noExport;
  }
  if (typeof webhookId === 'string') {
    const webhook = await tx.webhooks.get(webhookId);
    if (!webhook || !worksFor(person, webhook.communityId)) return noWebhook;
  }
  if (typeof importId === 'string') {
    const batch = await tx.imports.get(importId);
    if (!batch || !worksFor(person, batch.communityId)) return noImport;
  }
  return null;
}

async function guardTicket(
  tx: Tx,
  ticketId: string,
  who: Principal & { person: Account },
  operationId: string,
): Promise<Problem | null> {
  const worker = who.eyes?.worker ?? null;
  if (worker === null) {
    const ticket = await tx.tickets.standing(ticketId);
    return ticket && worksFor(who.person, ticket.communityId) ? null : noTicket;
  }
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket || !worksFor(who.person, ticket.communityId)) return noTicket;
  if (await seesTicket(tx, ticket, who)) return null;
  return reaching.includes(operationId) && isOutrun(ticket, worker) ? outrun : noTicket;
}

async function seesConversation(tx: Tx, id: string, person: Account): Promise<boolean> {
  const conversation = await tx.conversations.get(id);
  return conversation !== null && worksFor(person, conversation.communityId);
}
