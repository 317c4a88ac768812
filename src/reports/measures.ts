// Every number of the reports beside its definition, which is shown with it. A measure looks at one ticket at a time. Pure.
import { wallDate } from '../clocks/service-calendar.ts';
import type { CalendarConfig } from '../config/config.ts';
import type { Period, ReportedTicket } from './reported.ts';
import type { Sample } from './tally.ts';
import {
  between,
  cycleBegan,
  cyclesOf,
  isLateGrading,
  milestoneOf,
  verdictOf,
  withoutPauses,
} from './ticket-times.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
export const REPEAT_DAYS = 30;
const REWORK_DAYS = 15;

/** What a group of a measure stands for, so that its key can be said in words. */
export type GroupedBy =
  | 'all'
  | 'kind'
  | 'grade'
  | 'clock'
  | 'category'
  | 'class'
  | 'staff'
  | 'age'
  | 'hour'
  | 'day';

export type Look = (ticket: ReportedTicket) => Sample[];

export type Measure = {
  name: string;
  title: string;
  definition: string;
  kind: Sample['kind'];
  by: GroupedBy;
  /** It wants to see the tickets of the days before the period, too. */
  looksBack?: boolean;
  /** The tickets come in order of opening. */
  begin(period: Period, calendar: CalendarConfig): Look;
};

const rate = (group: string, hit: boolean): Sample => ({ kind: 'rate', group, hit });
const count = (group: string): Sample => ({ kind: 'count', group });
const AND_BOTH = '给出自然时间和服务时间两个口径，都带中位数、P90 和样本数。';

