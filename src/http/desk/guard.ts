// May this person see what the address names? Whatever belongs to another community answers like what does not exist.
import type { Account } from '../../people/account.ts';
import { worksFor } from '../../people/account.ts';
import type { Tx } from '../../storage/contract.ts';
import { type Problem, problem } from '../problem.ts';

const noConversation = problem(404, 'desk/conversation-not-found', '没有找到这个会话');
const noTicket = problem(404, 'tickets/not-found', '没有找到这张单');
const noIncident = problem(404, 'incidents/not-found', '没有找到这件事');
const noEntry = problem(404, 'register/not-found', '没有找到这条登记');
const noWebhook = problem(404, 'webhooks/not-found', '没有找到这个推送');
const noImport = problem(404, 'imports/not-found', '没有找到这次导入，请重新上传');
const noFile = problem(404, 'attachments/not-found', '没有找到这个文件');

export async function guardObjects(
  tx: Tx,
  params: Readonly<Record<string, unknown>>,
  person: Account,
): Promise<Problem | null> {
  const { conversationId, ticketId, attachmentId, incidentId, entryId, webhookId, importId } = params;
  if (typeof conversationId === 'string' && !(await seesConversation(tx, conversationId, person)))
    return noConversation;
  if (typeof ticketId === 'string') {
    const ticket = await tx.tickets.standing(ticketId);
    if (!ticket || !worksFor(person, ticket.communityId)) return noTicket;
  }
  if (typeof entryId === 'string') {
    const entry = await tx.register.get(entryId);
    if (!entry || !worksFor(person, entry.communityId)) return noEntry;
  }
  if (typeof attachmentId === 'string' && !(await seesFile(tx, attachmentId, person))) return noFile;
  if (typeof incidentId === 'string') {
    const incident = await tx.incidents.get(incidentId);
    if (!incident || !worksFor(person, incident.communityId)) return noIncident;
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

async function seesConversation(tx: Tx, id: string, person: Account): Promise<boolean> {
  const conversation = await tx.conversations.get(id);
  return conversation !== null && worksFor(person, conversation.communityId);
}

async function seesFile(tx: Tx, id: string, person: Account): Promise<boolean> {
  const file = await tx.attachments.get(id);
  if (!file) return false;
  // Whoever does not speak with residents sees what came with a matter, not what was sent in a talk.
  if (person.role === 'engineer' && file.ticketId === null) return false;
  return seesConversation(tx, file.conversationId, person);
}
