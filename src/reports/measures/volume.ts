// How much comes in, of what, when, and how much is still open.
import { wallDate } from '../../clocks/service-calendar.ts';
import { count, DAY_MS, HOUR_MS, measuresOf } from '../measure.ts';
import { cycleBegan, cyclesOf, milestoneOf } from '../ticket-times.ts';
import { REPEAT_DAYS } from './again.ts';

const DONE: readonly string[] = ['resolved', 'followup', 'closed'];

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
    definition: `最后一天结束时（今天算到统计时刻）还没有处理完的工单数，之前 ${REPEAT_DAYS} 天内登记的也算，按已经过去的时间分；已撤销的不计。`,
    kind: 'count',
    by: 'age',
    looksBack: true,
    begin({ toAt, now }) {
      const at = Math.min(toAt, now);
      return (ticket) => {
        if (ticket.status === 'cancelled' || ticket.openedAt > at) return [];
        const cycle = cyclesOf(ticket).findLast((n) => (cycleBegan(ticket, n) ?? at + 1) <= at) ?? 1;
        const done = milestoneOf(ticket, 'resolved', cycle) ?? milestoneOf(ticket, 'closed', cycle);
        // Done without a step that says when: it can not be said to have been open.
        if (done ? done.at <= at : DONE.includes(ticket.status)) return [];
        const days = (at - ticket.openedAt) / DAY_MS;
        return [count(days < 1 ? '0-1' : days < 3 ? '1-3' : days < 7 ? '3-7' : '7-')];
      };
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
  {
    name: 'devices',
    title: '高频设备',
    definition:
      '本期报修按公共设备（哪一栋哪个单元的电梯、门禁，哪个门的道闸等）计数，从多到少；同一张单每返修一次多算一次，没有说明是哪一台的不计。',
    kind: 'count',
    by: 'device',
    begin: () => (ticket) => {
      const { device } = ticket.course;
      return device === null ? [] : cyclesOf(ticket).map(() => count(device));
    },
  },
]);
