// config/estate.yaml: the estates, and from them what addresses are checked against.
import { z } from 'zod';
import type { Estate } from '../../understanding/input.ts';
import type { Community, SharedPlaces } from '../config.ts';
import { readHouseNumbers, readRoomNumbers } from './estate-numbers.ts';
import { id, numberRange, phone, text } from './words.ts';

const houseNumbers = z.union([z.string(), z.int()]).transform((value, context) => {
  const numbers = readHouseNumbers(String(value));
  if (numbers) return numbers;
  context.addIssue({ code: 'custom', message: 'must be numbers such as 1-12 or 1-3,5,A' });
  return z.NEVER;
});
const roomNumbers = z.union([z.string(), z.int()]).transform((value, context) => {
  const numbers = readRoomNumbers(String(value));
  if (numbers) return numbers;
  context.addIssue({
    code: 'custom',
    message: 'must be rooms such as 101-102,201-204, each range on one floor',
  });
  return z.NEVER;
});

/** Buildings that are alike. */
export const block = z.strictObject({
  /** Numbers of the buildings this row speaks of: 1-12. */
  buildings: houseNumbers,
  units: houseNumbers,
  floors: numberRange,
  rooms: numberRange,
  /** Where floors are not alike: all rooms of each unit. Absent = every floor has `rooms`. */
  onlyRooms: roomNumbers.optional(),
  /** What residents call the building beside its number: 海棠苑. */
  names: z.array(text).default([]),
});

const garage = z.strictObject({ levels: z.array(text).min(1), areas: z.array(text).default([]) });

/** What is shared by all who live there. */
export const sharedPlaces = z.strictObject({
  gates: z.array(text).default([]),
  /** How many lifts each unit has; they are called 1号梯, 2号梯 … */
  liftsPerUnit: z.int().min(0).max(9).default(0),
  garage: garage.optional(),
  publicPlaces: z.array(z.strictObject({ name: text, aliases: z.array(text).default([]) })).default([]),
});

export const estateFile = z.strictObject({
  communities: z
    .array(
      sharedPlaces.extend({
        id,
        name: text,
        office: z.strictObject({ name: text, phone, address: text }),
        blocks: z.array(block).min(1),
      }),
    )
    .min(1),
});
type CommunityRow = z.infer<typeof estateFile>['communities'][number];

export function communityOf(row: CommunityRow): Community {
  const { id: communityId, name, office, blocks, gates, liftsPerUnit, publicPlaces } = row;
  const shared: SharedPlaces = { gates, liftsPerUnit, garage: row.garage ?? null, publicPlaces };
  return {
    ...{ id: communityId, name, office, shared },
    estate: { id: communityId, name, buildings: buildingsOf(blocks), publicPlaces: publicPlacesOf(shared) },
  };
}

export function buildingsOf(blocks: readonly z.infer<typeof block>[]): Estate['buildings'] {
  return blocks.flatMap(({ buildings, units, floors, rooms, onlyRooms, names }) =>
    buildings.map((building) => ({
      ...{ id: building, units, floors, roomsPerFloor: rooms.to },
      ...(onlyRooms ? { rooms: onlyRooms } : {}),
      ...(names.length > 0 ? { names } : {}),
    })),
  );
}

export function publicPlacesOf(shared: SharedPlaces): Estate['publicPlaces'] {
  return [
    ...shared.gates.map((name) => ({
      name,
      aliases: [name.replace(/门$/, '大门'), `${name}口`, `${name}岗亭`],
    })),
    ...liftPlaces(shared.liftsPerUnit),
    ...(shared.garage ? garagePlaces(shared.garage) : []),
    ...shared.publicPlaces,
  ];
}

function liftPlaces(count: number): Estate['publicPlaces'] {
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    return {
      name: `${number}号梯`,
      aliases: [`${number}号电梯`, `${number}#梯`, `${number}#电梯`, `${number}号升降梯`],
    };
  });
}

/** The whole garage, each level, each area, and each area on each level. */
function garagePlaces({ levels, areas }: NonNullable<SharedPlaces['garage']>): Estate['publicPlaces'] {
  const roots = ['地下车库', '车库', '地库', '地下停车场', '停车场'];
  const named = (suffix: string) => ({
    name: `${roots[0]}${suffix}`,
    aliases: roots.slice(1).map((root) => `${root}${suffix}`),
  });
  const places = [named('')];
  for (const level of levels) {
    const whole = named(`${level}层`);
    places.push({
      name: whole.name,
      aliases: [...whole.aliases, `${roots[0]}${level}`, `车库${level}`, level],
    });
  }
  for (const area of areas) places.push(named(`${area}区`));
  for (const level of levels) {
    for (const area of areas) {
      const both = named(`${level}层${area}区`);
      places.push({
        name: both.name,
        aliases: [
          ...both.aliases,
          `${roots[0]}${level}${area}区`,
          `${level}${area}区`,
          `${level}层${area}区`,
        ],
      });
    }
  }
  return places;
}
