// What a resident answers to a payment reminder (已经交了, 凭什么, 手头紧), and what is said of it from approved answers. Pure.
import { asksOwnBill } from '../knowledge/prices.ts';
import type { FlowPorts } from './ports.ts';

/** The first that fits; who complains is heard first, who has paid is not told why one pays. Simplified and Traditional alike. */
const MATTERS = [
  [
    'pressure',
    /(?<![会會])[停断斷掐](?:了|掉)?(?:我|我们|我們)?家?的?(?:[水电電气氣]|门禁|門禁)|逼(?:着|著|我|人)?[^，。！？,.!?]{0,4}[交缴繳]|威[胁脅]|[骚騷][扰擾]|恐[吓嚇]|[贴貼](?:在|到)?(?:我|我们|我們)?家?(?:大|房)?[门門]上|\bharass|\bthreat|\bcut(?:ting)? off\b/iu,
  ],
  ['service', /投诉|投訴|举报|舉報|\bcomplain/iu],
  [
    'paid',
    /(?:已经|已經|早就?|刚刚?|剛剛?|上个?月|上個月|昨天|前天|都)[^，。！？,.!?没沒未不拒]{0,6}[交缴繳付转轉](?:了|过|過|清|完|掉|钱|錢)|(?<![没沒未])[交缴繳付](?:过了|過了|清了)|重[复複](?:收|催)|\b(?:already|have|has) paid\b|\bI(?:'ve)? paid\b|\bpaid (?:it|that|this|already|last)\b/iu,
  ],
  [
    'wrong',
    /[发發]错|[发發]錯|找[错錯]|不是(?:我家|我们家|我們家|我的房|业主|業主|户主|戶主)|(?:我|我们|我們)(?:就|只)?是(?:租客|租户|租戶|租房|租的)|房子?(?:早就?|已经|已經)?(?:卖|賣|过户|過戶)|搬走|\bwrong (?:person|number|flat|home)\b|\bI(?:'m| am) (?:only |just )?(?:a|the) tenant\b|\bsold\b|\bmoved (?:out|away)\b/iu,
  ],
  ['invoice', /发票|發票|收据|收據|\binvoice\b|\breceipt\b/iu],
  [
    'papers',
    /(?<!收支)(?:明细|明細|清单|清單)|详单|詳單|怎[么麼]算|哪几个?月|哪幾個?月|[对對]不上|算[错錯]|多收|\bbreakdown\b|\bitemi[sz]ed\b|\bstatement\b|\bdetails\b|\bcalculated\b/iu,
  ],
  [
    'hardship',
    /分期|[缓緩][交缴繳]|[缓緩]一?[缓緩几幾]|[宽寬]限|晚(?:几|幾|一?点|一?點|一?些)|[过過](?:几天|幾天|阵子|陣子|段时间|段時間)|[没沒][钱錢]|手[头頭]|失[业業]|下[岗崗]|困[难難]|住院|[发發]工[资資]|工[资資][还還]?[没沒][发發]|[欠降]薪|退休金|低保|交不起|拿不出|\binstal|\bhardship\b|\blost my job\b|\bafford\b|\bshort of money\b|\bmore time\b/iu,
  ],
  [
    'service',
    /服[务務](?!中心|的?意[见見])|[没沒]人[管扫掃修]|不管|保[洁潔]|打[扫掃]|[卫衛]生|垃圾|保安|[绿綠]化|[电電]梯|漏水|[没沒不]修|修不好|[态態]度|不作[为為]|[质質]量|\bservice\b(?! cent| charge)|\bcleaning\b|\brubbish\b|\bsecurity\b|\brepair|\bfixed\b|\bbroken\b/iu,
  ],
  [
    'talk',
    /[滞滯][纳納]金|[违違][约約]金|[减減]免|打折|[优優]惠|\blate fee|\bpenalty\b|\bdiscount\b|\bwaive/iu,
  ],
  [
    'outcome',
    /不[交缴繳](?:的)?(?:话|話)?[^，。！？,.!?]{0,4}(?:会|會|怎[么麼]?[样樣]|后果|後果)|(?:有|什么|什麼|啥)(?:后果|後果)|[征徵]信|\bwhat happens\b|\bconsequences\b/iu,
  ],
  [
    'why',
    /[凭憑][什甚]?[么麼啥]|依[据據]|法律|哪条|哪條|合同|合約|为什么|為什麼|为啥|[谁誰][规規]定|合法|收支|公示|\bwhy\b|\blegal|\bcontract\b|\bgrounds\b/iu,
  ],
  [
    'refuse',
    /不(?:会|會|想|再)?[交缴繳付给給]|拒[交缴繳]|(?:not|won't|never) (?:going to )?pay|\brefuse\b/iu,
  ],
] as const;

export const FEE_MATTERS = {
  paid: '已经交了，请核对到账',
  wrong: '提醒发错了人',
  invoice: '要发票',
  papers: '要明细',
  hardship: '有困难，想分期或缓交',
  service: '对服务有意见',
  pressure: '对催费的方式有意见',
  why: '问收费依据',
  outcome: '问不交会怎样',
  refuse: '说不交',
  talk: '想跟同事谈',
  enough: '没有别的事了',
} as const;

/** What was said last counts. */
export function heardFeeMatter(words: readonly string[]): string | null {
  for (const text of words.toReversed()) {
    const found = MATTERS.find(([, said]) => said.test(text))?.[0] ?? null;
    // 已经交了吗 asks what 已经交了 tells.
    if ((found === null || found === 'paid') && asksOwnBill(text)) return 'papers';
    if (found !== null) return found;
  }
  return null;
}

/** Ids of the approved answers that explain it (config/knowledge): the basis is the company's to word, approve and date. */
const ANSWERS: Readonly<Record<string, string>> = {
  why: 'fee-basis',
  refuse: 'fee-basis',
  outcome: 'fee-unpaid',
  invoice: 'invoice',
};

/** `inForce`: the reply of an approved answer, null where there is none on the day. */
export function feeComputes(inForce: (id: string, now: number) => string | null): FlowPorts['computes'] {
  const words = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
  return {
    'fee.matter': ({ story }) => {
      const matter = heardFeeMatter(words(story));
      return matter === null ? null : { value: matter, why: 'its words' };
    },
    'fee.answer': ({ heard }, _facts, now) => {
      const id = ANSWERS[String(heard ?? '')];
      const reply = id === undefined ? null : inForce(id, now);
      return reply === null ? null : { value: reply, why: id ?? '' };
    },
  };
}
