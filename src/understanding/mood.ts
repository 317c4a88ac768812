// How upset the resident is, and in what way. Words only (config/lexicon/moods.yaml); it never changes the grade.
import type { MoodKind } from './commands.ts';
import type { LexiconMatch } from './lexicon.ts';

/** 0 calm, 1 annoyed, 2 angry, 3 beside themselves. */
export type Emotion = 0 | 1 | 2 | 3;
export type Mood = {
  level: Emotion;
  kinds: MoodKind[];
  /** The words that were heard, as they stand in the normalised text; joy is left out. */
  words: string[];
};

/** What a word of each level adds; three reproaches make nobody furious, one insult nearly does. */
const ADDS = { 1: 0.7, 2: 1.6, 3: 2.6 } as const;
/** Only these make a message angry; fear and sadness are kinds, not levels of it. */
const UPSET: ReadonlySet<MoodKind> = new Set(['anger', 'threat', 'sarcasm']);

const LOUD = /[!]{2,}|[?]{2,}|[!?]{3,}/u;
/** 不生气, 没有不满, 别生气: named and not there. */
const DENIED = /(?:不|没有?|别|不要|不会|没什么)$/u;

/** `text` is normalised. */
export function readMood(text: string, { words }: LexiconMatch): Mood {
  const said = new Set<string>();
  const kinds = new Map<MoodKind, number>();
  let score = 0;
  let highest = 0;
  const heard: string[] = [];
  for (const word of words) {
    if (word.kind !== 'mood') continue;
    const token = text.slice(word.start, word.end);
    if (said.has(token) || DENIED.test(text.slice(Math.max(0, word.start - 3), word.start))) continue;
    said.add(token);
    if (word.of.kind !== 'joy') heard.push(token);
    kinds.set(word.of.kind, (kinds.get(word.of.kind) ?? 0) + word.of.level);
    if (!UPSET.has(word.of.kind)) continue;
    score += ADDS[word.of.level];
    highest = Math.max(highest, word.of.level);
  }
  if (LOUD.test(text)) score += score > 0 ? 0.8 : 0.5;
  return {
    level: levelOf(score, highest),
    kinds: [...kinds].sort((a, b) => b[1] - a[1]).map(([kind]) => kind),
    words: heard,
  };
}

function levelOf(score: number, highest: number): Emotion {
  if (highest === 3 && score >= 2.6) return 3;
  if (score >= 4.8) return 3;
  if (score >= 1.6) return highest >= 2 || score >= 2.8 ? 2 : 1;
  return score >= 0.5 ? 1 : 0;
}
