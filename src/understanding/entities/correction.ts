// Words by which people take back what they have just said, inside one message: 501，不对，是509.
import type { Place } from './mask.ts';

const TAKEN_BACK =
  /不对|不是(?=[,，。 ])|说错|打错|写错|讲错|发错|搞错|弄错|报错|记错|错了|更正|纠正|应该是|应为|改成|改为|改到|换成|搬到|搬去|(?:SORRY|不好意思|抱歉)[,，。 ]?(?:是|应)|(?:哦|噢|喔|啊|呃|额|哎|唉|欸)[,，。 ]?不(?!用)/u;
const FARTHEST = 14;

/** `next` stands close behind with a taking back between them. A second one that is far away is something else. */
export function isRetracted(text: string, one: Place, next: Place | undefined): boolean {
  if (next === undefined || next.start < one.end || next.start - one.end > FARTHEST) return false;
  return TAKEN_BACK.test(text.slice(one.end, next.start));
}
