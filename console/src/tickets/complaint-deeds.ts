// What one may do with a complaint beside what one may do with any ticket: its level, its sheet, who says that it is over, looking back.
import type { TicketView } from '../base/shapes.ts';
import { FINDINGS, HEARD, PARTIES, ROOT_CAUSES } from '../base/words.ts';
import type { Deed } from './deed-list.ts';

export const choices = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));
const isComplaint = (ticket: TicketView) => ticket.kind === 'complaint';
const waitingParty = (ticket: TicketView) =>
  ticket.investigation?.thirdParties.find((each) => each.answeredAt === null);
const toHold = (ticket: TicketView) => ticket.reviews.find((each) => each.heldAt === null);
const toCheck = (ticket: TicketView) =>
  ticket.reviews.find((each) => each.heldAt !== null && each.verifiedAt === null);

export const COMPLAINT_DEEDS: readonly Deed[] = [
  {
    name: 'tellApart',
    word: '写事实和诉求',
    done: '已记下',
    next: ['accepted', 'assigned', 'in_progress'],
    when: (ticket) => isComplaint(ticket) && ticket.investigation?.accounted !== true,
    initial: ({ fact, emotion, demand }) => ({ fact, emotion, demand }),
    fields: [
      { kind: 'words', name: 'fact', label: '发生了什么' },
      { kind: 'words', name: 'emotion', label: '住户的心情' },
      { kind: 'words', name: 'demand', label: '住户最想要的是什么' },
    ],
  },
  {
    name: 'hear',
    word: '记听到的说明',
    done: '已记下',
    next: [],
    when: isComplaint,
    fields: [
      { kind: 'choice', name: 'whom', label: '谁说的', options: choices(HEARD) },
      { kind: 'person', name: 'colleague', label: '是哪位同事', optional: true },
      { kind: 'words', name: 'words', label: '怎么说的' },
    ],
  },
  {
    name: 'noteFinding',
    word: '写调查结论',
    done: '结论已记下',
    next: ['in_progress'],
    when: (ticket) => isComplaint(ticket) && ticket.level !== '一般',
    fields: [
      { kind: 'choice', name: 'verdict', label: '住户说的属实吗', options: choices(FINDINGS) },
      { kind: 'words', name: 'words', label: '查到的情况和依据' },
    ],
  },
  {
    name: 'propose',
    word: '写处理方案',
    done: '方案已记下',
    next: [],
    when: isComplaint,
    fields: [{ kind: 'words', name: 'proposal', label: '打算怎么解决' }],
  },
  {
    name: 'askThirdParty',
    word: '请第三方参与',
    done: '已记下，到时候会提醒',
    next: [],
    when: isComplaint,
    fields: [
      { kind: 'choice', name: 'party', label: '请谁', options: choices(PARTIES) },
      { kind: 'words', name: 'name', label: '具体是谁、怎么联系', optional: true },
      { kind: 'words', name: 'reason', label: '请对方做什么' },
      { kind: 'instant', name: 'dueAt', label: '什么时候要有答复' },
    ],
  },
  {
    name: 'noteThirdParty',
    word: '记第三方答复',
    done: '已记下',
    next: ['in_progress'],
    when: (ticket) => waitingParty(ticket) !== undefined,
    also: (ticket) => ({ thirdPartyId: waitingParty(ticket)?.id }),
    fields: [{ kind: 'words', name: 'result', label: '对方怎么说' }],
  },
  {
    name: 'approveClosing',
    word: '同意办结',
    done: '已同意办结',
    next: ['followup'],
    when: (ticket) =>
      isComplaint(ticket) && ticket.level !== '一般' && ticket.investigation?.approvedBy == null,
    fields: [{ kind: 'words', name: 'note', label: '说明', optional: true }],
  },
  {
    name: 'setLevel',
    word: '改投诉级别',
    done: '级别改好了，计时按新级别算',
    next: [],
    when: isComplaint,
    fields: [
      {
        kind: 'choice',
        name: 'level',
        label: '改成',
        options: ['一般', '重要', '重大'].map((level) => ({ value: level, label: level })),
      },
      { kind: 'words', name: 'reason', label: '为什么？' },
    ],
  },
  {
    name: 'nameColleagues',
    word: '改回避名单',
    done: '名单改好了，名单里的同事不再经手',
    next: [],
    when: isComplaint,
    initial: ({ colleagues }) => ({ colleagues }),
    fields: [
      { kind: 'people', name: 'colleagues', label: '投诉涉及哪些同事', optional: true },
      { kind: 'words', name: 'reason', label: '怎么知道的？' },
    ],
  },
  {
    name: 'holdReview',
    word: '写案例复盘',
    done: '已记下，还要别的同事核实',
    next: ['resolved', 'followup'],
    when: (ticket, actorId) => toHold(ticket)?.owner === actorId,
    also: (ticket) => ({ reviewId: toHold(ticket)?.id }),
    fields: [
      { kind: 'choice', name: 'cause', label: '根子在哪', options: choices(ROOT_CAUSES) },
      { kind: 'words', name: 'broke', label: '哪一步没做好' },
      { kind: 'words', name: 'measure', label: '以后怎么做' },
      { kind: 'people', name: 'participants', label: '谁参加了', optional: true },
      { kind: 'words', name: 'manual', label: '接待手册要改哪一句', optional: true },
      {
        kind: 'choice',
        name: 'trainingCase',
        label: '用来培训吗',
        optional: true,
        options: [
          { value: true, label: '用' },
          { value: false, label: '不用' },
        ],
      },
    ],
  },
  {
    name: 'verifyReview',
    word: '核实复盘',
    done: '已核实',
    next: ['resolved', 'followup'],
    when: (ticket, actorId) => {
      const review = toCheck(ticket);
      return review !== undefined && review.owner !== actorId && review.heldBy !== actorId;
    },
    also: (ticket) => ({ reviewId: toCheck(ticket)?.id }),
    fields: [{ kind: 'words', name: 'finding', label: '看到的情况' }],
  },
  {
    name: 'assignReview',
    word: '换复盘牵头人',
    done: '已换，牵头的同事会收到通知',
    next: [],
    when: (ticket) => toHold(ticket) !== undefined,
    also: (ticket) => ({ reviewId: toHold(ticket)?.id }),
    fields: [
      { kind: 'person', name: 'owner', label: '由谁牵头' },
      { kind: 'instant', name: 'dueAt', label: '什么时候做完' },
    ],
  },
];
