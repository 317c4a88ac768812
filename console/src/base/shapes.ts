// What the server answers, as the pages use it.
import type {
  AttachmentView,
  ConversationView,
  MessageView,
  StaffTaskView,
  TicketView,
} from '../../../src/http/api/schemas.ts';

export type {
  AffectedView as Affected,
  ApplicationFileView as ApplicationFile,
  ApplicationView as Application,
  AttachmentView,
  BulletinView as Bulletin,
  ClockRunView,
  ImportPreviewView as ImportPreview,
  ImportView as Import,
  IncidentView as Incident,
  NoticeDeliveryView as NoticeDelivery,
  NoticeView as Notice,
  ReachCounts,
  RegisterLineView as RegisterLine,
  RegisterSummaryView as RegisterSummary,
  ReportView as Report,
  SheetView as Sheet,
  StaffTaskView,
  TicketEventView,
  TicketView,
  WebhookDeliveryView as WebhookDelivery,
  WebhookView as Webhook,
} from '../../../src/http/api/schemas.ts';

export type Role = 'agent' | 'dispatcher' | 'engineer' | 'manager' | 'admin';

export type Session = {
  me: {
    id: string;
    login: string;
    name: string;
    role: Role;
    staffId: string | null;
    actorId: string;
    secondFactor: boolean;
    /** Who looks at what they write first; null = nobody has to. */
    mentor: string | null;
  };
  may: string[];
  communities: { id: string; name: string }[];
  formToken: string;
  now: number;
};

export type Shelf = 'bot' | 'waiting' | 'mine' | 'others' | 'all';

export type QueueRow = ConversationView & {
  resident: string;
  lastLine: string | null;
  lastAuthor: string | null;
  waitingSince: number | null;
  lastAt: number | null;
  grade: 1 | 2 | 3 | 4 | null;
  openTickets: number;
};

export type QueuePage = { items: QueueRow[]; nextCursor: string | null; counts: Record<Shelf, number> };

export type Allowance = {
  canSend: boolean;
  why: string | null;
  remaining: number | null;
  total: number | null;
  untilAt: number | null;
};

export type DeskConversation = QueueRow & {
  ownerName: string | null;
  profile: {
    name: string | null;
    phone: string | null;
    home: string | null;
    /** A colleague has made sure that they belong to it. */
    verified: { home: string; at: number } | null;
  };
  /** Lines of the house register that they have shown to be. */
  knownAs: {
    home: string;
    relation: 'owner' | 'tenant' | 'family';
    how: 'register' | 'colleague';
    at: number;
  }[];
  /** The same person's conversations on other channels. */
  elsewhere: { id: string; channel: string; lastAt: number | null }[];
  /** What they want done with what is kept of them, as long as it is open. */
  privacy: { kind: 'erase' | 'withdraw'; askedAt: number; dueAt: number }[];
  /** 依法保留: nothing of it goes while this stands. `by`: a name. */
  hold: { reason: string; by: string; at: number } | null;
  /** Also what they told elsewhere. */
  tickets: TicketView[];
  understood: { label: string; text: string }[];
  /** What the bot would say next; for whoever has the conversation. */
  suggestions: { id: string; text: string }[];
  /** What I wrote in training and is not said: it waits for my mentor, or is back with a note. */
  draft: { id: string; text: string; state: 'open' | 'returned'; at: number; note: string | null } | null;
  allowance: Allowance;
  /** People are at work on these; `say` is what may be said of each. */
  incidents: {
    id: string;
    title: string;
    kind: 'repair' | 'complaint';
    joined: boolean;
    say: string | null;
  }[];
  handoff: 'console' | 'native';
  now: number;
};

/** `pastTerm`: its words went with their term; else they were taken back. */
export type ThreadMessage = MessageView & { speaker: string | null; pastTerm: boolean };
export type ThreadPage = { items: ThreadMessage[]; hasMore: boolean };

export type Phrase = { key: string; text: string };

export type Board = {
  now: number;
  conversations: Record<Shelf, number>;
  numbers: {
    unaccepted: number;
    mineFirst: number;
    mineToDo: number;
    soon: number;
    overdue: number;
    open: number;
  };
  /** What trainees wrote and waits for me, or for longer than it should. */
  drafts: number;
  /** Files that wait to be released by me, or to be fetched. */
  exports: number;
  due: { dueAt: number; timer: string; ticket: TicketView }[];
  /** Null = enough. */
  holidaysKnownFor: number | null;
  tasks: StaffTaskView[];
  duty: { department: string; phone: string; people: { id: string; name: string; title: string }[] }[];
};

export type AccountView = {
  id: string;
  login: string;
  staffId: string | null;
  role: Role;
  communityIds: string[] | '*';
  name: string;
  mentorId: string | null;
  secondFactor: boolean;
  disabled: boolean;
  invited: boolean;
};

export type Attachment = AttachmentView;
