// Where a notice holds: a building (6), a unit (6-2), a floor (6-2-5F), one home (6-2-501) or a shared place by its name. Pure.
import type { Address } from '../understanding/commands.ts';

const DASHED = /^([0-9A-Za-z]{1,4})-([0-9A-Za-z]{1,3})(?:-(?:(B?\d{1,2})F|([0-9A-Za-z]{3,5})))?$/iu;
const SAID =
  /^([0-9A-Za-z]{1,4})(?:栋|幢|座|号楼)(?:([0-9A-Za-z]{1,3})单元)?(?:(B?\d{1,2})[层楼]|([0-9A-Za-z]{3,5})室?)?$/iu;
const BUILDING = /^[0-9A-Za-z]{1,4}$/u;

/** As staff write it: 6, 6-2, 6栋2单元, 6-2-5F, 6栋2单元5层, 6-2-501, 北门. */
export function readReachedPlace(text: string): Address {
  const place = text.trim();
  if (BUILDING.test(place)) return { building: place };
  const found = DASHED.exec(place) ?? SAID.exec(place);
  if (!found) return { publicPlace: place };
  const [, building, unit, floor, room] = found;
  const parts = { building, unit, floor: floor?.toUpperCase(), room };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

/** One way to write it, so that equal places are equal. */
export function reachedPlaceKey(text: string): string {
  const { building, unit, floor, room, publicPlace } = readReachedPlace(text);
  if (publicPlace !== undefined) return publicPlace;
  if (unit === undefined && (floor !== undefined || room !== undefined)) return text.trim();
  return [building, unit, floor === undefined ? room : `${floor}F`]
    .filter((part) => part !== undefined)
    .join('-');
}

/** `unknown`: what is to be said where it is not known on which floor, say, they live. */
export function reachesPlace(places: readonly string[], at: Address, unknown: boolean): boolean {
  const known: Address = { ...at };
  if (known.floor === undefined && known.room !== undefined && known.room.length > 2)
    known.floor = known.room.slice(0, -2);
  return places.some((text) =>
    Object.entries(readReachedPlace(text)).every(([part, wanted]) => {
      const theirs = known[part as keyof Address];
      return theirs === undefined ? unknown : theirs === wanted;
    }),
  );
}
