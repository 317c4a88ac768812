// Several places at once and places in the manner of forms: 3栋501和502, 3栋到5栋, 楼栋：3 单元：2 房号：501.

import type { Address } from '../commands.ts';
import { findAll } from '../find-all.ts';
import { NUMERAL_CHARS, readNumeral } from '../numerals.ts';
import { LIVED_OR_TROUBLED, ROOM_LIST } from './address-grammar.ts';
import type { Piece } from './address-join.ts';
import {
  flatOf,
  flatsBetween,
  houseNumber,
  lastOfRange,
  setRoom,
  stripZeros,
  unitOf,
} from './address-parts.ts';

const N = NUMERAL_CHARS;
const AND = '[ ]?(?:[、,，/]|和|与|及|跟|同|还有)[ ]?';

/** 801 802 803 三家: nothing between them, and how many they are behind. */
const COUNTED = '[ ](?=[0-9]{3,4}(?: [0-9]{3,4}){0,4} ?(?:[两二三四五六七八九几][户家]|都))';

/** Another unit of the same building, another flat of the same entrance. */
const NEXT_UNIT = new RegExp(`${AND}第?(?<unit>[${N}]{1,2}|[A-F]) ?单[元无]`, 'uy');
const NEXT_ROOM = new RegExp(
  `(?:${AND}|${COUNTED})(?<room>[0-9]{3,4}[A-D]?|[零〇一二三四五六七八九两]{3,4})(?:室|房|号房)?(?![0-9A-Z:.-]|[${N}](?![户家])|栋|幢|座|单元|号楼|楼|层|元|块|次|户(?!主)|天|年|月|日|点|人|米|平|度|分)`,
  'uy',
);
/** 3栋1、2单元: units before the word that names them. */
const UNITS = new RegExp(`[ ]?(?<units>[${N}]{1,2}(?:[、,，和与及跟到至~-][${N}]{1,2}){1,5}) ?单元`, 'uy');

/** What goes on behind a home: further units or flats. `address` is what the first is, which a list of units completes. */
export function readMore(
  text: string,
  from: number,
  address: Address,
): { address: Address; pieces: Piece[]; end: number } {
  const pieces: Piece[] = [];
  let first = address;
  let end = from;
  const units = address.unit === undefined && address.room === undefined ? exec(UNITS, text, end) : null;
  if (units) {
    const numbers = (units.groups?.units ?? '').split(/[、,，和与及跟]/u).flatMap(rangeOf);
    const stop = end + units[0].length;
    first = { ...address, unit: numbers[0] ?? '' };
    for (const unit of numbers.slice(1))
      pieces.push({ address: { ...address, unit }, start: end, end: stop, bare: false });
    return { address: first, pieces, end: stop };
  }
  const isRoom = address.room !== undefined;
  const pattern = isRoom ? NEXT_ROOM : NEXT_UNIT;
  if (!isRoom && address.unit === undefined) return { address, pieces, end };
  if (isRoom) end = readRange(text, end, first, pieces);
  for (let match = exec(pattern, text, end); match !== null; match = exec(pattern, text, end)) {
    const next: Address = { ...address };
    if (isRoom) {
      delete next.floor;
      setRoom(next, match.groups?.room ?? '');
    } else next.unit = unitOf(match.groups?.unit ?? '');
    pieces.push({ address: next, start: end, end: end + match[0].length, bare: false });
    end += match[0].length;
    if (isRoom) end = readRange(text, end, next, pieces);
  }
  return { address: first, pieces, end };
}

const FARTHEST_AHEAD = 8;

/** 3栋1001-1003: every flat up to the last. Returns where it ends. */
function readRange(text: string, end: number, from: Address, pieces: Piece[]): number {
  const range = lastOfRange(from.room ?? '', text.slice(end, end + FARTHEST_AHEAD));
  if (range === null) return end;
  for (const room of flatsBetween(from.room ?? '', range.last).slice(1))
    pieces.push({ address: { ...from, room }, start: end, end: end + range.length, bare: false });
  return end + range.length;
}

const CALLED = /^(?:11[0249]|12[02])$/;
const PART_OF_LIST = /(?<room>[0-9零〇一二三四五六七八九两洞幺]{3,4})|(?<to>到|至|-|—|–|~|～)/gu;

/** 501、502 without a building: flats when their numbers are of one floor or of one column, or somebody lives there. */
export function roomLists(text: string): Piece[] {
  return findAll(text, ROOM_LIST).flatMap((match) => {
    const parts = findAll(match[0], PART_OF_LIST);
    const said = parts.flatMap((part) => readNumeral(part.groups?.room ?? '') ?? []);
    const flats = said.flatMap((digits) => flatOf(digits) ?? []);
    if (flats.length < said.length || said.some((digits) => CALLED.test(digits))) return [];
    const end = match.index + match[0].length;
    const isOneFloor = new Set(flats.map(({ floor }) => floor)).size === 1;
    const isOneColumn = new Set(flats.map(({ position }) => position)).size === 1;
    if (!isOneFloor && !isOneColumn && exec(LIVED_OR_TROUBLED, text, end) === null) return [];
    const pieces: Piece[] = [];
    let upTo: string | null = null;
    for (const { 0: word, index, groups = {} } of parts) {
      const digits = readNumeral(groups.room ?? '');
      if (digits === null) {
        upTo = pieces.at(-1)?.address.room ?? null;
        continue;
      }
      const start = match.index + index;
      const range = upTo === null ? null : lastOfRange(upTo, `-${digits}`);
      const rooms = range === null ? [digits] : flatsBetween(upTo ?? '', digits).slice(1);
      for (const room of rooms)
        pieces.push({ address: { room }, start, end: start + word.length, bare: false });
      upTo = null;
    }
    return pieces;
  });
}

