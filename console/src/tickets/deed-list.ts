// Every deed on a ticket as people know it: its word, what it needs to be told, and where it stands out. When it is possible stands in the
// house's own table of states.
import { type Deed as DeedName, transitions } from '../../../src/tickets/states.ts';
import type { Sheet, TicketView } from '../base/shapes.ts';
import { ROOT_CAUSES } from '../base/words.ts';
import { COMPLAINT_DEEDS, choices } from './complaint-deeds.ts';

export type Field =
  | { kind: 'words'; name: string; label: string; placeholder?: string; optional?: boolean }
  | { kind: 'person'; name: string; label: string; placeholder?: string; optional?: boolean }
  | { kind: 'people'; name: string; label: string; optional?: boolean }
  | {
      kind: 'choice';
      name: string;
      label: string;
      options: { value: string | number | boolean; label: string }[];
      optional?: boolean;
    }
  | { kind: 'alternative'; name: string; label: string }
  | { kind: 'instant'; name: string; label: string; optional?: boolean }
  /** In yuan for people, in fen for the house. */
  | { kind: 'money'; name: string; label: string; when?: (ticket: TicketView) => boolean }
  | { kind: 'lines'; name: string; label: string };

export type Deed = {
  name: DeedName;
  word: string;
  done: string;
  fields?: readonly Field[];
  /** What goes with it besides. */
  also?: (ticket: TicketView) => Record<string, unknown>;
  /** Where it is the natural next step. */
  next: readonly TicketView['status'][];
  /** What stands in the form already. */
  initial?: (sheet: Sheet) => Record<string, unknown>;
  /** Beside the status. */
  when?: (ticket: TicketView, actorId: string) => boolean;
};

export const DELAY_REASONS = [
  { value: 'parts', label: '配件还在路上' },
  { value: 'third_party', label: '等外面的单位' },
  { value: 'weather', label: '天气做不了' },
  { value: 'access', label: '现场进不去' },
  { value: 'safety', label: '先做安全措施' },
  { value: 'scope', label: '要做的比看到的多' },
  { value: 'overload', label: '师傅在处理更急的险情' },
];
const WAIT_REASONS = [
  { value: 'waiting_resident', label: '等住户答复' },
  { value: 'appointment', label: '等约好的时间' },
  { value: 'waiting_parts', label: '等配件' },
  { value: 'third_party', label: '等外面的单位' },
  { value: 'weather', label: '等天气' },
  { value: 'permit', label: '等许可' },
];

/** The newest of this time the work is done. */
export const quoteOf = (ticket: Pick<TicketView, 'quotes' | 'cycle'>) =>
  ticket.quotes.findLast((each) => each.cycle === ticket.cycle) ?? null;
const quoteIs = (state: string) => (ticket: TicketView) => quoteOf(ticket)?.state === state;
const withQuote = (ticket: TicketView) => ({ quoteId: quoteOf(ticket)?.id });

const asked = (ticket: TicketView) => ticket.delays.some((delay) => delay.state === 'asked');

