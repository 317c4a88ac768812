// The conditions of deeds, one each. A refusal is a value: a stable code for programs and words for whoever asked.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import { wallDate } from '../clocks/service-calendar.ts';
import { sayFen } from '../config/price-list.ts';
import type { Tx } from '../storage/contract.ts';
import { complaintGuards } from './complaint-guards.ts';
import { isCourtesy } from './courtesy.ts';
import { type House, isLead, staffById } from './house.ts';
import type { By, DeedInput } from './perform.ts';
import { nextPromised } from './promise.ts';
import { agreedQuote, currentQuote, isCurrent } from './quote-lines.ts';
import type { Deed, Guard } from './states.ts';
import type { Ticket } from './ticket.ts';

export type Asked = { deed: Deed; ticket: Ticket; by: By; input: DeedInput; now: number };
export type Check = (asked: Asked, house: House, tx: Tx) => Outcome<null> | Promise<Outcome<null>>;

const DAY_MS = 24 * 60 * 60_000;
const REOPEN_DAYS = 7;
const MOST_DELAYS = 3;
const URGE_EVERY_MS = 10 * 60_000;
const yes = accepted(null);

export const guards: Record<Guard, Check> = {
  ...complaintGuards,

  reason: ({ input }) => (input.reason?.trim() ? yes : refused('tickets/reason-needed', '请写明原因')),

  referral: ({ input }) =>
    input.outOfScope !== true || input.referral?.trim()
      ? yes
      : refused('tickets/referral-needed', '请写明住户该找谁、怎么联系，我们会转告住户'),

  result: ({ input }) =>
    input.result?.trim() ? yes : refused('tickets/result-needed', '请写明处理结果，住户会看到'),

  receiver: ({ ticket, input, by, deed }, house) => {
    if (input.receiver === undefined || input.receiver === null)
      return deed === 'dispatch' ? yes : refused('tickets/receiver-needed', '请选择交给哪位同事');
    const receiver = staffById(house, input.receiver);
    if (!receiver?.communityIds.includes(ticket.communityId))
      return refused('tickets/unknown-staff', '这个小区没有这位同事');
    if (deed === 'transfer' && receiver.id === (ticket.assignee ?? by.staffId))
      return refused('tickets/already-theirs', '这张单已经在这位同事手上');
    return yes;
  },

  'on-duty': ({ input, ticket }, house) => {
    const receiver = input.receiver ? staffById(house, input.receiver) : null;
    if (!receiver || receiver.role === 'lead' || receiver.role === 'manager') return yes;
    const { shifts, changes } = house.people().roster;
    const rostered =
      shifts.some(
        (shift) => shift.communityId === ticket.communityId && shift.staffIds.includes(receiver.id),
      ) || changes.some((change) => change.staffIds.includes(receiver.id));
    return rostered ? yes : refused('tickets/not-on-roster', '这位同事没有排班，请换一位');
  },

  'below-cap': async ({ input, ticket }, house, tx) => {
    // Danger does not wait for a free hand.
    if (!input.receiver || ticket.grade <= 2) return yes;
    const load = (await tx.tickets.loads([input.receiver])).get(input.receiver) ?? 0;
    return load < house.dispatch.openPerWorker
      ? yes
      : refused('tickets/over-cap', `这位同事手上已有 ${load} 张单，请换一位`);
  },

  'not-complained-about': ({ ticket, input, by, deed }) => {
    const who = deed === 'dispatch' || deed === 'transfer' ? input.receiver : by.staffId;
    return who && ticket.course.complainedAbout.includes(who)
      ? refused('tickets/conflict-of-interest', '这件事涉及这位同事，请换一位同事处理')
      : yes;
  },

  'free-or-mine': ({ ticket, by }, house) => {
    if (by.staffId === null || ticket.course.offer?.to === by.staffId) return yes;
    if (ticket.assignee === by.staffId) {
      return ticket.status === 'in_progress' || ticket.status === 'pending'
        ? refused('tickets/not-allowed-now', '这张单已经由您在处理了，不用再接')
        : yes;
    }
    const isFree = ticket.assignee === null && (ticket.status === 'assigned' || ticket.status === 'accepted');
    if (isFree) return yes;
    const holder = ticket.assignee === null ? null : staffById(house, ticket.assignee);
    return refused('tickets/not-allowed-now', `这张单已由${holder?.name ?? '同事'}接单，您不用处理`);
  },

  holder: ({ ticket, by }, house) => {
    if (by.staffId === null || ticket.assignee === null || ticket.assignee === by.staffId) return yes;
    // Reception and leads may write down what the worker told them.
    return staffById(house, by.staffId)?.role === 'worker'
      ? refused('tickets/not-yours', '这张单由别的同事在处理，请让接单的同事来操作')
      : yes;
  },

  offered: ({ ticket, by }, house) => {
    const { offer } = ticket.course;
    if (offer === null) return refused('tickets/nothing-offered', '这张单没有在等人接手');
    return by.staffId === null || offer.to === by.staffId || isLead(by, house)
      ? yes
      : refused('tickets/not-yours', '这张单不是转给您的');
  },

  'lead-to-lower': ({ ticket, input, by }, house) => {
    const { grade } = input;
    if (grade === undefined || grade === ticket.grade) return refused('tickets/same-grade', '等级没有变化');
    return grade < ticket.grade || isLead(by, house)
      ? yes
      : refused('tickets/lead-needed', '降低等级要由部门负责人或项目经理来定');
  },

  // A quote that waits for their word is the question.
  'resident-asked': ({ ticket, input }) =>
    input.waitReason !== 'waiting_resident' ||
    input.question?.trim() ||
    currentQuote(ticket)?.state === 'asked'
      ? yes
      : refused('tickets/question-needed', '等住户答复，要先把问题发给住户'),

  'delay-asked': ({ ticket, input }) => {
    const needs = input.waitReason !== 'waiting_resident' && input.waitReason !== 'appointment';
    const asked = ticket.course.delays.some((delay) => delay.state !== 'declined');
    return !needs || asked
      ? yes
      : refused('tickets/delay-needed', '要等配件、第三方、天气或许可，请先提交延期申请');
  },

  'not-courtesy': ({ input }) =>
    input.words === undefined || !isCourtesy(input.words)
      ? yes
      : refused('tickets/courtesy', '住户只是道谢，不用重新处理'),

  'within-seven-days': ({ ticket, now }) => {
    const resolved = ticket.course.milestones.findLast((each) => each.kind === 'resolved');
    return resolved && now - resolved.at <= REOPEN_DAYS * DAY_MS
      ? yes
      : refused(
          'tickets/too-late-to-reopen',
          `办结超过 ${REOPEN_DAYS} 天，请登记一张新单，我们会注明上一张单号`,
        );
  },

  'same-matter': ({ ticket, input }) => {
    const { target } = input;
    if (!target) return refused('tickets/not-found', '没有找到要并入的那张单');
    if (
      target.id === ticket.id ||
      target.communityId !== ticket.communityId ||
      target.course.mergedInto !== null
    )
      return refused('tickets/cannot-merge', '这两张单不能合并，请核对单号');
    return target.status === 'closed' || target.status === 'cancelled'
      ? refused('tickets/cannot-merge', '要并入的那张单已经结束，请核对单号')
      : yes;
  },

  informed: async ({ ticket }, _house, tx) => {
    const { resultMessageId, milestones } = ticket.course;
    if (
      resultMessageId === null ||
      milestones.some(({ kind }) => kind === 'resident_confirmed' || kind === 'followed_up')
    )
      return yes;
    const told = (await tx.messages.get(resultMessageId))?.delivery?.state;
    return told === 'failed' || told === 'held'
      ? refused('tickets/resident-not-told', '住户还没有收到处理结果，请先打电话告知住户')
      : yes;
  },

  'not-asked-yet': ({ ticket }) =>
    ticket.course.surveys.some((each) => each.cycle === ticket.course.cycle)
      ? refused('tickets/asked-already', '这次处理已经请住户评价过了')
      : yes,

  'rectification-open': ({ ticket }) =>
    ticket.course.rectifications.some((each) => each.plan === null)
      ? yes
      : refused('tickets/no-rectification', '这张单没有在等整改计划'),

  'rectification-planned': ({ ticket }) =>
    ticket.course.rectifications.some((each) => each.plan !== null && each.verifiedAt === null)
      ? yes
      : refused('tickets/no-rectification', '这张单没有等核实的整改'),

  // Whoever was to put it right does not judge whether it is.
  'other-eyes': ({ ticket, by }) => {
    if (by.staffId === null) return refused('tickets/other-eyes-needed', '请写明是哪位同事核实的');
    const isTheirs = ticket.course.rectifications.some(
      (each) => each.verifiedAt === null && each.plan?.responsible === by.staffId,
    );
    return isTheirs ? refused('tickets/other-eyes-needed', '整改要由别的同事来核实') : yes;
  },

  'put-right': ({ ticket }) =>
    ticket.course.rectifications.every((each) => each.verifiedAt !== null)
      ? yes
      : refused('tickets/rectification-waiting', '住户不满意之后的整改还没有核实，先核实再办结'),

  // Desk rule: three calls on two days, before a resident counts as not to be reached.
  'tried-enough': ({ ticket, input }) =>
    input.outcome !== 'unreached' || isTriedEnough(ticket)
      ? yes
      : refused('tickets/tries-needed', '要在两天里打过三次电话都没找到，才能按联系不上办结'),

  // Where the clock may do it at all, a rule of the house has decided.
  'lead-decides': ({ by }, house) =>
    by.actor.kind === 'timer' || isLead(by, house)
      ? yes
      : refused('tickets/lead-needed', '要由部门负责人或项目经理来定'),

  'delay-waiting': ({ ticket }) =>
    ticket.course.delays.some((delay) => delay.state === 'asked')
      ? yes
      : refused('tickets/no-delay-asked', '这张单没有等批复的延期申请'),

  // The first delay is the lead's to allow, every further one the manager's.
  'may-approve': ({ ticket, by }, house) => {
    const role = by.staffId === null ? null : staffById(house, by.staffId)?.role;
    const earlier = ticket.course.delays.filter((delay) => delay.state === 'approved').length;
    if (role === 'manager' || (role === 'lead' && earlier === 0)) return yes;
    return earlier === 0
      ? refused('tickets/lead-needed', '延期要由部门负责人或项目经理批复')
      : refused('tickets/manager-needed', '再次延期要由项目经理批复');
  },

  alternative: ({ input }, house) =>
    house.dispatch.alternatives.some((each) => each.id === input.alternative)
      ? yes
      : refused('tickets/alternative-needed', '延期要同时给住户一个替代办法，请从替代办法里选一个'),

  'before-due': ({ ticket, input, now }) => {
    const due = nextPromised(ticket);
    if (due !== null && now >= due)
      return refused('tickets/already-due', '已经过了答应住户的时间，请直接联系住户说明，再约新的时间');
    return input.dueAt !== undefined && input.dueAt > Math.max(now, due ?? 0)
      ? yes
      : refused('tickets/bad-promise', '新的时间要晚于原来答应的时间');
  },

  'delays-left': ({ ticket }) => {
    const standing = ticket.course.delays.filter((delay) => delay.state !== 'declined');
    if (standing.some((delay) => delay.state === 'asked'))
      return refused('tickets/delay-waiting', '上一次延期申请还在等批复');
    return standing.length < MOST_DELAYS
      ? yes
      : refused('tickets/too-many-delays', `一张单最多延期 ${MOST_DELAYS} 次，请报项目经理处理`);
  },

  'list-or-reason': ({ input }) =>
    input.quote?.isListed === false && !input.reason?.trim()
      ? refused('tickets/reason-needed', '有价目表以外的项目或价钱，请写明原因，负责人批了才会发给住户')
      : yes,

  'quote-to-approve': ({ ticket, input }) =>
    isCurrent(ticket, input.quoteId, 'to-approve')
      ? yes
      : refused('tickets/no-quote-to-approve', '这张单没有等批的报价，请刷新后再看'),

  'other-than-quoted': ({ ticket, by }) =>
    by.staffId !== null && currentQuote(ticket)?.by !== by.staffId
      ? yes
      : refused('tickets/other-eyes-needed', '价目表以外的报价要由另一位负责人来批'),

  'quote-asked': ({ ticket, input }) =>
    isCurrent(ticket, input.quoteId, 'asked')
      ? yes
      : refused('tickets/quote-not-open', '这份报价已经答复过或换了新的，请刷新后再看'),

  'quote-in-time': ({ ticket, now }) =>
    now < (currentQuote(ticket)?.expiresAt ?? 0)
      ? yes
      : refused('tickets/quote-expired', '这份报价过期了，请重新报价'),

  'quote-run-out': ({ ticket, now }) =>
    now >= (currentQuote(ticket)?.expiresAt ?? 0)
      ? yes
      : refused('tickets/quote-still-valid', '这份报价还没有到期'),

  // Whoever does the work does not say for the resident that it may cost something.
  'two-facts-by-phone': ({ ticket, input, by }) => {
    if (by.actor.kind === 'resident') return yes;
    const { consent } = input;
    if (by.staffId === null || consent?.how !== 'phone')
      return refused(
        'tickets/consent-facts-needed',
        '电话里的答复要写明是哪位同事打的、跟谁说的、说的是多少钱',
      );
    if (by.staffId === ticket.assignee)
      return refused('tickets/other-eyes-needed', '电话同意要由没有做这次维修的同事打电话来记');
    return consent.heardFen === currentQuote(ticket)?.totalFen
      ? yes
      : refused('tickets/other-sum', '电话里说的钱数和报价不一样，请核对后再记');
  },

  agreed: ({ ticket }) => (agreedQuote(ticket) ? yes : notAgreed(ticket)),

  // The only way to charge anything: what the resident said yes to, or less.
  'charge-as-agreed': ({ ticket, input }) => {
    const quote = agreedQuote(ticket);
    if (quote === null) return input.chargeFen ? notAgreed(ticket) : yes;
    if (input.chargeFen === undefined)
      return refused('tickets/charge-needed', '住户同意过报价，请写明实收多少；没有收就写 0');
    return input.chargeFen <= quote.totalFen
      ? yes
      : refused(
          'tickets/above-quote',
          `住户同意的是合计${sayFen(quote.totalFen)}，多收要重新报价，住户再同意才行`,
        );
  },

  'urge-limit': ({ ticket, now }) => {
    const { lastAt } = ticket.course.urges;
    return lastAt === null || now - lastAt >= URGE_EVERY_MS
      ? yes
      : refused('tickets/urged-just-now', '刚刚已经催过一次，同事正在赶，有消息会马上告诉您');
  },
};

function notAgreed(ticket: Ticket) {
  return currentQuote(ticket)?.state === 'asked'
    ? refused('tickets/consent-waiting', '住户还没有答复报价，同意了才能动手和收费')
    : refused('tickets/consent-needed', '要收费的活，先报价，住户同意了才能动手和收费');
}

const MOST_TRIES = 3;
const DAYS_TRIED = 2;

export function isTriedEnough({ course }: Ticket): boolean {
  const tries = course.surveys.find((each) => each.cycle === course.cycle)?.tries ?? [];
  return tries.length >= MOST_TRIES && new Set(tries.map(wallDate)).size >= DAYS_TRIED;
}