const LONGEST_RANGE = 20;

/** 3到5 names the one between as well. */
export function rangeOf(part: string): string[] {
  const [from = '', to = from] = part.split(/[到至—~～-]/u).map((side) => readNumeral(side) ?? '');
  if (from === '') return [];
  const count = Number(to) - Number(from);
  if (!(count >= 0 && count <= LONGEST_RANGE)) return [stripZeros(from)];
  return Array.from({ length: count + 1 }, (_, index) => String(Number(from) + index));
}

const RANGE = new RegExp(
  `(?<![${N}A-Z./\\-])(?<from>[${N}]{1,3})(?:号楼|号?栋|号?幢|#楼|座)[ ]?(?:到|至|—|~|～|-)[ ]?(?<to>[${N}]{1,3})(?:号楼|号?栋|号?幢|#楼|座)(?! ?(?:[0-9]|[${N}]{1,3}(?:单元|楼|层|室)))`,
  'gu',
);

/** 3栋到5栋, 1号楼至6号楼. */
export function ranges(text: string): Piece[] {
  return findAll(text, RANGE).flatMap((match) => {
    const { from = '', to = '' } = match.groups ?? {};
    const numbers = rangeOf(`${from}到${to}`);
    const end = match.index + match[0].length;
    return numbers.length < 2
      ? []
      : numbers.map((building) => ({ address: { building }, start: match.index, end, bare: false }));
  });
}

const COLON = '[:： ]{0,2}';
const NEXT_FIELD = '[,，;；、 \\n]{0,3}';
const FORM = new RegExp(
  `(?<![${N}A-Z#号楼])(?:楼栋号?|楼号|[栋幢]号?|座号)${COLON}(?<building>[A-Z]?[${N}]{1,3}|[A-Z])(?:号楼|栋|幢|座)?${NEXT_FIELD}` +
    `(?:单元号?${COLON}(?<unit>[${N}]{1,2}|[A-F])(?:单元)?${NEXT_FIELD})?(?:楼层${COLON}(?<floor>[${N}]{1,3})[层楼]?${NEXT_FIELD})?` +
    `(?:(?:房间?号?|室号?|门牌号?|户号)${COLON}(?<room>[${N}]{3,4}[A-D]?)室?)?`,
  'gu',
);
const ENGLISH_FLAT =
  '(?:ROOM|RM|UNIT|APARTMENT|APT|FLAT|SUITE)(?: NUMBER| NO)?[ .#]{0,2}(?<room>[0-9]{3,4}[A-D]?|[0-9]{1,2}[A-H])(?![A-Z0-9])';
const ENGLISH = new RegExp(
  '(?<![A-Z])(?:(?:BUILDING|BLDG|BLOCK|TOWER)[ .#]{0,2}(?<building>[A-Z]?[0-9]{1,3}|[A-Z])(?![A-Z0-9]))?[, ]{0,2}(?:UNIT[ .#]{0,2}(?<unit>[0-9]{1,2})(?![0-9]))?' +
    `[, ]{0,2}(?:(?:FLOOR[ .]{0,2}(?<floor>[0-9]{1,2})|(?<floor2>[0-9]{1,2})(?:ST|ND|RD|TH) FLOOR)(?![A-Z0-9]))?[, ]{0,2}(?:${ENGLISH_FLAT})?`,
  'g',
);
const ENGLISH_WORD = /BUILDING|BLDG|BLOCK|TOWER|UNIT|FLOOR|ROOM|RM|APARTMENT|APT|FLAT|SUITE/;

/** The way forms ask for it, and its English twin: Building 3, Unit 2, Room 501. */
export function forms(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const pattern of ENGLISH_WORD.test(text) ? [FORM, ENGLISH] : [FORM]) {
    for (const match of findAll(text, pattern)) {
      const { building, unit, floor2, floor = floor2, room } = match.groups ?? {};
      const address: Address = {};
      if (building !== undefined) address.building = houseNumber(building);
      if (unit !== undefined) address.unit = unitOf(unit);
      if (floor !== undefined) address.floor = houseNumber(floor);
      if (room !== undefined) setRoom(address, room);
      // Flat 18C is C on the eighteenth floor.
      const lettered = /^([0-9]{1,2})([A-H])$/.exec(room ?? '');
      if (lettered) Object.assign(address, { floor: lettered[1] ?? '', room: lettered[2] ?? '' });
      const isWhole =
        room !== undefined ||
        (pattern === ENGLISH
          ? building !== undefined || floor !== undefined
          : building !== undefined && unit !== undefined);
      const end = match.index + match[0].trimEnd().length;
      if (isWhole) pieces.push({ address, start: match.index + match[0].search(/[^, ]/), end, bare: false });
    }
  }
  return pieces;
}

function exec(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
