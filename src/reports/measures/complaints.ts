// Complaints: how weighty, what was found out, and whether serious cases were looked back at. And whether money was taken as agreed.
import { count, measuresOf, rate } from '../measure.ts';

export const complaints = measuresOf('ticket', [
  {
    name: 'complaint-levels',
    title: '投诉级别',
    definition: '本期投诉工单数，按级别（一般、重要、重大）分；还没有定级的单独列出。',
    kind: 'count',
    by: 'level',
    begin: () => (ticket) => (ticket.kind === 'complaint' ? [count(ticket.level ?? '')] : []),
  },
  {
    name: 'complaint-founded',
    title: '投诉属实率',
    definition: '调查结论为属实或部分属实的 ÷ 已有调查结论的投诉；还没有结论的不计。按投诉类型分。',
    kind: 'rate',
    by: 'class',
    begin:
      () =>
      ({ complaintClass, course }) => {
        const verdict = course.complaint?.finding?.verdict;
        return verdict === undefined ? [] : [rate(complaintClass ?? '', verdict !== 'unfounded')];
      },
  },
  {
    name: 'case-reviews',
    title: '案例复盘按期率',
    definition: '在期限前复盘并由另一位同事核实的 ÷（已核实 + 已过期限未核实）。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin:
      ({ now }) =>
      ({ kind, course }) =>
        course.reviews
          .filter(({ verified, dueAt }) => verified !== null || dueAt <= now)
          .map(({ verified, dueAt }) => rate(kind, verified !== null && verified.at <= dueAt)),
  },
  {
    name: 'charged-as-agreed',
    title: '按同意的金额收费率',
    definition: '实收不高于住户同意的报价的收据 ÷ 本期工单的全部收据；没有报价就收费的算没有按同意收。',
    kind: 'rate',
    by: 'kind',
    begin:
      () =>
      ({ kind, course }) =>
        course.receipts.map(({ quoteId, chargedFen, quotedFen }) =>
          // Whoever said no and was charged nothing was charged as agreed.
          rate(kind, chargedFen === 0 || (quoteId !== null && chargedFen <= quotedFen)),
        ),
  },
]);
