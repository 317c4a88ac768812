// Joins the tables of one connection into the Tx that units of work are given.
import type { Ids } from '../../base/ids.ts';
import type { Tx } from '../contract.ts';
import type { RowSealer } from '../keys.ts';
import type { SqlRunner } from '../prepared.ts';
import { createAccountTable } from './accounts.ts';
import { createApplicationTable } from './applications.ts';
import { createAttachmentTable } from './attachments.ts';
import { createAuditTable } from './audit.ts';
import { createBillTable } from './bills.ts';
import { createHomeBindingTable } from './bindings.ts';
import { createChangeTable } from './changes.ts';
import { createCommunityTable } from './communities.ts';
import { createConsoleSessionTable } from './console-sessions.ts';
import { createConversationNoteTable } from './conversation-notes.ts';
import { createConversationTable } from './conversations.ts';
import { createExportRequestTable } from './export-requests.ts';
import { createIdempotencyTable } from './idempotency.ts';
import { createImportTable } from './imports.ts';
import { createInboxTable } from './inbox.ts';
import { createIncidentCourseTable } from './incident-courses.ts';
import { createIncidentTable } from './incidents.ts';
import { createJobTable } from './jobs.ts';
import { createKnowledgeGapTable } from './knowledge-gaps.ts';
import { createLegalHoldTable } from './legal-holds.ts';
import { createLimitTable } from './limits.ts';
import { createLoginAttemptTable } from './login-attempts.ts';
import { createMessageTable } from './messages.ts';
import { createModelUseTable } from './model-use.ts';
import { createNoticeTable } from './notices.ts';
import { createOccupantTable } from './occupants.ts';
import { createOutboxTable } from './outbox.ts';
import { createPersonTable } from './people.ts';
import { createPrivacyRequestTable } from './privacy-requests.ts';
import { createProcessTable } from './processes.ts';
import { createQueueTable } from './queue.ts';
import { createQuotaTable } from './quota.ts';
import { createRegisterTable } from './register.ts';
import { createReplyDraftTable } from './reply-drafts.ts';
import { createResidentTable } from './residents.ts';
import { createRestoreTable } from './restores.ts';
import { createRetentionTable } from './retention.ts';
import { createStaffTable } from './staff.ts';
import { createStaffCardTable } from './staff-cards.ts';
import { createStaffTaskTable } from './staff-tasks.ts';
import { createTicketTable } from './tickets.ts';
import { createTokenTable } from './tokens.ts';
import { createTurnTable } from './turns.ts';
import { createWebhookTable } from './webhooks.ts';
import { createWorkPhotoTable } from './work-photos.ts';
import { createWrittenValueTable } from './written-values.ts';

export function createTables(sql: SqlRunner, seal: RowSealer, ids: Ids): Tx {
  const messages = createMessageTable(sql, seal, ids);
  const conversations = createConversationTable(sql, seal, ids);
  const residents = createResidentTable(sql, seal, ids);
  const tickets = createTicketTable(sql, seal, ids);
  return {
    communities: createCommunityTable(sql),
    accounts: createAccountTable(sql, seal),
    residents,
    conversations,
    messages,
    inbox: createInboxTable(sql, seal, ids, messages),
    turns: createTurnTable(sql),
    outbox: createOutboxTable(sql, seal, ids),
    quota: createQuotaTable(sql),
    jobs: createJobTable(sql, ids),
    tickets,
    attachments: createAttachmentTable(sql, seal, ids),
    photos: createWorkPhotoTable(sql, seal),
    applications: createApplicationTable(sql, seal),
    register: createRegisterTable(sql, seal, ids),
    staff: createStaffTable(sql, seal),
    tasks: createStaffTaskTable(sql, ids),
    cards: createStaffCardTable(sql, seal),
    idempotency: createIdempotencyTable(sql, seal),
    incidents: createIncidentTable(sql, ids),
    incidentCourses: createIncidentCourseTable(sql, ids),
    notices: createNoticeTable(sql),
    gaps: createKnowledgeGapTable(sql, seal, ids),
    modelUse: createModelUseTable(sql),
    processes: createProcessTable(sql),
    tokens: createTokenTable(sql, seal),
    limits: createLimitTable(sql),
    restores: createRestoreTable(sql),
    changes: createChangeTable(sql),
    queue: createQueueTable(sql, { conversations, residents, messages, tickets }),
    written: createWrittenValueTable(sql, ids),
    notes: createConversationNoteTable(sql, seal, ids),
    drafts: createReplyDraftTable(sql, seal, ids),
    people: createPersonTable(sql, seal),
    sessions: createConsoleSessionTable(sql),
    logins: createLoginAttemptTable(sql),
    audit: createAuditTable(sql),
    exports: createExportRequestTable(sql, seal),
    webhooks: createWebhookTable(sql, seal, ids),
    occupants: createOccupantTable(sql, seal, ids),
    homeBindings: createHomeBindingTable(sql, ids),
    privacyRequests: createPrivacyRequestTable(sql, ids),
    imports: createImportTable(sql, seal),
    bills: createBillTable(sql, seal),
    holds: createLegalHoldTable(sql, ids),
    retention: createRetentionTable(sql, seal),
  };
}
