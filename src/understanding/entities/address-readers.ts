// The readers of the address grammar, each for one way of saying where. `address.ts` puts their pieces together.

import type { Address } from '../commands.ts';
import { findAll } from '../find-all.ts';
import { readNumeral } from '../numerals.ts';
import * as grammar from './address-grammar.ts';
import type { Piece } from './address-join.ts';
import { forms, rangeOf, ranges, readMore, roomLists } from './address-lists.ts';
import { floorOf, houseNumber, setRoom, stripZeros, unitOf } from './address-parts.ts';
import { isFlat, readTail } from './address-tail.ts';
import type { HouseNames } from './house-names.ts';
import { mask } from './mask.ts';

/** Each reader sees only what the ones before it left. With `bare` a lone number may be a room. `names`: those of houses. */
export function readPieces(text: string, bare: boolean, names: HouseNames | null = null): Piece[] {
  const pieces: Piece[] = [];
  let left = text;
  const readers = [
    names ? (words: string) => namedHouses(words, names) : nothing,
    forms,
    ranges,
    lists,
    bare ? spaced : nothing,
    buildings,
    villas,
    unitsFirst,
    roomLists,
    dashed,
    floorRanges,
    floorsFirst,
    shops,
    namedRooms,
    ownedRooms,
    troubledRooms,
    bare ? bareRooms : nothing,
  ];
  for (const read of readers) {
    const found = read(left);
    pieces.push(...found);
    left = mask(left, found);
  }
  return withFarRooms(pieces, left).sort((a, b) => a.start - b.start);
}

/** 我是3栋的，501: a number that stands by itself right behind a building is its flat. */
function withFarRooms(pieces: readonly Piece[], left: string): Piece[] {
  return pieces.map((piece) => {
    const { building, unit, room } = piece.address;
    if (room !== undefined || (building === undefined && unit === undefined)) return piece;
    grammar.FAR_ROOM.lastIndex = piece.end;
    const match = grammar.FAR_ROOM.exec(left);
    if (!match) return piece;
    const address: Address = { ...piece.address };
    setRoom(address, match.groups?.room ?? '');
    return { ...piece, address, end: piece.end + match[0].length };
  });
}

function nothing(): Piece[] {
  return [];
}

