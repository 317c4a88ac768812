// Step 5. The messages of one burst and the open question → commands. Pure, the same answer every time, no model needed.
import { readActs } from './acts.ts';
import { readChoice } from './choices.ts';
import { type ActId, actIds, type Command, type Found, type HazardId, hazardIds, type IntentId, type Understanding } from './commands.ts';
import { createAddressFinder, formatAddress, type AddressFinder } from './entities/address.ts';
import { findPhones } from './entities/phone.ts';
import { placesTold } from './entities/place-told.ts';
import { type Emotion, readEmotion } from './emotion.ts';
import type { BurstMessage, Estate, Lexicon, PendingQuestion } from './input.ts';
import { INTENT_FLOOR, scoreIntents } from './intents.ts';
import { compileLexicon, isLive, type LexiconMatch, type LexiconMatcher, UNNAMED_FAULT } from './lexicon.ts';
import { type Normalised, normalise } from './normalise.ts';

export type UnderstandInput = { messages: readonly BurstMessage[]; pending: PendingQuestion | null; now: number };

/** Compiles words and grammar once; what it returns does no heavy work. */
export function createUnderstanding(parts: { lexicon: Lexicon; estate: Estate | null }): (input: UnderstandInput) => Understanding {
  const match = matcherOf(parts.lexicon);
  const findAddresses = createAddressFinder(parts.estate);
  // The first conversion builds its tables; better now than in somebody's first message.
  normalise('開門');
  return ({ messages, pending }) => {
    const read: Read[] = [];
    for (const message of messages) read.push(readMessage(message, { match, findAddresses, pending, earlier: read }));
    return summarise(read, pending);
  };
}

/** Is there a live danger in these words? Cheap enough to ask before the burst window opens. */
export function createHazardCheck(lexicon: Lexicon): (text: string) => boolean {
  const match = matcherOf(lexicon);
  return (text) => match(normalise(text).text).hazards.some(isLive);
}

const matchers = new WeakMap<Lexicon, LexiconMatcher>();

function matcherOf(lexicon: Lexicon): LexiconMatcher {
  const known = matchers.get(lexicon);
  if (known) return known;
  const matcher = compileLexicon(lexicon);
  matchers.set(lexicon, matcher);
  return matcher;
}

// ---- one message -------------------------------------------------------------------------------------------------

type Read = {
  choice: string | null;
  acts: ActId[];
  corrections: Found[];
  fills: Found[];
  intents: { intent: IntentId; score: number; because: string[] }[];
  hazards: HazardId[];
  emotion: Emotion;
  /** An address without a room ended this message: a number alone in the next one is the room. */
  wantsRoom: boolean;
  why: string[];
};

type Readers = { match: LexiconMatcher; findAddresses: AddressFinder; pending: PendingQuestion | null; earlier: readonly Read[] };

function readMessage(message: BurstMessage, readers: Readers): Read {
  const { messageId } = message;
  if (message.menuId !== undefined) return { ...nothing(), choice: message.menuId, why: [`menu ${message.menuId}`] };
  const photo: Found[] = message.photo ? [{ entity: 'photo', value: messageId, raw: '', span: null, messageId, producer: 'rule' }] : [];
  if (message.text.trim() === '') return { ...nothing(), fills: photo };
  const text = normalise(message.text);
  const choice = readChoice(text.text, readers.pending);
  const found = readEntities(text, messageId, readers);
  const emotion = readEmotion(text.text);
  const acts = readActs(text.text, {
    pending: readers.pending,
    hasValue: found.hasValue,
    hasLiveTrouble: found.live,
  }).filter((act) => choice === null || (act !== 'yes' && act !== 'no'));
  const intents = isMoreThanAnAnswer(acts, choice, found, readers.pending)
    ? scoreIntents(text.text, { match: found.match, emotion, hasPlace: found.hasValue }).filter(({ intent, score }) => score >= INTENT_FLOOR && !(intent === 'chitchat' && found.hasValue))
    : [];
  const corrects = acts.includes('correct');
  const { corrected, told } = corrects ? splitCorrections(found) : { corrected: [], told: found.found };
  return {
    choice,
    acts,
    corrections: corrected,
    fills: [{ entity: 'text', value: message.text, raw: message.text, span: { start: 0, end: message.text.length }, messageId, producer: 'rule' }, ...photo, ...told],
    intents,
    hazards: found.match.hazards.filter(isLive).map((hit) => hit.id),
    emotion,
    wantsRoom: found.wantsRoom,
    why: [...found.why, ...acts.map((act) => `act ${act}`), ...intents.map(({ intent, score, because }) => `intent ${intent} ${score}: ${because.join(', ')}`), ...(choice === null ? [] : [`choice ${choice}`])],
  };
}

