// The way of a ticket: who held it and how long, what happened when, how often it came back. Plain values without a resident's words,
// so that they may be counted after a resident's data is gone. Pure.

export type Milestone =
  | 'accepted'
  | 'dispatched'
  | 'taken'
  | 'departed'
  | 'arrived'
  | 'controlled'
  | 'resolved'
  | 'resident_confirmed'
  | 'followed_up'
  | 'closed';

export type Course = {
  /** 1, and one more each time the matter comes back. */
  cycle: number;
  milestones: { kind: Milestone; at: number; by: string | null; cycle: number }[];
  legs: Leg[];
  waiting: { reason: WaitReason; since: number; wakeAt: number | null } | null;
  /** Over now; the clocks that wait for the resident stood in them. */
  pauses: { from: number; to: number }[];
  /** The latest change of the grade: what had run out by then is late by the grading. */
  regradedAt: number | null;
  /** A handover that waits for the receiver's yes. */
  offer: { to: string; from: string | null; at: number } | null;
  /** Whose 首问 it became after the first owner left. */
  successor: { staffId: string; at: number } | null;
  delays: Delay[];
  urges: { count: number; lastAt: number | null };
  mergedInto: string | null;
  /** Why it had happened, as whoever ended the work coded it the last time. */
  causeCode: string | null;
  /** Which shared device it is about: no more than where it stands and its number. */
  device: string | null;
  /** The message that told the result; a ticket is not closed over the head of a resident who never got it. */
  resultMessageId: string | null;
  /** Conversations of residents whose tickets were merged into this one: they hear what its own resident hears. */
  alsoTell: string[];
  /** People the matter is about; they neither hold it nor follow it up. */
  complainedAbout: string[];
  /** How the resident was asked afterwards, once in each cycle, and what they said. */
  surveys: Survey[];
  /** What is put right in the house after a resident was not content. */
  rectifications: Rectification[];
  /** What paid work would cost, each version as the resident read it; a changed one is a new one. */
  quotes: Quote[];
  /** What was charged each time the work was done. */
  receipts: Receipt[];
  /** What was done about a complaint; null = it is none. */
  complaint: Investigation | null;
  /** 案例复盘: what the house learns from it. */
  reviews: CaseReview[];
};

export const quoteStates = [
  /** Something in it is not on the list: a lead looks at it first. */
  'to-approve',
  'turned-down',
  'asked',
  'agreed',
  'declined',
  /** Nobody answered in time. */
  'expired',
  /** A newer one took its place. */
  'replaced',
  /** The work ended without it. */
  'dropped',
] as const;
export type QuoteState = (typeof quoteStates)[number];

/** `item` null = not on the price list; `unitFen` beyond the list is marked the same way. */
export type QuoteLine = {
  item: string | null;
  name: string;
  unit: string;
  quantity: number;
  unitFen: number;
  isListed: boolean;
};

export type Quote = {
  id: string;
  version: number;
  cycle: number;
  lines: QuoteLine[];
  totalFen: number;
  /** Why something is not as the list has it. */
  reason: string | null;
  state: QuoteState;
  by: string | null;
  at: number;
  approvedBy: string | null;
  /** From when it was put to the resident. */
  askedAt: number | null;
  expiresAt: number | null;
  messageId: string | null;
  /** The words as they were put to the resident. */
  shown: string | null;
  consent: Consent | null;
  /** The resident wants to talk about it first. */
  talkAt: number | null;
  workBegunAt: number | null;
};

/** Whose word it was on the phone. */
export const spokenWith = ['owner', 'family', 'tenant'] as const;
export type SpokenWith = (typeof spokenWith)[number];

/** By message it is the resident's own; on the phone a colleague's line with whom they spoke and what sum was said. */
export type Consent =
  | { how: 'message'; at: number; messageId: string }
  | { how: 'phone'; at: number; by: string; spokeWith: SpokenWith; heardFen: number };

export type Receipt = {
  cycle: number;
  quoteId: string | null;
  chargedFen: number;
  quotedFen: number;
  at: number;
  by: string | null;
};

export const verdicts = ['satisfied', 'fair', 'dissatisfied'] as const;
export type Verdict = (typeof verdicts)[number];

export type Survey = {
  cycle: number;
  /** Null = nobody asked by message; the answer came by itself, or on the phone. */
  askedAt: number | null;
  answeredAt: number | null;
  verdict: Verdict | null;
  how: 'message' | 'phone' | null;
  /** When somebody called and reached nobody. */
  tries: number[];
};

export const rootCauses = ['people', 'process', 'equipment', 'outside', 'communication'] as const;
export type RootCause = (typeof rootCauses)[number];

