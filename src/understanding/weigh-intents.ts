// The evidence for each intent in one message, by rule and word list, each piece with its reason. The model learns from the same.
import type { HazardId, IntentId } from './commands.ts';
import type { HintEntry } from './input.ts';
import { isLive, type LexiconMatch, UNNAMED_FAULT, type WordHit } from './lexicon.ts';
import { readMood } from './mood.ts';

export type Evidence = { intent: IntentId; weight: number; why: string };

/** `seen` are the names the statistical model knows what was found by. */
export type Weighed = {
  evidence: Evidence[];
  seen: string[];
  hasDanger: boolean;
  inDanger: boolean;
  /** 停水了，什么时候来水: the trouble is told, and the question is only when it will be over. */
  asksWhenOver: boolean;
};

/** As it is known already, or weighed now. */
export function weighingOf(text: string, match: LexiconMatch): Weighed {
  return match.weighed ?? weighIntents(text, match);
}

/** `text` is normalised. */
export function weighIntents(text: string, match: LexiconMatch): Weighed {
  const evidence: Evidence[] = [];
  const add = (intent: IntentId, weight: number, why: string) => evidence.push({ intent, weight, why });
  const { level: emotion } = readMood(text, match);
  const hasPlace = PLACE.test(text) || PLACE_IN_ENGLISH.test(text);
  const asks = ASKS.test(text) || ASKS_IN_ENGLISH.test(text);
  const live = match.faults.filter(isLive);
  const named = live.filter((fault) => fault.id !== UNNAMED_FAULT);
  const hazards = match.hazards.filter(isLive);
  const dormant = [...match.faults, ...match.hazards].filter((hit) => !isLive(hit));
  const hasSymptom = named.length > 0 || hazards.length > 0;
  const isOurs = OURS.test(text) || OURS_IN_ENGLISH.test(text) || hasPlace || match.areas.length > 0;

  for (const fault of named) add('repair', UPKEEP.has(fault.id) ? 0.45 : 0.7, `fault ${fault.id}`);
  if (named.length === 0 && live.length > 0) add('repair', isOurs ? 0.5 : 0.2, 'something is broken');
  for (const hazard of hazards) add('repair', OF_PEOPLE.has(hazard.id) ? 0.45 : 0.8, `hazard ${hazard.id}`);
  const counts = new Map<HintEntry, number>();
  for (const word of match.words)
    if (word.kind === 'hint') counts.set(word.of, (counts.get(word.of) ?? 0) + 1);
  for (const hint of counts.keys()) add(hint.intent, hint.weight, hint.id);
  if (asks) add('inquiry', hasSymptom ? 0.2 : 0.5, 'asks');
  if (!hasSymptom && dormant.some((hit) => hit.status === 'question' || hit.status === 'hypothetical'))
    add('inquiry', 0.35, 'asks about a trouble that is not there');
  if (match.hazards.some((hit) => hit.status === 'past')) add('complaint', 0.4, 'danger in the past');
  if (emotion >= 2 && (isOurs || hasSymptom)) add('complaint', 0.35, 'angry');

  if ([...counts.keys()].some((hint) => hint.id === SAYS_COMPLAINT) && hazards.length === 0)
    weaken(evidence, 'repair', 0.75);
  if (!hasSymptom && dormant.length > 0) weaken(evidence, 'repair', 0.5);
  if (ON_PURPOSE.test(text)) weaken(evidence, 'repair', 0.5);
  if (!isOurs && !hasSymptom) for (const entry of evidence) entry.weight *= FOREIGN;

  return {
    evidence,
    hasDanger: hazards.length > 0,
    asksWhenOver: named.length > 0 && WHEN_OVER.test(text),
    inDanger: hazards.some((hazard) => !OF_PEOPLE.has(hazard.id)),
    seen: [
      ...[...counts].flatMap(([{ id }, count]) => (count > 1 ? [id, `${id} again`] : [id])),
      ...(asks ? ['asks'] : []),
      ...(/[?？]/u.test(text) ? ['question mark'] : []),
      ...(/[吗么呢嘛][^\p{L}\p{N}]{0,8}$/u.test(text) ? ['ends as a question'] : []),
      ...(/!/u.test(text) ? ['exclaims'] : []),
      ...(named.length > 0 ? ['fault'] : []),
      ...(named.length === 0 && live.length > 0 ? ['broken something'] : []),
      ...(hazards.length > 0 ? ['hazard'] : []),
      ...new Set(dormant.map((hit) => `trouble ${hit.status}`)),
      ...(hasPlace ? ['place'] : []),
      ...(match.areas.length > 0 ? ['area'] : []),
      ...(isOurs ? ['ours'] : ['foreign']),
      ...(emotion > 0 ? [`emotion ${emotion}`] : []),
      ...new Set(match.words.flatMap(nameOf)),
      ...(ON_PURPOSE.test(text) ? ['on purpose'] : []),
      `length ${LENGTHS.findIndex((length) => text.length <= length)}`,
    ],
  };
}

function nameOf(word: WordHit): string[] {
  return word.kind === 'crowd' ? ['crowd'] : word.kind === 'hint' ? [] : [`${word.kind} ${word.of.id}`];
}

/** Whoever says 投诉 wants to be heard first; the fault is part of it. */
const SAYS_COMPLAINT = 'says-complaint';

