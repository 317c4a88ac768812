// 群体事件: how many, whom they reach, when residents first hear of them, and whether they are under control.
import { AND_BOTH, count, measuresOf, rate } from '../measure.ts';
import { between } from '../ticket-times.ts';

const UNDER_CONTROL: readonly string[] = ['contained', 'resolved', 'reviewed'];

export const incidents = measuresOf('incident', [
  {
    name: 'incidents',
    title: '群体事件',
    definition: '本期确认的群体事件数，按类型分；后来否定的不计。',
    kind: 'count',
    by: 'kind',
    begin: () => (incident) => (incident.status === 'dismissed' ? [] : [count(incident.kind)]),
  },
  {
    name: 'incident-households',
    title: '群体事件涉及户数',
    definition: '本期群体事件涉及的户数之和，按类型分；同一户在两件事里算两次。',
    kind: 'count',
    by: 'kind',
    begin: () => (incident) =>
      incident.status === 'dismissed'
        ? []
        : Array.from({ length: incident.households }, () => count(incident.kind)),
  },
  {
    name: 'incident-first-bulletin',
    title: '群体事件首次通报用时',
    definition: `从确认群体事件到第一次把进展告诉住户；还没有通报的不计。按类型分。${AND_BOTH}`,
    kind: 'duration',
    by: 'kind',
    begin: (_period, calendar) => (incident) =>
      incident.toldAt === null || incident.status === 'dismissed'
        ? []
        : [between(calendar, incident.openedAt, incident.toldAt, incident.kind)],
  },
  {
    name: 'incidents-contained',
    title: '群体事件控制率',
    definition: '已经控制住、办好或复盘过的群体事件 ÷ 本期确认的群体事件。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin: () => (incident) =>
      incident.status === 'dismissed' ? [] : [rate(incident.kind, UNDER_CONTROL.includes(incident.status))],
  },
  {
    name: 'incident-reviews',
    title: '群体事件按时复盘率',
    definition: '在期限前完成复盘 ÷（已复盘 + 已过期限未复盘）。按类型分。',
    kind: 'rate',
    by: 'kind',
    begin:
      ({ now }) =>
      ({ kind, reviewDueAt, reviewedAt }) => {
        if (reviewDueAt === null || (reviewedAt === null && reviewDueAt > now)) return [];
        return [rate(kind, reviewedAt !== null && reviewedAt <= reviewDueAt)];
      },
  },
]);
