// What the database must do, in the words of the trade. Types only: SQLite and PostgreSQL both fulfil it.
import type { Bill } from '../bills/bill.ts';
import type {
  ChannelId,
  InboundContent,
  InboundItem,
  MediaType,
  OutboundContent,
} from '../channels/contract.ts';
import type { People } from '../config/config.ts';
import type {
  Conversation,
  DeliveryState,
  EventCode,
  Message,
  PendingItem,
  Reply,
  SaidContent,
} from '../conversations/conversation.ts';
import type { BindingEnding, HomeBinding } from '../homes/binding.ts';
import type { HomePlace, Occupant, OccupantFacts } from '../homes/occupant.ts';
import type { PrivacyOutcome, PrivacyRequest } from '../homes/privacy-request.ts';
import type { ImportBatch } from '../imports/batch.ts';
import type {
  Notice,
  NoticeDelivery,
  NoticeEvent,
  NoticeReader,
  NoticeState,
  NoticeTold,
} from '../notices/notice.ts';
import type { Account, AuditEntry, AuditRecord, ConsoleSession } from '../people/account.ts';
import type { ExportRequest } from '../people/export-request.ts';
import type { ReportedContact, ReportedIncident, ReportedTicket } from '../reports/reported.ts';
import type { Application, ApplicationKind, ApplicationState } from '../tickets/application.ts';
import type {
  Affected,
  Bulletin,
  BulletinDelivery,
  IncidentCourse,
  IncidentEvent,
} from '../tickets/incident-course.ts';
import type { RegisterEntry } from '../tickets/register-entry.ts';
import type { Ticket, TicketEvent, TicketKind, TicketStatus } from '../tickets/ticket.ts';
import type { Address } from '../understanding/commands.ts';
import type { Webhook, WebhookDelivery, WebhookNews } from '../webhooks/webhook.ts';

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

export type ChannelAccount = {
  channel: ChannelId;
  accountId: string;
  cursor: string | null;
  /** When we first served this account; older items are kept, not answered. */
  firstStartedAt: number;
  /** Grows with every wake-up; there is news while it is above `readSeq`. */
  wakeSeq: number;
  readSeq: number;
  wakeToken: string | null;
  wokenAt: number | null;
  /** When it was last read to the end; the slow poll goes by it. */
  readAt: number | null;
};

export type AccountTable = {
  /** Makes sure the account is known; `at` becomes its first start when it is new. */
  ensure(channel: ChannelId, accountId: string, at: number): Promise<void>;
  get(channel: ChannelId, accountId: string): Promise<ChannelAccount | null>;
  list(channel: ChannelId): Promise<ChannelAccount[]>;
  /** Keeps a wake-up. A wake-up without a token does not erase an earlier token. */
  wake(channel: ChannelId, accountId: string, wakeToken: string | null, at: number): Promise<void>;
  dropWakeToken(channel: ChannelId, accountId: string, wakeToken: string): Promise<void>;
  /** Moves the cursor if it still is `from` and the lease is still held; false = somebody else reads, store nothing. */
  moveCursor(move: {
    channel: ChannelId;
    accountId: string;
    from: string | null;
    to: string;
    leaseToken: string;
  }): Promise<boolean>;
  markRead(channel: ChannelId, accountId: string, readSeq: number, at: number): Promise<void>;
  /** One reader per account: takes or renews the lease; false = another holds it. */
  lease(
    channel: ChannelId,
    accountId: string,
    leaseToken: string,
    now: number,
    untilAt: number,
  ): Promise<boolean>;
  release(channel: ChannelId, accountId: string, leaseToken: string): Promise<void>;
};

export type ResidentProfile = {
  name: string | null;
  phone: string | null;
  home: Address | null;
  /** A colleague has made sure that they belong to this home; absent = nobody has. */
  verified?: { home: Address; how: string; by: string; at: number } | null;
};

/** They asked for it (the default), or nothing was heard of them for as long as things are kept. */
export type ErasedFor = 'wish' | 'term';

export type ResidentTable = {
  profile(residentId: string): Promise<ResidentProfile | null>;
  saveProfile(residentId: string, profile: ResidentProfile): Promise<void>;
  /** Takes everything of theirs off the disk and destroys their key; tickets, lines and counts stay and lead to nobody. */
  erase(residentId: string, at: number, why?: ErasedFor): Promise<void>;
};

export type ConversationKey = { channel: ChannelId; channelAccountId: string; channelUserId: string };

export type ConversationTable = {
  /** The conversation of this person on this account; made (with resident and data key) when new. */
  forPerson(key: ConversationKey, create: { communityId: string; at: number }): Promise<Conversation>;
  /** The same, for whoever only keeps something in it: it is not opened. */
  idForPerson(key: ConversationKey, create: { communityId: string; at: number }): Promise<string>;
  find(key: ConversationKey): Promise<Conversation | null>;
  byPerson(filter: { channel: ChannelId; channelUserId: string }): Promise<Conversation[]>;
  get(id: string): Promise<Conversation | null>;
  /** Ids of all conversations of a resident. */
  idsOfResident(residentId: string): Promise<string[]>;
  /** For a unit that will write in several conversations: takes those that exist in the order all such units keep. */
  hold(keys: ConversationKey[]): Promise<void>;
  /** Writes the row back; false when its version has moved on (nothing is written then). */
  save(conversation: Conversation): Promise<boolean>;
};

export type NewMessage = {
  /** Where its id had to be known before; else it gets one. */
  id?: string;
  conversationId: string;
  direction: 'in' | 'out';
  author: Message['author'];
  staffId?: string;
  type: string;
  content: InboundContent | SaidContent;
  replyKey?: string;
  createdAt: number;
  delivery?: { state: DeliveryState; reason: string | null };
};

