// An application (申请): what a resident asks leave for, with its documents, on a ticket of its own. Types, lists and the table of states.

export const applicationKinds = ['decoration', 'access', 'visit', 'appointment'] as const;
export type ApplicationKind = (typeof applicationKinds)[number];

export const applicationStates = [
  /** All that was asked for is there; somebody looks at it. */
  'submitted',
  /** Documents are missing. */
  'incomplete',
  'approved',
  'refused',
  'withdrawn',
  /** Nobody came, or the leave has run out. */
  'expired',
  /** The visitor is here, the work is accepted. */
  'done',
] as const;
export type ApplicationState = (typeof applicationStates)[number];

export type Application = {
  /** Of its ticket, which has the number, the home, the documents and the history. */
  ticketId: string;
  communityId: string;
  kind: ApplicationKind;
  state: ApplicationState;
  /** What was told, by the names of the flow's slots. Sealed like the ticket's account. */
  fields: Record<string, string>;
  /** Ids of documents that are asked for. */
  missing: string[];
  /** The reason of a refusal and what to do instead, or what was said when documents were asked for. Sealed. */
  note: string | null;
  /** When the visitor comes, or the work begins. */
  fromAt: number | null;
  untilAt: number | null;
  submittedAt: number;
  /** By when the review is promised; null = nothing is to be reviewed now. */
  reviewDueAt: number | null;
  decidedAt: number | null;
  decidedBy: string | null;
  /** Leave ends by itself then. */
  validUntil: number | null;
  updatedAt: number;
  version: number;
};

/** What a flow knows when it files or changes one. */
export type ApplicationFacts = {
  kind: ApplicationKind;
  fields: Record<string, string>;
  fromAt: number | null;
  untilAt: number | null;
};

export const applicationDeeds = [
  'supply',
  'ask',
  'approve',
  'refuse',
  'withdraw',
  'expire',
  'finish',
  'reopen',
] as const;
export type ApplicationDeed = (typeof applicationDeeds)[number];

export type ApplicationStep = {
  event: string;
  from: readonly ApplicationState[];
  to: ApplicationState;
};

const undecided = ['submitted', 'incomplete'] as const;

export const applicationSteps: Record<ApplicationDeed, ApplicationStep> = {
  supply: { event: 'application.supplied', from: ['incomplete'], to: 'submitted' },
  ask: { event: 'application.documents-asked', from: undecided, to: 'incomplete' },
  approve: { event: 'application.granted', from: undecided, to: 'approved' },
  refuse: { event: 'application.refused', from: undecided, to: 'refused' },
  withdraw: { event: 'application.withdrawn', from: [...undecided, 'approved'], to: 'withdrawn' },
  expire: { event: 'application.run-out', from: ['approved'], to: 'expired' },
  finish: { event: 'application.finished', from: ['approved'], to: 'done' },
  /** The resident does not agree with a refusal, and the ticket is opened again. */
  reopen: { event: 'application.reopened', from: ['refused', 'approved'], to: 'submitted' },
};

const STATE_WORDS: Record<ApplicationState, string> = {
  submitted: '待审核',
  incomplete: '待补材料',
  approved: '已通过',
  refused: '已退回',
  withdrawn: '已撤回',
  expired: '已过期',
  done: '已办结',
};

/** As staff read it. */
export function sayApplicationState(state: ApplicationState): string {
  return STATE_WORDS[state];
}

/** A question that was answered and a visitor who was let in need no asking how it went. */
export function isNotFollowedUp({ kind, category }: { kind: string; category: string | null }): boolean {
  return kind === 'inquiry' || (kind === 'service' && (category === 'visit' || category === 'appointment'));
}

export function isUndecided({ state }: Pick<Application, 'state'>): boolean {
  return undecided.some((one) => one === state);
}

/** Somebody comes, to the gate or to the counter. */
export function isExpected({ kind }: Pick<Application, 'kind'>): boolean {
  return kind === 'visit' || kind === 'appointment';
}

const KIND_WORDS: Record<ApplicationKind, string> = {
  decoration: '装修申请',
  access: '门禁申请',
  visit: '访客登记',
  appointment: '预约到访',
};

/** What a ticket of kind `service` is called among staff; null = it is no application. */
export function sayApplicationKind(category: string | null): string | null {
  const kind = applicationKinds.find((one) => one === category);
  return kind === undefined ? null : KIND_WORDS[kind];
}
