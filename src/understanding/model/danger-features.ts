// A message as the second hearing sees it: its pieces, with like-sounding slips folded, and what the rules found in it. Pure.
import { type HazardId, hazardIds } from '../commands.ts';
import { isLive, type LexiconMatch } from '../lexicon.ts';
import { weighingOf } from '../weigh-intents.ts';
import { type Features, featuresOf } from './features.ts';

export const dangerLabels = [...hazardIds, 'quiet'] as const;
export type DangerLabel = HazardId | 'quiet';

/** Characters a keyboard or a dictation takes for one another, folded to one; only within the words of danger. */
const ALIKE: [one: string, others: string][] = [
  ['气', '汽'],
  ['煤', '媒'],
  ['梯', '提'],
  ['着', '著'],
  ['喷', '盆'],
  ['掉', '调'],
  ['晕', '运'],
  ['撬', '翘'],
  ['摔', '甩'],
  ['砸', '咂'],
  ['困', '捆'],
  ['烟', '菸'],
  ['焦', '煳'],
  ['里', '裏'],
];
const FOLD = new Map(ALIKE.flatMap(([one, others]) => [...others].map((other) => [other, one] as const)));

export function foldAlike(text: string): string {
  let folded = '';
  for (const char of text) folded += FOLD.get(char) ?? char;
  return folded;
}

/** Where it is and whom to call says nothing of danger; left in, it would drown what does. */
const PLACE_OR_PHONE =
  /1[3-9][0-9]{9}|电话|手机号|[0-9a-z]{1,3}(?:栋|幢|号楼|座|期)|[0-9]{1,2}单元|(?<![0-9])(?:[0-9]{1,2}(?:楼|层))?[0-9]{3,4}(?:室|房|号房)?(?![0-9])|[0-9]{1,2}-[0-9]{1,2}-[0-9]{3,4}/giu;

export function withoutPlaces(text: string): string {
  return text.replace(PLACE_OR_PHONE, ' ');
}

/** `match` without its hazards: those are what is judged. */
export function dangerFeatures(text: string, match: LexiconMatch): Features {
  const { seen } = weighingOf(text, match);
  return featuresOf(foldAlike(withoutPlaces(text)), [
    ...seen,
    ...match.faults.filter(isLive).map((hit) => `fault ${hit.id}`),
    ...CUES.filter(([, cue]) => cue.test(text)).map(([name]) => `cue ${name}`),
  ]);
}

const CUES: [name: string, cue: RegExp][] = [
  ['past', /上次|上回|上个月|上周|去年|前年|以前|之前|昨天|前天|那次|那回/u],
  ['if', /万一|如果|要是|假如|一旦|会不会|担心|怕|以防|小心/u],
  ['bill', /多少钱|费|收费|赔|价|报销|发票|押金/u],
  ['office', /演练|演习|培训|讲座|通知|提示|安检|年检|开户|检查|申请|建议|希望/u],
  ['advert', /专业|上门|出售|转让|招聘|优惠|价格|欢迎/u],
  ['over', /没事|好了|不用|找到了|灭了|出来了|不漏|虚惊/u],
  ['not', /没有|不是|没(?!人|反应|气|盖)/u],
  ['now', /快来|救|正在|在(?=冒|烧|漏|喷|响|打|偷|撬)|刚才|刚刚|一直|还在|突然/u],
];
