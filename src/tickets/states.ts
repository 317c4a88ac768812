// What may be done to a ticket: who, in which status, under which conditions, where it leads and what goes with it.
// Data, so that it can be read, drawn and tested; `perform.ts` carries it out.
import type { Milestone } from './course.ts';
import type { ClockKind, TicketEvent, TicketStatus } from './ticket.ts';

export const deeds = [
  'accept',
  'dispatch',
  'take',
  'return',
  'depart',
  'arrive',
  'control',
  'support',
  'wait',
  'resume',
  'resolve',
  'confirm',
  'close',
  'reopen',
  'cancel',
  'merge',
  'transfer',
  'decline',
  'regrade',
  'delay',
  'decideDelay',
  'call',
  'urge',
  'succeed',
  'attach',
  'detach',
  'survey',
  'followUp',
  'notReached',
  'planRectification',
  'verifyRectification',
  'quote',
  'approveQuote',
  'answerQuote',
  'discussQuote',
  'expireQuote',
  'beginPaid',
  'setLevel',
  'nameColleagues',
  'tellApart',
  'hear',
  'noteFinding',
  'askThirdParty',
  'noteThirdParty',
  'propose',
  'approveClosing',
  'openReview',
  'assignReview',
  'holdReview',
  'verifyReview',
] as const;
export type Deed = (typeof deeds)[number];

/** Conditions beside the status; `guards.ts` has what each asks and how it refuses. */
export type Guard =
  | 'reason'
  | 'referral'
  | 'result'
  | 'receiver'
  | 'on-duty'
  | 'below-cap'
  | 'not-complained-about'
  | 'free-or-mine'
  | 'holder'
  | 'offered'
  | 'lead-to-lower'
  | 'resident-asked'
  | 'delay-asked'
  | 'not-courtesy'
  | 'within-seven-days'
  | 'same-matter'
  | 'informed'
  | 'lead-decides'
  | 'delay-waiting'
  | 'may-approve'
  | 'alternative'
  | 'before-due'
  | 'delays-left'
  | 'urge-limit'
  | 'not-asked-yet'
  | 'rectification-open'
  | 'rectification-planned'
  | 'other-eyes'
  | 'put-right'
  | 'tried-enough'
  | 'list-or-reason'
  | 'quote-to-approve'
  | 'other-than-quoted'
  | 'quote-asked'
  | 'quote-in-time'
  | 'two-facts-by-phone'
  | 'quote-run-out'
  | 'agreed'
  | 'charge-as-agreed'
  | 'no-part-in-it'
  | 'complaint'
  | 'level-may-change'
  | 'known-colleagues'
  | 'lead-to-clear'
  | 'account'
  | 'later'
  | 'third-party-asked'
  | 'sheet-complete'
  | 'may-approve-closing'
  | 'eyes-of-others'
  | 'answered-for'
  | 'review-open'
  | 'review-is-mine'
  | 'reviewer-is-free'
  | 'review-held'
  | 'other-eyes-on-review'
  | 'looked-back';

/** What a deed brings with it. Words to the resident leave through the outbox like all others. */
export type SideEffect =
  | 'paging.stop'
  | 'cards.settle'
  | 'clocks.stop'
  | 'take-timer.start'
  | 'take-timer.stop'
  | 'settle-timer.start'
  | 'follow-up.plan'
  | 'follow-up.drop'
  | 'wake-up.set'
  | 'wake-up.drop'
  | 'worker.called'
  | 'helpers.told'
  | 'helpers.sent-home'
  | 'lead.told'
  | 'resident.told';

export type Transition = {
  /** The line in the history. */
  event: string;
  actors: readonly TicketEvent['actor']['kind'][];
  from: readonly TicketStatus[];
  /** `same`: a milestone or a change, not a new status. */
  to: TicketStatus | 'same';
  guards: readonly Guard[];
  clocks: {
    /** `work`: all but those of what the house puts right, which goes on when the work is done. */
    met: readonly ClockKind[] | 'all' | 'work';
    /**
     * `cycle`: the clocks of a new cycle; `grade`, `level`: those of another grade or level; `promise`: the told time moves; the others
     * have a clock of their own.
     */
    started:
      | 'none'
      | 'cycle'
      | 'grade'
      | 'level'
      | 'promise'
      | 'follow-up'
      | 'putting-right'
      | 'third-party'
      | 'case-review';
    /** What happens to clocks that may pause. */
    paused: 'as is' | 'pause' | 'resume';
  };
  milestone: Milestone | null;
  /** Who holds it: a leg of the way begins, or the present one ends. */
  leg: 'none' | 'begins' | 'ends';
  effects: readonly SideEffect[];
};

