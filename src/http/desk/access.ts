// Who may do what at the console: one row for every operation. What has no row cannot be reached. Data only.
import { type Role, roles } from '../../people/account.ts';

/** `open`: before signing in. */
export type Access = readonly Role[] | 'open';

const everyone: readonly Role[] = roles;
/** Those who speak with residents. */
const reception: readonly Role[] = ['agent', 'dispatcher', 'manager', 'admin'];
const dispatchers: readonly Role[] = ['dispatcher', 'manager', 'admin'];
const managers: readonly Role[] = ['manager', 'admin'];
const admins: readonly Role[] = ['admin'];

export const access: Readonly<Record<string, Access>> = {
  // Oneself
  signIn: 'open',
  readInvitation: 'open',
  choosePassword: 'open',
  getSession: everyone,
  signOut: everyone,
  beginSecondFactor: everyone,
  turnOnSecondFactor: everyone,
  openStream: everyone,
  // Conversations
  getBoard: everyone,
  listQueue: reception,
  getDeskConversation: reception,
  getThread: reception,
  notePresence: reception,
  revealResident: reception,
  listPhrases: reception,
  takeoverConversation: reception,
  replyConversation: reception,
  handbackConversation: reception,
  transferConversation: reception,
  handToServicer: reception,
  sendToPool: reception,
  // Tickets
  listDeskTickets: everyone,
  getTicket: everyone,
  listTicketEvents: everyone,
  getAttachment: everyone,
  acceptTicket: everyone,
  takeTicket: everyone,
  arriveTicket: everyone,
  waitTicket: everyone,
  resumeTicket: everyone,
  resolveTicket: everyone,
  delayTicket: everyone,
  previewDelay: everyone,
  // Whoever stands at the tap says what it costs; a yes on the phone is heard by somebody else.
  quoteTicket: everyone,
  discussQuoteTicket: reception,
  answerQuoteTicket: reception,
  approveQuoteTicket: dispatchers,
  beginPaidTicket: everyone,
  returnTicket: everyone,
  departTicket: everyone,
  controlTicket: everyone,
  supportTicket: everyone,
  revealVisit: everyone,
  declineTicket: everyone,
  urgeTicket: reception,
  callTicket: reception,
  confirmTicket: reception,
  followUpTicket: reception,
  notReachedTicket: reception,
  planRectificationTicket: dispatchers,
  verifyRectificationTicket: dispatchers,
  mergeTicket: reception,
  decideDelayTicket: dispatchers,
  succeedTicket: managers,
  dispatchTicket: reception,
  transferTicket: reception,
  reopenTicket: reception,
  cancelTicket: reception,
  closeTicket: reception,
  regradeTicket: dispatchers,
  // Matters of several households
  listIncidents: reception,
  getIncident: reception,
  confirmIncident: reception,
  dismissIncident: reception,
  openIncident: reception,
  changeIncident: reception,
  approveIncidentLine: managers,
  containIncident: reception,
  resolveIncident: dispatchers,
  reopenIncident: dispatchers,
  reviewIncident: managers,
  listAffected: reception,
  listBulletins: reception,
  previewBulletin: reception,
  draftBulletin: reception,
  sendBulletin: dispatchers,
  noteBulletinCalled: reception,
  releaseAffected: reception,
  attachToIncident: reception,
  // The register
  listRegister: reception,
  enterRegister: reception,
  confirmRegister: reception,
  exportRegister: managers,
  printRegister: reception,
  // Reports name people and what they did
  listReports: managers,
  getReport: managers,
  draftMonthlyReport: managers,
  exportMonthlyReport: managers,
  draftManualReview: managers,
  exportManualReview: managers,
  exportReport: managers,
  exportReportCsv: managers,
  // The house
  listDeskTasks: reception,
  getSettings: everyone,
  listAccounts: admins,
  addAccount: admins,
  changeAccount: admins,
  inviteAccount: admins,
  listAudit: managers,
  // What leaves the house by itself
  listWebhooks: admins,
  addWebhook: admins,
  changeWebhook: admins,
  rotateWebhookSecret: admins,
  pingWebhook: admins,
  listWebhookDeliveries: admins,
  replayWebhookDelivery: admins,
};

/** Operations of the integration API that people do otherwise; the test counts that nothing is forgotten. */
export const forProgramsOnly: readonly string[] = [
  'findConversations',
  'getConversation',
  'listMessages',
  'listTickets',
  'listStaffTasks',
  'listKnowledgeGaps',
  'listPrices',
];
