// Words of somebody for whom a matter is not over. One lexicon, for open matters and for those that were said to be done. Pure.

/** It goes on: 还在漏, 还是滴水, 越来越大, 漏得更厉害了. */
const GOES_ON =
  /[还還][是在]|依旧|依舊|依然|仍然|仍旧|仍舊|越\p{Script=Han}{1,3}越|更(?:大|严重|嚴重|厉害|厲害|多|响|響)了|\bstill\b|\bworse\b/iu;
/** It came again, or what was done did not help: 又漏了, 没修好. A new fault is told without them. */
const BACK_AGAIN =
  /[还還](?:没|沒|不)|又(?:开始|開始|漏|坏|壞|堵|停|响|響|断|斷|跳|不|没|沒|出|来|來)|[没沒]有?(?:修|弄|处理|處理|解决|解決|搞)好|[没沒]好|再次|反复|反覆|\bagain\b|\bnot (?:been )?(?:fixed|repaired|solved)\b|n't (?:been )?(?:fixed|repaired|solved|work)/iu;
/** Nothing but that it is not over yet: 还没好, 还没来水. */
const NOT_YET =
  /^.{0,6}(?:还|還|仍)(?:没|沒|是没|是沒|不)(?:有)?(?:好|修好|来|來|恢复|恢復|弄好|解决|解決)|\bnot (?:yet|fixed|ok)\b|\bstill (?:not|no)\b/iu;
const LONGEST_NOT_YET = 16;

/** Of a matter that is open: the same trouble, whatever it is called this time. */
export function goesOn(words: string): boolean {
  return GOES_ON.test(words);
}

/** Of a matter that was said to be done: it is not. */
export function isNotOver(words: string): boolean {
  return GOES_ON.test(words) || BACK_AGAIN.test(words);
}

/** The whole message says no more than that. */
export function saysNotYet(words: string): boolean {
  return [...words].length <= LONGEST_NOT_YET && NOT_YET.test(words);
}
