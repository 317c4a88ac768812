// The second hearing: a model over the pieces of a message that may raise an alarm the words did not, and never quiets one.
import { type HazardId, hazardIds } from './commands.ts';
import type { HazardHit, LexiconMatch, LexiconMatcher } from './lexicon.ts';
import stored from './model/danger.json' with { type: 'json' };
import { type DangerLabel, dangerFeatures, dangerLabels, foldAlike } from './model/danger-features.ts';
import { bucketOf } from './model/features.ts';
import { type LinearModel, openModel } from './model/linear-model.ts';

/** At and above this share an alarm is raised as the words would; measured over families that were held out. */
const HEARD = 0.9;
/** A message longer than this is a story: only the rules judge it. */
const LONGEST = 60;

/** Asked, told of before or elsewhere, offered: what the rules read there stands. */
const SETTLED =
  /多少钱|怎么[交办算防用除]|收费|谁(?:赔|修|管|负责)|万一|如果|要是|假如|演练|演习|培训|讲座|招聘|出售|转让|优惠|温馨提示|请勿|严禁|上次|上回|上个月|去年|前年|以前|电影|电视|新闻|抖音|朋友圈|梦|吗$|没事|谢谢|建议|投诉|有点|稍微|轻微|偶尔/u;

export type HeardDanger = { hazard: HazardId; share: number };

const shipped = openModel(stored, dangerLabels);

/** The danger the message tells of, when the words found none and the model is sure. `text` is normalised. */
export function hearDanger(
  text: string,
  match: LexiconMatch,
  model: LinearModel<DangerLabel> = shipped,
): HeardDanger | null {
  if (match.hazards.length > 0 || SETTLED.test(text)) return null;
  if (text.length > LONGEST || !/\p{L}/u.test(text)) return null;
  const shares = model.judge(dangerFeatures(text, match));
  let hazard: HazardId = 'gas';
  for (const id of hazardIds) if ((shares.get(id) ?? 0) > (shares.get(hazard) ?? 0)) hazard = id;
  const share = 1 - (shares.get('quiet') ?? 1);
  return share >= HEARD ? { hazard, share } : null;
}

/** The words' own finds, and beside them what the second hearing heard when they heard nothing. */
export function withSecondHearing(match: LexiconMatcher): LexiconMatcher {
  return (text) => {
    const found = match(text);
    const heard = hearDanger(text, found);
    if (heard === null) return found;
    const { hazard, share } = heard;
    const heardBy = `statistics ${share.toFixed(2)}: ${piecesOf(text, hazard).join(' ')}`;
    const hit: HazardHit = {
      kind: 'hazard',
      id: hazard,
      status: 'live',
      start: 0,
      end: text.length,
      stateStart: 0,
      heardBy,
    };
    return { ...found, hazards: [hit] };
  };
}

const SHOWN = 4;

/** The pieces that spoke loudest, for `--why`. */
function piecesOf(text: string, hazard: HazardId): string[] {
  const folded = foldAlike(text);
  const leanings = new Map<string, number>();
  for (let at = 0; at < folded.length; at++)
    for (let length = 1; length <= 3 && at + length <= folded.length; length++)
      leanings.set(
        text.slice(at, at + length),
        shipped.leaning(bucketOf(folded, at, at + length), hazard, 'quiet'),
      );
  return [...leanings]
    .sort((a, b) => b[1] - a[1])
    .slice(0, SHOWN)
    .map(([piece]) => piece);
}