function lists(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const match of findAll(text, grammar.LIST)) {
    const { list = '', kind = '' } = match.groups ?? {};
    if (grammar.COUNTED_BEFORE.test(before(text, match.index)) && !/[号#]/.test(kind)) continue;
    if (
      grammar.NUMERAL_AT_START.test(
        text.slice(match.index + match[0].length, match.index + match[0].length + 1),
      ) ||
      grammar.KIND_OF_HOUSE.test(text.slice(match.index + match[0].length, match.index + match[0].length + 4))
    )
      continue;
    const parts = list.split(/[、,，和与及跟]/u);
    // 3号、5号楼: the first number may carry its own 号.
    let cursor = match.index;
    for (const [index, part] of parts.entries()) {
      const end = index === parts.length - 1 ? match.index + match[0].length : cursor + part.length;
      for (const building of /^[A-H]$/.test(part) ? [part] : rangeOf(part.replace('号', '')))
        pieces.push({ address: { building }, start: cursor, end, bare: false });
      cursor += part.length + 1;
    }
  }
  return pieces;
}

/** 海棠苑2单元501, where a building is called so. */
function namedHouses(text: string, { pattern, idOf }: HouseNames): Piece[] {
  return findAll(text, pattern).flatMap((match): Piece[] => {
    const building = idOf(match[0]);
    if (building === undefined) return [];
    const address: Address = { building };
    const tail = readTail(text, match.index + match[0].length, address);
    const more = readMore(text, tail.end, address);
    return [{ address: more.address, start: match.index, end: tail.end, bare: false }, ...more.pieces];
  });
}

/** 3栋2单元501 and everything shorter that begins with a building. */
function buildings(text: string): Piece[] {
  const pieces: Piece[] = [];
  grammar.HEAD.lastIndex = 0;
  for (let match = grammar.HEAD.exec(text); match !== null; match = grammar.HEAD.exec(text)) {
    const {
      phaseNumber,
      phaseZone,
      letters = '',
      building,
      behind = '',
      kind,
      letterOnly,
      letterKind,
    } = match.groups ?? {};
    const address: Address = {};
    const phase = phaseNumber === undefined ? phaseZone : (readNumeral(phaseNumber) ?? undefined);
    if (phase !== undefined) address.phase = phase;
    const number =
      building === undefined
        ? houseNumber(letterOnly ?? '')
        : letters + stripZeros(readNumeral(building) ?? '') + behind;
    if (number !== letters + behind || building === undefined) address.building = number;
    const tail = readTail(text, match.index + match[0].length, address);
    const isCut =
      building !== undefined &&
      letters === '' &&
      phase === undefined &&
      grammar.NUMERAL_AT_END.test(before(text, match.index)) &&
      !grammar.WEEKDAY_AT_END.test(before(text, match.index));
    const named = isNamed({
      before: before(text, match.index),
      after: text.slice(tail.end, tail.end + 5),
      kind: kind ?? letterKind ?? '',
      building: building ?? '',
      tail: tail.found,
    });
    if (address.building === undefined || isCut || !named) {
      grammar.HEAD.lastIndex = match.index + 1;
      continue;
    }
    if (kind === '楼' && address.unit === undefined && address.room?.startsWith(address.building) === true) {
      // 8楼806 is on the eighth floor; 3楼501 is a slip for 3栋.
      address.floor = address.building;
      delete address.building;
    }
    const more = readMore(text, tail.end, address);
    pieces.push({ address: more.address, start: match.index, end: tail.end, bare: false }, ...more.pieces);
    grammar.HEAD.lastIndex = more.end;
  }
  return pieces;
}

type Seen = {
  before: string;
  after: string;
  kind: string;
  building: string;
  tail: 'none' | 'floor' | 'home';
};

/** A name of a building, not a count of buildings. */
function isNamed({ before: left, after, kind, building, tail }: Seen): boolean {
  if (tail === 'home') return true;
  if (grammar.KIND_OF_HOUSE.test(after)) return false;
  if (/^[0-9]{3,4}户/.test(after)) return false;
  if (tail === 'floor') return !grammar.COUNTED_BEFORE.test(left) || kind.includes('号');
  if (kind.endsWith('#')) return !/^(?:梯|电梯|门|机|泵|炉|车|线|口|$)/u.test(after);
  if (kind.includes('座') && (grammar.SEATED_THING.test(after) || /^[一两三四五六七八九]$/u.test(building)))
    return false;
  if (/^[两百千]$/u.test(building) || grammar.POINTED_AT.test(left)) return false;
  return !grammar.COUNTED_BEFORE.test(left) || kind.includes('号');
}

function dashed(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const match of findAll(text, grammar.DASHED)) {
    const { building = '', unit, floor, room = '', sep = '', suffix } = match.groups ?? {};
    const end = match.index + match[0].length;
    const digits = readNumeral(room.replace(/[A-Z]/g, '')) ?? '';
    if (digits.length < 3 || grammar.CODE_BEFORE.test(text.slice(Math.max(0, match.index - 6), match.index)))
      continue;
    if (unit === undefined && suffix === undefined && !isHouseAndRoom(text, match.index, end, sep)) continue;
    // 11/23/2026: a year at the end.
    if (unit !== undefined && suffix === undefined && sep === '/' && /^20[0-4][0-9]$/.test(digits)) continue;
    const address: Address = { building: houseNumber(building) };
    if (unit !== undefined) address.unit = houseNumber(unit);
    if (floor !== undefined) address.floor = stripZeros(floor);
    setRoom(address, room);
    pieces.push({ address, start: match.index, end, bare: false }, ...readMore(text, end, address).pieces);
  }
  return pieces;
}

/** 12-1503 is a house and a room; 1-2000元 and 型号8-1000 are not. */
function isHouseAndRoom(text: string, start: number, end: number, sep: string): boolean {
  if (!/[-—–_]/.test(sep)) return false;
  if (grammar.COUNTED_AT_START.test(text.slice(end, end + 3))) return false;
  return !/(?:年|月|日|¥|￥|编号|单号|型号|价格|电话)[:：]?$/u.test(before(text, start));
}

