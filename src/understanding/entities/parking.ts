// Parking spaces: B2-103, C区56号车位, 车位号123. Normal form zone-number, as on the pillars.
import { findAll } from '../find-all.ts';
import type { Normalised } from '../normalise.ts';
import type { Place } from './mask.ts';

export type FoundParking = Place & {
  parking: string;
  /** The number alone: the zone in front of it may be a shared place of the estate. */
  number: Place;
};

const ZONE = '(?:(?<zone>[A-Z][0-9]?|[东西南北])[区 ]?(?:-| )?)?';
const BEFORE = new RegExp(
  `(?:停?车位|泊位)(?:号码?)?[是为: ]{0,2}${ZONE}(?<number>[0-9]{1,4})(?![0-9元块个层])号?`,
  'gu',
);
const AFTER = new RegExp(
  `${ZONE}(?<![0-9])(?<number>[0-9]{1,4})(?:号|#)?(?:的|那个)?(?:停?车位|泊位)(?!费)`,
  'gu',
);
/** B2-103 alone is a space only where cars are spoken of. */
const DASHED = /(?<![A-Z0-9-])(?<zone>B[1-5]|负[一二三四12345]层?)-(?<number>[0-9]{2,4})(?![0-9-])/gu;
const CARS = /车|停|泊/u;

export function findParking({ text }: Pick<Normalised, 'text'>): FoundParking[] {
  const found: FoundParking[] = [];
  const patterns = [BEFORE, AFTER, ...(CARS.test(text) ? [DASHED] : [])];
  for (const pattern of patterns) {
    for (const match of findAll(text, pattern)) {
      const { zone, number = '' } = match.groups ?? {};
      const start = match.index;
      const end = start + match[0].length;
      if (found.some((other) => other.start < end && other.end > start)) continue;
      const at =
        start + match[0].indexOf(number, zone === undefined ? 0 : match[0].indexOf(zone) + zone.length);
      const isCount = /个$/u.test(match[0].replace(/(?:停?车位|泊位)$/u, ''));
      if (isCount) continue;
      const isDashed = pattern === DASHED || /^B[1-5]/.test(zone ?? '');
      found.push({
        parking:
          zone === undefined
            ? number
            : /^[A-Z][0-9]$/.test(zone)
              ? `${zone}-${number}`
              : `${zone}区-${number}`,
        start,
        end,
        number: { start: isDashed ? start : at, end },
      });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