export const measures: readonly Measure[] = [
  {
    name: 'volume',
    title: '新登记工单',
    definition: '本期登记的工单数，按类型分；并入其他工单的不计。',
    kind: 'count',
    by: 'kind',
    begin: () => (ticket) => [count(ticket.kind)],
  },
  {
    name: 'volume-by-day',
    title: '每日新登记',
    definition: '本期每天登记的工单数；并入其他工单的不计。',
    kind: 'count',
    by: 'day',
    begin: () => (ticket) => [count(wallDate(ticket.openedAt))],
  },
  {
    name: 'peak-hours',
    title: '来单时段',
    definition: '本期工单按登记时刻所在的小时（北京时间）计数。',
    kind: 'count',
    by: 'hour',
    begin: () => (ticket) => [count(String(new Date(ticket.openedAt + 8 * HOUR_MS).getUTCHours()))],
  },
  {
    name: 'top-categories',
    title: '高频事项',
    definition: '本期工单按事项类别计数，从多到少。',
    kind: 'count',
    by: 'category',
    begin: () => (ticket) => [count(ticket.category ?? '')],
  },
  {
    name: 'complaints',
    title: '投诉',
    definition: '本期投诉工单数，按投诉类型分。',
    kind: 'count',
    by: 'class',
    begin: () => (ticket) => (ticket.kind === 'complaint' ? [count(ticket.complaintClass ?? '')] : []),
  },
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
        for (const cycle of cyclesOf(ticket)) {
          const fromAt = cycleBegan(ticket, cycle);
          if (fromAt === null) continue;
          const toAt = milestoneOf(ticket, 'resolved', cycle)?.at ?? now;
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
    name: 'on-time',
    title: '按时率',
    definition:
      '各项时限：到期前完成 ÷（已完成 + 已超时，含还没完成但已过期的）。还没到期的和暂停中的不计；因定级过晚而超时的不计在内，另列；已撤销的不计。',
    kind: 'rate',
    by: 'clock',
    begin:
      ({ now }) =>
      (ticket) =>
        countedTimers(ticket).flatMap((timer) => {
          const verdict = verdictOf(timer, now);
          if (verdict === 'open' || (verdict === 'late' && isLateGrading(ticket, timer))) return [];
          return [rate(timer.kind, verdict === 'in-time')];
        }),
  },
  {
    name: 'on-site-grade-1',
    title: '特急 15 分钟到场率',
    definition: '1 级工单：按时到场 ÷ 全部有到场时限的 1 级工单，还没到场但已过期的也在分母里。',
    kind: 'rate',
    by: 'all',
    begin:
      ({ now }) =>
      (ticket) =>
        ticket.grade !== 1
          ? []
          : countedTimers(ticket)
              .filter((timer) => timer.kind === 'on_site' && verdictOf(timer, now) !== 'open')
              .map((timer) => rate('all', verdictOf(timer, now) === 'in-time')),
  },
  {
    name: 'overdue',
    title: '超时',
    definition: '本期工单里已经超时的时限数，按时限种类分；因定级过晚的不计在内，另列；已撤销的不计。',
    kind: 'count',
    by: 'clock',
    begin:
      ({ now }) =>
      (ticket) =>
        countedTimers(ticket)
          .filter((timer) => verdictOf(timer, now) === 'late' && !isLateGrading(ticket, timer))
          .map((timer) => count(timer.kind)),
  },
  {
    name: 'late-grading',
    title: '定级过晚',
    definition: '改级时已经过期的时限数，按时限种类分；算定级的问题，不算处理人的超时。',
    kind: 'count',
    by: 'clock',
    begin:
      ({ now }) =>
      (ticket) =>
        countedTimers(ticket)
          .filter((timer) => verdictOf(timer, now) === 'late' && isLateGrading(ticket, timer))
          .map((timer) => count(timer.kind)),
  },
  {
    name: 'on-time-with-delay',
    title: '延期内完成率',
    definition:
      '在处理时限或最后一次批准的延期之前处理完成 ÷ 全部已完成或已过处理时限的工单。只作对照，不代替按时率。',
    kind: 'rate',
    by: 'all',
    begin:
      ({ now }) =>
      (ticket) => {
        const timer = resolveTimer(ticket);
        if (!timer) return [];
        const verdict = verdictOf(timer, now);
        const until = lastApproved(ticket)?.dueAt ?? timer.dueAt;
        const doneAt = timer.metAt;
        if (doneAt === null && (verdict === 'open' || now < until)) return [];
        return [rate('all', verdict === 'in-time' || (doneAt !== null && doneAt <= until))];
      },
  },
  {
    name: 'told-in-time',
    title: '延期提前告知率',
    definition: '处理超时的工单里，在原时限之前已经把延期告诉住户（已送达或已打电话）的 ÷ 处理超时的工单。',
    kind: 'rate',
    by: 'all',
    begin:
      ({ now }) =>
      (ticket) => {
        const timer = resolveTimer(ticket);
        if (!timer || verdictOf(timer, now) !== 'late') return [];
        const told = ticket.course.delays.some(
          ({ state, toldAt }) => state === 'approved' && toldAt !== null && toldAt < timer.dueAt,
        );
        return [rate('all', told)];
      },
  },
  {
    name: 'bounce',
    title: '多次转手率',
    definition: '转手超过两次的工单 ÷ 有人经手的工单。',
    kind: 'rate',
    by: 'kind',
    begin: () => (ticket) => {
      const legs = ticket.course.legs.filter((leg) => leg.holder !== null).length;
      return legs === 0 ? [] : [rate(ticket.kind, legs - 1 > 2)];
    },
  },
  {
    name: 'repeat',
    title: '重复来单率',
    definition: `同一住户、同一类别在 ${REPEAT_DAYS} 天内再次来单的 ÷ 本期知道住户和类别的工单。`,
    kind: 'rate',
    by: 'category',
    looksBack: true,
    begin({ fromAt }) {
      const lastAt = new Map<string, number>();
      return (ticket) => {
        const { household, category, openedAt } = ticket;
        if (household === null || category === null) return [];
        const key = `${household}\n${category}`;
        const before = lastAt.get(key);
        lastAt.set(key, openedAt);
        if (openedAt < fromAt) return [];
        return [rate(category, before !== undefined && openedAt - before <= REPEAT_DAYS * DAY_MS)];
      };
    },
  },
  {
    name: 'rework',
    title: '返修率',
    definition: `报修处理完成后 ${REWORK_DAYS} 天内重新打开的 ÷ 处理完成过的报修。`,
    kind: 'rate',
    by: 'category',
    begin: () => (ticket) => {
      if (ticket.kind !== 'repair') return [];
      const resolved = resolvedCycles(ticket);
      if (resolved.length === 0) return [];
      const again = resolved.some(({ cycle, toAt }) => {
        const backAt = cycle === ticket.course.cycle ? null : cycleBegan(ticket, cycle + 1);
        return backAt !== null && backAt - toAt <= REWORK_DAYS * DAY_MS;
      });
      return [rate(ticket.category ?? '', again)];
    },
  },
  {
    name: 'follow-up',
    title: '按时回访率',
    definition: '规定时间内完成回访 ÷（已回访 + 已过期未回访）。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin:
      ({ now }) =>
      (ticket) =>
        countedTimers(ticket)
          .filter((timer) => timer.kind === 'followup' && verdictOf(timer, now) !== 'open')
          .map((timer) => rate(ticket.kind, verdictOf(timer, now) === 'in-time')),
  },
  {
    name: 'satisfaction',
    title: '满意率',
    definition: '回访中住户回答满意的 ÷ 回答了的；没有回答的不算满意。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin: () => (ticket) =>
      surveysOf(ticket, 'answered').map(({ verdict }) => rate(ticket.kind, verdict === 'satisfied')),
  },
  {
    name: 'satisfied-of-asked',
    title: '满意占发出数',
    definition: '发出询问后住户回答满意的 ÷ 发出的询问；与满意率一并给出。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin: () => (ticket) =>
      surveysOf(ticket, 'asked').map(({ verdict }) => rate(ticket.kind, verdict === 'satisfied')),
  },
  {
    name: 'survey-answered',
    title: '回访应答率',
    definition: '发出询问后得到回答的 ÷ 发出的询问。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin: () => (ticket) =>
      surveysOf(ticket, 'asked').map(({ answeredAt }) => rate(ticket.kind, answeredAt !== null)),
  },
  {
    name: 'dissatisfied',
    title: '不满意',
    definition: '回访中回答不满意的次数，按类型分。',
    kind: 'count',
    by: 'kind',
    begin: () => (ticket) =>
      surveysOf(ticket, 'answered').flatMap(({ verdict }) =>
        verdict === 'dissatisfied' ? [count(ticket.kind)] : [],
      ),
  },
  {
    name: 'rectification',
    title: '整改按期率',
    definition: '在计划日期之前核实完成的整改 ÷（已核实 + 已过计划日期未核实）。',
    kind: 'rate',
    by: 'kind',
    begin:
      ({ now }) =>
      (ticket) =>
        ticket.course.rectifications.flatMap(({ plan, verifiedAt }) => {
          if (plan === null || (verifiedAt === null && plan.dueAt > now)) return [];
          return [rate(ticket.kind, verifiedAt !== null && verifiedAt <= plan.dueAt)];
        }),
  },
  {
    name: 'first-owner-closed',
    title: '首问办结率',
    definition: '由首问负责人（或其接任者）亲自办结 ÷ 已办结的工单。按首问负责人分。',
    kind: 'rate',
    by: 'staff',
    begin: () => (ticket) => {
      const closed = milestoneOf(ticket, 'closed', ticket.course.cycle);
      const { firstOwner, course } = ticket;
      if (!closed || firstOwner === null) return [];
      return [rate(firstOwner, closed.by === firstOwner || closed.by === course.successor?.staffId)];
    },
  },
  {
    name: 'open-age',
    title: '未完成工单',
    definition: '统计时刻还没有处理完的工单数，按已经过去的时间分。',
    kind: 'count',
    by: 'age',
    begin:
      ({ now }) =>
      (ticket) => {
        if (['resolved', 'followup', 'closed', 'cancelled'].includes(ticket.status)) return [];
        const days = (now - ticket.openedAt) / DAY_MS;
        return [count(days < 1 ? '0-1' : days < 3 ? '1-3' : days < 7 ? '3-7' : '7-')];
      },
  },
  {
    name: 'pause-time',
    title: '暂停核查',
    definition: `因等待住户而停下的每一段时间，记在当时的经手人名下。${AND_BOTH}`,
    kind: 'duration',
    by: 'staff',
    begin: (_period, calendar) => (ticket) =>
      ticket.course.pauses.map(({ from, to }) => {
        const leg = ticket.course.legs.find((each) => each.from <= from && (each.until ?? to) > from);
        return between(calendar, from, to, leg?.holder ?? '');
      }),
  },
];

export const measureNames: readonly string[] = measures.map((measure) => measure.name);

function surveysOf({ course }: ReportedTicket, which: 'asked' | 'answered') {
  return course.surveys.filter((survey) => (which === 'asked' ? survey.askedAt : survey.verdict) !== null);
}

function resolvedCycles(ticket: ReportedTicket): { cycle: number; fromAt: number; toAt: number }[] {
  return cyclesOf(ticket).flatMap((cycle) => {
    const fromAt = cycleBegan(ticket, cycle);
    const toAt = milestoneOf(ticket, 'resolved', cycle)?.at;
    return fromAt === null || toAt === undefined ? [] : [{ cycle, fromAt, toAt }];
  });
}

/** What was taken back is neither in time nor late. */
function countedTimers(ticket: ReportedTicket) {
  return ticket.status === 'cancelled' ? [] : ticket.timers;
}

function resolveTimer(ticket: ReportedTicket) {
  return countedTimers(ticket).find((timer) => timer.kind === 'resolve');
}

function lastApproved({ course }: ReportedTicket) {
  return course.delays.filter((delay) => delay.state === 'approved').at(-1);
}
