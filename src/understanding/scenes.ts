// Which scenes of the company a message speaks of: 装修申请, 办门禁卡. Words alone, or a thing with what is wanted of it near by.
import type { SceneEntry } from './input.ts';
import { normaliseWord } from './normalise.ts';
import { buildTrie } from './trie.ts';

/** Ids in the order of the list; `text` is normalised. */
export type SceneFinder = (text: string) => string[];

type Role = 'word' | 'thing' | 'wish' | 'look-alike';
type Mark = { start: number; end: number; role: Role; id: string };

export function createSceneFinder(scenes: readonly SceneEntry[]): SceneFinder {
  if (scenes.length === 0) return () => [];
  const trie = buildTrie(wordsOf(scenes));
  return (text) => {
    const marks: Mark[] = trie
      .findAll(text)
      .flatMap(({ start, end, values }) => values.map((value) => ({ start, end, ...value })));
    return scenes.flatMap(({ id }) =>
      isHeard(
        text,
        marks.filter((mark) => mark.id === id),
      )
        ? [id]
        : [],
    );
  };
}

function* wordsOf(scenes: readonly SceneEntry[]): Generator<[string, { role: Role; id: string }]> {
  for (const { id, words, things, wishes, lookAlikes } of scenes) {
    for (const word of words) yield [normaliseWord(word), { role: 'word', id }];
    for (const word of things) yield [normaliseWord(word), { role: 'thing', id }];
    for (const word of wishes) yield [normaliseWord(word), { role: 'wish', id }];
    for (const word of lookAlikes) yield [normaliseWord(word), { role: 'look-alike', id }];
  }
}

function isHeard(text: string, all: readonly Mark[]): boolean {
  const others = all.filter(({ role }) => role === 'look-alike');
  const marks = all.filter((mark) => !others.some((other) => isInside(mark, other)));
  const ofRole = (role: Role) => marks.filter((mark) => mark.role === role);
  if (ofRole('word').some((word) => !isDenied(text, word.start))) return true;
  const wishes = ofRole('wish');
  return ofRole('thing').some((thing) => wishes.some((wish) => belongsTo(text, thing, wish)));
}

function isInside(mark: Mark, other: Mark): boolean {
  return mark.role !== 'look-alike' && other.start <= mark.start && mark.end <= other.end;
}

function belongsTo(text: string, thing: Mark, wish: Mark): boolean {
  const [first, second] = thing.start <= wish.start ? [thing, wish] : [wish, thing];
  const between = text.slice(first.end, second.start);
  return between.length <= WIDEST_GAP && !STOP.test(between) && !isDenied(text, first.start);
}

const WIDEST_GAP = 12;
const STOP = /[。!?;\n]/u;

/** 不用办了, 没想装修, 又不是要过户. */
function isDenied(text: string, start: number): boolean {
  return /(?:不是|不用|不想|不打算|没想|没有|没要|别|不)(?:要|在|来|去|为了)?$/u.test(
    text.slice(Math.max(0, start - 5), start),
  );
}