function nothing(): Read {
  return { choice: null, acts: [], corrections: [], fills: [], intents: [], hazards: [], emotion: 0, wantsRoom: false, why: [] };
}

type Entities = {
  match: LexiconMatch;
  found: Found[];
  /** Kinds of which a wrong value was named: 不是厨房. */
  denied: Set<Found['entity']>;
  hasValue: boolean;
  live: boolean;
  wantsRoom: boolean;
  why: string[];
};

const LONE_NUMBER = /^[^\p{L}\p{N}]*[0-9零〇一二三四五六七八九两洞幺]{3,4}(?:室|房|号)?[^\p{L}\p{N}]*$/u;
const CORRECTING = /不对|错|不是|改|应该是|更正|是/u;

function readEntities(text: Normalised, messageId: string, { match: matchLexicon, findAddresses, pending, earlier }: Readers): Entities {
  const at = (hit: { start: number; end: number }) => ({ raw: text.rawOf(hit.start, hit.end), span: text.spanOf(hit.start, hit.end), messageId, producer: 'rule' as const });
  const phones = findPhones(text);
  const acts = readActs(text.text, { pending, hasValue: false, hasLiveTrouble: false });
  const asksPlace = pending?.entity === 'address';
  const isCorrecting = acts.includes('correct') || (CORRECTING.test(text.text) && (text.text.length <= 12 && pending !== null && /[0-9]{3}/.test(text.text)));
  const isRest = earlier.at(-1)?.wantsRoom === true && LONE_NUMBER.test(text.text);
  const addresses = findAddresses(text, { bare: asksPlace || isCorrecting || isRest, taken: phones });
  const match = matchLexicon(text.text);
  const told = placesTold(addresses);
  const liveFaults = match.faults.filter(isLive).filter((fault) => fault.id !== UNNAMED_FAULT || pending?.entity === 'fault' || !match.hazards.some(isLive));
  const area = areaTold(match);
  const found: Found[] = [
    ...told.map((place): Found => ({ entity: 'address', value: place.address, raw: place.raw, span: place.span, messageId, producer: 'rule' })),
    ...(area ? [{ entity: 'area' as const, value: area.id, ...at(area) }] : []),
    ...liveFaults.map((hit): Found => ({ entity: 'fault', value: hit.id, ...at(hit) })),
    ...match.hazards.filter(isLive).map((hit): Found => ({ entity: 'hazard', value: hit.id, ...at(hit) })),
    ...phones.map((hit): Found => ({ entity: 'phone', value: hit.phone, raw: hit.raw, span: hit.span, messageId, producer: 'rule' })),
  ];
  const denied = new Set<Found['entity']>();
  if (addresses.some((address) => address.denied)) denied.add('address');
  if (match.areas.some((hit) => hit.denied)) denied.add('area');
  if (match.faults.some((hit) => hit.status === 'negated')) denied.add('fault');
  const last = addresses.at(-1)?.address;
  return {
    match,
    found,
    denied,
    hasValue: found.some((one) => one.entity !== 'area' && one.entity !== 'hazard') || denied.size > 0,
    live: liveFaults.length > 0 || match.hazards.some(isLive),
    wantsRoom: last !== undefined && last.room === undefined && (last.building !== undefined || last.unit !== undefined),
    why: [
      ...addresses.map((address) => `address ${formatAddress(address.address)} (${address.whose}${address.denied ? ', denied' : ''})`),
      ...phones.map(() => 'phone'),
      ...match.faults.map((hit) => `fault ${hit.id} ${hit.status}: ${text.rawOf(hit.start, hit.end)}`),
      ...match.hazards.map((hit) => `hazard ${hit.id} ${hit.status}: ${text.rawOf(hit.start, hit.end)}`),
      ...(area ? [`area ${area.id}`] : []),
    ],
  };
}