/** The words of the plan are in the history. */
export type Rectification = {
  cycle: number;
  openedAt: number;
  plan: { cause: RootCause; responsible: string; dueAt: number; plannedAt: number } | null;
  verifiedAt: number | null;
  verifiedBy: string | null;
};

export const findings = ['founded', 'partly', 'unfounded'] as const;
/** 属实, 部分属实, 不属实. */
export type Finding = (typeof findings)[number];
export const heardParties = ['resident', 'colleague', 'neighbour', 'other'] as const;
export type HeardParty = (typeof heardParties)[number];
export const thirdParties = ['superior', 'department', 'committee', 'street', 'mediation'] as const;
/** 上级, 别的部门, 业委会, 街道居委, 调解. */
export type ThirdParty = (typeof thirdParties)[number];

type Signed = { by: string | null; at: number };

/** The investigation sheet without its words: those are in the history. */
export type Investigation = {
  /** The rules that have spoken for a level so far: only news raises it again after a person has decided. */
  rules: string[];
  levelReason: string;
  /** Null = by rule. */
  levelBy: string | null;
  /** Somebody has told fact, feeling and core demand apart; before that the sheet shows what the words say. */
  account: Signed | null;
  heard: (Signed & { whom: HeardParty; staffId: string | null })[];
  finding: (Signed & { verdict: Finding }) | null;
  outside: { id: string; party: ThirdParty; dueAt: number; asked: Signed; answered: Signed | null }[];
  proposal: Signed | null;
  /** Good for the cycle and the level it was given for, and no heavier one. */
  approval: (Signed & { level: string; cycle: number }) | null;
  /** Colleagues its words seem to name and do not mean, as a lead has found. */
  cleared: string[];
  /** An incident carries it: it is weighed, answered for and looked back at there. */
  carried: boolean;
};

export const reviewCauses = ['serious', 'twice-dissatisfied', 'overdue'] as const;
export type CaseReview = {
  id: string;
  why: (typeof reviewCauses)[number];
  openedAt: number;
  owner: string | null;
  dueAt: number;
  held: (Signed & { cause: RootCause; isTrainingCase: boolean }) | null;
  verified: Signed | null;
};

/** `holder` null = a department's pool, where whoever is first takes it. */
export type Leg = {
  holder: string | null;
  department: string | null;
  from: number;
  until: number | null;
  ended: string | null;
  cycle: number;
};

export type Delay = {
  id: string;
  reason: string;
  alternative: string;
  dueAt: number;
  state: 'asked' | 'approved' | 'declined';
  askedBy: string | null;
  askedAt: number;
  decidedBy: string | null;
  decidedAt: number | null;
  /** The outbox row's message; delivery is proven there. */
  messageId: string | null;
  /** When the resident is known to have been told: delivered, or somebody called. */
  toldAt: number | null;
};

export const waitReasons = [
  'waiting_resident',
  'waiting_parts',
  'third_party',
  'weather',
  'permit',
  'appointment',
] as const;
export type WaitReason = (typeof waitReasons)[number];

export function newCourse(): Course {
  return {
    cycle: 1,
    milestones: [],
    legs: [],
    waiting: null,
    pauses: [],
    regradedAt: null,
    offer: null,
    successor: null,
    delays: [],
    urges: { count: 0, lastAt: null },
    mergedInto: null,
    causeCode: null,
    device: null,
    resultMessageId: null,
    alsoTell: [],
    complainedAbout: [],
    surveys: [],
    rectifications: [],
    quotes: [],
    receipts: [],
    complaint: null,
    reviews: [],
  };
}

export function newInvestigation(): Investigation {
  return {
    ...{ rules: [], levelReason: '', levelBy: null, account: null, heard: [], finding: null },
    ...{ outside: [], proposal: null, approval: null, cleared: [], carried: false },
  };
}

/** A milestone counts once in each cycle: the first arrival is the arrival. */
export function reach(course: Course, kind: Milestone, by: string | null, at: number): void {
  const cycle = course.cycle;
  if (course.milestones.some((each) => each.kind === kind && each.cycle === cycle)) return;
  course.milestones.push({ kind, at, by, cycle });
}

export function beginLeg(
  course: Course,
  leg: { holder: string | null; department: string | null },
  how: string,
  at: number,
): void {
  const running = course.legs.find((each) => each.until === null);
  if (running && running.holder === leg.holder && running.department === leg.department) return;
  endLeg(course, how, at);
  course.legs.push({ ...leg, from: at, until: null, ended: null, cycle: course.cycle });
}

export function endLeg(course: Course, how: string, at: number): void {
  const running = course.legs.find((each) => each.until === null);
  if (!running) return;
  running.until = at;
  running.ended = how;
}

/** How often somebody gave it back since it was opened or came back. */
export function returnsOf(course: Course): number {
  return course.legs.filter((leg) => leg.cycle === course.cycle && leg.ended === 'return').length;
}