export const DEEDS: readonly Deed[] = [
  { name: 'accept', word: '受理', done: '已受理，已经告诉住户由您负责', next: ['new'] },
  {
    name: 'dispatch',
    word: '派人',
    done: '已派出，师傅会收到通知',
    next: ['accepted'],
    fields: [
      {
        kind: 'person',
        name: 'assignee',
        label: '派给谁',
        placeholder: '不选就按值班自动派',
        optional: true,
      },
    ],
  },
  {
    name: 'take',
    word: '我来处理',
    done: '这张单由您处理',
    next: ['assigned'],
    when: (ticket, actorId) =>
      ticket.assignee === null || ticket.assignee === actorId || ticket.offeredTo === actorId,
  },
  {
    name: 'decline',
    word: '不接手',
    done: '已回绝，单子留在原来的同事手里',
    next: [],
    when: (ticket) => ticket.offeredTo !== null,
    fields: [{ kind: 'words', name: 'reason', label: '为什么不接？' }],
  },
  { name: 'depart', word: '出发', done: '已记下出发', next: [] },
  { name: 'arrive', word: '到场', done: '已记下到场', next: ['assigned'] },
  {
    name: 'control',
    word: '险情控制住了',
    done: '已记下，险情控制住了',
    next: [],
    when: (ticket) => ticket.grade <= 2,
  },
  {
    name: 'support',
    word: '需要支援',
    done: '已经告诉部门负责人',
    next: [],
    fields: [{ kind: 'words', name: 'reason', label: '需要什么？', optional: true }],
  },
  {
    name: 'resolve',
    word: '处理好了',
    done: '已写下处理结果，已经告诉住户',
    next: ['assigned', 'in_progress'],
    fields: [
      {
        kind: 'words',
        name: 'result',
        label: '怎么处理的？这句话会告诉住户',
        placeholder: '例如：更换了厨房水龙头，试水不漏',
      },
      {
        kind: 'money',
        name: 'chargeFen',
        label: '实收多少元？不能超过住户同意的报价，没有收就写 0',
        when: quoteIs('agreed'),
      },
    ],
  },
  {
    name: 'quote',
    word: '报价',
    done: '报价记下了；价目表里的已经发给住户，表外的等负责人批',
    next: [],
    fields: [
      { kind: 'lines', name: 'lines', label: '收哪几项' },
      { kind: 'words', name: 'reason', label: '有价目表以外的，写明原因', optional: true },
    ],
  },
  {
    name: 'approveQuote',
    word: '批报价',
    done: '已批复',
    next: ['accepted', 'assigned', 'in_progress', 'pending'],
    when: quoteIs('to-approve'),
    also: withQuote,
    fields: [
      {
        kind: 'choice',
        name: 'approve',
        label: '同意吗',
        options: [
          { value: true, label: '同意，发给住户' },
          { value: false, label: '不同意，请改' },
        ],
      },
      { kind: 'words', name: 'note', label: '说明', optional: true },
    ],
  },
  {
    name: 'answerQuote',
    word: '记电话答复',
    done: '已记下，住户会收到一条一样的消息',
    next: [],
    when: quoteIs('asked'),
    also: withQuote,
    fields: [
      {
        kind: 'choice',
        name: 'agrees',
        label: '住户怎么说？',
        options: [
          { value: true, label: '同意' },
          { value: false, label: '不同意' },
        ],
      },
      {
        kind: 'choice',
        name: 'spokeWith',
        label: '跟谁说的？',
        options: [
          { value: 'owner', label: '业主本人' },
          { value: 'family', label: '家人' },
          { value: 'tenant', label: '租户' },
        ],
      },
      { kind: 'money', name: 'heardFen', label: '电话里说的合计是多少元？' },
    ],
  },
  {
    name: 'discussQuote',
    word: '住户想问问报价',
    done: '已记下，请给住户讲明白',
    next: [],
    when: quoteIs('asked'),
    also: withQuote,
  },
  {
    name: 'beginPaid',
    word: '开始收费的活',
    done: '已记下开工',
    next: ['in_progress'],
    when: (ticket) => quoteIs('agreed')(ticket) && quoteOf(ticket)?.workBegunAt === null,
  },
  {
    name: 'wait',
    word: '先等一等',
    done: '已记下在等什么',
    next: [],
    fields: [
      { kind: 'choice', name: 'reason', label: '等什么', options: WAIT_REASONS },
      { kind: 'words', name: 'question', label: '要问住户的话（等住户答复时要写）', optional: true },
      { kind: 'instant', name: 'wakeAt', label: '什么时候再看', optional: true },
    ],
  },
  { name: 'resume', word: '继续处理', done: '继续处理，计时接着走', next: ['pending'] },
  {
    name: 'delay',
    word: '申请延期',
    done: '已提交，等负责人批',
    next: [],
    when: (ticket) => !asked(ticket),
    fields: [
      { kind: 'choice', name: 'reason', label: '为什么', options: DELAY_REASONS },
      { kind: 'alternative', name: 'alternative', label: '这段时间给住户的替代办法' },
      { kind: 'instant', name: 'dueAt', label: '最晚什么时候办好' },
    ],
  },
  {
    name: 'decideDelay',
    word: '批延期',
    done: '已批复',
    next: ['accepted', 'assigned', 'in_progress', 'pending'],
    when: asked,
    fields: [
      {
        kind: 'choice',
        name: 'approve',
        label: '同意吗',
        options: [
          { value: true, label: '同意，并告诉住户新的时间' },
          { value: false, label: '不同意' },
        ],
      },
      { kind: 'words', name: 'note', label: '说明', optional: true },
    ],
  },
  {
    name: 'transfer',
    word: '转给同事',
    done: '已转出，等同事接手',
    next: [],
    when: (ticket) => ticket.offeredTo === null,
    fields: [
      { kind: 'person', name: 'to', label: '转给谁' },
      { kind: 'words', name: 'reason', label: '为什么转？' },
    ],
  },
  {
    name: 'return',
    word: '退回',
    done: '已退回，会派给别人',
    next: [],
    fields: [{ kind: 'words', name: 'reason', label: '为什么退回？' }],
  },
  {
    name: 'regrade',
    word: '改等级',
    done: '等级改好了，计时按新等级算',
    next: [],
    fields: [
      {
        kind: 'choice',
        name: 'grade',
        label: '改成',
        options: [
          { value: 1, label: '1级 特急' },
          { value: 2, label: '2级 紧急' },
          { value: 3, label: '3级 普通' },
          { value: 4, label: '4级 咨询' },
        ],
      },
      { kind: 'words', name: 'reason', label: '为什么？' },
    ],
  },
  {
    name: 'call',
    word: '记一次电话',
    done: '已记下，住户知道了',
    next: [],
    fields: [{ kind: 'words', name: 'note', label: '电话里说了什么？' }],
  },
  { name: 'urge', word: '住户来催', done: '已记下，处理的人会收到提醒', next: [] },
  {
    name: 'followUp',
    word: '记回访',
    done: '回访已记下',
    next: ['followup'],
    fields: [
      {
        kind: 'choice',
        name: 'verdict',
        label: '住户怎么说？',
        options: [
          { value: 'satisfied', label: '满意' },
          { value: 'fair', label: '一般' },
          { value: 'dissatisfied', label: '不满意（单子会重新打开）' },
        ],
      },
      { kind: 'words', name: 'note', label: '电话里说了什么？', optional: true },
    ],
  },
  { name: 'notReached', word: '电话没打通', done: '已记下，过会儿再打', next: [] },
  {
    name: 'planRectification',
    word: '写整改计划',
    done: '已记下，做完由别的同事核实',
    next: ['in_progress'],
    when: (ticket) => ticket.rectifications.some((each) => each.plan === null),
    fields: [
      { kind: 'choice', name: 'cause', label: '问题出在哪', options: choices(ROOT_CAUSES) },
      { kind: 'words', name: 'measure', label: '怎么改' },
      { kind: 'person', name: 'responsible', label: '谁负责改' },
      { kind: 'instant', name: 'dueAt', label: '什么时候改好' },
    ],
  },
  {
    name: 'verifyRectification',
    word: '核实整改',
    done: '已核实',
    next: ['followup'],
    when: (ticket) => ticket.rectifications.some((each) => each.plan !== null && each.verifiedAt === null),
    fields: [{ kind: 'words', name: 'finding', label: '看到的情况' }],
  },
  ...COMPLAINT_DEEDS,
  { name: 'confirm', word: '住户说好了', done: '住户已确认', next: ['resolved'] },
  {
    name: 'close',
    word: '办结',
    done: '已办结',
    next: ['followup'],
    fields: [
      {
        kind: 'choice',
        name: 'outcome',
        label: '怎么知道的',
        options: [
          { value: 'confirmed', label: '住户说好了' },
          { value: 'followed-up', label: '回访过了' },
          { value: 'unreached', label: '联系不上住户' },
        ],
      },
    ],
  },
  {
    name: 'reopen',
    word: '重新打开',
    done: '重新打开了，计时重新走',
    next: ['closed'],
    fields: [{ kind: 'words', name: 'reason', label: '哪里还没好？' }],
  },
  {
    name: 'succeed',
    word: '换首问',
    done: '首问换好了',
    next: [],
    when: (ticket) => ticket.firstOwner !== null,
    fields: [
      { kind: 'person', name: 'successor', label: '换成谁' },
      { kind: 'words', name: 'reason', label: '为什么？' },
    ],
  },
  {
    name: 'cancel',
    word: '取消',
    done: '已取消，叫来的人会收到通知',
    next: [],
    fields: [
      { kind: 'words', name: 'reason', label: '为什么取消？', placeholder: '例如：住户说已经自己修好了' },
    ],
  },
];

/** `/tickets/…/decide-delay` */
export function pathOf(deed: Deed): string {
  return deed.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function possibleDeeds(
  ticket: TicketView,
  actorId: string,
  may: (operation: string) => boolean,
): { next: Deed[]; more: Deed[] } {
  const possible = DEEDS.filter(
    (deed) =>
      may(`${deed.name}Ticket`) &&
      transitions[deed.name].from.includes(ticket.status) &&
      (deed.when?.(ticket, actorId) ?? true),
  );
  const isNext = (deed: Deed) => deed.next.includes(ticket.status);
  return { next: possible.filter(isNext), more: possible.filter((deed) => !isNext(deed)) };
}
