// What every key of a flow file means, in one line for those who write flows: shown by the editor, and the tables of docs/flows.md.
import type { StepKind } from './types.ts';

export const flowWords = {
  version: '格式版本，写 1',
  id: '流程的名字，小写字母开头，只用字母、数字、短横线；用过就别改，进行中的会话靠它找回来',
  kind: '哪一类：repair 报修、complaint 投诉、inquiry 咨询、service 服务、pattern 通用应对。报表和时限按它算',
  title: '住户看到的叫法，三种语言都要写：问“您是要……吗”、取消时会念出来',
  start: '什么话会进到这个流程；只给别的流程调用的，不写',
  resume: 'auto：被别的事打断后接着办；never：打断了就算结束',
  slots: '要知道的事，一件一格',
  steps: '办事的步骤，从上往下走',
  on: '半路上的情况怎么应对；不写就用通用的',
  limits: '最多几轮、最多没听懂几次、最多问几句；到了就请同事接手，已经说的都带上',
} as const;

export const startWords = {
  intents: '哪几类意思',
  applications: '哪一种申请（最多一种）：住户来申请时进这个流程，登记成一份申请，在“申请审批”里看得到',
  scenes: '哪几个场景：config/lexicon/scenes.yaml 里的 id，听到那里的词就进来',
  despite: '听着像这几类意思也进来（比如带着气说的），不让给别的流程',
  hazards: '哪几种险情；险情从任何地方打断',
  when: '还要满足的条件；每次进来都重新看',
  priority: '两个流程都合适时，数大的先',
  sameIssue: '同一处同一件事已经有单：amend 补到原单、link 另开一张并关联、new 另开',
} as const;

export const slotWords = {
  type: '装什么：text 文字、enum 从清单里选、number 数、bool 是否、phone 电话、time 时间、timeRange 时间段、address 地方、photo 照片、person 人、ticketRef 单号；算出来的：grade 等级、answer 答案',
  required: '要不要：true、false，或一个条件',
  ask: '问的那句话（话术的键）',
  why: '住户问“为什么要这个”时答的话',
  options: '从哪张清单里选',
  from: 'message.all：整句原话都收下；message.rest：别的格子取剩下的',
  prefill: '先从哪里取：登记的住处、登记的电话、渠道带的电话、同一处最近的单。取来的要和住户对一下',
  confirm: 'none 不用对；echo 下一句里带一遍；ask 专门问一句对不对',
  minimum: '地方至少要说到哪一级才够用',
  parts: '地方最好说到哪一级',
  validate: '要过的检查，比如小区里有没有这一户',
  reject: '什么情况下不收，并说哪句话',
  attempts: '最多问几次，还没有就：skip 先放下、handoff 请同事、default 用默认值',
  default: '默认值',
  merge: 'replace 后说的算；append 加在后面',
  max: '最多收几个',
  compute: '不问住户，自己算：写算法的名字',
  dependsOn: '跟着哪几格变：它们一变就重算、重问',
  sensitive: 'home 住处、phone 电话、staff 员工：日志里遮住，后台按岗位看',
  offer: 'once：可给可不给的，只问一次',
} as const;

export const stepWords: Record<StepKind, string> = {
  collect: '等这一格有了值；已经有了就直接过。ask 换一句问法，optional 不答也往下走',
  offer: '问一次，答不答都往下走',
  say: '说一句话术',
  do: '办一件事（登记、补充、撤回……）；with 带哪几格，once 同一会话里只办一次',
  when: '看条件走哪边：then 满足时，else 不满足时',
  confirm: '把 fields 里的念一遍，等住户说对不对；yes、no 各去哪一步',
  call: '先办另一个流程，办完回来',
  link: '转到另一个流程；with 带过去哪几格',
  handoff:
    '请同事：team 哪一组；mode take 由同事接着说，alongside 小助手接着问、同事同时知道；brief 给同事看哪几格',
  goto: '跳到某一步',
  end: '结束：accepted 已受理、answered 已答复、handed 已转人、cancelled 已取消、expired 没了下文',
};

export const onWords = {
  correct: '住户改口后说的话；已经登记的单会跟着改',
  cancel: '住户说不用了：说哪句，什么情况下先问一句',
  handoff: '住户要找人：转给谁、带上什么',
  silence: '住户不说话了：过多久，说什么、办什么、还是结束',
} as const;

export const limitWords = {
  turns: '最多来回几轮',
  unclear: '最多没听懂几次',
  questions: '最多问几句',
} as const;

export const replyWords = {
  variants: '同一个意思的几种说法，轮着说',
  retry: '再问一次时的说法，要的更少、更好答',
  channels: '某个渠道专用的说法',
  fields: '必须真有的内容：没有就不说这句',
  lint: '要过的检查',
  menu: '按钮：清单的名字，或者一个个写；有 enough 的，住户说“知道了”“谢谢”也算点了它',
  merge: 'false：单独发一条，不和别的话合在一起',
  reword: 'true：开了 config/model.yaml 里的 reword，大模型可以换个说法；险情、钱、同意、身份的话不许写',
  parts: '投诉确认的三样：fact 事实、feeling 感受、focus 诉求',
} as const;