/** Dangers where nothing is to be mended. */
const OF_PEOPLE = new Set<HazardId>(['person', 'security']);

const LENGTHS = [4, 8, 14, 24, 40, 80, Number.POSITIVE_INFINITY];

/** 强行断电, 锁电梯: somebody did it, nothing broke. */
const ON_PURPOSE =
  /(?:强行|恶意|故意|违法|非法|私自|擅自|威胁|以[^,。]{1,8}为由)[^,。]{0,4}(?:断|停|关|锁|切)|锁(?:我的?|了|掉)?(?:电梯|门禁卡|水|电)|(?:断|停|掐)了?(?:我家|我们家|业主)的?[水电]/u;

function weaken(found: Evidence[], intent: IntentId, factor: number): void {
  for (const entry of found) if (entry.intent === intent) entry.weight *= factor;
}

/** Nothing of a house, an estate or a company in it: likely no matter of ours. */
const FOREIGN = 0.6;

/** 3栋, 2单元, 501室, 3-2-501. */
const PLACE = /[0-9A-Z](?:栋|幢|座|号楼|单元|室|房|楼)|[0-9]-[0-9]/u;

/** Independent hints: each takes away part of the doubt that is left. */
export type Sum = { score: number; because: string[] };

export function sumUp(evidence: readonly Evidence[]): Map<IntentId, Sum> {
  const scores = new Map<IntentId, Sum>();
  for (const { intent, weight, why } of evidence) {
    const before = scores.get(intent) ?? { score: 0, because: [] };
    scores.set(intent, {
      score: 1 - (1 - before.score) * (1 - weight),
      because: [...before.because, why],
    });
  }
  return scores;
}

const WHEN_OVER =
  /(?:什么时候|啥时候|几时|何时|几点|多久|多长时间)(?:才能|能|才|可以|会)?(?:来[水电气]|恢复|修好|弄好|搞好|好|通|有[水电气])/u;

/** Dirt, vermin and smells: as often blamed as reported. */
export const UPKEEP = new Set([
  'garbage',
  'cleaning',
  'pest',
  'smell',
  'greenery',
  'machine-noise',
  'camera',
]);

const OURS =
  /物业|你们|没人(?:管|来|理|处理)|小区|业主|栋|单元|楼|电梯|停车|车位|车库|门禁|保安|保洁|管家|学区|对口|划片|水电|停水|停电|水费|电费|燃气|暖气|供暖|垃圾|绿化|装修|房|家里|我家|住户|开发商|业委会|维修|报修|投诉|门卡|钥匙|快递|邻居|过户|产权|公摊|收费|缴费|交费|路灯|下水|漏水|堵塞|噪音|施工|充电|消防|监控|大门|门岗|访客|月租|搬家|宠物|遛狗|狗|公共|社区|管理处|服务中心|居委|街道|师傅|上门|工地|举报|12345|12315|12369|住建|房管局|消协|再不[修来管处理解]/u;

const ASKS =
  /[?？]|吗|么$|请问|想问|问一下|问下|咨询|请教|想知道|想了解|了解一下|怎么(?!还|回事|又|总|老|这么|搞的|都|没|可以这|就)|如何|多少|几点|几号|几天|什么时候|啥时候|何时|哪里|哪儿|在哪|哪个|哪天|哪家|哪能|谁(?!知|都)|是否|是不是|能不能|可不可以|有没有|需不需要|要不要|多久|多长时间|什么(?:手续|材料|流程|条件|标准|时间|价|电话|规定|要求|政策|原因|情况)|为什么|为何|咋(?!还|又)|合法|算不算|电话是|点样|边度|几多|几时|点算|得唔得|可唔可以|有冇|伐[?]?$|(?:能|可以|有|让|收费|要钱|规定)[^,，。!?]{0,10}(?<![都也还从])[不没][?]?$/u;

const PLACE_IN_ENGLISH =
  /(?<![A-Z])(?:BUILDING|BLDG|BLOCK|TOWER|UNIT|ROOM|APARTMENT|APT|FLAT|FLOOR) ?#?[0-9A-Z]/u;
const OURS_IN_ENGLISH =
  /(?<![A-Z])(?:NEIGHBO(?:U)?RS?|UPSTAIRS|DOWNSTAIRS|APARTMENT|BUILDING|LOBBY|HALLWAY|CORRIDOR|PARKING|GARAGE|ELEVATOR|LIFT|GUARD|SECURITY|MANAGEMENT|PROPERTY|FEE|VISITOR|KEY ?CARD|PARCEL|GARBAGE|TRASH|RUBBISH|LEASE|RENT|KITCHEN|BATHROOM|WATER|COMPOUND|ESTATE|RESIDENTS?)(?![A-Z])/u;
const ASKS_IN_ENGLISH =
  /(?:^|[.!;,] ?)(?:HI|HELLO|EXCUSE ME|PLEASE|SO|AND|ALSO)?[, ]{0,2}(?:HOW|WHAT|WHEN|WHERE|WHO|WHICH|WHY|CAN I|COULD I|MAY I|DO I|DO YOU|DOES|IS THERE|ARE THERE|IS IT|CAN YOU TELL|COULD YOU TELL)(?![A-Z])/u;