export type MessageTable = {
  add(message: NewMessage): Promise<string>;
  get(id: string): Promise<Message | null>;
  /** Oldest first; `afterId` continues a listing. */
  list(conversationId: string, page: { afterId?: string; limit: number }): Promise<Message[]>;
  /** The newest ones, oldest of them first; `beforeId` goes further back. */
  latest(conversationId: string, page: { beforeId?: string; limit: number }): Promise<Message[]>;
  /** Something of ours was said there that did not fail on its way. */
  anyMayHaveArrived(conversationId: string): Promise<boolean>;
  setDelivery(id: string, state: DeliveryState, reason: string | null): Promise<void>;
  /** True when we said this since `since`. */
  saidSince(conversationId: string, replyKey: string, since: number): Promise<boolean>;
  /** Takes the words away, also those heard in a voice; the fact that something was said stays. */
  recall(id: string, at: number): Promise<void>;
  /** What a program heard in a voice message; a recalled message takes none. */
  setTranscript(id: string, transcript: string): Promise<void>;
};

export type InboxTable = {
  /** Keeps one item and, if it is a message, its message row. `duplicate` when this platform id is known. */
  keep(
    item: InboundItem,
    context: { conversationId: string | null; receivedAt: number; historic: boolean },
  ): Promise<{ kind: 'kept'; messageId: string | null } | { kind: 'duplicate' }>;
  /** Keeps an authentic callback as it came: what nobody could read, and what our own people wrote. False when known. */
  keepRaw(channel: ChannelId, dedupeKey: string, plaintext: string, receivedAt: number): Promise<boolean>;
  /** Items of a conversation that had no turn yet, in order of arrival. */
  pending(conversationId: string): Promise<PendingItem[]>;
  markHandled(itemIds: string[], at: number): Promise<void>;
  markQuarantined(itemIds: string[], at: number): Promise<void>;
  /** The message that came of a platform id, for recalls. */
  messageOf(channel: ChannelId, channelAccountId: string, channelItemId: string): Promise<string | null>;
};

export type ClaimedTurn = {
  conversationId: string;
  /** One for each time it was taken, this one too, and one more for each that was given back after a failure. */
  strikes: number;
};

export type TurnTable = {
  /**
   * A turn is due at `dueAt`, unless an earlier instant stands; with `gather`, each message moves it back to `dueAt`, but never past
   * `lastDueAt` counted from the first.
   */
  due(conversationId: string, due: { dueAt: number; lastDueAt: number; gather: boolean }): Promise<void>;
  /**
   * Takes due turns and counts the strike before anyone works on them. `fresh` were never tried; `tried` may be what brought
   * a process down, so they are better taken one at a time. One that was tried before is due again later and later, should this
   * attempt end without a word: deaths in quick succession must not use up the chances of whoever stands first in the line.
   */
  claim(
    now: number,
    limit: number,
    leaseToken: string,
    leaseUntilAt: number,
    only?: 'fresh' | 'tried',
  ): Promise<ClaimedTurn[]>;
  /** False when the lease was lost: the turn must not be committed. */
  finish(conversationId: string, leaseToken: string): Promise<boolean>;
  /** Gives the turn back after a failure, to be tried again at `dueAt`: a second strike, because here it was surely the turn. */
  retry(conversationId: string, leaseToken: string, dueAt: number): Promise<void>;
  nextDueAt(): Promise<number | null>;
};

export const outboxStates = ['queued', 'sending', 'held', 'sent', 'failed', 'dropped', 'merged'] as const;
export type OutboxState = (typeof outboxStates)[number];

export type OutboxRow = {
  id: string;
  /** Rows of a lane leave in order: a conversation, or one staff member's phone. */
  lane: string;
  conversationId: string | null;
  messageId: string | null;
  ticketId: string | null;
  channel: ChannelId;
  channelAccountId: string;
  channelUserId: string;
  author: Reply['author'];
  epoch: number;
  content: OutboundContent;
  slotClass: Reply['slotClass'];
  mayMerge: boolean;
  promise: boolean;
  eventCode: EventCode | null;
  state: OutboxState;
  reason: string | null;
  attempt: number;
  /** True when an earlier try ended without an answer. */
  mayHaveBeenSent: boolean;
  /** A second sending of words that had failed after they were taken; they are not sent a third time. */
  resent: boolean;
  /** The message of the resident whose allowance this one was taken from; null = not counted yet. */
  quotaWindowAt: number | null;
  createdAt: number;
  dueAt: number;
};

export type NewOutboxRow = Omit<
  OutboxRow,
  'id' | 'state' | 'reason' | 'attempt' | 'mayHaveBeenSent' | 'resent' | 'quotaWindowAt' | 'dueAt'
> & {
  resent?: boolean;
  /** Absent = a new one is drawn. */
  derivedId?: string;
  /** Words of the time before a restore, which the life that is lost may have sent under the same id. */
  isFromBefore?: boolean;
};

export type RestoreTable = {
  /** When a backup was brought back into this database, the last time; null = never. */
  lastAt(): Promise<number | null>;
};

