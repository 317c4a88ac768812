// 保密: who looked at residents' numbers, and who took tables out of the house.
import { count, measuresOf } from '../measure.ts';

export const looks = measuresOf('look', [
  {
    name: 'reveals',
    title: '查看住户电话',
    definition: '在控制台点开看住户完整电话的次数，按看的人分；被拒绝的不计。审计记录里有每一次的原因。',
    kind: 'count',
    by: 'staff',
    begin: () => (look) => (look.what === 'reveal' ? [count(look.by)] : []),
  },
  {
    name: 'exports',
    title: '导出和打印',
    definition: '在控制台导出表格、文档和打印登记表的次数，按导出的人分；审计记录里有每一次导出了什么。',
    kind: 'count',
    by: 'staff',
    begin: () => (look) => (look.what === 'export' ? [count(look.by)] : []),
  },
]);
