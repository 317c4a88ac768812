// An incident (群体事件) as the house sees it: how it stands, what may be done to it next, and how it is made again from its lines.
// Data and pure functions.
import type { TicketEvent } from './ticket.ts';

export const incidentStatuses = [
  'suspected',
  'confirmed',
  'contained',
  'resolved',
  'reviewed',
  'dismissed',
] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

/** 统一口径: what everybody says about it. A new wording is a new version. */
export type ApprovedLine = { version: number; words: BulletinWords; by: string | null; at: number };

/** `en` null: residents who write English get the general words. Traditional ones are made of the Chinese. */
export type BulletinWords = { zh: string; en: string | null };

export type IncidentCourse = {
  /** The candidate's id: one matter, one id. */
  id: string;
  communityId: string;
  kind: 'repair' | 'complaint';
  status: IncidentStatus;
  title: string;
  /** What it is about; several names of one thing (停水 as a fault and as a topic). */
  topics: string[];
  /** Buildings and shared places; null = the whole site. */
  places: string[] | null;
  level: '重大' | null;
  commander: string | null;
  /** Who speaks for the residents of a group complaint. */
  spokesperson: string | null;
  cause: string | null;
  line: ApprovedLine | null;
  /** How often residents hear something, and when they hear it next. */
  bulletinEveryMs: number;
  nextBulletinAt: number | null;
  /** The one work order. */
  ticketId: string | null;
  result: string | null;
  openedAt: number;
  resolvedAt: number | null;
  reviewDueAt: number | null;
  review: string | null;
  version: number;
};

/** A household it reaches. */
export type Affected = {
  incidentId: string;
  /** The resident; the ticket where nobody is known. */
  household: string;
  conversationId: string | null;
  /** A ticket of their own that the incident carries, or one of grade 1 beside it. */
  ticketId: string | null;
  /** The words that told them at once, when they wrote. */
  toldMessageId: string | null;
  joinedAt: number;
  /** They said that theirs is another matter. */
  leftAt: number | null;
  /** 退订: they are of it, and hear nothing of it unless they ask or it is a danger. */
  stoppedAt: number | null;
};

export type Bulletin = {
  id: string;
  incidentId: string;
  number: number;
  kind: 'update' | 'result';
  state: 'draft' | 'sent';
  words: BulletinWords;
  by: string | null;
  createdAt: number;
  sentAt: number | null;
};

/** What became of one bulletin for one household; `messageId` null = there is no way to write to them. */
export type BulletinDelivery = {
  bulletinId: string;
  household: string;
  messageId: string | null;
  /** They were asked whether it is well now. */
  asked: boolean;
  /** They wanted to hear no more of it. */
  notWanted: boolean;
  /** Somebody has phoned instead. */
  calledAt: number | null;
  at: number;
};

export type IncidentEvent = TicketEvent;

export const incidentDeeds = [
  'open',
  'confirm',
  'change',
  'line',
  'order',
  'bulletin',
  'contain',
  'reopen',
  'resolve',
  'review',
  'dismiss',
] as const;
export type IncidentDeed = (typeof incidentDeeds)[number];

export type IncidentTransition = {
  event: string;
  from: readonly IncidentStatus[];
  to: IncidentStatus | 'same';
  /** What becomes of the time at which residents hear something next. */
  bulletinClock: 'as is' | 'starts' | 'stops';
};

const running = ['confirmed', 'contained'] as const;
const unsettled = ['suspected', ...running] as const;

