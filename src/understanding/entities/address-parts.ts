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
