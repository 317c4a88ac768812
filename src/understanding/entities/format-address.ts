// An address as people here say it: 3栋2单元501. Only what is known is said.
import type { Address } from '../commands.ts';

/** Empty for an empty address. */
export function formatAddress(address: Address): string {
  const { phase, building, unit, floor, room, publicPlace } = address;
  const isWithin = building !== undefined || unit !== undefined;
  const parts = [
    phase === undefined ? '' : /^[0-9]+$/.test(phase) ? `${phase}期` : `${phase}区`,
    building === undefined ? '' : `${building}栋`,
    unit === undefined ? '' : `${unit}单元`,
    sayFloor(floor, room),
    room === undefined ? '' : isWithin || floorIsSaid(floor, room) ? room : `${room}室`,
    publicPlace ?? '',
  ];
  return parts.join('');
}

/** 501 says that it is on 5; only 02 needs its floor. */
function sayFloor(floor: string | undefined, room: string | undefined): string {
  if (floor === undefined || (room !== undefined && !floorIsSaid(floor, room))) return '';
  if (floor === '顶') return '顶层';
  return floor.startsWith('B') ? `负${floor.slice(1)}层` : `${floor}层`;
}

function floorIsSaid(floor: string | undefined, room: string): boolean {
  return floor !== undefined && !(room.startsWith(floor) && room.length > 2);
}
