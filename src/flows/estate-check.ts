// Whether a place that was told exists in the estate, as the reply that asks again. What is right of it may stay.
import type { Address } from '../understanding/commands.ts';
import { checkAddress } from '../understanding/entities/check-address.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import type { Estate } from '../understanding/input.ts';
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
