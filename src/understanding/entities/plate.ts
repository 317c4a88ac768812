// Number plates: 粤B12345, 粤B·12A45, the eight of new-energy cars. Letters I and O are never used behind the city letter.
import { findAll } from '../find-all.ts';
import type { Normalised } from '../normalise.ts';
import type { Place } from './mask.ts';

export type FoundPlate = Place & { plate: string };

const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const PLATE = new RegExp(
  `(?<province>[${PROVINCES}])[ ]?(?<city>[A-HJ-Z])[ ·.•\\-]?(?<rest>[A-HJ-NP-Z0-9]{5,6}|[A-HJ-NP-Z0-9]{4}[学警港澳挂])(?![A-Z0-9])`,
  'gu',
);
/** GA 36: five signs with at most two letters; six begin or end with the letter of a new-energy car. */
const ORDINARY = /^(?=(?:[0-9]*[A-Z]){0,2}[0-9]*$)[A-Z0-9]{5}$/;
const NEW_ENERGY = /^(?:[A-HJK][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJK])$/;
const SPECIAL = /[学警港澳挂]$/u;

export function findPlates({ text }: Pick<Normalised, 'text'>): FoundPlate[] {
  return findAll(text, PLATE).flatMap((match) => {
    const { province = '', city = '', rest = '' } = match.groups ?? {};
    if (!ORDINARY.test(rest) && !NEW_ENERGY.test(rest) && !SPECIAL.test(rest)) return [];
    return [{ plate: `${province}${city}${rest}`, start: match.index, end: match.index + match[0].length }];
  });
}
