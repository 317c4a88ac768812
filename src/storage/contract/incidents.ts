// What several households have: incidents, what is done about them, and public notices.
import type {
  Notice,
  NoticeArrival,
  NoticeDelivery,
  NoticeEvent,
  NoticeReader,
  NoticeState,
  NoticeTold,
} from '../../notices/notice.ts';
import type { ReportedIncident } from '../../reports/reported.ts';
import type {
  Affected,
  Bulletin,
  BulletinDelivery,
  IncidentCourse,
  IncidentEvent,
} from '../../tickets/incident-course.ts';

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
  join(affected: Omit<Affected, 'leftAt' | 'toldMessageId' | 'stoppedAt'>): Promise<void>;
  /** False when it was not there. */
  leave(incidentId: string, household: string, at: number): Promise<boolean>;
  /** Wants to hear no more of it since then; null = does again. */
  keepStopped(incidentId: string, household: string, at: number | null): Promise<void>;
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
  deliverTo(
    delivery: Omit<BulletinDelivery, 'calledAt' | 'notWanted'> & { notWanted?: true },
  ): Promise<boolean>;
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
  /** Somebody has phoned; false when nothing was sent to them. */
  called(noticeId: string, number: number, household: string, at: number): Promise<boolean>;
  /** Of one sending, each resident with what became of it; in a lasting order. */
  deliveries(
    noticeId: string,
    page: { number: number; after: string | null; limit: number },
  ): Promise<NoticeArrival[]>;
  /** Of every sending, how many were told and what became of it. */
  told(noticeId: string): Promise<NoticeTold[]>;
};
