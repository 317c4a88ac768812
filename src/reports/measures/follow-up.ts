// How residents were asked afterwards, what they said, and what is put right because of it.
import { count, measuresOf, rate } from '../measure.ts';
import type { ReportedTicket } from '../reported.ts';
import { countedTimers, cycleBegan, cyclesOf, verdictOf } from '../ticket-times.ts';

export const followUps = measuresOf('ticket', [
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
    name: 'follow-up-done',
    title: '回访完成率',
    definition: '完成回访（不论是否按时）÷（已回访 + 已过期未回访）。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin:
      ({ now }) =>
      (ticket) =>
        countedTimers(ticket)
          .filter((timer) => timer.kind === 'followup' && verdictOf(timer, now) !== 'open')
          .map((timer) => rate(ticket.kind, timer.metAt !== null)),
  },
  {
    name: 'reached',
    title: '回访联系上的比率',
    definition: '回访中住户有回应的 ÷ 发过询问或打过电话的回访。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin: () => (ticket) =>
      ticket.course.surveys
        .filter(
          ({ askedAt, answeredAt, tries }) => askedAt !== null || answeredAt !== null || tries.length > 0,
        )
        .map(({ answeredAt }) => rate(ticket.kind, answeredAt !== null)),
  },
  {
    name: 'unreached',
    title: '打过电话没有联系上',
    definition: '打过电话仍然没有得到回应的回访数，单独列出，不算满意也不算不满意。按类型分。',
    kind: 'count',
    by: 'kind',
    begin: () => (ticket) =>
      ticket.course.surveys.flatMap(({ answeredAt, tries }) =>
        answeredAt === null && tries.length > 0 ? [count(ticket.kind)] : [],
      ),
  },
  {
    name: 'solved',
    title: '解决率',
    definition: '回访中住户认为已经解决（满意或一般）的 ÷ 回答了的。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin: () => (ticket) =>
      surveysOf(ticket, 'answered').map(({ verdict }) => rate(ticket.kind, verdict !== 'dissatisfied')),
  },
  {
    name: 'rectification-again',
    title: '整改后再投诉率',
    definition: '整改核实以后，同一张单又因为没有办好重新打开的 ÷ 已经核实的整改。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin: () => (ticket) =>
      ticket.course.rectifications.flatMap(({ verifiedAt }) => {
        if (verifiedAt === null) return [];
        const cameBack = cyclesOf(ticket).some(
          (cycle) => cycle > 1 && (cycleBegan(ticket, cycle) ?? 0) > verifiedAt,
        );
        return [rate(ticket.kind, cameBack)];
      }),
  },
  {
    name: 'rectification-verified',
    title: '整改核实率',
    definition: '已经由另一位同事核实的整改 ÷ 本期工单提出的整改。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin: () => (ticket) =>
      ticket.course.rectifications.map(({ verifiedAt }) => rate(ticket.kind, verifiedAt !== null)),
  },
]);

function surveysOf({ course }: ReportedTicket, which: 'asked' | 'answered') {
  return course.surveys.filter((survey) => (which === 'asked' ? survey.askedAt : survey.verdict) !== null);
}