export type OutboxTable = {
  enqueue(row: NewOutboxRow): Promise<string>;
  /**
   * First row of each lane that is on its way, due and not leased; those that are held are passed over. While much is due, lanes are gone
   * through some hundreds a call: `nextLane` is what to give as `afterLane` next, '' at the end of them all; null = nothing else is due.
   */
  heads(
    now: number,
    limit: number,
    afterLane?: string,
  ): Promise<{ rows: OutboxRow[]; nextLane: string | null }>;
  /** What kinds of words of the lane wait in front of this row, each once, and why. */
  heldInFront(
    lane: string,
    id: string,
  ): Promise<(Pick<OutboxRow, 'author' | 'slotClass'> & { reason: string })[]>;
  /** News for many that no try was made with yet, in order. */
  waitingBulletins(lane: string): Promise<OutboxRow[]>;
  /** Queued rows of the lane behind `afterId`, in order, up to the first that is being sent. */
  following(lane: string, afterId: string, limit: number): Promise<OutboxRow[]>;
  /**
   * Takes a row for sending; false = it is no head of its lane (any more) or somebody else has it. `taken`: the words as they go
   * out, and from whose allowance.
   */
  lease(
    id: string,
    leaseToken: string,
    leaseUntilAt: number,
    taken: Pick<OutboxRow, 'content' | 'quotaWindowAt'> & { at: number },
  ): Promise<boolean>;
  /** Records what became of a try; false when the lease was lost. */
  settle(
    id: string,
    leaseToken: string,
    /** `uncounted`: it was certainly not sent, its slot of the allowance is free again. */
    result: {
      state: OutboxState;
      reason: string | null;
      dueAt: number;
      mayHaveBeenSent: boolean;
      uncounted: boolean;
      at: number;
    },
  ): Promise<boolean>;
  /** Ends a row that is not being sent (merged, dropped). */
  finish(
    id: string,
    state: 'dropped' | 'merged' | 'held' | 'failed',
    reason: string,
    at: number,
  ): Promise<void>;
  /** Rows whose words were joined to this one's. */
  mergedInto(id: string): Promise<OutboxRow[]>;
  /** How many tries were made on this lane since `since`, recorded or not: the platform counts what it got. */
  triesSince(lane: string, kind: 'notices' | 'conversation', since: number): Promise<number>;
  /** Tickets whose notices went out on this lane, newest first. */
  ticketsToldOn(lane: string, limit: number): Promise<string[]>;
  /** Not now: the recipient has had enough for this minute. */
  postpone(id: string, dueAt: number): Promise<void>;
  /** True while words of the lane are on their way; those that are held are not. */
  underWay(lane: string): Promise<boolean>;
  /** Lets held rows of a lane go again. */
  releaseHeld(lane: string, at: number): Promise<number>;
  /** The row a platform's message id of ours belongs to (our id is the row's id). */
  get(id: string): Promise<OutboxRow | null>;
  /**
   * The platform had taken these words and could not deliver them. It may say so before the answer to our call is recorded here,
   * or when that answer was lost; false for a row that can never have been out, or whose end is known.
   */
  failAfterSent(id: string, reason: string, at: number): Promise<boolean>;
  nextDueAt(now: number): Promise<number | null>;
  /** Unfinished rows by state, for metrics. */
  counts(): Promise<Record<string, number>>;
};

export type QuotaTable = {
  /** How many messages were taken from the allowance that the resident's message at `windowAt` opened. */
  used(conversationId: string, windowAt: number): Promise<number>;
  take(conversationId: string, windowAt: number): Promise<void>;
  /** Gives one back that the platform certainly did not send. */
  giveBack(conversationId: string, windowAt: number): Promise<void>;
  /** The platform says nothing is left. */
  exhaust(conversationId: string, windowAt: number, quota: number): Promise<void>;
};

export type Job = {
  id: string;
  kind: string;
  subjectId: string;
  dueAt: number;
  attempt: number;
  payload: Record<string, unknown>;
};

export type NewJob = {
  kind: string;
  subjectId: string;
  dueAt: number;
  payload?: Record<string, unknown>;
  uniqueKey: string;
};

export type JobFilter = { kinds: readonly string[]; is: boolean };

export type JobTable = {
  /** Adds due work once per `uniqueKey`; a known key moves nothing. */
  add(job: NewJob): Promise<void>;
  /** The same, but a known key waits anew for the new time, whatever had become of it; whoever works on it loses it. */
  move(job: NewJob): Promise<void>;
  /** The same, but one that waits already, not later and with nobody at work on it, is left as it stands. */
  moveEarlier(job: NewJob): Promise<void>;
  cancel(kind: string, subjectId: string): Promise<void>;
  /** `only` takes jobs of these up to three kinds, or of all but these: slow ones must not hold up those that call people. */
  claim(
    now: number,
    limit: number,
    leaseToken: string,
    leaseUntilAt: number,
    only?: JobFilter,
  ): Promise<Job[]>;
  /** Ends a job; false when the lease was lost: what it did must not be committed. */
  done(id: string, leaseToken: string): Promise<boolean>;
  retry(id: string, leaseToken: string, dueAt: number, reason: string): Promise<void>;
  /** Given up after too many tries; kept for a person. */
  giveUp(id: string, leaseToken: string, reason: string): Promise<void>;
  nextDueAt(): Promise<number | null>;
};

export type TicketFilter = {
  communityId?: string;
  conversationId?: string;
  channel?: ChannelId;
  channelUserId?: string;
  kind?: TicketKind;
  status?: TicketStatus;
  updatedAfter?: number;
  /** Opened from the first instant on, and before the second. */
  openedBetween?: readonly [number, number];
};

export type TicketStanding = Pick<
  Ticket,
  | 'id'
  | 'code'
  | 'kind'
  | 'communityId'
  | 'status'
  | 'department'
  | 'firstOwner'
  | 'assignee'
  | 'promise'
  | 'timers'
>;

/** Another ticket of the same matter: the complaint about a repair, the second repair of one message. */
export type TicketLink = Pick<Ticket, 'id' | 'code' | 'kind' | 'status'>;

export type TicketTable = {
  add(ticket: Ticket): Promise<void>;
  get(id: string): Promise<Ticket | null>;
  /** Where it stands and what was promised, without anything personal: nothing is opened for it. */
  standing(id: string): Promise<TicketStanding | null>;
  /** Writes it back with version + 1; false when its version has moved on. */
  save(ticket: Ticket): Promise<boolean>;
  /** In order of change, oldest first. `after` is the cursor of the last page's end. */
  list(
    filter: TicketFilter,
    page: { after: string | null; limit: number },
  ): Promise<{ items: Ticket[]; next: string | null }>;
  /** As reports count them, opened from the first instant on and before the second, in order of opening; nothing is opened for it. */
  reported(
    filter: { communityId: string; openedBetween: readonly [number, number] },
    page: { after: string | null; limit: number },
  ): Promise<{ items: ReportedTicket[]; next: string | null }>;
  openOf(conversationId: string): Promise<Ticket[]>;
  /** By the number told to people, newest first (numbers repeat between communities). */
  byCode(code: string): Promise<Ticket[]>;
  /** How many tickets each of these people has in hand. */
  loads(staffIds: readonly string[]): Promise<Map<string, number>>;
  /** Two tickets that belong together; each finds the other. */
  link(ticketId: string, otherId: string, at: number): Promise<void>;
  linksOf(ticketId: string): Promise<TicketLink[]>;
  addEvent(ticketId: string, event: Omit<TicketEvent, 'seq'>): Promise<void>;
  events(ticketId: string): Promise<TicketEvent[]>;
  /** Next number of the day, from 1, per community. */
  nextNumber(communityId: string, day: string): Promise<number>;
};

