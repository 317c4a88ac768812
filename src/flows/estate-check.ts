// Whether a place that was told exists in the estate, as the reply that asks again. What is right of it may stay.
import type { Address } from '../understanding/commands.ts';
import { checkAddress } from '../understanding/entities/check-address.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import type { Estate } from '../understanding/input.ts';
import type { WhichPlace } from './ports.ts';
import type { Json } from './types.ts';

export type PlaceRefusal = { reply: string; fields: Record<string, string>; keep: Json };

export function checkPlace(place: Address, estate: Estate): PlaceRefusal | null {
  const checked = checkAddress(place, estate);
  if (checked.ok) return null;
  const keep = Object.keys(checked.keep).length > 0 ? (checked.keep as Json) : null;
  const nearest = checked.suggestions.map(formatAddress).join('、');
  if (nearest === '') return { reply: 'place.unknown.plain', fields: {}, keep };
  const reply = checked.part === 'floor' ? 'place.unknown.room' : `place.unknown.${checked.part}`;
  return { reply, fields: { nearest }, keep };
}

/** 3栋501 in a house of three units, 501 in an estate of twelve houses: which one is asked, never guessed. */
export function askWhich(place: Address, estate: Estate): WhichPlace | null {
  const { building, unit, room, publicPlace } = place;
  if (publicPlace !== undefined || (room === undefined && unit === undefined)) return null;
  if (building === undefined) {
    if (estate.buildings.length < 2) return null;
    return { reply: 'place.which.building', fields: { told: formatAddress(place) }, choices: [] };
  }
  const units = estate.buildings.find((one) => one.id === building)?.units ?? [];
  if (room === undefined || unit !== undefined || units.length < 2) return null;
  const choices = units
    .filter((one) => checkAddress({ ...place, unit: one }, estate).ok)
    .map((one) => ({ place: { ...place, unit: one }, label: formatAddress({ unit: one }) }));
  if (choices.length < 2) return null;
  const labels = choices.map(({ label }) => label).join('、');
  return { reply: 'place.which.unit', fields: { told: formatAddress(place), choices: labels }, choices };
}

/** 3栋2单元501 and 5栋1单元302 in one message, and one trouble. */
export function askWhichOf(places: readonly Address[]): WhichPlace {
  const choices = places.map((place) => ({ place, label: formatAddress(place) }));
  return {
    reply: 'place.which',
    fields: { choices: choices.map(({ label }) => label).join('、') },
    choices,
  };
}
