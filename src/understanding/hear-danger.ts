// The second hearing: a model over the pieces of a message. It raises an alarm the words did not, and where it is not sure, or hears
// nothing at all in what the words took for danger, the desk asks. It never silences one.
import { type HazardId, hazardIds } from './commands.ts';
import type { Lexicon } from './input.ts';
import { type HazardHit, isLive, type LexiconMatch, type LexiconMatcher } from './lexicon.ts';
import stored from './model/danger.json' with { type: 'json' };
import {
  type DangerLabel,
  dangerFeatures,
  dangerLabels,
  foldAlike,
  withoutPlaces,
} from './model/danger-features.ts';
import { wordsUnknownTo } from './model/danger-words.ts';
import { bucketOf } from './model/features.ts';
import { type LinearModel, openModel } from './model/linear-model.ts';
import { weighIntents } from './weigh-intents.ts';

/** At and above this share an alarm is raised as the words would; measured over families that were held out. */
const HEARD = 0.95;
/** From here up to that it may be danger: the desk asks one plain question. Below lies ordinary talk. */
const DOUBTFUL = 0.7;
/** At and below this share what the words alone hear is asked about first: hardly a danger lies there, most of their false alarms do. */
const UNLIKELY = 0.25;
/** The same for the clause it stands in, read without the rest. */
const UNLIKELY_CLAUSE = 0.4;
/** A message longer than this is a story: only the rules judge it. */
const LONGEST = 60;

/** Politeness and softening: they may keep an alarm back, never the question. */
const SOFTENED = /没事|谢谢|建议|有点|稍微|轻微|偶尔|以前/u;
/** Asked, told of before or elsewhere, offered: what the rules read there stands. */
const SETTLED =
  /多少钱|怎么[交办算防用除]|收费|谁(?:赔|修|管|负责)|万一|如果|要是|假如|(?<!不是|不会是)(?:演练|演习)|培训|讲座|招聘|出售|转让|优惠|温馨提示|请勿|严禁|上次|上回|上个月|去年|前年|电影|电视|新闻|抖音|朋友圈|梦|吗$|投诉|(?:差一?点|险些)[^,，。]{0,4}[摔滑绊跌崴]/u;

/** 谢谢你上回帮我扛米: what is thanked for is no part of the matter. */
const THANKED = /(?:谢谢|多谢|感谢|多亏)(?:你们?|您)?上[次回][^,，。!? ]{0,12}/u;

const shipped = openModel(stored, dangerLabels);

/** The words' own finds, and beside them what the second hearing makes of the message. */
export function withSecondHearing(match: LexiconMatcher, lexicon: Lexicon): LexiconMatcher {
  const unknown = wordsUnknownTo(stored.knows, lexicon);
  return (text) => hearTwice(text, match(text), { model: shipped, unknown });
}

/**
 * What the words found, with an alarm they did not raise, or with a danger that is only suspected. `text` is normalised; `unknown`
 * are words of danger that came after the training: what they hear is never doubted.
 */
export function hearTwice(
  text: string,
  found: LexiconMatch,
  { model, unknown }: { model: LinearModel<DangerLabel>; unknown: readonly string[] },
): LexiconMatch {
  const doubtful = found.hazards.find((hit) => hit.status === 'doubtful');
  if (doubtful && !found.hazards.some(isLive))
    return { ...found, suspected: { id: doubtful.id, heardBy: 'words, in doubt' } };
  const told = text.replace(THANKED, '');
  if (!isChinese(text) || SETTLED.test(told) || text.length > LONGEST || saysNothing(text)) return found;
  const live = found.hazards.find(isLive);
  // What was read as past or supposed stands; what is denied says nothing of the clauses beside it.
  if (!live && found.hazards.length > 0) return hearBeside(text, found, model);
  const quiet = { ...found, hazards: [] };
  const weighed = weighIntents(text, quiet);
  const shares = model.judge(dangerFeatures(text, { ...quiet, weighed }));
  const share = 1 - (shares.get('quiet') ?? 1);
  if (live) {
    if (share > UNLIKELY || SOFTENED.test(told) || unknown.some((word) => text.includes(word))) return found;
    // 马桶堵了，水管爆了: what is dangerous may stand beside what is not.
    const clause = clauseAt(text, live.stateStart);
    if (clause !== text && shareOf(clause, found, model) > UNLIKELY_CLAUSE) return found;
    const heardBy = `words, statistics ${share.toFixed(2)}`;
    return {
      ...found,
      hazards: found.hazards.filter((hit) => !isLive(hit)),
      suspected: { id: live.id, heardBy },
    };
  }
  const isSoftened = SOFTENED.test(told);
  if (share < (isSoftened ? HEARD : DOUBTFUL)) return { ...found, weighed };
  let id: HazardId = 'gas';
  for (const one of hazardIds) if ((shares.get(one) ?? 0) > (shares.get(id) ?? 0)) id = one;
  const heardBy = `statistics ${share.toFixed(2)}: ${piecesOf(text, id, model).join(' ')}`;
  if (share < HEARD || isSoftened || isCall(text)) return { ...found, weighed, suspected: { id, heardBy } };
  const hit: HazardHit = {
    ...{ kind: 'hazard', id, status: 'live' },
    ...{ start: 0, end: text.length, stateStart: 0, heardBy },
  };
  return { ...found, hazards: [hit] };
}

