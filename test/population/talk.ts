// One resident talks with the desk until nothing is asked any more. Knows the screen only, never the desk.

import type { Asked } from './questions.ts';
import type { Imagined } from './residents.ts';

/** The chat as the resident has it. */
export type Screen = {
  /** Sends one message and waits until the desk has answered. */
  write(words: string): Promise<void>;
  /** Everything the desk said so far. */
  heard(): string[];
};

export type Talk = {
  resident: Imagined;
  /** Their messages. */
  turns: number;
  /** Every question, in order. */
  asked: string[];
  /** What may be left out without a word: send a photo if you like. */
  offers: number;
  /** Asked although it had been told, or asked in the same words again after a good answer. */
  needless: string[];
  heard: string[];
  /** The whole of it, for whoever looks for what went wrong. */
  transcript: string[];
  /** It went on for longer than anybody would bear. */
  endless: boolean;
};

const MOST_TURNS = 16;

export async function talk(
  resident: Imagined,
  screen: Screen,
  readQuestion: (said: readonly string[]) => Asked | null,
): Promise<Talk> {
  const result: Talk = {
    resident,
    turns: 0,
    asked: [],
    offers: 0,
    needless: [],
    heard: [],
    transcript: [],
    endless: false,
  };
  const given = new Map<string, number>();
  const aside = new Set<string>();
  let seen = 0;
  const write = async (words: string) => {
    result.turns += 1;
    result.transcript.push(`  > ${words}`);
    await screen.write(words);
  };
  const news = () => {
    const all = screen.heard();
    const fresh = all.slice(seen);
    seen = all.length;
    result.transcript.push(...fresh.map((text) => `    ${text.replaceAll('\n', ' ')}`));
    return fresh;
  };
  for (const words of resident.says) await write(words);
  for (let asked = readQuestion(news()); asked !== null; asked = readQuestion(news())) {
    if (result.turns >= MOST_TURNS) {
      result.endless = true;
      break;
    }
    if (asked.offered) result.offers += 1;
    else result.asked.push(asked.about);
    if (isToldAlready(resident, asked.about, given)) result.needless.push(asked.about);
    const words = resident.asides?.[asked.about];
    if (words !== undefined && !aside.has(asked.about)) {
      aside.add(asked.about);
      await write(words);
    } else await write(answerTo(resident, asked.about, given));
  }
  result.heard = screen.heard();
  return result;
}

/** Yes to what is said back; 不知道 to what they never thought of. */
function answerTo({ knows, style }: Imagined, about: string, given: Map<string, number>): string {
  const times = given.get(about) ?? 0;
  given.set(about, times + 1);
  const known = knows[about];
  if (known !== undefined) return typeof known === 'string' ? known : (known[times] ?? known.at(-1) ?? '');
  if (about === 'confirm') return style === 'en' ? 'yes' : '对';
  return style === 'en' ? "I don't know" : '不知道';
}

/** A home written out in what they said, asked for; or a question answered well, asked again. */
function isToldAlready(
  { says, knows }: Imagined,
  about: string,
  given: ReadonlyMap<string, number>,
): boolean {
  const answers = knows[about];
  const count = Array.isArray(answers) ? answers.length : answers === undefined ? 0 : 1;
  if (count > 0 && (given.get(about) ?? 0) >= count) return true;
  return about === 'place' && /\d+栋\d+单元\d{3,4}|\d+-\d+-\d{3,4}/u.test(says.join(''));
}
