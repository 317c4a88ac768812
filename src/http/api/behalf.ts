// Who does a deed that comes over the API: the service account itself, a person of ours it speaks for, or who is signed in.
import { accepted, type Outcome, refused } from '../../base/errors.ts';
import { actorIdOf, worksFor } from '../../people/account.ts';
import type { Tx } from '../../storage/contract.ts';
import { type Actor, type House, staffById } from '../../tickets/house.ts';
import { sees, workerOf } from '../../tickets/sight.ts';
import type { Ticket } from '../../tickets/ticket.ts';
import type { Principal } from './principal.ts';

export function actorFor(
  principal: Principal,
  onBehalfOf: string | undefined,
  communityId: string,
  house: Pick<House, 'people'>,
): Outcome<{ actor: Actor; staffId: string | null }> {
  const { person } = principal;
  if (person) {
    if (onBehalfOf !== undefined) return refused('api/not-on-behalf', '在控制台里只能以自己的名义操作');
    if (!worksFor(person, communityId)) return refused('api/unknown-staff', '这个小区没有这位同事');
    const id = actorIdOf(person);
    return accepted({ actor: { kind: 'staff', id, source: 'console' }, staffId: id });
  }
  if (onBehalfOf === undefined) {
    return accepted({ actor: { kind: 'service', id: principal.id, source: 'api' }, staffId: null });
  }
  // The same words for a person of another community: who works where is not for guessing.
  if (!staffById(house, onBehalfOf)?.communityIds.includes(communityId)) {
    return refused('api/unknown-staff', '这个小区没有这位同事');
  }
  return accepted({ actor: { kind: 'staff', id: onBehalfOf, source: 'api' }, staffId: onBehalfOf });
}

/** Through whose eyes it is read: a program that names somebody sees no more than they do. */
export function readingAs(
  principal: Principal,
  onBehalfOf: string | undefined,
  house: Pick<House, 'people'>,
): Outcome<Principal> {
  if (onBehalfOf === undefined) return accepted(principal);
  if (principal.person) return refused('api/not-on-behalf', '在控制台里只能以自己的名义操作');
  const member = staffById(house, onBehalfOf);
  if (!member) return refused('api/unknown-staff', '这个小区没有这位同事');
  return accepted({ ...principal, eyes: { worker: workerOf(member), communityIds: member.communityIds } });
}

export async function seesTicket(tx: Tx, ticket: Ticket, { eyes }: Principal): Promise<boolean> {
  if (eyes === undefined) return true;
  const isHere = eyes.communityIds === '*' || eyes.communityIds.includes(ticket.communityId);
  return isHere && (await sees(tx, ticket, eyes.worker));
}