export const incidentTransitions: Record<IncidentDeed, IncidentTransition> = {
  open: { event: 'incident.opened', from: [], to: 'suspected', bulletinClock: 'as is' },
  // A hasty decision may be taken back the other way.
  confirm: {
    event: 'incident.confirmed',
    from: ['suspected', 'dismissed'],
    to: 'confirmed',
    bulletinClock: 'starts',
  },
  change: { event: 'incident.changed', from: unsettled, to: 'same', bulletinClock: 'as is' },
  line: { event: 'incident.line-approved', from: unsettled, to: 'same', bulletinClock: 'as is' },
  order: { event: 'incident.work-ordered', from: running, to: 'same', bulletinClock: 'as is' },
  bulletin: { event: 'incident.bulletin-sent', from: running, to: 'same', bulletinClock: 'starts' },
  contain: { event: 'incident.contained', from: ['confirmed'], to: 'contained', bulletinClock: 'as is' },
  reopen: {
    event: 'incident.reopened',
    from: ['contained', 'resolved'],
    to: 'confirmed',
    bulletinClock: 'starts',
  },
  resolve: { event: 'incident.resolved', from: running, to: 'resolved', bulletinClock: 'stops' },
  review: { event: 'incident.reviewed', from: ['resolved'], to: 'reviewed', bulletinClock: 'as is' },
  dismiss: { event: 'incident.dismissed', from: unsettled, to: 'dismissed', bulletinClock: 'stops' },
};

const STATUS_WORDS: Record<IncidentStatus, string> = {
  suspected: '待确认',
  confirmed: '处置中',
  contained: '已控制',
  resolved: '已处理完',
  reviewed: '已复盘',
  dismissed: '不是一件事',
};

export function sayIncidentStatus(status: IncidentStatus): string {
  return STATUS_WORDS[status];
}

/** Whoever tells of it now belongs to it. */
export function isRunning({ status }: Pick<IncidentCourse, 'status'>): boolean {
  return status === 'confirmed' || status === 'contained';
}

/** What reports count: how soon residents heard something, how soon it grew no further, and whether they heard it in time. */
export type IncidentFigures = {
  firstBulletinAfterMs: number | null;
  containedAfterMs: number | null;
  resolvedAfterMs: number | null;
  bulletins: number;
  lateBulletins: number;
};

/** From its lines alone; counted from when it was confirmed. */
export function figuresOf(events: readonly IncidentEvent[]): IncidentFigures {
  const at = (event: string) => events.find(({ type }) => type === event)?.at ?? null;
  const began = at(incidentTransitions.confirm.event);
  const after = (end: number | null) => (began === null || end === null ? null : end - began);
  const sent = events.filter(({ type }) => type === incidentTransitions.bulletin.event);
  return {
    firstBulletinAfterMs: after(sent[0]?.at ?? null),
    containedAfterMs: after(at(incidentTransitions.contain.event)),
    resolvedAfterMs: after(at(incidentTransitions.resolve.event)),
    bulletins: sent.length,
    lateBulletins: sent.filter(({ data }) => Number(data.lateByMs ?? 0) > 0).length,
  };
}

type Part = Partial<Omit<IncidentCourse, 'id' | 'version'>>;

/** What a line must say so that the incident can be made again from its lines. */
export function changedParts(before: IncidentCourse | null, after: IncidentCourse): Part {
  const old = new Map(Object.entries(before ?? {}));
  const parts = Object.entries(after).filter(
    ([name, value]) =>
      name !== 'id' && name !== 'version' && JSON.stringify(value) !== JSON.stringify(old.get(name)),
  );
  return Object.fromEntries(parts) as Part;
}

/** The incident and whom it reaches, as their lines tell it; null when the first is missing. */
export function rebuildIncident(
  id: string,
  events: readonly IncidentEvent[],
): { course: Omit<IncidentCourse, 'version'>; households: string[] } | null {
  if (events[0]?.type !== incidentTransitions.open.event) return null;
  const course = { id } as Omit<IncidentCourse, 'version'>;
  const households = new Set<string>();
  for (const { type, data } of events) {
    Object.assign(course, structuredClone(data.to ?? {}));
    if (type === 'incident.joined') households.add(String(data.household));
    if (type === 'incident.left') households.delete(String(data.household));
  }
  return { course, households: [...households] };
}