export type Attachment = {
  id: string;
  messageId: string;
  conversationId: string;
  ticketId: string | null;
  type: MediaType;
  /** The platform's id, good for three days. */
  mediaId: string;
  /** Under which name the sealed file lies; random, drawn before anything is fetched. */
  objectName: string;
  state: 'waiting' | 'stored' | 'gone' | 'refused';
  contentType: string | null;
  byteCount: number | null;
  /** As the sender's device called it, without anything that could be more than a name. Null where the platform tells none. */
  fileName: string | null;
  /** Why it is gone or was refused: a stable code. */
  reason: string | null;
  createdAt: number;
};

export type SettledAttachment = Pick<Attachment, 'state' | 'contentType' | 'byteCount' | 'reason'> & {
  fileName?: string;
};

export type AttachmentTable = {
  add(attachment: {
    messageId: string;
    conversationId: string;
    type: MediaType;
    mediaId: string;
    at: number;
  }): Promise<string>;
  get(id: string): Promise<Attachment | null>;
  ofMessages(messageIds: string[]): Promise<Attachment[]>;
  /** How many came in this conversation since `since`. */
  countSince(conversationId: string, since: number): Promise<number>;
  attachToTicket(ids: string[], ticketId: string): Promise<void>;
  detach(id: string): Promise<void>;
  /**
   * Says what became of the file. What waits may become anything, and whatever there is may be gone; anything else came too late
   * (it was taken back while it was being fetched) and is answered with false.
   */
  settle(id: string, result: SettledAttachment): Promise<boolean>;
  /** Which of these names a living attachment still needs: not gone, not refused, its resident not erased. */
  neededNames(names: readonly string[]): Promise<Set<string>>;
  /** Seals the file's bytes under the resident's key; `open` undoes it. */
  seal(id: string, bytes: Uint8Array): Promise<Uint8Array>;
  open(id: string, sealed: Uint8Array): Promise<Uint8Array>;
};

export const photoMoments = ['before', 'after'] as const;

/** What somebody of ours photographed at the place, before the work or after it. Sealed like what belongs to the ticket. */
export type WorkPhoto = {
  id: string;
  ticketId: string;
  moment: (typeof photoMoments)[number];
  /** Under which name the sealed file lies. */
  objectName: string;
  contentType: string;
  byteCount: number;
  takenBy: string | null;
  at: number;
};

export type WorkPhotoTable = {
  add(photo: WorkPhoto): Promise<void>;
  get(id: string): Promise<WorkPhoto | null>;
  /** In the order in which they came. */
  ofTicket(ticketId: string): Promise<WorkPhoto[]>;
  /** Which of these names belong to a photo whose resident is not erased. */
  neededNames(names: readonly string[]): Promise<Set<string>>;
  /** Seals the file's bytes under the key of the ticket; `open` undoes it. */
  seal(photo: Pick<WorkPhoto, 'id' | 'ticketId'>, bytes: Uint8Array): Promise<Uint8Array>;
  open(photo: Pick<WorkPhoto, 'id' | 'ticketId'>, sealed: Uint8Array): Promise<Uint8Array>;
};

/** A row changes under its ticket: whoever writes one has read the ticket in the same unit. */
export type ApplicationTable = {
  /** `home`: null = no home is known yet. */
  add(application: Application, home: HomePlace | null): Promise<void>;
  get(ticketId: string): Promise<Application | null>;
  /** Writes it back with version + 1; false when its version has moved on. */
  save(application: Application, home: HomePlace | null): Promise<boolean>;
  /** Of each community and state, newest first. */
  list(filter: {
    communityIds: readonly string[];
    states: readonly ApplicationState[];
    limit: number;
  }): Promise<Application[]>;
  /** Who begins from the first instant on and before the second, in that order, whatever became of it. */
  expected(filter: {
    communityIds: readonly string[];
    kinds: readonly ApplicationKind[];
    from: number;
    to: number;
    limit: number;
  }): Promise<Application[]>;
  /** Newest first. */
  ofHome(communityId: string, home: HomePlace, limit: number): Promise<Application[]>;
};

export type RegisterTable = {
  /** Keeps a line once per `uniqueKey`; null = it is there already. */
  add(entry: Omit<RegisterEntry, 'id' | 'version'>, uniqueKey: string): Promise<string | null>;
  get(id: string): Promise<RegisterEntry | null>;
  /** Names who received the contact that goes on in this conversation, unless somebody is named already. */
  receive(conversationId: string, staffId: string): Promise<void>;
  /** Writes it back with version + 1; false when its version has moved on. */
  save(entry: RegisterEntry): Promise<boolean>;
  /** In order of contact, oldest first. */
  list(
    filter: { communityIds: readonly string[] | null; fromAt: number; toAt: number; unentered: boolean },
    page: { after: string | null; limit: number },
  ): Promise<{ items: RegisterEntry[]; next: string | null }>;
  /** When the next contact of the same conversation began. */
  endOf(entry: RegisterEntry): Promise<number | null>;
  /** As reports count them, in order of their beginning; nothing is opened for it. */
  reported(
    filter: { communityId: string; between: readonly [number, number] },
    page: { after: string | null; limit: number },
  ): Promise<{ items: ReportedContact[]; next: string | null }>;
};

export type CommunityTable = {
  ensure(community: { id: string; name: string }, at: number): Promise<void>;
};

export type StaffTable = {
  /** Makes the stored people and roster equal to the configured ones; who is gone stays readable in old tickets. */
  replaceAll(people: People, at: number): Promise<void>;
  load(): Promise<People>;
  /** When people were brought in that stand in for the configured ones; null = they never were. */
  importedAt(): Promise<number | null>;
  noteImported(at: number): Promise<void>;
};

export type StaffTask = {
  id: string;
  communityId: string;
  kind:
    | 'undeliverable'
    | 'quarantined'
    | 'handoff'
    | 'nobody-on-duty'
    | 'forwarded-danger'
    | 'doubtful-danger'
    | 'follow-up-call'
    | 'quote'
    | 'incident-suspected'
    | 'webhook-failing'
    | 'privacy';
  conversationId: string | null;
  ticketId: string | null;
  reason: string;
  createdAt: number;
  doneAt: number | null;
};

