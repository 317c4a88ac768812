// The whole API in one table.
import { applicationRoutes } from './applications.ts';
import { attachmentRoutes } from './attachments.ts';
import { bulletinRoutes } from './bulletins.ts';
import { complaintRoutes } from './complaints.ts';
import { conversationRoutes } from './conversations.ts';
import { holdRoutes } from './holds.ts';
import { importRoutes } from './imports.ts';
import { incidentRoutes } from './incidents.ts';
import { knowledgeGapRoutes } from './knowledge-gaps.ts';
import { noticeRoutes } from './notices.ts';
import { priceListRoutes } from './price-list.ts';
import { privacyRoutes } from './privacy.ts';
import { registerRoutes } from './register.ts';
import { draftRoutes } from './report-drafts.ts';
import { reportRoutes } from './reports.ts';
import type { Route } from './route.ts';
import { sessionRoutes } from './session-deeds.ts';
import { staffTaskRoutes } from './staff-tasks.ts';
import { ticketDeedRoutes } from './ticket-deeds.ts';
import { ticketRoutes } from './tickets.ts';
import { verifyHomeRoutes } from './verify-home.ts';
import { webhookRoutes } from './webhooks.ts';

export const routes: readonly Route[] = [
  ...ticketRoutes,
  ...ticketDeedRoutes,
  ...complaintRoutes,
  ...applicationRoutes,
  ...conversationRoutes,
  ...registerRoutes,
  ...reportRoutes,
  ...draftRoutes,
  ...sessionRoutes,
  ...attachmentRoutes,
  ...staffTaskRoutes,
  ...incidentRoutes,
  ...bulletinRoutes,
  ...noticeRoutes,
  ...knowledgeGapRoutes,
  ...priceListRoutes,
  ...verifyHomeRoutes,
  ...privacyRoutes,
  ...holdRoutes,
  ...webhookRoutes,
  ...importRoutes,
];
