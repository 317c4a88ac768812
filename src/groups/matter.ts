// What a report is about, in two halves that are compared apart: where, and what is wrong there. Pure, no estate needed.
import type { Lexicon } from '../understanding/input.ts';
import { compileLexicon } from '../understanding/lexicon.ts';
import { normalise, normaliseWord } from '../understanding/normalise.ts';
import { buildTrie } from '../understanding/trie.ts';
import { type Houses, houseKey, readHouses, withoutHouses } from './houses.ts';
import { readPlaces } from './places.ts';

export type ReportWords = { title: string; text: string };

/** Pieces of words with how often they stand there; the title counts double. */
export type Pieces = ReadonlyMap<string, number>;

export type Matter = {
  /** Names of places, each as the pieces that end at its last word (凉塘路, 星沙凉塘路). */
  places: Set<string>;
  titlePlaces: Set<string>;
  /** Numbers of the houses named: 3 of 3栋, 三号楼 and 3#. */
  houses: Houses['houses'];
  /** Of those the entrances named: 3-2 of 3栋2单元. */
  entrances: Houses['entrances'];
  flats: Houses['flats'];
  /** Parts of a house that were named: the stairs, the garage. */
  spots: Houses['spots'];
  /** Names as they are said without their ending, and the text they may stand in, title first. */
  stems: ReadonlySet<string>;
  said: string;
  /** All pieces of two and three characters; those outside the names of places; those of the title. */
  whole: Pieces;
  problem: Pieces;
  title: Pieces;
  /** Topics and faults that were named: words may differ where the matter is one. */
  topics: Pieces;
};

/** People say what it is about at the beginning. */
const READ_OF_TEXT = 150;
const TOPICS_OF_TEXT = 300;
/** A text is cut before it is looked at, and blanks may fill much of it. */
const MOST_OF_TEXT = 600;
const LONGEST_TITLE = 200;

/** A title this long is not written twice by chance. */
const SAME_TITLE = 10;

/** Compiles the words once; what it returns reads one report. */
export function createMatterReader(lexicon: Lexicon): (report: ReportWords) => Matter {
  const match = compileLexicon(lexicon);
  const trie = buildTrie(
    lexicon.topics.flatMap((topic) => topic.words.map((word) => [normaliseWord(word), topic.id] as const)),
  );
  const addTopics = (topics: Map<string, number>, text: string, weight: number) => {
    for (const hit of longest(trie.findAll(text)))
      for (const id of hit.values) add(topics, id, weight * Math.max(1, hit.end - hit.start - 1));
    const { faults, hazards } = match(text);
    for (const { id } of [...faults, ...hazards]) add(topics, `trouble ${id}`, weight);
  };
  return ({ title, text }) => {
    const head = squeeze(title.slice(0, LONGEST_TITLE));
    const rest = squeeze(text.slice(0, MOST_OF_TEXT));
    const body = rest.slice(0, READ_OF_TEXT);
    const said = `${head}\n${body}`;
    const { places, stems, outside: withHouses } = readPlaces(said);
    const outside = withoutHouses(withHouses);
    const titlePlaces = readPlaces(head).places;
    const where = readHouses(said);
    // Who names no estate and no street lives where all the others do: the house is the place.
    if (places.size === 0) for (const house of where.houses) places.add(houseKey(house));
    // Word for word the same, with no place in it: the words are the place.
    if (places.size === 0 && head.length >= SAME_TITLE) places.add(head);
    const matter = {
      said,
      stems,
      titlePlaces,
      places,
      ...where,
      whole: new Map(),
      problem: new Map(),
      title: new Map(),
      topics: new Map(),
    };
    addPieces(matter.whole, head, 2);
    addPieces(matter.whole, body, 1);
    addPieces(matter.title, outside.slice(0, head.length), 1);
    addPieces(matter.problem, outside.slice(0, head.length), 2);
    addPieces(matter.problem, outside.slice(head.length), 1);
    addTopics(matter.topics, head, 3);
    addTopics(matter.topics, rest.slice(0, TOPICS_OF_TEXT), 1);
    return matter;
  };
}

/** 停车费 is a fee and no parking: a word inside a longer one does not count. Hits come by start. */
function longest<H extends { start: number; end: number }>(hits: readonly H[]): H[] {
  const byStart = [...hits].sort((a, b) => a.start - b.start || b.end - a.end);
  let reach = -1;
  return byStart.filter(({ end }) => {
    const isFree = end > reach;
    reach = Math.max(reach, end);
    return isFree;
  });
}

/** Who says 滨江一号 means the place another calls 滨江一号小区. */
export function addStems(matters: readonly Matter[]): void {
  const trie = buildTrie(
    [...new Set(matters.flatMap(({ stems }) => [...stems]))].map((stem) => [stem, stem]),
  );
  for (const { said, places, titlePlaces } of matters)
    for (const { start, values } of trie.findAll(said))
      for (const stem of values) {
        places.add(stem);
        if (start < said.indexOf('\n')) titlePlaces.add(stem);
      }
}

function squeeze(text: string): string {
  return normalise(text).text.replace(/\s+/g, '');
}

function addPieces(pieces: Map<string, number>, text: string, weight: number): void {
  for (let at = 0; at + 2 <= text.length; at++)
    for (const length of [2, 3]) {
      const piece = text.slice(at, at + length);
      if (piece.length === length && /^[\p{L}\p{N}]+$/u.test(piece)) add(pieces, piece, weight);
    }
}

function add(counts: Map<string, number>, key: string, weight: number): void {
  counts.set(key, (counts.get(key) ?? 0) + weight);
}