/** 我没被困，是我同事被困了: a clause that denies is taken out, and the others are heard as if they stood alone. */
function hearBeside(text: string, found: LexiconMatch, model: LinearModel<DangerLabel>): LexiconMatch {
  if (found.hazards.some((hit) => hit.status !== 'negated')) return found;
  const denied = new Set(found.hazards.map((hit) => clauseAt(text, hit.stateStart)));
  const rest = text.split(CLAUSE_END).filter((clause) => !denied.has(clause));
  const left = rest.join(',');
  if (saysNothing(left) || EXPLAINS.test(left)) return found;
  const alone = hearTwice(left, { ...found, hazards: [], faults: [], words: [] }, { model, unknown: [] });
  const [heard] = alone.hazards;
  if (heard) return { ...found, hazards: [{ ...heard, end: text.length }] };
  return alone.suspected ? { ...found, suspected: alone.suspected } : found;
}

/** 不是着火，是做饭的烟. */
const EXPLAINS =
  /^(?:是|就是|其实|只是)(?!.{0,4}(?:同事|邻居|隔壁|楼上|楼下|对门|别人|老|孩|有人|他|她))|烧烤|做饭|炒菜|烧水|蒸汽|烟花|鞭炮|装修|施工|烧纸/u;

function shareOf(clause: string, found: LexiconMatch, model: LinearModel<DangerLabel>): number {
  const shares = model.judge(dangerFeatures(clause, { ...found, hazards: [], faults: [], words: [] }));
  return 1 - (shares.get('quiet') ?? 1);
}

function clauseAt(text: string, at: number): string {
  const before = text.slice(0, at).split(CLAUSE_END).at(-1) ?? '';
  return before + (text.slice(at).split(CLAUSE_END)[0] ?? '');
}

const CLAUSE_END = /[，,。！!？?；;]/u;

/** The examples are Chinese: where it has learned little it must not doubt. */
function isChinese(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return (text.match(/\p{Script=Han}/gu)?.length ?? 0) * 2 > letters;
}

/** Fewer letters than make a thing and what it does (嘤嘤嘤, 不知道), or only whose number or home it is (我儿子的 13812345678). */
function saysNothing(text: string): boolean {
  if (isCall(text) && A_NUMBER.test(text)) return true;
  if (new Set(text.match(/\p{L}/gu)).size < 4) return !VIOLENT.test(text);
  return isOnlyWhose(text.replace(TELEPHONING, ''));
}

/** 打我老公 13812345678 asks for a call; without a number it may be a blow, and 他打我 is one. */
function isCall(text: string): boolean {
  return CALL.test(text) && isOnlyWhose(text.replace(CALL, ''));
}

function isOnlyWhose(text: string): boolean {
  return !/\p{L}/u.test(withoutPlaces(text).replace(WHOSE, ''));
}

/** Said in two letters or three: 他打我, 救救我. */
const VIOLENT = /打[我他她人]|救[我他她人命]|杀|砍/u;
const CALL = /^\s*(?:你|您|请|麻烦|有事|可以|直接|那|就|先)*打给?/u;
const TELEPHONING = /打[我你您他她]?的?(?:电话|手机)(?!\s*[0-9])/u;
const A_NUMBER = /[0-9](?:[- ]?[0-9]){6}|电话|手机|号码/u;

const WHOSE =
  /儿子|女儿|老公|老婆|爱人|先生|太太|妈妈?|爸爸?|父亲|母亲|爷爷|奶奶|外公|外婆|房东|租客|朋友|号码|联系|本人|[我你您他她们家的是找就这个]/gu;

const SHOWN = 4;

/** The pieces that spoke loudest, for `--why`. */
function piecesOf(text: string, hazard: HazardId, model: LinearModel<DangerLabel>): string[] {
  const folded = foldAlike(text);
  const leanings = new Map<string, number>();
  for (let at = 0; at < folded.length; at++)
    for (let length = 1; length <= 3 && at + length <= folded.length; length++)
      leanings.set(
        text.slice(at, at + length),
        model.leaning(bucketOf(folded, at, at + length), hazard, 'quiet'),
      );
  return [...leanings]
    .sort((a, b) => b[1] - a[1])
    .slice(0, SHOWN)
    .map(([piece]) => piece);
}
