// What a report is about, in two halves that are compared apart: where, and what is wrong there. Pure, no estate needed.
import type { Lexicon } from '../understanding/input.ts';
import { compileLexicon } from '../understanding/lexicon.ts';
import { normalise, normaliseWord } from '../understanding/normalise.ts';
import { buildTrie } from '../understanding/trie.ts';

export type ReportWords = { title: string; text: string };

/** Pieces of words with how often they stand there; the title counts double. */
export type Pieces = ReadonlyMap<string, number>;

export type Matter = {
  /** Names of places, each as the pieces that end at its last word (凉塘路, 星沙凉塘路). */
  places: ReadonlySet<string>;
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

/** What a name of a place ends with. */
const PLACE_END =
  /(?:小区|花园|家园|花城|新城|新村|新区|社区|公寓|山庄|名邸|公馆|广场|大厦|国际|中心|城|苑|园|府|湾|畔|郡|庭|居|轩|阁|邸|院|里|墅|台|岸|洲|谷|湖|河|江|溪|塘|港|岛|坝|渠|山|路|街|巷|大道|立交|桥|学校|小学|中学|幼儿园|大学|学院|医院|公园|市场|超市|商场|工地|项目|楼盘|地铁站|车站|站|村|镇|乡|公司|集团)/gu;
const NOT_OF_A_NAME = /[^\p{Script=Han}A-Z0-9]/u;
/** No name holds these: 现在工地, 那段路, 旁边小区 tell no place. */
const NO_NAME =
  /[的在从到了旁边侧我们这那该一是有不与每个现近附某等被把对向请要求问为以及都就也还又很太多么什谁何之其它他她]|[东南西北前后内外][侧面]|小区|楼盘|项目(?=.)|业主|政府|市民|居民|物业|开发商|投诉|反映|关于|建议|咨询|希望|反对|强烈|严重|长期|问题/u;
/** A title this long is not written twice by chance. */
const SAME_TITLE = 10;
const SHORTEST_NAME = 3;
const LONGEST_NAME = 7;

/** Compiles the words once; what it returns reads one report. */
export function createMatterReader(lexicon: Lexicon): (report: ReportWords) => Matter {
  const match = compileLexicon(lexicon);
  const trie = buildTrie(
    lexicon.topics.flatMap((topic) => topic.words.map((word) => [normaliseWord(word), topic.id] as const)),
  );
  const addTopics = (topics: Map<string, number>, text: string, weight: number) => {
    for (const hit of trie.findAll(text))
      for (const id of hit.values) add(topics, id, weight * Math.max(1, hit.end - hit.start - 1));
    const { faults, hazards } = match(text);
    for (const { id } of [...faults, ...hazards]) add(topics, `trouble ${id}`, weight);
  };
  return ({ title, text }) => {
    const head = squeeze(title.slice(0, LONGEST_TITLE));
    const rest = squeeze(text.slice(0, MOST_OF_TEXT));
    const body = rest.slice(0, READ_OF_TEXT);
    const said = `${head}\n${body}`;
    const { places, outside } = readPlaces(said);
    // Word for word the same, with no place in it: the words are the place.
    if (places.size === 0 && head.length >= SAME_TITLE) places.add(head);
    const matter = { places, whole: new Map(), problem: new Map(), title: new Map(), topics: new Map() };
    addPieces(matter.whole, head, 2);
    addPieces(matter.whole, body, 1);
    addPieces(matter.title, head, 1);
    addPieces(matter.problem, outside.slice(0, head.length), 2);
    addPieces(matter.problem, outside.slice(head.length), 1);
    addTopics(matter.topics, head, 3);
    addTopics(matter.topics, rest.slice(0, TOPICS_OF_TEXT), 1);
    return matter;
  };
}

function squeeze(text: string): string {
  return normalise(text).text.replace(/\s+/g, '');
}

/** Names of places, and the text with them taken out. */
function readPlaces(said: string): { places: Set<string>; outside: string } {
  const places = new Set<string>();
  const isPlace = new Uint8Array(said.length);
  for (const match of said.matchAll(PLACE_END)) {
    const end = match.index + match[0].length;
    for (let length = SHORTEST_NAME; length <= Math.min(LONGEST_NAME, end); length++) {
      const name = said.slice(end - length, end);
      if (NOT_OF_A_NAME.test(name) || NO_NAME.test(name.slice(0, -1))) break;
      places.add(name);
      isPlace.fill(1, end - length, end);
    }
  }
  const outside = Array.from({ length: said.length }, (_, at) => (isPlace[at] ? '\n' : said[at])).join('');
  return { places, outside };
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
