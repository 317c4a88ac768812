// What the record of deeds says of people: who looked at residents' numbers, who took tables out of the house, whose words the page had
// asked about before they went out.
import { count, measuresOf } from '../measure.ts';

export const looks = measuresOf('look', [
  {
    name: 'reveals',
    title: '查看住户电话',
    definition: '在工作台点开看住户完整电话的次数，按看的人分；被拒绝的不计。操作记录里有每一次的原因。',
    kind: 'count',
    by: 'staff',
    begin: () => (look) => (look.what === 'reveal' ? [count(look.by)] : []),
  },
  {
    name: 'exports',
    title: '导出和打印',
    definition: '在工作台导出表格、文档和打印登记表的次数，按导出的人分；操作记录里有每一次导出了什么。',
    kind: 'count',
    by: 'staff',
    begin: () => (look) => (look.what === 'export' ? [count(look.by)] : []),
  },
  {
    name: 'unkind-words',
    title: '提醒后仍然发出的说法',
    definition: '在工作台回复住户时，含有推脱或责怪的说法、提醒过仍然发出的次数，按发送人分；不保存原话。',
    kind: 'count',
    by: 'staff',
    begin: () => (look) => (look.what === 'unkind-words' ? [count(look.by)] : []),
  },
]);
