// One message → what is in it. The burst is put together by `understand.ts`.

import type { ApplicationKind } from '../tickets/application.ts';
import { readActs } from './acts.ts';
import { readApplication } from './application.ts';
import { readChoice } from './choices.ts';
import type { ActId, Found, HazardId, IntentId, MoodKind, Understanding } from './commands.ts';
import { type ClassScores, scoreClasses } from './complaint-class.ts';
import { saysCrowd } from './crowd.ts';
import { isEnglish } from './english.ts';
import { isOnlyValues } from './free-words.ts';
import type { BurstMessage, PendingQuestion } from './input.ts';
import { INTENT_FLOOR, scoreIntents } from './intents.ts';
import { isLive } from './lexicon.ts';
import { type Emotion, readMood } from './mood.ts';
import { normalise } from './normalise.ts';
import { readPressing } from './pressing-words.ts';
import { type Entities, type Readers, readEntities } from './read-entities.ts';
import { weighingOf } from './weigh-intents.ts';

export type Read = {
  choice: string | null;
  acts: ActId[];
  corrections: Found[];
  fills: Found[];
  intents: { intent: IntentId; score: number; because: string[] }[];
  application: ApplicationKind | null;
  hazards: HazardId[];
  suspected: { messageId: string; hazard: HazardId } | null;
  emotion: Emotion;
  moods: MoodKind[];
  complaintClass: ClassScores;
  crowd: boolean;
  /** Somebody means to harm a colleague. */
  threatens: boolean;
  scenes: string[];
  /** An address without a room ended this message: a number alone in the next one is the room. */
  wantsRoom: boolean;
  /** Where the matter may be. */
  places: Understanding['places'];
  /** Everything told, also what no flow asks for. */
  said: Found[];
  why: string[];
};

export function readMessage(message: BurstMessage, readers: Readers): Read {
  const { messageId } = message;
  if (message.menuId !== undefined)
    return { ...nothing(), choice: message.menuId, why: [`menu ${message.menuId} · menu`] };
  const photo: Found[] = message.photo
    ? [{ entity: 'photo', value: messageId, raw: '', span: null, messageId, producer: 'rule' }]
    : [];
  if (message.text.trim() === '') return { ...nothing(), fills: photo, said: photo };
  const text = normalise(message.text);
  const choice = readChoice(text.text, readers.pending);
  const scenesHeard = readers.findScenes(text.text);
  const found = readEntities(text, messageId, readers, scenesHeard.length > 0);
  const mood = readMood(text.text, found.match);
  const acts = readActs(text.text, {
    pending: readers.pending,
    hasValue: found.found.some((one) => one.entity !== 'hazard'),
    hasLiveTrouble: found.live,
    movesVisit: found.movesVisit,
  }).filter((act) => choice === null || (act !== 'yes' && act !== 'no'));
  if (acts.length === 0 && isOnlyCode(found)) acts.push('progress');
  const isMore = isMoreThanAnAnswer(message.text, acts, choice, found, readers.pending);
  const scenes = isMore ? scenesHeard : [];
  const weighed = isMore ? weighingOf(text.text, found.match) : null;
  const intents = weighed
    ? scoreIntents(text.text, weighed).filter(
        ({ intent, score }) => score >= INTENT_FLOOR && !(intent === 'chitchat' && found.hasValue),
      )
    : [];
  const application =
    weighed && !(acts.includes('progress') && HOW_IT_STANDS.test(text.text))
      ? appliesFor(text.text, { found, seen: weighed.seen }, intents, scenes)
      : null;
  const presses = readPressing(text.text);
  const corrects = acts.includes('correct');
  const { corrected, told } = corrects ? splitCorrections(found) : { corrected: [], told: found.found };
  return {
    choice,
    acts,
    corrections: corrected,
    fills: [
      {
        entity: 'text',
        value: message.text,
        raw: message.text,
        span: { start: 0, end: message.text.length },
        messageId,
        producer: 'rule',
      },
      ...photo,
      ...told,
    ],
    intents,
    application,
    hazards: found.match.hazards.filter(isLive).map((hit) => hit.id),
    suspected:
      found.match.suspected && !isMereAnswer(text.text, acts, found)
        ? { messageId, hazard: found.match.suspected.id }
        : null,
    emotion: mood.level,
    moods: mood.kinds,
    complaintClass: scoreClasses(
      text.text,
      found.match,
      intents.some(({ intent }) => intent === 'complaint'),
    ),
    crowd: saysCrowd(text.text, found.match),
    threatens: presses.includes('threat'),
    scenes,
    wantsRoom: found.wantsRoom,
    places: found.places,
    said: [...photo, ...found.said],
    why: [
      ...found.why,
      ...acts.map((act) => `act ${act} · rule`),
      ...intents.map(
        ({ intent, score, because }) => `intent ${intent} ${score} · rule · ${because.join(', ')}`,
      ),
      ...presses.map((press) => `presses ${press} · rule`),
      ...scenes.map((scene) => `scene ${scene} · rule`),
      ...(application === null ? [] : [`application ${application} · statistics`]),
      ...(found.match.suspected
        ? [`perhaps ${found.match.suspected.id} · ${found.match.suspected.heardBy}`]
        : []),
      ...(choice === null ? [] : [`choice ${choice} · rule`]),
    ],
  };
}

