// Parts of an address in normal form: Arabic digits, upper-case letters, no suffix.
import type { Address } from '../commands.ts';
import { readNumeral } from '../numerals.ts';

/** 03 → 3; a lone 0 stays. */
export function stripZeros(digits: string): string {
  return digits.replace(/^0+(?=[0-9])/, '');
}

const STEMS: Record<string, string> = { 甲: 'A', 乙: 'B', 丙: 'C', 丁: 'D' };

/** 3, A3, 十二, 甲. */
export function houseNumber(said: string): string {
  const stem = STEMS[said];
  if (stem !== undefined) return stem;
  const letters = /^[A-Z]*/.exec(said)?.[0] ?? '';
  const rest = said.slice(letters.length);
  return letters + (rest === '' ? '' : stripZeros(readNumeral(rest) ?? rest));
}

export function unitOf(said: string): string {
  return houseNumber(said);
}

/** Letters before and behind the digits stay (501A). Zeros stay: 02 is what people say behind a floor. */
export function setRoom(address: Address, said: string): void {
  if (/^[A-H]$/.test(said)) {
    address.room = said;
    return;
  }
  const match = /^([A-Z]?)(.*?)([A-Z]?)$/.exec(said);
  const digits = readNumeral(match?.[2] ?? '');
  if (digits !== null) address.room = `${match?.[1] ?? ''}${digits}${match?.[3] ?? ''}`;
}

/** 5楼 → 5, 负一层 → B1, 顶楼 → 顶. */
export function floorOf(groups: Record<string, string | undefined>): string {
  const deep = groups.deep ?? groups.deepB ?? groups.deepBare;
  if (deep !== undefined) return `B${stripZeros(readNumeral(deep) ?? deep)}`;
  if (groups.top !== undefined) return '顶';
  return stripZeros(readNumeral(groups.floor ?? '') ?? '');
}

const MOST_ON_A_FLOOR = 20;

/** 1503 is floor 15, flat 3; null for what is no number of a flat (1500, 0755, 1999). */
export function flatOf(digits: string): { floor: number; position: number } | null {
  if (!/^[1-9][0-9]{2,3}$/.test(digits)) return null;
  const floor = Number(digits.slice(0, -2));
  const position = Number(digits.slice(-2));
  return position >= 1 && position <= MOST_ON_A_FLOOR ? { floor, position } : null;
}

const RANGE_AHEAD = /^ ?[室房]?(?:到|至|-|—|–|~|～) ?(?<last>[0-9]{3,4})(?![0-9-])/u;

/** Behind 1001: the 1003 of -1003 or 到1003, when it is a flat of the same floor further on. */
export function lastOfRange(first: string, ahead: string): { last: string; length: number } | null {
  const match = RANGE_AHEAD.exec(ahead);
  const last = match?.groups?.last ?? '';
  const from = flatOf(first);
  const to = flatOf(last);
  if (!match || from === null || to === null || from.floor !== to.floor) return null;
  return to.position > from.position ? { last, length: match[0].length } : null;
}

/** 1001 to 1003: the flats between as well. */
export function flatsBetween(first: string, last: string): string[] {
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) =>
    String(Number(first) + index),
  );
}
