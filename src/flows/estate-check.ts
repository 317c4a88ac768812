// Whether a place that was told exists in the estate. What does exist of it may stay; the nearest real ones are offered.
import type { Address } from '../understanding/commands.ts';
import type { Estate } from '../understanding/input.ts';
import type { Json } from './types.ts';

export type PlaceRefusal = { reply: string; fields: Record<string, string>; keep: Json };

export function checkPlace(place: Address, estate: Estate): PlaceRefusal | null {
  // Without a building there is nothing to look up yet; a shared place names itself.
  if (place.building === undefined || estate.buildings.length === 0) return null;
  const building = estate.buildings.find((one) => one.id.toUpperCase() === place.building?.toUpperCase());
  if (!building)
    return {
      reply: 'place.unknown.building',
      fields: {
        nearest: span(
          estate.buildings.map((one) => one.id),
          '栋',
        ),
      },
      keep: null,
    };
  const known: Address = {
    ...(place.phase === undefined ? {} : { phase: place.phase }),
    building: building.id,
  };
  if (place.unit !== undefined && building.units.length > 0 && !building.units.includes(place.unit)) {
    return { reply: 'place.unknown.unit', fields: { nearest: span(building.units, '单元') }, keep: known };
  }
  if (place.unit !== undefined) known.unit = place.unit;
  const { from, to } = building.floors;
  if (
    place.floor !== undefined &&
    /^\d+$/.test(place.floor) &&
    (Number(place.floor) < from || Number(place.floor) > to)
  ) {
    return { reply: 'place.unknown.room', fields: { nearest: `${from}到${to}楼` }, keep: known };
  }
  const room = /^(\d{1,2})(\d{2})$/.exec(place.room ?? '');
  if (room) {
    const floor = Number(room[1]);
    const number = Number(room[2]);
    const last = String(building.roomsPerFloor).padStart(2, '0');
    if (floor < from || floor > to)
      return { reply: 'place.unknown.room', fields: { nearest: `${from}到${to}楼` }, keep: known };
    if (number < 1 || number > building.roomsPerFloor) {
      return { reply: 'place.unknown.room', fields: { nearest: `${floor}01到${floor}${last}` }, keep: known };
    }
  }
  return null;
}

/** 1到12栋 where the numbers run through, else the first few by name. */
function span(ids: readonly string[], suffix: string): string {
  const numbers = ids.map(Number);
  const runs =
    ids.length > 2 &&
    numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1);
  return runs ? `${ids[0]}到${ids.at(-1)}${suffix}` : `${ids.slice(0, 6).join('、')}${suffix}`;
}