/** 不知道, 好的谢谢, 明天下午三点: whatever they sound like, they answer something and tell of nothing. */
function isMereAnswer(text: string, acts: readonly ActId[], found: Entities): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (acts.length > 0) return letters <= MOST_OF_ANSWER;
  const told = found.said.filter((one) => one.entity !== 'text' && one.entity !== 'photo');
  const taken = told.reduce((sum, one) => sum + (one.raw.match(/\p{L}/gu)?.length ?? 0), 0);
  return told.length > 0 && letters - taken < FEWEST_BESIDES;
}

const MOST_OF_ANSWER = 6;
const FEWEST_BESIDES = 4;

/** 261127-003 by itself asks how that ticket stands. */
function isOnlyCode({ said, live }: Entities): boolean {
  return !live && said.length > 0 && said.every((one) => one.entity === 'ticketCode');
}

function nothing(): Read {
  return {
    choice: null,
    acts: [],
    corrections: [],
    fills: [],
    intents: [],
    application: null,
    hazards: [],
    suspected: null,
    emotion: 0,
    moods: [],
    complaintClass: new Map(),
    crowd: false,
    threatens: false,
    scenes: [],
    wantsRoom: false,
    places: [],
    said: [],
    why: [],
  };
}

/** In 不对，是502 everything told is the correction; in 不是厨房是卫生间，还漏水 only what was named as wrong. */
function splitCorrections({ found, denied }: Entities): { corrected: Found[]; told: Found[] } {
  const isCorrected = (one: Found) =>
    one.entity !== 'hazard' &&
    (denied.size === 0
      ? one.entity !== 'fault' ||
        found.every((other) => other.entity === 'fault' || other.entity === 'hazard')
      : denied.has(one.entity));
  return { corrected: found.filter(isCorrected), told: found.filter((one) => !isCorrected(one)) };
}

/** Trouble and blame come first: 门禁坏了 is mended, 门卡补了一周还没好 is heard. */
function appliesFor(
  text: string,
  { found, seen }: { found: Entities; seen: readonly string[] },
  intents: Read['intents'],
  scenes: readonly string[],
): ApplicationKind | null {
  const [best] = intents;
  if (found.live || (best?.intent === 'complaint' && best.score >= SURELY_BLAMED)) return null;
  const kind = readApplication(text, seen);
  // A card that is gone is looked for, unless another one is wanted.
  return scenes.length === 0 || (kind === 'access' && ANOTHER.test(text)) ? kind : null;
}

const ANOTHER = /补|办|停|挂失|换|重新|再.{0,3}[张一个]|\bnew\b|replace|another/iu;

/** 补卡办到哪了 speaks of what was applied for before; 圖紙已經好了 does not. */
const HOW_IT_STANDS = /到哪|哪一步|好了没|好没|好了吗|办没办|怎么还|还没|进度|催|how far|ready yet/iu;

const SURELY_BLAMED = 0.6;

/** 好的 or 3栋2单元501 after our question opens nothing new; 好的，另外停车费多少 does. */
function isMoreThanAnAnswer(
  raw: string,
  acts: readonly ActId[],
  choice: string | null,
  found: Entities,
  pending: PendingQuestion | null,
): boolean {
  if (choice !== null) return false;
  if (found.live) return true;
  // A plate is an answer where one was asked for; elsewhere it may begin something (粤B12345挡我车了).
  const told = found.found.filter((one) => one.entity !== 'plate' || pending?.entity === 'plate');
  const isAnswer = acts.some((act) => ANSWERS.has(act)) || told.length > 0 || found.denied.size > 0;
  if (isOnlyValues(raw, found.said) || isShortDeed(raw, acts)) return false;
  return (
    !(pending !== null && isAnswer && !acts.includes('add')) ||
    found.match.faults.length > 0 ||
    found.match.hazards.length > 0
  );
}

/** Human please, please hurry: what is done, and nothing that is wanted besides. */
function isShortDeed(raw: string, acts: readonly ActId[]): boolean {
  return (
    acts.length > 0 && isEnglish(raw.toUpperCase()) && raw.trim().split(/\s+/u).length <= MOST_WORDS_OF_DEED
  );
}

const MOST_WORDS_OF_DEED = 4;

/** Acts that answer a question. */
export const ANSWERS = new Set<ActId>(['yes', 'no', 'correct', 'cancel', 'skip', 'why', 'repeat']);
