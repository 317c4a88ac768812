// config/estate.yaml: the estates, and from them what addresses are checked against.
import { z } from 'zod';
import type { Estate } from '../../understanding/input.ts';
import type { Community } from '../config.ts';
import { id, numberRange, numbersOf, phone, text } from './words.ts';

const block = z.strictObject({
  /** Numbers of the buildings this row speaks of: 1-12. */
  buildings: numberRange,
  units: numberRange,
  floors: numberRange,
  rooms: numberRange,
});

const garage = z.strictObject({ levels: z.array(text).min(1), areas: z.array(text).min(1) });

export const estateFile = z.strictObject({
  communities: z
    .array(
      z.strictObject({
        id,
        name: text,
        office: z.strictObject({ name: text, phone, address: text }),
        blocks: z.array(block).min(1),
        gates: z.array(text).default([]),
        /** How many lifts each unit has; they are called 1号梯, 2号梯 … */
        liftsPerUnit: z.int().min(0).max(9).default(0),
        garage: garage.optional(),
        publicPlaces: z.array(z.strictObject({ name: text, aliases: z.array(text).default([]) })).default([]),
      }),
    )
    .min(1),
});
type CommunityRow = z.infer<typeof estateFile>['communities'][number];

export function communityOf(row: CommunityRow): Community {
  return { id: row.id, name: row.name, office: row.office, estate: estateOf(row) };
}

function estateOf(row: CommunityRow): Estate {
  return {
    id: row.id,
    name: row.name,
    buildings: row.blocks.flatMap((entry) =>
      numbersOf(entry.buildings).map((building) => ({
        id: building,
        units: numbersOf(entry.units),
        floors: entry.floors,
        roomsPerFloor: entry.rooms.to,
      })),
    ),
    publicPlaces: [
      ...row.gates.map((name) => ({
        name,
        aliases: [name.replace(/门$/, '大门'), `${name}口`, `${name}岗亭`],
      })),
      ...liftPlaces(row.liftsPerUnit),
      ...(row.garage ? garagePlaces(row.garage) : []),
      ...row.publicPlaces,
    ],
  };
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
function garagePlaces({ levels, areas }: z.infer<typeof garage>): Estate['publicPlaces'] {
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