/** The place in the home that belongs to the trouble: the last one named before it, else the first. */
function areaTold({ areas, faults, hazards }: LexiconMatch) {
  const told = areas.filter((area) => !area.denied);
  const trouble = [...faults, ...hazards].filter(isLive).sort((a, b) => a.stateStart - b.stateStart)[0];
  return trouble ? (told.filter((area) => area.start < trouble.stateStart).at(-1) ?? told[0]) : told[0];
}

/** In 不对，是502 everything told is the correction; in 不是厨房是卫生间，还漏水 only what was named as wrong. */
function splitCorrections({ found, denied }: Entities): { corrected: Found[]; told: Found[] } {
  const isCorrected = (one: Found) => one.entity !== 'hazard' && (denied.size === 0 ? one.entity !== 'fault' || found.every((other) => other.entity === 'fault' || other.entity === 'hazard') : denied.has(one.entity));
  return { corrected: found.filter(isCorrected), told: found.filter((one) => !isCorrected(one)) };
}

/** 好的 or 3栋2单元501 after our question opens nothing new; 好的，另外停车费多少 does. */
function isMoreThanAnAnswer(acts: readonly ActId[], choice: string | null, found: Entities, pending: PendingQuestion | null): boolean {
  if (choice !== null) return false;
  if (found.live) return true;
  const isAnswer = acts.some((act) => ANSWERS.has(act)) || found.found.length > 0 || found.denied.size > 0;
  return !(pending !== null && isAnswer && !acts.includes('add')) || found.match.faults.length > 0 || found.match.hazards.length > 0;
}

const ANSWERS = new Set<ActId>(['yes', 'no', 'correct', 'cancel', 'skip', 'why', 'repeat']);

/** Acts that are small talk themselves. */
const SMALL_TALK = new Set<ActId>(['thanks', 'greeting', 'bye', 'abuse', 'yes', 'no']);

// ---- the burst ---------------------------------------------------------------------------------------------------

function summarise(read: readonly Read[], pending: PendingQuestion | null): Understanding {
  const commands: Command[] = [];
  for (const { choice } of read) if (choice !== null) commands.push({ type: 'choose', menuId: choice });
  const acts = new Set(read.flatMap((one) => one.acts));
  for (const act of actIds) if (acts.has(act)) commands.push({ type: 'act', act, producer: 'rule' });
  for (const found of read.flatMap((one) => one.corrections)) commands.push({ type: 'correct', found });
  for (const found of read.flatMap((one) => one.fills)) commands.push({ type: 'fill', found });
  commands.push(...startFlows(read, pending));
  const hazards = new Set(read.flatMap((one) => one.hazards));
  return {
    commands,
    hazards: hazardIds.filter((hazard) => hazards.has(hazard)),
    emotion: read.reduce<Emotion>((most, one) => (one.emotion > most ? one.emotion : most), 0),
    why: read.flatMap((one) => one.why),
  };
}

/** The best score of each intent over the burst; small talk counts only when nothing else was said. */
function startFlows(read: readonly Read[], pending: PendingQuestion | null): Command[] {
  const best = new Map<IntentId, number>();
  for (const { intent, score } of read.flatMap((one) => one.intents)) best.set(intent, Math.max(best.get(intent) ?? 0, score));
  const isAnswered = pending !== null && read.some((one) => one.choice !== null || one.fills.length > 1 || one.acts.some((act) => ANSWERS.has(act)));
  const isDeed = read.some((one) => one.acts.some((act) => !SMALL_TALK.has(act)));
  if (best.size > 1 || isAnswered || isDeed) best.delete('chitchat');
  return [...best].sort((a, b) => b[1] - a[1]).map(([intent, score]) => ({ type: 'start-flow', intent, score, producer: 'rule' }));
}