/** A card on somebody's phone. `settledAt`: its ticket needs no press any more. */
export type KeptCard = { id: string; ticketId: string; staffId: string; settledAt: number | null };

export type StaffCardTable = {
  add(card: Pick<KeptCard, 'id' | 'ticketId' | 'staffId'>, at: number): Promise<void>;
  get(id: string): Promise<KeptCard | null>;
  /** Those not settled. */
  openOf(ticketId: string): Promise<KeptCard[]>;
  /** A newer code takes the place of an older one. */
  keepCode(id: string, code: string, when: { expiresAt: number; at: number }): Promise<void>;
  /** Takes the code away: nobody can try it twice. Null when there is none, or it is too old. */
  takeCode(id: string, now: number): Promise<EventCode | null>;
  settle(id: string, at: number): Promise<void>;
};

export type StaffTaskTable = {
  /** Adds a task for a person once per `uniqueKey`; false when it is there already. */
  add(task: Omit<StaffTask, 'id' | 'doneAt'> & { uniqueKey: string }): Promise<boolean>;
  finish(uniqueKey: string, at: number): Promise<void>;
  /** Ends all open tasks of a kind about a conversation. */
  finishOf(conversationId: string, kind: StaffTask['kind'], at: number): Promise<void>;
  /** The same about a ticket. */
  finishOfTicket(ticketId: string, kind: StaffTask['kind'], at: number): Promise<void>;
  open(communityId: string | null, limit: number): Promise<StaffTask[]>;
  countOpen(): Promise<number>;
};

/** A ticket as one household's word on a matter: `place` is the building or shared place, `household` whoever told it. */
export type IncidentReport = {
  ticketId: string;
  communityId: string;
  topic: string;
  place: string | null;
  household: string;
  at: number;
};

/** Several tickets that may have one cause (群诉); `place` null = over several buildings, `said` = a resident spoke for many. */
export type IncidentCandidate = {
  id: string;
  communityId: string;
  topic: string;
  place: string | null;
  households: number;
  said: boolean;
  firstAt: number;
  lastAt: number;
};

export const incidentStates = ['candidate', 'confirmed', 'dismissed'] as const;
export type IncidentState = (typeof incidentStates)[number];

/** A candidate with what a person made of it. */
export type Incident = IncidentCandidate & {
  state: IncidentState;
  /** Who decided: a staff id, or the name of a program. */
  decidedBy: string | null;
  decidedAt: number | null;
  reason: string | null;
  /** Counts every change: a household more, a decision. */
  version: number;
};

export type IncidentTable = {
  /** Keeps what a ticket tells of, once per ticket. */
  report(report: IncidentReport): Promise<void>;
  /** Reports of one matter since an instant, newest first. */
  recent(filter: {
    communityId: string;
    topic: string;
    sinceAt: number;
    limit: number;
  }): Promise<Pick<IncidentReport, 'place' | 'household' | 'at'>[]>;
  /** Keeps a candidate once per `uniqueKey`; a known one grows. Says which it is, and what was decided about it so far. */
  suspect(
    candidate: Omit<IncidentCandidate, 'id'> & { uniqueKey: string },
  ): Promise<{ id: string; isNew: boolean; state: IncidentState }>;
  /** Newest first. */
  list(
    filter: { communityId?: string; state?: IncidentState },
    page: { before: { lastAt: number; id: string } | null; limit: number },
  ): Promise<Incident[]>;
  get(id: string): Promise<Incident | null>;
  /** The tickets that told of it, oldest first. */
  ticketsOf(
    incident: Pick<Incident, 'communityId' | 'topic' | 'place' | 'firstAt' | 'lastAt'>,
    limit: number,
  ): Promise<string[]>;
  /** Reports of some matters since an instant, oldest first. */
  reportsSince(filter: {
    communityId: string;
    topics: readonly string[];
    sinceAt: number;
    limit: number;
  }): Promise<Pick<IncidentReport, 'ticketId' | 'place' | 'household'>[]>;
  /** What a person decided; false when its version has moved on. */
  decide(
    id: string,
    decision: { state: IncidentState; by: string; at: number; reason: string | null; version: number },
  ): Promise<boolean>;
};

/** What is done about an incident, by the id of its candidate. */
export type IncidentCourseTable = {
  add(course: IncidentCourse): Promise<void>;
  get(id: string): Promise<IncidentCourse | null>;
  /** Those that whoever tells of them now belongs to, oldest first. */
  running(communityId: string): Promise<IncidentCourse[]>;
  /** As reports count them, in order of opening. */
  reported(filter: {
    communityId: string;
    openedBetween: readonly [number, number];
  }): Promise<ReportedIncident[]>;
  /** Writes it back with version + 1; false when its version has moved on. */
  save(course: IncidentCourse): Promise<boolean>;
  addEvent(id: string, event: Omit<IncidentEvent, 'seq'>): Promise<void>;
  events(id: string): Promise<IncidentEvent[]>;
  /** Once per household; one that had left comes back, and one that is there learns its ticket. */
  join(affected: Omit<Affected, 'leftAt' | 'toldMessageId'>): Promise<void>;
  /** False when it was not there. */
  leave(incidentId: string, household: string, at: number): Promise<boolean>;
  told(incidentId: string, household: string, messageId: string): Promise<void>;
  affectedOne(incidentId: string, household: string): Promise<Affected | null>;
  /** Those who have not left, in a lasting order. */
  affected(incidentId: string, page: { after: string | null; limit: number }): Promise<Affected[]>;
  countAffected(incidentId: string): Promise<number>;
  /** A draft. */
  addBulletin(bulletin: Omit<Bulletin, 'id' | 'state' | 'sentAt'>): Promise<string>;
  /** In their order, drafts among them. */
  bulletins(incidentId: string): Promise<Bulletin[]>;
  bulletin(id: string): Promise<Bulletin | null>;
  /** False when it is out already. */
  rewordBulletin(id: string, words: Bulletin['words']): Promise<boolean>;
  sendBulletin(id: string, at: number): Promise<boolean>;
  /** The newest that was sent. */
  latestBulletin(incidentId: string): Promise<Bulletin | null>;
  /** Keeps once that a household is told; false when it has been. */
  deliverTo(delivery: Omit<BulletinDelivery, 'calledAt'>): Promise<boolean>;
  called(bulletinId: string, household: string, at: number): Promise<boolean>;
  deliveries(bulletinId: string): Promise<BulletinDelivery[]>;
};

