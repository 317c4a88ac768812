// A public notice (通知公告) as the house sees it: what it says, how it stands, what may be done to it next, and how it is made again
// from its lines. Data and pure functions.
import type { TicketEvent } from '../tickets/ticket.ts';

/** 计划的 and 突发的. */
export const noticeKinds = ['planned', 'sudden'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export const noticeStates = ['draft', 'awaiting', 'approved', 'published', 'withdrawn', 'over'] as const;
export type NoticeState = (typeof noticeStates)[number];

/** What a notice says; a change of it is a new wording as a whole. */
export type NoticeWords = {
  kind: NoticeKind;
  /** What is out of order (config/notices.yaml). */
  matter: string;
  title: string;
  /** Buildings (6), units (6-2), floors (6-2-5F), homes (6-2-501) and shared places by name; null = the whole site. */
  places: string[] | null;
  /** From when; null = it is so already. */
  fromAt: number | null;
  /** When it is expected to be well again; this is the time residents hear. */
  restoreAt: number;
  reason: string;
  /** What residents do meanwhile; may be empty. */
  advice: string;
  /** The same in English, as staff wrote it; null = residents who write English get the general words. */
  en: string | null;
  /** After this nothing is answered from it any more. */
  endsAt: number;
};

/** A wording that is not out yet. */
export type Proposal = {
  words: NoticeWords;
  by: string;
  submitted: boolean;
  /** Never whoever wrote it. */
  approver: string | null;
  /** What is to be changed, where it came back; until other words are written or it is handed in again. */
  sentBack?: string;
};

export const sendingKinds = ['changed', 'withdrawn', 'over'] as const;
/** One time that residents hear of it. */
export type Sending = { number: number; kind: (typeof sendingKinds)[number]; at: number };

export type Notice = {
  id: string;
  communityId: string;
  /** Of what is out; a renewed wording on its way stands in `next`. */
  state: NoticeState;
  /** What is out, and is answered from; null before it is published. */
  words: NoticeWords | null;
  /** Counts the wordings that were out. */
  revision: number;
  next: Proposal | null;
  author: string;
  approver: string | null;
  publishedAt: number | null;
  closedAt: number | null;
  /** Why it was withdrawn, or how it ended. */
  outcome: string | null;
  sendings: Sending[];
  createdAt: number;
  version: number;
};

/** A resident who was answered from it and hears of changes; `left`: theirs is another matter. */
export type NoticeReader = {
  noticeId: string;
  household: string;
  conversationId: string;
  state: 'told' | 'left';
  at: number;
};

/** What became of one sending for one resident. */
export type NoticeDelivery = {
  noticeId: string;
  number: number;
  household: string;
  messageId: string;
  at: number;
};

/** The same with what became of the message, as the delivery table shows it. */
export type NoticeArrival = NoticeDelivery & {
  state: string;
  reason: string | null;
  /** Somebody has phoned instead. */
  calledAt: number | null;
};

/** What waits for the resident's next word alone still gets there; what else did not is for the phone. */
export function arrivalOf({
  state,
  reason,
  calledAt,
}: Pick<NoticeArrival, 'state' | 'reason' | 'calledAt'>): 'sent' | 'waiting' | 'phone' | 'called' {
  if (calledAt !== null) return 'called';
  if (state === 'sent') return 'sent';
  return state === 'queued' || reason === 'quota-used' ? 'waiting' : 'phone';
}

/** Of one sending: how many residents it went to, to how many it got, for how many it still waits. */
export type NoticeTold = { number: number; told: number; sent: number; waiting: number };

export type NoticeEvent = TicketEvent;

export const noticeDeeds = [
  'draft',
  'reword',
  'submit',
  'sendBack',
  'approve',
  'publish',
  'withdraw',
  'end',
] as const;
export type NoticeDeed = (typeof noticeDeeds)[number];

export type NoticeTransition = {
  event: string;
  from: readonly NoticeState[];
  /** `same` where it is out: what is out stays out while the next wording is on its way. */
  to: NoticeState | 'same';
};

const before = ['draft', 'awaiting', 'approved'] as const;

export const noticeTransitions: Record<NoticeDeed, NoticeTransition> = {
  draft: { event: 'notice.drafted', from: [], to: 'draft' },
  // Other words need another look: what was handed in or approved is a draft again.
  reword: { event: 'notice.reworded', from: [...before, 'published'], to: 'draft' },
  submit: { event: 'notice.submitted', from: ['draft', 'published'], to: 'awaiting' },
  sendBack: { event: 'notice.sent-back', from: ['awaiting', 'approved', 'published'], to: 'draft' },
  approve: { event: 'notice.approved', from: ['awaiting', 'published'], to: 'approved' },
  publish: { event: 'notice.published', from: ['approved', 'published'], to: 'published' },
  withdraw: { event: 'notice.withdrawn', from: [...before, 'published'], to: 'withdrawn' },
  end: { event: 'notice.ended', from: ['published'], to: 'over' },
};

const STATE_WORDS: Record<NoticeState, string> = {
  draft: '草稿',
  awaiting: '等人审核',
  approved: '已审核，等发布',
  published: '已发布',
  withdrawn: '已撤回',
  over: '已结束',
};

export function sayNoticeState(state: NoticeState): string {
  return STATE_WORDS[state];
}

/** The bot may answer from it: it is out and has not run out. */
export function isCurrent(notice: Notice, now: number): notice is Notice & { words: NoticeWords } {
  return notice.state === 'published' && notice.words !== null && now < notice.words.endsAt;
}

/** Water and power stay away longer than was said: nobody is told the old time. */
export function isOverrun({ restoreAt }: Pick<NoticeWords, 'restoreAt'>, now: number): boolean {
  return restoreAt <= now;
}

/** An outage that has not begun explains nothing that is out of order now. */
export function isAhead({ fromAt }: Pick<NoticeWords, 'fromAt'>, now: number): boolean {
  return fromAt !== null && now < fromAt;
}

type Part = Partial<Omit<Notice, 'id' | 'version'>>;

/** What a line must say so that the notice can be made again from its lines. */
export function changedNotice(old: Notice | null, after: Notice): Part {
  const known = new Map(Object.entries(old ?? {}));
  return Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) =>
        name !== 'id' && name !== 'version' && JSON.stringify(value) !== JSON.stringify(known.get(name)),
    ),
  ) as Part;
}

/** The notice as its lines tell it; null when the first is missing. */
export function rebuildNotice(id: string, events: readonly NoticeEvent[]): Omit<Notice, 'version'> | null {
  if (events[0]?.type !== noticeTransitions.draft.event) return null;
  const notice = { id } as Omit<Notice, 'version'>;
  for (const { data } of events) Object.assign(notice, structuredClone(data.to ?? {}));
  return notice;
}
