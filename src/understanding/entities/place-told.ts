// Of all addresses in a message, those that say where the matter is. Neighbours' and second homes stay in the words only.
import type { Address } from '../commands.ts';
import type { FoundAddress } from './address.ts';

/** In the order of the text; none contradicts another. */
export function placesTold(found: readonly FoundAddress[]): FoundAddress[] {
  const candidates = found.filter((one) => !one.denied);
  const own = candidates.filter((one) => one.whose !== 'neighbour' || one.address.building !== undefined);
  const [first, ...rest] = own;
  if (first === undefined) return [];
  const main = rest.reduce((best, one) => (weight(one) > weight(best) ? one : best), first);
  return own.filter(
    (one) => one === main || (one.whose !== 'neighbour' && !contradicts(one.address, main.address)),
  );
}

function weight({ address, whose }: FoundAddress): number {
  const said = whose === 'own' ? 3 : whose === 'neighbour' ? -3 : 0;
  return Object.keys(address).length + (address.room === undefined ? 0 : 1) + said;
}

function contradicts(a: Address, b: Address): boolean {
  return (['phase', 'building', 'unit', 'floor', 'room', 'publicPlace'] as const).some(
    (part) => a[part] !== undefined && b[part] !== undefined && a[part] !== b[part],
  );
}