/** Public notices (通知公告). */
export type NoticeTable = {
  add(notice: Notice): Promise<void>;
  get(id: string): Promise<Notice | null>;
  /** Newest first. */
  list(
    filter: { communityId?: string; state?: NoticeState },
    page: { before: string | null; limit: number },
  ): Promise<Notice[]>;
  /** Those that are out, oldest first. */
  published(communityId: string): Promise<Notice[]>;
  /** Writes it back with version + 1; false when its version has moved on. */
  save(notice: Notice): Promise<boolean>;
  addEvent(id: string, event: Omit<NoticeEvent, 'seq'>): Promise<void>;
  events(id: string): Promise<NoticeEvent[]>;
  /** Once per resident; what they said last counts. */
  keepReader(reader: NoticeReader): Promise<void>;
  reader(noticeId: string, household: string): Promise<NoticeReader | null>;
  /** In a lasting order. */
  readers(noticeId: string, page: { after: string | null; limit: number }): Promise<NoticeReader[]>;
  /** Keeps once that a resident is told; false when they have been. */
  deliverTo(delivery: NoticeDelivery): Promise<boolean>;
  /** Of every sending, how many were told and what became of it. */
  told(noticeId: string): Promise<NoticeTold[]>;
};

/** A question nobody has approved an answer to, or one whose answer (`answerKey`) did not help. */
export type KnowledgeGap = {
  id: string;
  communityId: string;
  conversationId: string;
  question: string;
  answerKey: string | null;
  createdAt: number;
};

export type KnowledgeGapTable = {
  add(gap: Omit<KnowledgeGap, 'id'>): Promise<void>;
  /** Newest first; of every community when it is null. */
  list(communityId: string | null, limit: number): Promise<KnowledgeGap[]>;
};

/** What a colleague says to another beside a conversation; never to the resident. */
export type ConversationNote = { id: string; conversationId: string; text: string; by: string; at: number };

export type ConversationNoteTable = {
  add(note: Omit<ConversationNote, 'id'>): Promise<void>;
  /** Oldest of them first. */
  latest(conversationId: string, limit: number): Promise<ConversationNote[]>;
};

/** What was written at the console over the files, as JSON; null = it holds no more. */
export type WrittenValue = {
  kind: string;
  key: string;
  version: number;
  value: unknown;
  /** From this day on. */
  effective: string;
  by: string;
  at: number;
};

export type WrittenValueTable = {
  /** False when there is such a version already. */
  add(value: WrittenValue): Promise<boolean>;
  /** By key, oldest version first. */
  list(kind: string): Promise<WrittenValue[]>;
  /** Changes with every version that is written. */
  mark(): Promise<string | null>;
};

export type ModelUseTable = {
  /** Counts one call of the language model for each subject, unless one of them has used up its limit of the day; false then, and nothing is counted. */
  take(day: string, limits: { subject: string; limit: number }[]): Promise<boolean>;
};

export type StoredAnswer = { requestDigest: string; status: number; body: string };

export type IdempotencyTable = {
  get(scope: string, key: string): Promise<StoredAnswer | null>;
  put(scope: string, key: string, answer: StoredAnswer, at: number): Promise<void>;
};

export type RunningProcess = { id: string; roles: string; startedAt: number; beat: number };

/** The processes that work on this database, each with a beat that grows while it lives. */
export type ProcessTable = {
  join(process: Omit<RunningProcess, 'beat'>): Promise<void>;
  /** A sign of life; false when the process was taken for dead meanwhile. */
  beat(id: string): Promise<boolean>;
  list(): Promise<RunningProcess[]>;
  /** Strikes the process out if its beat still is `beat` (null = whatever it is); false when it has moved or somebody else did it. */
  strikeOut(id: string, beat: number | null): Promise<boolean>;
  /** Ends the leases whose tokens this process made: what it had claimed may be taken by others at once. */
  endLeases(id: string, which: { sends: boolean }): Promise<void>;
};

/** A token of a platform as all processes share it. */
export type SharedToken = { token: string; fetchedAt: number; expiresAt: number };

export type TokenTable = {
  get(name: string): Promise<SharedToken | null>;
  /** The right to fetch a new one, for one process at a time; false = another has it. */
  claim(name: string, leaseToken: string, now: number, untilAt: number): Promise<boolean>;
  /** Puts the new token in place and gives the right back; false when the right was lost. */
  keep(name: string, leaseToken: string, token: SharedToken, at: number): Promise<boolean>;
  release(name: string, leaseToken: string): Promise<void>;
};

export type LimitTable = {
  /** Takes one call of at most `max` within `perMs`; answers 0, or how many milliseconds to wait until one is free. */
  take(name: string, limit: { max: number; perMs: number }, now: number): Promise<number>;
};

export type ChangeTable = {
  /** A word that is another one after messages, tickets or deliveries have changed; says nothing about what. Cheap enough for every second. */
  mark(): Promise<string>;
};

export const queueShelves = ['bot', 'waiting', 'mine', 'others', 'all'] as const;
export type QueueShelf = (typeof queueShelves)[number];

/** A conversation as it stands in the list of staff. */
export type QueueRow = {
  conversation: Conversation;
  residentName: string | null;
  home: Address | null;
  /** Where the newest of its open tickets is about. */
  place: string | null;
  lastMessage: Message | null;
  /** Since when words of the resident have no answer of ours behind them. */
  waitingSince: number | null;
  /** The most urgent of its open tickets; null = none. */
  grade: number | null;
  openTickets: number;
};

export type QueueFilter = { communityIds: readonly string[]; shelf: QueueShelf; staffId: string };

