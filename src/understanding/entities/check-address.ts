// Is there such a place in the estate? If not, which real ones are nearest. Says nothing about who lives there.
import type { Address } from '../commands.ts';
import type { Estate } from '../input.ts';

export type AddressCheck =
  | { ok: true }
  | {
      ok: false;
      /** What is not there. */
      code:
        | 'address/unknown-building'
        | 'address/unknown-unit'
        | 'address/unknown-floor'
        | 'address/unknown-room';
      part: 'building' | 'unit' | 'floor' | 'room';
      /** What is right of it: everything above the wrong part, and a shared place. */
      keep: Address;
      /** The nearest real ones, whole addresses down to the wrong part, at most three. */
      suggestions: Address[];
    };

const MOST_SUGGESTIONS = 3;
type Building = Estate['buildings'][number];

export function checkAddress(address: Address, estate: Estate): AddressCheck {
  const { building, unit, floor, room } = address;
  if (estate.buildings.length === 0) return { ok: true };
  const buildings =
    building === undefined ? estate.buildings : estate.buildings.filter((one) => one.id === building);
  if (buildings.length === 0) {
    const ids = estate.buildings.map((one) => one.id);
    return unknown('building', address, nearestIds(building ?? '', ids));
  }
  const withUnit = unit === undefined ? buildings : buildings.filter((one) => one.units.includes(unit));
  if (withUnit.length === 0)
    return unknown('unit', address, nearestIds(unit ?? '', unique(buildings.flatMap((one) => one.units))));
  if (floor !== undefined && !withUnit.some((one) => hasFloor(one, floor))) {
    return unknown('floor', address, nearestIds(floor, unique(withUnit.flatMap(floorsOf))));
  }
  if (room !== undefined && !withUnit.some((one) => hasRoom(one, room, floor))) {
    return unknown('room', address, nearestRooms(room, floor, withUnit));
  }
  return { ok: true };
}

const ORDER = ['phase', 'building', 'unit', 'floor', 'room'] as const;

function unknown(
  part: 'building' | 'unit' | 'floor' | 'room',
  address: Address,
  values: readonly string[],
): AddressCheck {
  const keep: Address = address.publicPlace === undefined ? {} : { publicPlace: address.publicPlace };
  for (const above of ORDER.slice(0, ORDER.indexOf(part))) {
    const value = address[above];
    if (value !== undefined) keep[above] = value;
  }
  // A wrong room may have brought the floor along; the nearest room brings its own.
  const base: Address = { ...keep };
  delete base.publicPlace;
  if (part === 'room') delete base.floor;
  return {
    ok: false,
    code: `address/unknown-${part}`,
    part,
    keep,
    suggestions: values.slice(0, MOST_SUGGESTIONS).map((value) => ({ ...base, [part]: value })),
  };
}

function hasFloor(building: Building, floor: string): boolean {
  if (floor === '顶') return true;
  // Levels below the ground are the garage's; no room is counted there.
  if (/^B[0-9]+$/.test(floor)) return true;
  const number = Number(floor);
  return Number.isInteger(number) && number >= building.floors.from && number <= building.floors.to;
}

function floorsOf(building: Building): string[] {
  const { from, to } = building.floors;
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index));
}

/** 501 is floor 5, room 01; 02 is a room of the floor that was said. */
function hasRoom(building: Building, room: string, saidFloor: string | undefined): boolean {
  const parts = splitRoom(room, saidFloor);
  if (parts === null) return false;
  const { floor, position } = parts;
  if (floor !== null && saidFloor !== undefined && /^[0-9]+$/.test(saidFloor) && Number(saidFloor) !== floor)
    return false;
  if (building.rooms)
    return building.rooms.some(
      (one) => one.endsWith(twoDigits(position)) && (floor === null || one === roomOf(floor, position)),
    );
  if (position < 1 || position > building.roomsPerFloor) return false;
  return floor === null || (floor >= building.floors.from && floor <= building.floors.to);
}

function splitRoom(
  room: string,
  saidFloor: string | undefined,
): { floor: number | null; position: number } | null {
  if (!/^[0-9]{1,5}$/.test(room)) return null;
  if (room.length <= 2)
    return { floor: saidFloor === undefined ? null : Number(saidFloor), position: Number(room) };
  return { floor: Number(room.slice(0, -2)), position: Number(room.slice(-2)) };
}

function nearestRooms(room: string, saidFloor: string | undefined, buildings: readonly Building[]): string[] {
  const building = buildings[0];
  const parts = splitRoom(room.replace(/[^0-9]/g, ''), saidFloor);
  if (!building || parts === null) return [];
  const wanted = parts.floor ?? Number(saidFloor ?? building.floors.from);
  const floor = clamp(Number.isFinite(wanted) ? wanted : building.floors.from, building.floors);
  if (building.rooms) {
    const apart = (one: string) => Math.abs(Number(one) - Number(roomOf(floor, parts.position)));
    return building.rooms.toSorted((a, b) => apart(a) - apart(b) || Number(a) - Number(b));
  }
  const positions = Array.from({ length: building.roomsPerFloor }, (_, index) => index + 1);
  positions.sort((a, b) => Math.abs(a - parts.position) - Math.abs(b - parts.position) || a - b);
  return positions.map((position) => roomOf(floor, position));
}

function roomOf(floor: number, position: number): string {
  return `${floor}${twoDigits(position)}`;
}

function twoDigits(position: number): string {
  return String(position).padStart(2, '0');
}

/** How many homes there are. */
export function countHomes(building: Building): number {
  const { units, floors, roomsPerFloor, rooms } = building;
  return units.length * (rooms?.length ?? (floors.to - floors.from + 1) * roomsPerFloor);
}

function clamp(value: number, range: { from: number; to: number }): number {
  return Math.min(range.to, Math.max(range.from, value));
}

/** By number when both are numbers; otherwise those that share most characters. */
function nearestIds(said: string, ids: readonly string[]): string[] {
  const number = digitsOf(said);
  const distance = (id: string): number => {
    const own = digitsOf(id);
    const letters = lettersOf(id) === lettersOf(said) ? 0 : 1000;
    if (number !== null && own !== null)
      return letters + Math.abs(number - own) + (isTail(said, id) ? -0.5 : 0);
    return letters + 500;
  };
  return [...ids].sort((a, b) => distance(a) - distance(b) || a.length - b.length || (a < b ? -1 : 1));
}

/** A slip of the thumb: 13 for 3, 33 for 3. */
function isTail(said: string, id: string): boolean {
  return said.endsWith(id) || said.startsWith(id);
}

function digitsOf(id: string): number | null {
  const digits = id.replace(/[^0-9]/g, '');
  return digits === '' ? null : Number(digits);
}

function lettersOf(id: string): string {
  return id.replace(/[0-9]/g, '');
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
