// What a resident said, told apart: what happened, how they feel, what they want. A beginning for whoever investigates, never the
// last word. Pure.
import type { Telling } from '../understanding/understand.ts';

type Split = { fact: string; emotion: string; demand: string };

/** They ask for something to be done: 要求退费, 希望换人, 尽快处理, 给个说法. */
const DEMAND =
  /要求|希望|请(?!问)|麻烦|必须|应该给|赶紧|赶快|尽快|马上|给我?们?(?:个)?(?:说法|交代|答复|解释)|讨个?说法|道歉|赔偿|赔我|退(?:费|钱|款|还|给)|换(?:人|掉|一个)|处理(?:一下|掉)|解决(?:一下|掉)|整改|拆(?:除|掉)|修好|查(?:一查|清楚|监控)/u;
/** Nothing but a mood stands in such a piece: 太过分了, 气死我了, 你们到底管不管. */
const MOST_AROUND_A_MOOD = 5;
const PIECES = /[^。！？!?；;，,\n]+[。！？!?；;，,]*/gu;

const STRENGTH = ['平静', '不满', '生气', '情绪很激动'] as const;
const KINDS: Partial<Record<Telling['kinds'][number], string>> = {
  fear: '着急害怕',
  sadness: '难过',
  threat: '说要找外面或者拒交',
  sarcasm: '说了反话',
};

export function splitComplaint(description: string, telling: Telling): Split {
  const fact: string[] = [];
  const demand: string[] = [];
  const moods: string[] = [];
  for (const line of description.split('\n')) {
    for (const [piece] of line.matchAll(PIECES)) {
      if (DEMAND.test(piece)) demand.push(piece);
      else if (isOnlyMood(piece, telling.words)) moods.push(piece);
      else fact.push(piece);
    }
    fact.push('\n');
  }
  const kinds = telling.kinds.flatMap((kind) => KINDS[kind] ?? []);
  return {
    fact: tidy(fact),
    emotion: [[STRENGTH[telling.level], ...kinds].join('，'), tidy(moods)]
      .filter((part) => part !== '')
      .join('：'),
    demand: tidy(demand),
  };
}

function isOnlyMood(piece: string, moodWords: readonly string[]): boolean {
  const heard = moodWords.filter((word) => piece.includes(word));
  if (heard.length === 0) return false;
  const rest = heard.reduce((left, word) => left.replace(word, ''), piece).replace(/[^\p{L}\p{N}]/gu, '');
  return [...rest].length <= MOST_AROUND_A_MOOD;
}

function tidy(pieces: readonly string[]): string {
  return pieces
    .join('')
    .replace(/\n+/gu, '\n')
    .replace(/^[\s，,；;]+|[\s，,；;]+$/gu, '');
}