export type QueueTable = {
  /** Newest word first. `after` is the cursor of the last page's end. */
  list(
    filter: QueueFilter,
    page: { after: string | null; limit: number },
  ): Promise<{ items: QueueRow[]; next: string | null }>;
  /** How many lie on each shelf; of those with the bot, and of all, no more than a thousand are counted. */
  counts(filter: Omit<QueueFilter, 'shelf'>): Promise<Record<QueueShelf, number>>;
  /** One of them; null when there is no such conversation. */
  one(conversationId: string): Promise<QueueRow | null>;
  /** Everything still to be done, whichever clock is due next first: few, however much is stored. */
  open(filter: Pick<TicketShelfFilter, 'communityIds' | 'worker'>): Promise<OpenTicket[]>;
  /** Every clock that runs in what is open or still to be followed up, first due first; of these kinds, or of all. */
  clocks(filter: { communityIds: readonly string[]; kinds?: readonly string[] }): Promise<ClockAt[]>;
  /** Tickets by their ids, newest change first. */
  tickets(
    filter: TicketShelfFilter,
    page: { after: string | null; limit: number },
  ): Promise<{ ids: string[]; next: string | null }>;
};

export type ClockAt = { id: string; kind: string; dueAt: number };

/** `dueAt` null: no clock of it runs. */
export type OpenTicket = Pick<Ticket, 'id' | 'status' | 'firstOwner' | 'assignee'> & {
  /** Who answers for it now: the first owner, or whoever came after. */
  owner: string | null;
  dueAt: number | null;
};

export type TicketShelfFilter = {
  communityIds: readonly string[];
  /** Not yet done; absent = both. */
  open?: boolean;
  kind?: TicketKind;
  grade?: number;
  department?: string;
  assignee?: string;
  /** No more than this person may look at; each ticket is to be looked at once more. */
  worker?: { staffId: string; departmentId: string | null };
};

export type PersonTable = {
  /** Logins and digests of invitations are unique. */
  add(account: Account): Promise<void>;
  get(id: string): Promise<Account | null>;
  byLogin(login: string): Promise<Account | null>;
  byInvite(hash: string): Promise<Account | null>;
  /** All accounts of somebody on the roster, oldest first. */
  ofStaff(staffId: string): Promise<Account[]>;
  list(): Promise<Account[]>;
  /** Writes it back with version + 1; false when its version has moved on. Logins stay as they are. */
  save(account: Account): Promise<boolean>;
};

export type ConsoleSessionTable = {
  begin(session: ConsoleSession): Promise<void>;
  get(id: string): Promise<ConsoleSession | null>;
  touch(id: string, at: number): Promise<void>;
  end(id: string): Promise<void>;
  endAllOf(accountId: string, exceptId: string | null): Promise<void>;
  /** Forgets those whose time is over. */
  endOld(now: number): Promise<void>;
};

/** Somebody was sent to the platform to show who they are; `state` comes back with them. */
export type LoginAttempt = { state: string; returnTo: string; endsAt: number };

export type LoginAttemptTable = {
  /** Forgets those whose time is over, too. */
  begin(attempt: LoginAttempt, now: number): Promise<void>;
  /** Takes it away: nobody can come back with it twice. Null when there is none, or it is too old. */
  take(state: string, now: number): Promise<LoginAttempt | null>;
};

