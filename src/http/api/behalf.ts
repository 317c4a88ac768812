// Who does a deed that comes over the API: the service account itself, or a person of ours it speaks for.
import { accepted, type Outcome, refused } from '../../base/errors.ts';
import { type Actor, type House, staffById } from '../../tickets/house.ts';
import type { Principal } from './principal.ts';

export function actorFor(
  principal: Principal,
  onBehalfOf: string | undefined,
  communityId: string,
  house: Pick<House, 'people'>,
): Outcome<{ actor: Actor; staffId: string | null }> {
  if (onBehalfOf === undefined) {
    return accepted({ actor: { kind: 'service', id: principal.id, source: 'api' }, staffId: null });
  }
  // The same words for a person of another community: who works where is not for guessing.
  if (!staffById(house, onBehalfOf)?.communityIds.includes(communityId)) {
    return refused('api/unknown-staff', '这个小区没有这位同事');
  }
  return accepted({ actor: { kind: 'staff', id: onBehalfOf, source: 'api' }, staffId: onBehalfOf });
}
