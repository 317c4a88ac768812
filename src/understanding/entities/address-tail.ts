// What follows a building or a unit: unit, floor, room, each at most once and in this order.
import type { Address } from '../commands.ts';
import { readNumeral } from '../numerals.ts';
import * as grammar from './address-grammar.ts';
import { floorOf, houseNumber, lastOfRange, setRoom, unitOf } from './address-parts.ts';

/** Writes what it reads into `address`. `home` = a unit or a room was named, `floor` = only a floor. */
export function readTail(
  text: string,
  from: number,
  address: Address,
): { end: number; found: 'none' | 'floor' | 'home' } {
  const dashed = address.unit === undefined ? at(grammar.TAIL_DASHED, text, from) : null;
  if (dashed) {
    const { unit = '', floor, room = '' } = dashed.groups ?? {};
    address.unit = houseNumber(unit);
    if (floor !== undefined) address.floor = houseNumber(floor);
    setRoom(address, room);
    return { end: from + dashed[0].length, found: 'home' };
  }
  let end = from;
  let found: 'none' | 'floor' | 'home' = 'none';
  const unit = address.unit === undefined ? at(grammar.TAIL_UNIT, text, end) : null;
  if (unit && !/[两百千]/u.test(unit.groups?.unit ?? '')) {
    address.unit = unitOf(unit.groups?.unit ?? '');
    end += unit[0].length;
    found = 'home';
  }
  const pair = address.unit === undefined ? at(grammar.TAIL_FLOOR_AND_ROOM, text, end) : null;
  if (pair) {
    address.floor = houseNumber(pair.groups?.floor ?? '');
    setRoom(address, houseNumber(pair.groups?.room ?? ''));
    return { end: end + pair[0].length, found: 'home' };
  }
  const lettered = at(grammar.TAIL_FLOOR_LETTER, text, end);
  if (lettered) {
    address.floor = houseNumber(lettered.groups?.floor ?? '');
    setRoom(address, lettered.groups?.room ?? '');
    return { end: end + lettered[0].length, found: 'home' };
  }
  const floor = at(grammar.TAIL_FLOOR, text, end);
  if (
    floor &&
    !grammar.TWO_FLOORS.test(floor.groups?.floor ?? '') &&
    floorOf(floor.groups ?? {}) !== '' &&
    !isLayers(text, end + floor[0].length, floor[0])
  ) {
    address.floor = floorOf(floor.groups ?? {});
    end += floor[0].length;
    if (found === 'none') found = 'floor';
  }
  const room = isFlat(text, end, address);
  if (room !== null) {
    setRoom(address, room.room);
    end = room.end;
    found = 'home';
  }
  return { end, found };
}

const ONE_HOME = /^ ?家(?![都全们庭]|一起|联名|住户|业主)/u;

/** A room at this place, or null: a count (3栋5户), a date, a telephone number. */
export function isFlat(text: string, from: number, address: Address): { room: string; end: number } | null {
  const letter = address.floor === undefined ? null : at(grammar.TAIL_LETTER, text, from);
  if (letter) return { room: letter.groups?.room ?? '', end: from + letter[0].length };
  const match = at(grammar.TAIL_ROOM, text, from);
  if (!match) return null;
  const { room = '', suffix } = match.groups ?? {};
  const end = from + match[0].length;
  const next = text.slice(end, end + 4);
  const digits = readNumeral(room.replace(/[A-Z]/g, ''));
  if (digits === null || digits.length > 5) return null;
  if (suffix !== undefined) return { room, end };
  if (lastOfRange(digits, next + text.slice(end + 4, end + 8)) !== null) return { room, end };
  if (grammar.NUMERAL_AT_START.test(next) || /^ ?(?:[-—–](?![1-9](?![0-9-]))|[/:：.])[0-9]/.test(next))
    return null;
  // 501家里 is a flat; 3栋200家都停水了 counts homes.
  if (digits.length >= 3 && ONE_HOME.test(next)) return { room, end };
  if (grammar.COUNTED_AT_START.test(next) || /^(?:号|楼|层|栋|幢|座|单元|F|区|#|梯)/u.test(next)) return null;
  if (digits.length >= 3) return { room, end };
  // Two digits are a room only behind a floor: 5楼02.
  return address.floor !== undefined && digits.length === 2 && /^[0-9零〇]/u.test(room)
    ? { room, end }
    : null;
}

function isLayers(text: string, end: number, said: string): boolean {
  return said.endsWith('层') && grammar.LAYERS_AFTER.test(text.slice(end, end + 3));
}

function at(pattern: RegExp, text: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from;
  return pattern.exec(text);
}