function spaced(text: string): Piece[] {
  const words = text.trim();
  const marked = /^[A-Z]?[0-9]{1,3}#$/.test(words) ? words.slice(0, -1) : null;
  const begin = text.indexOf(words);
  if (marked !== null)
    return [
      { address: { building: houseNumber(marked) }, start: begin, end: begin + words.length, bare: false },
    ];
  const groups = grammar.SPACED.exec(words)?.groups;
  if (!groups) return [];
  const address: Address = { building: houseNumber(groups.building ?? '') };
  if (groups.unit !== undefined) address.unit = stripZeros(groups.unit);
  setRoom(address, groups.room ?? '');
  return [{ address, start: begin, end: begin + words.length, bare: false }];
}

function unitsFirst(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const match of findAll(text, grammar.UNIT_FIRST)) {
    const said = match.groups?.unit ?? '';
    if (/(?:[有共每几各整]|(?<![那这])个)$/u.test(before(text, match.index)) || said === '两') continue;
    const address: Address = { unit: unitOf(said) };
    const tail = readTail(text, match.index + match[0].length, address);
    const more = readMore(text, tail.end, address);
    pieces.push({ address: more.address, start: match.index, end: tail.end, bare: false }, ...more.pieces);
  }
  return pieces;
}

/** 1到3楼的灯: every floor between. */
function floorRanges(text: string): Piece[] {
  return [...findAll(text, grammar.FLOOR_RANGE), ...findAll(text, grammar.FLOOR_PAIR)].flatMap((match) => {
    const { from = '', to = '' } = match.groups ?? {};
    const end = match.index + match[0].length;
    const after = text.slice(end, end + 4);
    if (grammar.COUNTED_BEFORE.test(before(text, match.index)) || grammar.KIND_OF_HOUSE.test(after))
      return [];
    if (match[0].endsWith('层') && grammar.LAYERS_AFTER.test(after)) return [];
    return rangeOf(`${from}到${to}`).map((floor) => ({
      address: { floor },
      start: match.index,
      end,
      bare: false,
    }));
  });
}

function floorsFirst(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const match of findAll(text, grammar.FLOOR_FIRST)) {
    const groups = match.groups ?? {};
    const end = match.index + match[0].length;
    const left = before(text, match.index);
    if (grammar.COUNTED_BEFORE.test(left) || /[上下]了?$/u.test(left)) continue;
    if (grammar.KIND_OF_HOUSE.test(text.slice(end, end + 8))) continue;
    if (grammar.CLIMBED_AFTER.test(text.slice(end, end + 2))) continue;
    if (match[0].endsWith('层') && grammar.LAYERS_AFTER.test(text.slice(end, end + 3))) continue;
    if (groups.floor !== undefined && (readNumeral(groups.floor) === null || groups.floor === '两')) continue;
    if (grammar.TWO_FLOORS.test(groups.floor ?? '')) continue;
    const address: Address = { floor: floorOf(groups) };
    const tail = isFlat(text, end, address);
    if (tail !== null) setRoom(address, tail.room);
    pieces.push({ address, start: match.index, end: tail?.end ?? end, bare: false });
  }
  return pieces;
}

/** A villa has no flats: its number is the building's. */
function villas(text: string): Piece[] {
  return findAll(text, grammar.VILLA).map((match) => ({
    address: { building: houseNumber(match.groups?.building ?? match.groups?.building2 ?? '') },
    start: match.index,
    end: match.index + match[0].length,
    bare: false,
  }));
}

const namedRooms = (text: string) => rooms(text, grammar.ROOM_NAMED, false);
/** 底商5号: its word is part of it, so that a building before it goes on to it. */
const shops = (text: string) =>
  findAll(text, grammar.SHOP).flatMap((match): Piece[] => {
    const [piece] = rooms(match[0], grammar.SHOP, false);
    return piece ? [{ ...piece, start: match.index, end: match.index + match[0].length }] : [];
  });
const troubledRooms = (text: string) => rooms(text, grammar.ROOM_TROUBLED, false);
const ownedRooms = (text: string) => rooms(text, grammar.ROOM_OWNED, false);
const bareRooms = (text: string) => rooms(text, grammar.ROOM_BARE, true);

function rooms(text: string, pattern: RegExp, bare: boolean): Piece[] {
  return findAll(text, pattern).map((match) => {
    const room = match.groups?.room ?? match.groups?.room2 ?? '';
    const address: Address = {};
    setRoom(address, room.replace('-', ''));
    return {
      address,
      start: match.index + match[0].lastIndexOf(room),
      end: match.index + match[0].length,
      bare,
    };
  });
}
function before(text: string, at: number): string {
  return text.slice(Math.max(0, at - 3), at);
}
