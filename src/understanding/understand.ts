// Step 5. The messages of one burst and the open question → commands. Pure, the same answer every time, no model needed.
import {
  type ActId,
  actIds,
  type Command,
  type ComplaintClass,
  hazardIds,
  type IntentId,
  type Understanding,
} from './commands.ts';
import { heaviestClass, scoreClasses } from './complaint-class.ts';
import { saysCrowd } from './crowd.ts';
import { createAddressFinder } from './entities/address.ts';
import { findMoney } from './entities/money.ts';
import { findStaff } from './entities/staff.ts';
import { matchFree } from './free-words.ts';
import { withSecondHearing } from './hear-danger.ts';
import type { BurstMessage, Estate, Lexicon, PendingQuestion } from './input.ts';
import { compileLexicon, isLive, type LexiconMatcher } from './lexicon.ts';
import { type Emotion, type Mood, readMood } from './mood.ts';
import { normalise } from './normalise.ts';
import { ANSWERS, type Read, readMessage } from './read-message.ts';
import { createSceneFinder } from './scenes.ts';

export type UnderstandInput = {
  messages: readonly BurstMessage[];
  pending: PendingQuestion | null;
  now: number;
};

/** Compiles words and grammar once; what it returns does no heavy work. */
export function createUnderstanding(parts: {
  lexicon: Lexicon;
  estate: Estate | null;
}): (input: UnderstandInput) => Understanding {
  const match = matcherOf(parts.lexicon);
  const findAddresses = createAddressFinder(parts.estate);
  const findScenes = createSceneFinder(parts.lexicon.scenes);
  // The first conversion builds its tables; better now than in somebody's first message.
  normalise('開門');
  return ({ messages, pending, now }) => {
    const read: Read[] = [];
    for (const message of messages)
      read.push(readMessage(message, { match, findAddresses, findScenes, pending, earlier: read, now }));
    return summarise(read, pending);
  };
}

/** Is there a live danger in these words? Cheap enough to ask before the burst window opens. */
export function createHazardCheck(lexicon: Lexicon): (text: string) => boolean {
  const match = matcherOf(lexicon);
  return (text) => match(normalise(text).text).hazards.some(isLive);
}

/** What a complaint is about and whom it names, read from its own words. */
export function createComplaintReader(
  lexicon: Lexicon,
): (words: readonly string[]) => { complaintClass: ComplaintClass; staff: string[] } {
  const match = matcherOf(lexicon);
  return (words) => {
    const texts = words.map((text) => normalise(text));
    return {
      complaintClass: heaviestClass(texts.map(({ text }) => scoreClasses(text, match(text), true))),
      staff: [...new Set(texts.flatMap(findStaff).map(({ role, name }) => `${role ?? ''}${name}`))],
    };
  };
}

/** How a complaint is told: how upset, for how many, about how much money. What weighs it, beside what it is about. */
/** `text`: normalised, for looking words up. */
export type Telling = Mood & { text: string; crowd: boolean; fen: number };

export function hearTelling(words: readonly string[], lexicon: Lexicon): Telling {
  const match = matcherOf(lexicon);
  const heard = words.map((raw) => {
    const said = normalise(raw);
    const matched = matchFree(said, match);
    const sums = findMoney(said).map(({ fen }) => fen);
    return {
      ...readMood(said.text, matched),
      text: said.text,
      crowd: saysCrowd(said.text, matched),
      fen: Math.max(0, ...sums),
    };
  });
  return {
    level: Math.max(0, ...heard.map((one) => one.level)) as Emotion,
    kinds: [...new Set(heard.flatMap((one) => one.kinds))],
    words: [...new Set(heard.flatMap((one) => one.words))],
    text: heard.map((one) => one.text).join('\n'),
    crowd: heard.some((one) => one.crowd),
    fen: Math.max(0, ...heard.map((one) => one.fen)),
  };
}

const matchers = new WeakMap<Lexicon, LexiconMatcher>();

function matcherOf(lexicon: Lexicon): LexiconMatcher {
  const known = matchers.get(lexicon);
  if (known) return known;
  const matcher = withSecondHearing(compileLexicon(lexicon), lexicon);
  matchers.set(lexicon, matcher);
  return matcher;
}

/** Acts that are small talk themselves. */
const SMALL_TALK = new Set<ActId>(['thanks', 'greeting', 'bye', 'abuse', 'yes', 'no']);

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
    suspected: hazards.size > 0 ? null : (read.findLast((one) => one.suspected !== null)?.suspected ?? null),
    emotion: Math.max(0, ...read.map((one) => one.emotion)) as Emotion,
    moods: [...new Set(read.flatMap((one) => one.moods))],
    complaintClass: heaviestClass(read.map((one) => one.complaintClass)),
    crowd: read.some((one) => one.crowd),
    scenes: [...new Set(read.flatMap((one) => one.scenes))],
    places: read.flatMap((one) => one.places),
    said: read.flatMap((one) => one.said),
    why: read.flatMap((one) => one.why),
  };
}

/** The best score of each intent over the burst; small talk counts only when nothing else was said. */
function startFlows(read: readonly Read[], pending: PendingQuestion | null): Command[] {
  const best = new Map<IntentId, number>();
  for (const { intent, score } of read.flatMap((one) => one.intents))
    best.set(intent, Math.max(best.get(intent) ?? 0, score));
  const isAnswered =
    pending !== null &&
    read.some(
      (one) => one.choice !== null || one.fills.length > 1 || one.acts.some((act) => ANSWERS.has(act)),
    );
  const application = read.findLast((one) => one.application !== null)?.application ?? null;
  if (application !== null && !best.has('other') && !best.has('inquiry')) best.set('other', APPLIES);
  // 要打保安 is blamed on us by somebody, whatever else it sounds like; with danger it has its ticket already.
  if (read.some((one) => one.threatens) && !read.some((one) => one.hazards.length > 0)) {
    best.set('complaint', Math.max(best.get('complaint') ?? 0, THREATENS));
    best.delete('chitchat');
    best.delete('other');
  }
  const isDeed = read.some((one) => one.acts.some((act) => !SMALL_TALK.has(act)));
  if (best.size > 1 || isAnswered || isDeed) best.delete('chitchat');
  const commands = [...best]
    .sort((a, b) => b[1] - a[1])
    .map(([intent, score]) => ({ type: 'start-flow' as const, intent, score, producer: 'rule' as const }));
  if (application === null) return commands;
  const applied = commands.find(({ intent }) => intent === 'other' || intent === 'inquiry');
  return commands.map((command) =>
    command === applied ? { ...command, application, score: Math.max(command.score, APPLIES) } : command,
  );
}

/** The model of applications is asked only where no trouble and no blame is told, and then it is sure. */
const APPLIES = 0.9;
const THREATENS = 0.9;
