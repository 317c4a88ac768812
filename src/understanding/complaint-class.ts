// What a complaint is about: 设施故障, 服务态度, 费用争议, 安全管理, or another. Words with weights; the heaviest class speaks.
import { normalise } from './normalise.ts';

export const complaintClasses = ['facility', 'attitude', 'fee', 'safety', 'other'] as const;
export type ComplaintClass = (typeof complaintClasses)[number];

type Hint = readonly [ComplaintClass, weight: number, pattern: RegExp];

const HINTS: readonly Hint[] = [
  [
    'fee',
    3,
    /收费|费用|乱收|多收|押金|退费|退款|退钱|涨价|价格|物业费|停车费|水费|电费|公摊|交钱|扣钱|罚款|发票|维修基金|贵|元|钱/u,
  ],
  [
    'attitude',
    3,
    /态度|骂人|骂我|吼|凶|推诿|敷衍|不理|踢皮球|挂电话|不作为|不负责|失职|服务差|辱骂|刁难|打人|欺负/u,
  ],
  [
    'safety',
    3,
    /安全|隐患|消防|高空|坠|监控|保安|门岗|陌生人|偷|盗|通道|飞线|充电|打架|危险|火灾|井盖|脱落/u,
  ],
  ['facility', 3, /电梯|漏水|坏|路灯|停水|停电|水压|暖气|供暖|维修|设施|设备|门禁|下水|堵塞|质量|开裂|渗/u],
  [
    'other',
    2.5,
    /噪音|噪声|扰民|吵|垃圾|油烟|违建|违章|占用|占道|乱停|臭|污染|施工|广场舞|狗|烧烤|卫生|搭建/u,
  ],
];

/** `other` when nothing speaks for any. */
export function classifyComplaint(raw: string): ComplaintClass {
  const { text } = normalise(raw);
  const scores = new Map<ComplaintClass, number>();
  for (const [id, weight, pattern] of HINTS) {
    const words = new Set(text.match(new RegExp(pattern, 'gu')) ?? []).size;
    if (words > 0) scores.set(id, (scores.get(id) ?? 0) + weight + words - 1);
  }
  return [...scores].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'other';
}
