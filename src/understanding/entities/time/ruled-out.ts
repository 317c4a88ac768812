// Times that are named so that nobody comes then: 除了周二都行, 周二不行, 别周末来, 明天别来了. What has been can not be ruled out.
import type { Place } from '../mask.ts';

type Told = Place & { isOver: boolean };

/** Of `times`, in the order of the text, whether each is ruled out by the words around it. */
export function ruledOut(words: string, times: readonly Told[]): boolean[] {
  const out = times.map((one, index) => {
    if (one.isOver) return false;
    const left = words.slice(Math.max(0, one.start - 6), one.start);
    if (BEFORE.test(left)) return true;
    const next = times[index + 1]?.start ?? words.length;
    return AFTER.test(words.slice(one.end, Math.min(one.end + FARTHEST, next)));
  });
  // 除了周二和周四都行, 周二周四不行: what is told in one breath has one fate.
  for (let at = 1; at < times.length; at++)
    if (out[at - 1] === true && isListed(words, times, at) && EXCEPT.test(leftOf(words, times, at - 1)))
      out[at] = true;
  for (let at = times.length - 2; at >= 0; at--)
    if (out[at + 1] === true && times[at]?.isOver === false && isListed(words, times, at + 1)) out[at] = true;
  return out;
}

/** 明天别来了: said of a visit that is agreed, so another day behind it moves that visit. */
export function saysStayAway(words: string, one: Place): boolean {
  return STAY_AWAY.test(words.slice(one.end, one.end + FARTHEST));
}

const FARTHEST = 12;

function isListed(words: string, times: readonly Told[], at: number): boolean {
  return /^(?:[和跟与及、或,，]|还有|或者)?$/u.test(
    words.slice(times[at - 1]?.end ?? 0, times[at]?.start ?? 0),
  );
}

function leftOf(words: string, times: readonly Told[], at: number): string {
  const start = times[at]?.start ?? 0;
  // Behind one that is excepted the next is, too.
  return start > 0 && at > 0 && isListed(words, times, at)
    ? leftOf(words, times, at - 1)
    : words.slice(Math.max(0, start - 6), start);
}

const EXCEPT = /(?:除了?|除开|除去|避开|错开|别|不要)(?:是|在)?$/u;
const BEFORE =
  /(?:(?:^|[^是])(?:不是|并非)|除了?|除开|除去|避开|错开|(?<![特分区差个鉴级])别|甭|(?<![要])不要|不用|唔好)(?:在|约|约在|安排|安排在|放|放在|选|挑|是|等到?)?$/u;

/** Questions rule nothing out: 明天行不行, 周二不行吗. */
const NO_QUESTION = '(?<![能行可在方要得用])';
const COMES = '(?:来|过来|上门|修|嚟|弄|打扰|派人)';
const STAY_AWAY = new RegExp(
  `^[^,，。!?;\\n]{0,4}?(?<![特])(?:别|甭|莫|(?<!要)不要|不用|唔好|唔使|先不)(?:再|先)?${COMES}`,
  'u',
);
const AFTER = new RegExp(
  `^(?:(?:以|之)?外|除外|[^,，。!?;\\n]{0,4}?(?:${NO_QUESTION}(?:不行(?!了)|不可以|不得行|不成|不合适|不在(?!线|乎)|不方便|不得空|不得闲)|没空|没有空|没得空|没时间|没有时间|冇空|冇时间|` +
    `没人(?=[,，。!?; ]|$|在|的(?:[,，。]|$))|来不了|走不开|回不来|赶不回|(?:要|得|在|我|都)?(?:出差|加班|休息|午休|睡午觉|午睡|睡觉(?!的)|开会|上课|接孩子|接送孩子|吃饭)|有事(?=[,，。 ]|$|情|出|要)|(?<!能)不能(?=$|[,，。 ]|${COMES}))(?![吗么嘛?])|` +
    `(?:我们?|咱们?|都|要|得|还|在|全家|家里人?|老公|老婆){0,3}上班(?![时前后吗没么的期再才就了])|[^,，。!?;\\n]{0,4}?(?:别|甭|莫|(?<!要)不要|不用|唔好|唔使|先不)(?:再|先)?${COMES}(?!得太|太|晚|迟))`,
  'u',
);
