// How much comes in, of what, when, and how much is still open.
import { wallDate } from '../../clocks/service-calendar.ts';
import { count, DAY_MS, HOUR_MS, measuresOf } from '../measure.ts';

export const volumes = measuresOf('ticket', [
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
    name: 'places',
    title: '高频位置',
    definition: '本期报修和投诉按楼栋或公共部位计数，从多到少；没有说明位置的不计。',
    kind: 'count',
    by: 'place',
    begin: () => (ticket) => (ticket.place === null ? [] : [count(ticket.place)]),
  },
]);
