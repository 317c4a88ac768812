// Joins what was told about a place in pieces. Knows no estate.
import type { Address } from '../understanding/commands.ts';

/** What is told now, laid over what is known: a new building drops the old flat, a new unit drops the old room. */
export function mergeAddress(known: Address | null, told: Address, knownIsGuess: boolean): Address {
  if (known === null) return { ...told };
  if (told.building !== undefined) {
    // 2单元501 told first and 3栋 after it belong together.
    if (
      known.building !== undefined &&
      (known.building !== told.building || differs(known.phase, told.phase))
    )
      return { ...told };
  } else if (told.publicPlace !== undefined && told.room === undefined && knownIsGuess) {
    // A shared place is not in the flat we guessed from the profile.
    return { ...told };
  }
  const base: Address = { ...known };
  // A unit told after the flat completes it (我是501的 … 3栋2单元); another unit has other flats.
  if (base.unit !== undefined && differs(base.unit, told.unit)) {
    delete base.floor;
    delete base.room;
  }
  if (differs(base.floor, told.floor) && !isOnFloor(base.room, told.floor)) delete base.room;
  // The room says the floor (501 is on 5).
  if (told.room !== undefined && told.floor === undefined) delete base.floor;
  if ((told.room !== undefined || told.floor !== undefined) && told.publicPlace === undefined)
    delete base.publicPlace;
  return { ...base, ...told };
}

/** 501 is on 5. */
function isOnFloor(room: string | undefined, floor: string | undefined): boolean {
  return (
    room !== undefined && floor !== undefined && room.length === floor.length + 2 && room.startsWith(floor)
  );
}

function differs(known: string | undefined, told: string | undefined): boolean {
  return told !== undefined && known !== told;
}

/** True when both name a building (or shared place) and it is another one. */
export function isElsewhere(known: Address | null, told: Address): boolean {
  if (known === null) return false;
  if (known.building !== undefined && told.building !== undefined && known.building !== told.building)
    return true;
  const flat = (a: Address) =>
    a.room === undefined ? null : `${a.building ?? known.building}-${a.unit ?? known.unit}-${a.room}`;
  const a = flat(known);
  const b = flat(told);
  return a !== null && b !== null && a !== b && told.building !== undefined;
}

/** Names of the parts that are not the same. */
export function changedParts(before: Address, after: Address): (keyof Address)[] {
  const parts = ['phase', 'building', 'unit', 'floor', 'room', 'publicPlace'] as const;
  return parts.filter((part) => before[part] !== after[part] && after[part] !== undefined);
}
