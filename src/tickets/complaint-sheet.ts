// 投诉调查单 as people read it: words from the history, who and when from the course. What nobody has told apart yet is told apart from the
// resident's own words, which the history does not have. Pure.
import { hearTelling } from '../understanding/understand.ts';
import { lackingOnReviews, lackingToClose } from './complaint-closing.ts';
import { splitComplaint } from './complaint-split.ts';
import { type CaseReview, type Investigation, newInvestigation } from './course.ts';
import type { House } from './house.ts';
import type { Ticket, TicketEvent } from './ticket.ts';

export type Sheet = {
  fact: string;
  emotion: string;
  demand: string;
  /** Made of the resident's words; nobody has looked at it yet. */
  isPrefilled: boolean;
  /** Whom it is about. */
  colleagues: readonly string[];
  heard: (Investigation['heard'][number] & { words: string })[];
  finding: (NonNullable<Investigation['finding']> & { words: string }) | null;
  thirdParties: (Investigation['outside'][number] & { name: string; reason: string; result: string })[];
  proposal: (NonNullable<Investigation['proposal']> & { words: string }) | null;
  approval: (NonNullable<Investigation['approval']> & { note: string }) | null;
  reviews: (CaseReview & {
    broke: string;
    measure: string;
    participants: string[];
    manual: string;
    seen: string;
  })[];
  /** What still stands between it and its end, in words. */
  lacking: string[];
};

export function sheetOf(ticket: Ticket, events: readonly TicketEvent[], house: House): Sheet {
  const complaint = ticket.course.complaint ?? newInvestigation();
  const linesOf = (type: string) => events.filter((event) => event.type === type).map((event) => event.data);
  const last = (type: string, of: Record<string, unknown> = {}) =>
    linesOf(type).findLast((data) => Object.entries(of).every(([name, value]) => data[name] === value)) ?? {};
  const telling = hearTelling(ticket.description.split('\n'), house.lexicon);
  const split =
    complaint.account === null
      ? splitComplaint(ticket.description, telling)
      : (last('complaint.accounted') as Record<string, unknown>);
  const heardWords = linesOf('complaint.heard').map((data) => wordOf(data.words));
  return {
    fact: wordOf(split.fact),
    emotion: wordOf(split.emotion),
    demand: wordOf(split.demand),
    isPrefilled: complaint.account === null,
    colleagues: ticket.course.complainedAbout,
    heard: complaint.heard.map((each, index) => ({ ...each, words: heardWords[index] ?? '' })),
    finding: complaint.finding && { ...complaint.finding, words: wordOf(last('complaint.found').words) },
    thirdParties: complaint.outside.map((each) => {
      const asked = last('complaint.third-party-asked', { thirdPartyId: each.id });
      const answered = last('complaint.third-party-answered', { thirdPartyId: each.id });
      return {
        ...each,
        name: wordOf(asked.name),
        reason: wordOf(asked.reason),
        result: wordOf(answered.result),
      };
    }),
    proposal: complaint.proposal && {
      ...complaint.proposal,
      words: wordOf(last('complaint.proposed').proposal),
    },
    approval: complaint.approval && { ...complaint.approval, note: wordOf(last('complaint.approved').note) },
    reviews: ticket.course.reviews.map((each) => {
      const held = last('review.held', { reviewId: each.id });
      const participants = Array.isArray(held.participants) ? held.participants.map(String) : [];
      return {
        ...each,
        participants,
        ...{ broke: wordOf(held.broke), measure: wordOf(held.measure), manual: wordOf(held.manual) },
        seen: wordOf(last('review.checked', { reviewId: each.id }).finding),
      };
    }),
    lacking: [...lackingToClose(ticket, house), ...lackingOnReviews(ticket)].map((each) => each.say),
  };
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