const working = ['accepted', 'assigned', 'in_progress', 'pending'] as const;
const open = ['new', ...working] as const;
const done = ['resolved', 'followup', 'closed'] as const;
const unclosed = [...open, 'resolved', 'followup'] as const;
const people = ['staff', 'service'] as const;
const anyone = ['staff', 'service', 'resident', 'bot', 'timer'] as const;
/** Nobody works on it any more. */
const laidDown = ['paging.stop', 'cards.settle', 'clocks.stop', 'take-timer.stop', 'wake-up.drop'] as const;
const untouched = { met: [], started: 'none', paused: 'as is' } as const;

export const transitions: Record<Deed, Transition> = {
  accept: {
    event: 'ticket.accepted',
    actors: people,
    from: ['new'],
    to: 'accepted',
    guards: ['not-complained-about'],
    clocks: { ...untouched, met: ['accept'] },
    milestone: 'accepted',
    leg: 'begins',
    effects: ['paging.stop', 'cards.settle', 'helpers.sent-home', 'resident.told'],
  },
  dispatch: {
    event: 'ticket.dispatched',
    actors: [...people, 'timer'],
    from: ['accepted', 'assigned'],
    to: 'assigned',
    guards: ['no-part-in-it', 'receiver', 'on-duty', 'below-cap', 'not-complained-about'],
    clocks: untouched,
    milestone: 'dispatched',
    leg: 'begins',
    effects: ['worker.called', 'take-timer.start', 'resident.told'],
  },
  take: {
    event: 'ticket.taken',
    actors: people,
    from: ['accepted', 'assigned', 'in_progress', 'pending'],
    to: 'in_progress',
    guards: ['free-or-mine', 'not-complained-about'],
    clocks: { ...untouched, met: ['take'], paused: 'resume' },
    milestone: 'taken',
    leg: 'begins',
    effects: ['take-timer.stop', 'wake-up.drop', 'cards.settle', 'resident.told'],
  },
  return: {
    event: 'ticket.returned',
    actors: [...people, 'timer'],
    from: ['assigned', 'in_progress'],
    to: 'accepted',
    guards: ['holder', 'reason'],
    clocks: untouched,
    milestone: null,
    leg: 'ends',
    effects: ['take-timer.stop', 'cards.settle', 'lead.told'],
  },
  depart: {
    event: 'ticket.departed',
    actors: people,
    from: ['accepted', 'assigned', 'in_progress'],
    to: 'in_progress',
    guards: ['holder'],
    clocks: { ...untouched, met: ['take'] },
    milestone: 'departed',
    leg: 'begins',
    effects: ['take-timer.stop'],
  },
  arrive: {
    event: 'ticket.arrived',
    actors: people,
    from: ['accepted', 'assigned', 'in_progress'],
    to: 'in_progress',
    guards: ['holder'],
    clocks: { ...untouched, met: ['take', 'on_site'] },
    milestone: 'arrived',
    leg: 'begins',
    effects: ['take-timer.stop'],
  },
  control: {
    event: 'ticket.controlled',
    actors: people,
    from: ['accepted', 'assigned', 'in_progress'],
    to: 'same',
    guards: ['holder'],
    clocks: { ...untouched, met: ['control'] },
    milestone: 'controlled',
    leg: 'none',
    effects: [],
  },
  support: {
    event: 'ticket.support-asked',
    actors: people,
    from: working,
    to: 'same',
    guards: ['holder'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['lead.told'],
  },
  wait: {
    event: 'ticket.waiting',
    actors: people,
    from: ['accepted', 'assigned', 'in_progress'],
    to: 'pending',
    guards: ['holder', 'reason', 'resident-asked', 'delay-asked'],
    clocks: { ...untouched, paused: 'pause' },
    milestone: null,
    leg: 'none',
    effects: ['take-timer.stop', 'wake-up.set'],
  },
  resume: {
    event: 'ticket.resumed',
    actors: anyone,
    from: ['pending'],
    to: 'in_progress',
    guards: [],
    clocks: { ...untouched, paused: 'resume' },
    milestone: null,
    leg: 'none',
    effects: ['wake-up.drop'],
  },
  resolve: {
    event: 'ticket.resolved',
    // Straight from accepted, too: matters settled on the spot.
    actors: people,
    from: working,
    to: 'resolved',
    guards: ['no-part-in-it', 'result', 'charge-as-agreed'],
    clocks: { met: 'work', started: 'follow-up', paused: 'resume' },
    milestone: 'resolved',
    leg: 'ends',
    effects: [
      'take-timer.stop',
      'wake-up.drop',
      'settle-timer.start',
      'follow-up.plan',
      'cards.settle',
      'resident.told',
    ],
  },
  confirm: {
    event: 'ticket.confirmed',
    // The timer stands for 24 hours of silence, which is not satisfaction: it sets no milestone.
    actors: ['resident', ...people, 'timer'],
    from: ['resolved'],
    to: 'followup',
    guards: ['no-part-in-it'],
    clocks: untouched,
    milestone: 'resident_confirmed',
    leg: 'none',
    effects: [],
  },
  close: {
    event: 'ticket.closed',
    actors: [...people, 'timer'],
    from: ['resolved', 'followup'],
    to: 'closed',
    guards: ['no-part-in-it', 'informed', 'answered-for', 'put-right', 'looked-back', 'tried-enough'],
    clocks: { ...untouched, met: 'all' },
    milestone: 'closed',
    leg: 'ends',
    effects: ['clocks.stop', 'follow-up.drop'],
  },
  reopen: {
    event: 'ticket.reopened',
    actors: ['resident', ...people],
    from: done,
    to: 'in_progress',
    guards: ['within-seven-days', 'not-courtesy', 'reason'],
    clocks: { ...untouched, started: 'cycle' },
    milestone: null,
    leg: 'begins',
    effects: ['follow-up.drop', 'lead.told', 'helpers.told'],
  },
  cancel: {
    event: 'ticket.cancelled',
    actors: anyone,
    from: open,
    to: 'cancelled',
    guards: ['no-part-in-it', 'reason', 'referral'],
    clocks: { ...untouched, met: 'all' },
    milestone: null,
    leg: 'ends',
    effects: [...laidDown, 'helpers.sent-home'],
  },
  merge: {
    event: 'ticket.merged',
    actors: people,
    from: open,
    to: 'cancelled',
    guards: ['no-part-in-it', 'same-matter'],
    clocks: { ...untouched, met: 'all' },
    milestone: null,
    leg: 'ends',
    effects: laidDown,
  },
  transfer: {
    event: 'ticket.offered',
    actors: people,
    from: working,
    to: 'same',
    guards: ['receiver', 'reason', 'not-complained-about'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['worker.called'],
  },
  decline: {
    event: 'ticket.declined',
    actors: people,
    from: working,
    to: 'same',
    guards: ['offered', 'reason'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['cards.settle'],
  },
  regrade: {
    event: 'ticket.regraded',
    actors: people,
    from: open,
    to: 'same',
    guards: ['no-part-in-it', 'reason', 'lead-to-lower'],
    clocks: { ...untouched, started: 'grade' },
    milestone: null,
    leg: 'none',
    effects: ['helpers.told'],
  },
  delay: {
    event: 'delay.requested',
    actors: people,
    from: working,
    to: 'same',
    guards: ['reason', 'alternative', 'before-due', 'delays-left'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['lead.told'],
  },
  decideDelay: {
    event: 'delay.decided',
    actors: people,
    from: working,
    to: 'same',
    guards: ['no-part-in-it', 'delay-waiting', 'may-approve'],
    clocks: { ...untouched, started: 'promise' },
    milestone: null,
    leg: 'none',
    effects: ['resident.told'],
  },
  call: {
    event: 'resident.called',
    actors: people,
    from: [...open, ...done],
    to: 'same',
    guards: ['no-part-in-it'],
    clocks: { ...untouched, met: ['contact'] },
    milestone: null,
    leg: 'none',
    effects: [],
  },
  urge: {
    event: 'ticket.urged',
    actors: ['resident', 'bot', ...people],
    from: open,
    to: 'same',
    guards: ['urge-limit'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['helpers.told', 'lead.told'],
  },
  survey: {
    event: 'survey.asked',
    actors: ['timer', ...people],
    from: ['resolved', 'followup'],
    to: 'same',
    guards: ['not-asked-yet'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['resident.told'],
  },
  followUp: {
    event: 'survey.given',
    actors: ['resident', ...people],
    from: ['resolved', 'followup'],
    to: 'followup',
    guards: ['no-part-in-it'],
    clocks: { ...untouched, met: ['followup'] },
    milestone: 'followed_up',
    leg: 'none',
    effects: ['follow-up.drop'],
  },
  notReached: {
    event: 'survey.not-reached',
    actors: people,
    from: ['resolved', 'followup'],
    to: 'same',
    guards: ['no-part-in-it'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: [],
  },
  planRectification: {
    event: 'rectification.planned',
    actors: people,
    from: [...working, 'resolved', 'followup'],
    to: 'same',
    guards: ['no-part-in-it', 'rectification-open', 'receiver', 'reason'],
    clocks: { met: ['rectify'], started: 'putting-right', paused: 'as is' },
    milestone: null,
    leg: 'none',
    effects: [],
  },
  verifyRectification: {
    event: 'rectification.verified',
    actors: people,
    from: [...working, 'resolved', 'followup'],
    to: 'same',
    guards: ['no-part-in-it', 'rectification-planned', 'other-eyes', 'reason'],
    clocks: { ...untouched, met: ['put_right'] },
    milestone: null,
    leg: 'none',
    effects: [],
  },
  // A complaint: how weighty it is, what was found out, and who may say that it is over.
  setLevel: {
    event: 'complaint.level-set',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['complaint', 'no-part-in-it', 'reason', 'level-may-change'],
    clocks: { ...untouched, started: 'level' },
    milestone: null,
    leg: 'none',
    effects: ['lead.told'],
  },
  nameColleagues: {
    event: 'complaint.colleagues-named',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['complaint', 'no-part-in-it', 'reason', 'known-colleagues', 'lead-to-clear'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: [],
  },
  tellApart: {
    event: 'complaint.accounted',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['complaint', 'no-part-in-it', 'account'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: [],
  },
  hear: {
    event: 'complaint.heard',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['complaint', 'no-part-in-it', 'reason', 'known-colleagues'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: [],
  },
  noteFinding: {
    event: 'complaint.found',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['complaint', 'no-part-in-it', 'reason'],
    clocks: { ...untouched, met: ['finding'] },
    milestone: null,
    leg: 'none',
    effects: [],
  },
  askThirdParty: {
    event: 'complaint.third-party-asked',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['complaint', 'no-part-in-it', 'reason', 'later'],
    clocks: { ...untouched, started: 'third-party' },
    milestone: null,
    leg: 'none',
    effects: [],
  },
  noteThirdParty: {
    event: 'complaint.third-party-answered',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['complaint', 'no-part-in-it', 'reason', 'third-party-asked'],
    clocks: { ...untouched, started: 'third-party' },
    milestone: null,
    leg: 'none',
    effects: [],
  },
  propose: {
    event: 'complaint.proposed',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['complaint', 'no-part-in-it', 'reason'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: [],
  },
  approveClosing: {
    event: 'complaint.approved',
    actors: people,
    from: ['resolved', 'followup'],
    to: 'same',
    guards: ['complaint', 'no-part-in-it', 'sheet-complete', 'may-approve-closing', 'eyes-of-others'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: [],
  },
  // 案例复盘: opened by rule, led by somebody, looked at by somebody else.
  openReview: {
    event: 'review.begun',
    actors: ['timer'],
    from: unclosed,
    to: 'same',
    guards: [],
    clocks: { ...untouched, started: 'case-review' },
    milestone: null,
    leg: 'none',
    effects: [],
  },
  assignReview: {
    event: 'review.assigned',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['no-part-in-it', 'lead-decides', 'review-open', 'receiver', 'reviewer-is-free', 'later'],
    clocks: { ...untouched, started: 'case-review' },
    milestone: null,
    leg: 'none',
    effects: [],
  },
  holdReview: {
    event: 'review.held',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['no-part-in-it', 'review-open', 'review-is-mine', 'reason'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: [],
  },
  verifyReview: {
    event: 'review.checked',
    actors: people,
    from: unclosed,
    to: 'same',
    guards: ['no-part-in-it', 'review-held', 'reason', 'other-eyes-on-review', 'lead-decides'],
    clocks: { ...untouched, started: 'case-review' },
    milestone: null,
    leg: 'none',
    effects: [],
  },
  succeed: {
    event: 'ticket.first-owner-succeeded',
    actors: [...people, 'timer'],
    from: [...open, ...done],
    to: 'same',
    guards: ['receiver', 'reason', 'lead-decides'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: [],
  },
  // Paid work: nothing is begun and nothing charged before the resident has said yes to exactly this sum. Waiting for their word
  // stands no clock; whoever waits for it says so with `wait`.
  quote: {
    event: 'quote.made',
    actors: people,
    from: working,
    to: 'same',
    guards: ['holder', 'list-or-reason'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['lead.told', 'resident.told'],
  },
  approveQuote: {
    event: 'quote.judged',
    actors: people,
    from: working,
    to: 'same',
    guards: ['quote-to-approve', 'lead-decides', 'other-than-quoted'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['helpers.told', 'resident.told'],
  },
  answerQuote: {
    event: 'quote.replied',
    actors: ['resident', ...people],
    from: working,
    to: 'same',
    guards: ['quote-asked', 'quote-in-time', 'two-facts-by-phone'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['helpers.told', 'lead.told', 'resident.told'],
  },
  discussQuote: {
    event: 'quote.discussed',
    actors: ['resident', ...people],
    from: working,
    to: 'same',
    guards: ['quote-asked'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['helpers.told'],
  },
  expireQuote: {
    event: 'quote.expired',
    actors: ['timer'],
    from: working,
    to: 'same',
    guards: ['quote-asked', 'quote-run-out'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: ['helpers.told'],
  },
  beginPaid: {
    event: 'quote.work-begun',
    actors: people,
    from: working,
    to: 'same',
    guards: ['holder', 'agreed'],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: [],
  },
  // The incident carries it from here on: nobody is called for it and no clock of its own runs.
  attach: {
    event: 'ticket.carried',
    actors: anyone,
    from: open,
    to: 'accepted',
    guards: [],
    clocks: { ...untouched, met: ['accept', 'take'], paused: 'resume' },
    milestone: 'accepted',
    leg: 'ends',
    effects: [...laidDown, 'helpers.sent-home'],
  },
  // Theirs was another matter: it goes on by itself.
  detach: {
    event: 'ticket.let-go',
    actors: anyone,
    from: open,
    to: 'same',
    guards: [],
    clocks: untouched,
    milestone: null,
    leg: 'none',
    effects: [],
  },
};

export function isOpen(status: TicketStatus): boolean {
  return status !== 'closed' && status !== 'cancelled';
}

/** The resident was told that it is done; 还在漏 opens it again rather than being added to it. */
export function isSaidToBeDone(status: TicketStatus): boolean {
  return (done as readonly TicketStatus[]).includes(status);
}

const STATUS_WORDS: Record<TicketStatus, string> = {
  new: '待受理',
  accepted: '已受理',
  assigned: '已派单',
  in_progress: '处理中',
  pending: '等待中',
  resolved: '已处理',
  followup: '回访中',
  closed: '已办结',
  cancelled: '已撤销',
};

/** A status as staff and residents read it. */
export function sayStatus(status: TicketStatus): string {
  return STATUS_WORDS[status];
}
