// What the database must do, in the words of the trade. Types only: SQLite and PostgreSQL both fulfil it. What the tables keep stands
// in contract/, by what it is about; whoever uses it takes it from here.
import type {
  AuditTable,
  ConsoleSessionTable,
  ExportRequestTable,
  LoginAttemptTable,
  PersonTable,
  QueueTable,
} from './contract/console.ts';
import type {
  ConversationNoteTable,
  ConversationTable,
  InboxTable,
  MessageTable,
  ReplyDraftTable,
  TurnTable,
} from './contract/conversations.ts';
import type { AttachmentTable, WorkPhotoTable } from './contract/files.ts';
import type {
  BillTable,
  HomeBindingTable,
  ImportTable,
  OccupantTable,
  PrivacyRequestTable,
  ResidentTable,
} from './contract/homes.ts';
import type { IncidentCourseTable, IncidentTable, NoticeTable } from './contract/incidents.ts';
import type { JobTable } from './contract/jobs.ts';
import type { OutboxTable, QuotaTable } from './contract/outbox.ts';
import type { AccountTable, LimitTable, ModelUseTable, TokenTable } from './contract/platforms.ts';
import type { ChangeTable, ProcessTable, RestoreTable } from './contract/processes.ts';
import type { IdempotencyTable, WebhookTable } from './contract/programs.ts';
import type { LegalHoldTable, RetentionTable } from './contract/retention.ts';
import type { CommunityTable, StaffCardTable, StaffTable, StaffTaskTable } from './contract/staff.ts';
import type { ApplicationTable, RegisterTable, TicketTable } from './contract/tickets.ts';
import type { KnowledgeGapTable, WrittenValueTable } from './contract/written.ts';

export * from './contract/console.ts';
export * from './contract/conversations.ts';
export * from './contract/files.ts';
export * from './contract/homes.ts';
export * from './contract/incidents.ts';
export * from './contract/jobs.ts';
export * from './contract/outbox.ts';
export * from './contract/platforms.ts';
export * from './contract/processes.ts';
export * from './contract/programs.ts';
export * from './contract/retention.ts';
export * from './contract/staff.ts';
export * from './contract/tickets.ts';
export * from './contract/written.ts';

export type Store = {
  /**
   * Runs one unit of work; everything in it becomes durable together or not at all. Resolves after the commit is on disk.
   * The unit may await nothing but `tx`: the embedded engine runs many units inside one commit and refuses a unit that waits
   * for anything else. It may be run again from its beginning (where engines collide), so it must leave nothing behind outside `tx`.
   * A conversation, ticket or resident it has read stays as read until it ends, also when several processes share the database.
   */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Reads committed data; never waits for a writer. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Throws unless a write reaches the disk; for `/readyz`. */
  probe(): Promise<void>;
  close(): Promise<void>;
};

/** Everything a unit of work may do, by noun. */
export type Tx = {
  communities: CommunityTable;
  accounts: AccountTable;
  residents: ResidentTable;
  conversations: ConversationTable;
  messages: MessageTable;
  inbox: InboxTable;
  turns: TurnTable;
  outbox: OutboxTable;
  quota: QuotaTable;
  jobs: JobTable;
  tickets: TicketTable;
  attachments: AttachmentTable;
  photos: WorkPhotoTable;
  applications: ApplicationTable;
  register: RegisterTable;
  staff: StaffTable;
  tasks: StaffTaskTable;
  cards: StaffCardTable;
  idempotency: IdempotencyTable;
  incidents: IncidentTable;
  incidentCourses: IncidentCourseTable;
  notices: NoticeTable;
  gaps: KnowledgeGapTable;
  modelUse: ModelUseTable;
  processes: ProcessTable;
  tokens: TokenTable;
  limits: LimitTable;
  restores: RestoreTable;
  changes: ChangeTable;
  queue: QueueTable;
  written: WrittenValueTable;
  notes: ConversationNoteTable;
  drafts: ReplyDraftTable;
  people: PersonTable;
  sessions: ConsoleSessionTable;
  logins: LoginAttemptTable;
  audit: AuditTable;
  exports: ExportRequestTable;
  webhooks: WebhookTable;
  occupants: OccupantTable;
  homeBindings: HomeBindingTable;
  privacyRequests: PrivacyRequestTable;
  imports: ImportTable;
  bills: BillTable;
  holds: LegalHoldTable;
  retention: RetentionTable;
};
