// The published price list as approved answers: one for each price, asked for by its names. The wording is one for all of them, and
// every figure in it comes from the list. Pure.
import type { PriceList } from '../config/price-list.ts';
import type { Answer } from './answer.ts';

/** All prices are said in these words; what stands behind the colon says which. */
const PRICE_REPLY = 'price.item';

export function priceAnswers({ items }: PriceList): Answer[] {
  return items.map((item) => ({
    id: `price-${item.id}`,
    title: `${item.name.zh}多少钱`,
    replyKey: `${PRICE_REPLY}:${item.id}`,
    questions: [
      ...[item.name.zh, ...item.also].flatMap((name) => [
        `${name}多少钱`,
        `${name}怎么收费`,
        `${name}要钱吗`,
      ]),
      `how much to ${item.name.en}`,
    ],
    source: item.source,
    approver: item.approver,
    effective: item.effective,
    expires: item.expires,
    audience: 'everyone',
    communities: item.communities,
    price: item,
  }));
}

/** `price.item:tap-change` → the key of its wording. */
export function wordingKey(replyKey: string): string {
  return replyKey.split(':')[0] ?? replyKey;
}

const ASKS_PRICE =
  /多少[钱錢]|几[块塊]?[钱錢]|[收要]不[收要][费費钱錢]|[收要][费費钱錢](?:吗|嗎|么|不)|[怎咋](?:么|麼)?[样樣]?[收算][费費钱錢]|收[费費][标標]准|收[费費]標準|[价價][格钱錢位]|[报報][个個]?[价價]|多少[费費]用|[费費]用(?:是)?多少|\bhow much\b|\bprice\b|\bcosts?\b/i;

/** Somebody wants to know what something costs. */
export function asksPrice(words: string): boolean {
  return ASKS_PRICE.test(words);
}

const OWN_BILL = [
  /欠(?:了|着)?.{0,4}(?:多少|几个?月|幾個?月)|(?:有没有|有沒有|是不是|有无|还|還)欠[费費]|欠[费費](?:吗|嗎|没|沒|多少)/,
  /[没沒未][交缴繳](?:了|的)?.{0,6}(?:多少|几个?月|幾個?月|哪)/,
  /[交缴繳](?:了(?:没|沒|吗|嗎)|到(?:哪|几月|幾月|什么时候|什麼時候)|清了?(?:没|沒|吗|嗎))/,
  /[查看](?:一下|下)?(?:我|我们|我們|自己)?家?的?.{0,4}(?:[账帳賬][单單]|欠[费費])/,
  /我们?們?家[^平㎡]{0,6}(?:该|該|还要|還要|应|應)[交缴繳]多少/,
  /\bmy (?:bills?|arrears|balance)\b|\b(?:do|does) (?:I|we) (?:still )?owe\b/i,
];

/** 收到缴费通知，我要看明细; the accounts of the house, and what somebody is angry about, are something else. */
const OWN_DETAILS =
  /(?:物[业業][费費]|物管[费費]|管理[费費]|[账帳賬][单單]|[交缴繳][费費]|催[缴繳费費])[^。！？!?]{0,10}(?:明细|明細|清单|清單)/;
const NOT_OWN_DETAILS =
  /收支|公示|公[开開]|公共|公[摊攤]|[维維]修|[装裝]修|停[车車]|[投举舉][诉訴报報]|不[给給]|[没沒][给給]|\bcomplain/i;

/** Somebody asks for what a home owes: only whoever is known to be of it may hear that. */
export function asksOwnBill(words: string): boolean {
  if (OWN_BILL.some((pattern) => pattern.test(words))) return true;
  return OWN_DETAILS.test(words) && !NOT_OWN_DETAILS.test(words);
}
