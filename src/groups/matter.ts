// What a report is about, in two halves that are compared apart: where, and what is wrong there. Pure, no estate needed.
import { normalise } from '../understanding/normalise.ts';

export type ReportWords = { title: string; text: string };

export type Matter = {
  /** Names of places, each as the pieces that end at its last word (凉塘路, 星沙凉塘路). */
  places: ReadonlySet<string>;
  /** Pieces of two and three characters of the title and the beginning of the text, places taken out, with how often. */
  problem: ReadonlyMap<string, number>;
  /** The same, places left in. */
  whole: ReadonlyMap<string, number>;
};

/** People say what it is about at the beginning. */
const READ_OF_TEXT = 150;
/** What a name of a place ends with. */
const PLACE =
  /[\p{Script=Han}A-Z0-9]{1,8}?(?:小区|花园|家园|花城|新城|新村|新区|社区|公寓|山庄|名邸|公馆|广场|大厦|国际|中心|城|苑|园|府|湾|郡|庭|居|轩|阁|邸|院|里|墅|台|岸|洲|谷|湖|山|路|街|巷|大道|立交|桥|学校|小学|中学|幼儿园|大学|学院|医院|公园|市场|超市|商场|工地|项目|楼盘|地铁站|车站|站|村|镇|乡|组|期|栋|幢|号楼|座|单元)/gu;
const LONGEST_NAME = 7;

export function matterOf({ title, text }: ReportWords): Matter {
  const head = normalise(title).text;
  const body = normalise(text.slice(0, 4 * READ_OF_TEXT))
    .text.replace(/\s+/g, '')
    .slice(0, READ_OF_TEXT);
  const said = `${head}\n${body}`;
  const places = new Set<string>();
  const isPlace = new Uint8Array(said.length);
  for (const match of said.matchAll(PLACE)) {
    const end = match.index + match[0].length;
    for (let length = 3; length <= Math.min(LONGEST_NAME, match[0].length); length++)
      places.add(said.slice(end - length, end));
    isPlace.fill(1, match.index, end);
  }
  const problem = new Map<string, number>();
  const whole = new Map<string, number>();
  addPieces(whole, head, 2);
  addPieces(whole, body, 1);
  const rest = Array.from({ length: said.length }, (_, at) => (isPlace[at] ? '\n' : said[at])).join('');
  addPieces(problem, rest.slice(0, head.length), 2);
  addPieces(problem, rest.slice(head.length), 1);
  return { places, problem, whole };
}

function addPieces(pieces: Map<string, number>, text: string, weight: number): void {
  for (let at = 0; at + 2 <= text.length; at++) {
    for (const length of [2, 3]) {
      const piece = text.slice(at, at + length);
      if (piece.length === length && /^[\p{L}\p{N}]+$/u.test(piece))
        pieces.set(piece, (pieces.get(piece) ?? 0) + weight);
    }
  }
}
