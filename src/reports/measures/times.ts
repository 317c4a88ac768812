// How long things take, laid to whoever did them; what no person did is not time of people.
import type { CalendarConfig } from '../../config/config.ts';
import { AND_BOTH, count, measuresOf } from '../measure.ts';
import type { ReportedTicket } from '../reported.ts';
import { between, cyclesOf, milestoneOf, openSpans, resolvedCycles, withoutPauses } from '../ticket-times.ts';

export const times = measuresOf('ticket', [
  {
    name: 'accept-time',
    title: '受理用时',
    definition: `从登记到有人受理；机器人或系统自动受理的不计入。按受理人分。${AND_BOTH}`,
    kind: 'duration',
    by: 'staff',
    begin: (_period, calendar) => (ticket) => {
      const accepted = milestoneOf(ticket, 'accepted', 1);
      if (accepted === null || accepted.by === null) return [];
      return [between(calendar, ticket.openedAt, accepted.at, accepted.by)];
    },
  },
  {
    name: 'human-first-reply',
    title: '人工首次回复用时',
    definition: `从登记到员工第一次回复住户；机器人的回复不算。按实际回复人分。${AND_BOTH}`,
    kind: 'duration',
    by: 'staff',
    begin: (_period, calendar) => (ticket) => {
      const [first] = ticket.answers;
      return first ? [between(calendar, ticket.openedAt, first.at, first.by ?? '')] : [];
    },
  },
  {
    name: 'take-time',
    title: '接单用时',
    definition: `从派单到维修人员接单，每次重新打开单独计算。按接单人分。${AND_BOTH}`,
    kind: 'duration',
    by: 'staff',
    begin: (_period, calendar) => (ticket) =>
      cyclesOf(ticket).flatMap((cycle) => {
        const dispatched = milestoneOf(ticket, 'dispatched', cycle);
        const taken = milestoneOf(ticket, 'taken', cycle);
        if (!dispatched || !taken || taken.at < dispatched.at) return [];
        return [between(calendar, dispatched.at, taken.at, taken.by ?? '')];
      }),
  },
  {
    name: 'on-site-time',
    title: '到场用时',
    definition: `从登记到第一次到场，按紧急等级分。${AND_BOTH}`,
    kind: 'duration',
    by: 'grade',
    begin: (_period, calendar) => (ticket) => {
      const arrived = milestoneOf(ticket, 'arrived', 1);
      return arrived ? [between(calendar, ticket.openedAt, arrived.at, String(ticket.grade))] : [];
    },
  },
  {
    name: 'handling-time',
    title: '处理用时',
    definition: `从登记（或重新打开）到处理完成，扣除等待住户的时间；每次重新打开单独计算。按等级分。${AND_BOTH}`,
    kind: 'duration',
    by: 'grade',
    begin: (_period, calendar) => (ticket) =>
      resolvedCycles(ticket).map(({ fromAt, toAt }) =>
        withoutPauses(calendar, ticket, fromAt, toAt, String(ticket.grade)),
      ),
  },
  {
    name: 'total-time',
    title: '处理总历时',
    definition: `从登记（或重新打开）到处理完成的全部时间，不扣除任何等待。按等级分。${AND_BOTH}`,
    kind: 'duration',
    by: 'grade',
    begin: (_period, calendar) => (ticket) =>
      resolvedCycles(ticket).map(({ fromAt, toAt }) => between(calendar, fromAt, toAt, String(ticket.grade))),
  },
  {
    name: 'resident-wait',
    title: '住户等待时间',
    definition: `一张工单所有未处理完的时间之和，扣除等待住户的时间；还没处理完的算到统计时刻，已撤销的不计。按类型分。${AND_BOTH}`,
    kind: 'duration',
    by: 'kind',
    begin:
      ({ now }, calendar) =>
      (ticket) => {
        if (ticket.status === 'cancelled') return [];
        let wallMs = 0;
        let serviceMs = 0;
        for (const { fromAt, toAt } of openSpans(ticket, now)) {
          const waited = withoutPauses(calendar, ticket, fromAt, toAt, ticket.kind);
          wallMs += waited.wallMs;
          serviceMs += waited.serviceMs;
        }
        return [{ kind: 'duration', group: ticket.kind, wallMs, serviceMs }];
      },
  },
  {
    name: 'holding-time',
    title: '经手用时',
    definition: `每个人每次经手工单的时间，按当时的经手人分；手上还有的算到统计时刻。${AND_BOTH}`,
    kind: 'duration',
    by: 'staff',
    begin:
      ({ now }, calendar) =>
      (ticket) =>
        ticket.course.legs
          .filter((leg) => leg.holder !== null)
          .map((leg) => between(calendar, leg.from, leg.until ?? now, leg.holder ?? '')),
  },
  {
    name: 'resolved-by',
    title: '处理完成数',
    definition: '本期工单的处理完成次数，记在实际办理完成的人名下；重新打开后再次完成另计一次。',
    kind: 'count',
    by: 'staff',
    begin: () => (ticket) =>
      ticket.course.milestones.filter((each) => each.kind === 'resolved').map((each) => count(each.by ?? '')),
  },
  {
    name: 'held-time',
    title: '人工经手时间',
    definition: `一张工单打开期间有人经手的时间之和；还没处理完的算到统计时刻，已撤销的不计。按类型分。${AND_BOTH}`,
    kind: 'duration',
    by: 'kind',
    begin:
      ({ now }, calendar) =>
      (ticket) =>
        ticket.status === 'cancelled' ? [] : [split(ticket, now, calendar).held],
  },
  {
    name: 'unheld-time',
    title: '机器人接待和等人接手时间',
    definition: `一张工单打开期间没有人经手的时间之和，与人工经手时间相加就是工单打开的全部时间；已撤销的不计。按类型分。${AND_BOTH}`,
    kind: 'duration',
    by: 'kind',
    begin:
      ({ now }, calendar) =>
      (ticket) =>
        ticket.status === 'cancelled' ? [] : [split(ticket, now, calendar).unheld],
  },
]);

/** The time a ticket was open, parted by whether a person held it. */
function split(ticket: ReportedTicket, now: number, calendar: CalendarConfig) {
  const open = { wallMs: 0, serviceMs: 0 };
  const held = { wallMs: 0, serviceMs: 0 };
  for (const span of openSpans(ticket, now)) {
    add(open, between(calendar, span.fromAt, span.toAt, ''));
    for (const leg of ticket.course.legs) {
      const fromAt = Math.max(leg.from, span.fromAt);
      const toAt = Math.min(leg.until ?? now, span.toAt);
      if (leg.holder !== null && toAt > fromAt) add(held, between(calendar, fromAt, toAt, ''));
    }
  }
  const sampleOf = ({ wallMs, serviceMs }: typeof open) =>
    ({ kind: 'duration', group: ticket.kind, wallMs, serviceMs }) as const;
  return {
    held: sampleOf(held),
    unheld: sampleOf({ wallMs: open.wallMs - held.wallMs, serviceMs: open.serviceMs - held.serviceMs }),
  };
}

function add(sum: { wallMs: number; serviceMs: number }, more: { wallMs: number; serviceMs: number }): void {
  sum.wallMs += more.wallMs;
  sum.serviceMs += more.serviceMs;
}
