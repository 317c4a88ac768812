// What is handed on, comes again, or has to be done again.
import { count, DAY_MS, measuresOf, rate } from '../measure.ts';
import { cycleBegan, resolvedCycles } from '../ticket-times.ts';

export const REPEAT_DAYS = 30;
const REWORK_DAYS = 15;

export const again = measuresOf('ticket', [
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
    name: 'causes',
    title: '处理结果的原因码',
    definition: '处理完成过的工单，按最后一次填写的原因码计数；没有填写的不计。',
    kind: 'count',
    by: 'cause',
    begin: () => (ticket) => (ticket.course.causeCode === null ? [] : [count(ticket.course.causeCode)]),
  },
]);