export type AuditTable = {
  add(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  list(page: { before: number | null; limit: number }): Promise<AuditRecord[]>;
  /** All of it, for checking. `start`: behind which record it begins, once the oldest are past their term. */
  chain(): Promise<{
    links: { seq: number; body: string; hash: string }[];
    start: { seq: number; hash: string };
    head: { seq: number; hash: string };
  }>;
  /** Takes off the oldest records of before this instant, up to so many; answers how many, and the last of them. */
  cutFront(beforeAt: number, limit: number): Promise<{ gone: number; upTo: number | null }>;
};

export type WebhookTable = {
  add(webhook: Webhook): Promise<void>;
  get(id: string): Promise<Webhook | null>;
  list(communityIds: readonly string[]): Promise<Webhook[]>;
  /** Writes it back with version + 1; false when its version has moved on. */
  save(webhook: Webhook): Promise<boolean>;
  /** Who wants to hear of this: those that are on. */
  takersOf(communityId: string, kind: string): Promise<string[]>;
  /** Due at once; answers its id. */
  addDelivery(webhookId: string, news: WebhookNews): Promise<string>;
  delivery(id: string): Promise<WebhookDelivery | null>;
  /** Newest first. */
  deliveries(webhookId: string, page: { before: string | null; limit: number }): Promise<WebhookDelivery[]>;
  /** True while something earlier about the same subject waits to be told to the same side. */
  waitsBehind(id: string): Promise<boolean>;
  /** What waits next about the same subject for the same side. */
  nextBehind(id: string): Promise<string | null>;
  settle(
    id: string,
    result: Pick<WebhookDelivery, 'state' | 'reason' | 'status' | 'attempt' | 'dueAt' | 'settledAt'>,
  ): Promise<void>;
  /** With its secret and all it was told. */
  remove(id: string): Promise<void>;
};

/** The house register. Whoever is no longer there stays as a line with an end. */
export type OccupantTable = {
  /** False when this person is on record for this home already. */
  add(facts: OccupantFacts, from: { communityId: string; importId: string; at: number }): Promise<boolean>;
  get(id: string): Promise<Occupant | null>;
  /** Whoever is on record for a home now. */
  ofHome(communityId: string, place: HomePlace): Promise<Occupant[]>;
  /** Whoever is on record now, in a lasting order. */
  list(communityId: string, page: { after: string | null; limit: number }): Promise<Occupant[]>;
  /** False when its version has moved on, or it has ended. Home, name and relation stay what they are. */
  change(id: string, version: number, facts: OccupantFacts): Promise<boolean>;
  end(id: string, version: number, at: number): Promise<boolean>;
};

/** Who is known to be which person on record. Those that stand; what was undone stays as a row with an end. */
export type HomeBindingTable = {
  /** False when it stands already. */
  add(binding: Omit<HomeBinding, 'id' | 'untilAt' | 'endedBy' | 'reason'>): Promise<boolean>;
  ofResident(residentId: string): Promise<HomeBinding[]>;
  /** All who are known to be this person, first one first. */
  ofOccupant(occupantId: string): Promise<HomeBinding[]>;
  /** False when it has ended already. */
  end(id: string, ending: { at: number; by: string; reason: BindingEnding }): Promise<boolean>;
};

export type ExportRequestTable = {
  add(request: ExportRequest): Promise<void>;
  get(id: string): Promise<ExportRequest | null>;
  /** Asked for then or later, newest first. */
  since(at: number, limit: number): Promise<ExportRequest[]>;
  /** Writes the row back and counts its version on; false when that has moved on (nothing is written then). */
  save(request: ExportRequest): Promise<boolean>;
  /** Whatever was asked for before; how many they were. */
  forgetBefore(at: number): Promise<number>;
};

export type PrivacyRequestTable = {
  /** Its id; null when the same is open already. */
  add(
    request: Pick<PrivacyRequest, 'communityId' | 'conversationId' | 'kind' | 'askedAt' | 'dueAt'>,
  ): Promise<string | null>;
  get(id: string): Promise<PrivacyRequest | null>;
  /** Oldest first, those that have ended among them. */
  ofConversation(conversationId: string): Promise<PrivacyRequest[]>;
  /** False when it has ended already. */
  end(id: string, ending: { at: number; by: string; outcome: PrivacyOutcome }): Promise<boolean>;
};

/** What the homes of a community owe, as it was last brought in: one table, in place of all before. */
export type BillTable = {
  replace(communityId: string, bills: readonly Bill[], at: number): Promise<void>;
  /** Which communities had theirs brought in, and when. */
  imported(): Promise<{ communityId: string; at: number }[]>;
  load(communityId: string): Promise<Bill[]>;
};

export type ImportTable = {
  add(batch: ImportBatch): Promise<void>;
  get(id: string): Promise<ImportBatch | null>;
  /** How far it is; the steps of one that is done are thrown away. */
  progress(batch: Pick<ImportBatch, 'id' | 'state' | 'doneSteps' | 'skipped' | 'doneAt'>): Promise<void>;
  /** Those nobody has confirmed since before this instant. */
  forget(beforeAt: number): Promise<void>;
};

/** Nothing of this conversation may go, whatever its term. */
export type LegalHold = { conversationId: string; reason: string; by: string; at: number };

export type LegalHoldTable = {
  /** False when one stands already. */
  place(hold: LegalHold): Promise<boolean>;
  standing(conversationId: string): Promise<LegalHold | null>;
  /** False when none stands. */
  lift(conversationId: string, by: string, at: number): Promise<boolean>;
};

/** How much of what kind went on one day. */
export type RetentionRun = {
  day: string;
  startedAt: number;
  /** Null = it is still under way, or died on its way. */
  endedAt: number | null;
  counts: Record<string, number>;
};

/** Where a walk goes on; '' = at the beginning, null = it has come to its end. */
export type Walked = { gone: number; after: string | null };
export type WalkPage = { after: string; limit: number };

/** `cursor`: where a walk goes on behind it. */
export type ToEmpty = { id: string; conversationId: string | null; ticketId: string | null; cursor: string };

/** What is past its term: found without walking, taken off in small pieces. Rows that numbers are made of stay. */
export type RetentionTable = {
  /** What platforms had sent beside words. The rows stay, so that nothing is taken twice. */
  emptyInbox(beforeAt: number, limit: number): Promise<number>;
  dropDoneJobs(beforeAt: number, limit: number): Promise<number>;
  /** Answers kept for a repeated call. */
  dropAnswers(beforeAt: number, limit: number): Promise<number>;
  /** Words that went out, as they lay in the outbox; those on their way or held stay. */
  dropSent(beforeAt: number, page: WalkPage): Promise<Walked>;
  dropWebhookDeliveries(beforeAt: number, page: WalkPage): Promise<Walked>;
  dropGaps(beforeAt: number, limit: number): Promise<number>;
  /** Conversations in a lasting order. */
  conversationIds(page: WalkPage): Promise<string[]>;
  /** True when its oldest words that are left are from before this instant. */
  hasOldWords(conversationId: string, beforeAt: number): Promise<boolean>;
  /** Something waits in it, or it is held for the law: then nothing of it goes, whatever its age. */
  isBusy(conversationId: string): Promise<boolean>;
  /** It is open or ended too lately, is still looked into, grants a leave, or something open hangs on it. */
  isTicketNeeded(ticketId: string, endedBeforeAt: number): Promise<boolean>;
  /** Since when the tickets of a conversation that are needed need its words and lines; null = none is. */
  neededFromAt(conversationId: string, endedBeforeAt: number): Promise<number | null>;
  /** Words, files and notes of before this instant; that something was said stays. Oldest first, up to so many. */
  emptyWords(conversationId: string, beforeAt: number, limit: number): Promise<number>;
  /** Photos of work in a lasting order. */
  workPhotos(page: WalkPage): Promise<ToEmpty[]>;
  /** False when it is gone already. */
  dropWorkPhoto(id: string): Promise<boolean>;
  /** Ended before this instant and not emptied yet. */
  ticketsToEmpty(endedBeforeAt: number, page: WalkPage): Promise<ToEmpty[]>;
  /** Takes everything of a person off it; numbers stay, and lead to nobody. False when somebody has done it. */
  emptyTicket(id: string, at: number): Promise<boolean>;
  registerToEmpty(beforeAt: number, page: WalkPage): Promise<(ToEmpty & { at: number })[]>;
  emptyRegisterEntry(id: string, at: number): Promise<boolean>;
  /** Somebody wrote a line about it since this instant: a call, a visit. */
  hasLinesSince(conversationId: string, at: number): Promise<boolean>;
  /** Of one page of conversations: residents of whom nothing was heard since this instant, and who are not erased. */
  silentResidents(
    beforeAt: number,
    page: WalkPage,
  ): Promise<{ found: { residentId: string; cursor: string }[]; after: string | null }>;
  keepRun(run: RetentionRun): Promise<void>;
  /** The last one that began by this instant. */
  lastRun(byAt: number): Promise<RetentionRun | null>;
};
