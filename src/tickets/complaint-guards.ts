// The conditions of what is done about a complaint, and of looking back at a case. `guards.ts` has all others.
import { accepted, type Outcome, type Refusal, refused } from '../base/errors.ts';
import {
  lackingOnReviews,
  lackingOnSheet,
  lackingToClose,
  mayApprove,
  workedOn,
} from './complaint-closing.ts';
import { weightOf } from './complaint-level.ts';
import type { CaseReview } from './course.ts';
import type { Asked, Check } from './guards.ts';
import { isLead, staffById } from './house.ts';

const yes = accepted(null);
const firstOf = ([first]: readonly Refusal[]): Outcome<null> => first ?? yes;
const reviewOf = ({ ticket, input }: Asked): CaseReview | undefined =>
  ticket.course.reviews.find((each) => each.id === input.reviewId);

export const complaintGuards = {
  // Whom a complaint is about does nothing about it, whichever door they come by.
  'no-part-in-it': ({ ticket, by }) =>
    by.staffId !== null && ticket.course.complainedAbout.includes(by.staffId)
      ? refused('tickets/conflict-of-interest', '这件投诉提到了您，请由别的同事来处理')
      : yes,

  complaint: ({ ticket }) =>
    ticket.kind === 'complaint' ? yes : refused('complaints/not-a-complaint', '这张单不是投诉'),

  'level-may-change': ({ ticket, input, by }, house) => {
    const level = input.level ?? null;
    if (level === null || level === ticket.level) return refused('complaints/same-level', '级别没有变化');
    if (weightOf(level) > weightOf(ticket.level)) return yes;
    if (!isLead(by, house)) return refused('tickets/lead-needed', '降低级别要由部门负责人或项目经理来定');
    return by.staffId !== null && workedOn(ticket).has(by.staffId)
      ? refused('complaints/other-eyes-needed', '经手的同事不能自己降低级别，请换一位负责人')
      : yes;
  },

  'known-colleagues': ({ ticket, input }, house) =>
    (input.colleagues ?? []).every((id) => staffById(house, id)?.communityIds.includes(ticket.communityId))
      ? yes
      : refused('tickets/unknown-staff', '这个小区没有这位同事'),

  'lead-to-clear': ({ ticket, input, by }, house) =>
    ticket.course.complainedAbout.every((id) => input.colleagues?.includes(id)) || isLead(by, house)
      ? yes
      : refused('tickets/lead-needed', '要由负责人核实过，才能把同事从回避名单里去掉'),

  account: ({ input }) =>
    input.fact?.trim() && input.demand?.trim()
      ? yes
      : refused('complaints/account-needed', '请写清发生了什么，住户最想要的是什么'),

  later: ({ input, now }) =>
    input.dueAt !== undefined && input.dueAt > now ? yes : refused('tickets/bad-date', '日期要晚于现在'),

  'third-party-asked': ({ ticket, input }) =>
    ticket.course.complaint?.outside.some((each) => each.id === input.outsideId && each.answered === null)
      ? yes
      : refused('complaints/no-third-party', '没有在等这一方的答复'),

  'sheet-complete': ({ ticket }, house) => firstOf(lackingOnSheet(ticket, house)),

  'may-approve-closing': ({ ticket, by }, house) => {
    const member = by.staffId === null ? null : staffById(house, by.staffId);
    if (member !== null && mayApprove(ticket, member, house)) return yes;
    return member?.role === 'lead'
      ? refused('tickets/manager-needed', `${ticket.level}投诉要由项目经理点头才能办结`)
      : refused('tickets/lead-needed', `${ticket.level}投诉要由负责人点头才能办结`);
  },

  'eyes-of-others': ({ ticket, by }) =>
    by.staffId !== null && workedOn(ticket).has(by.staffId)
      ? refused('complaints/other-eyes-needed', '经手这件投诉的同事不能自己点头，请换一位负责人')
      : yes,

  'answered-for': ({ ticket }, house) => firstOf(lackingToClose(ticket, house)),

  'review-open': (asked) =>
    reviewOf(asked)?.verified === null ? yes : refused('reviews/none-open', '没有在等的案例复盘'),

  'review-is-mine': (asked) => {
    const { by } = asked;
    return by.staffId !== null && reviewOf(asked)?.owner === by.staffId
      ? yes
      : refused('reviews/not-yours', '这次复盘由别的同事牵头，请牵头的同事来写，或者先换牵头人');
  },

  'reviewer-is-free': ({ ticket, input }) => {
    const { receiver } = input;
    const isPart =
      receiver != null && (ticket.course.complainedAbout.includes(receiver) || ticket.assignee === receiver);
    return isPart ? refused('tickets/conflict-of-interest', '这件事涉及这位同事，请换一位牵头') : yes;
  },

  'review-held': (asked) => {
    const review = reviewOf(asked);
    return review?.verified === null && review.held !== null
      ? yes
      : refused('reviews/not-held', '复盘还没有写好，写好再核实');
  },

  'other-eyes-on-review': (asked) => {
    const { by } = asked;
    const review = reviewOf(asked);
    return by.staffId !== null && review?.owner !== by.staffId && review?.held?.by !== by.staffId
      ? yes
      : refused('tickets/other-eyes-needed', '复盘要由别的同事来核实');
  },

  'looked-back': ({ ticket }) => firstOf(lackingOnReviews(ticket)),
} satisfies Record<string, Check>;
