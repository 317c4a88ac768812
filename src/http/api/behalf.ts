// Who does a deed that comes over the API: the service account itself, a person of ours it speaks for, or who is signed in.
import { accepted, type Outcome, refused } from '../../base/errors.ts';
import { actorIdOf, worksFor } from '../../people/account.ts';
import type { Tx } from '../../storage/contract.ts';
import { type Actor, type House, staffById } from '../../tickets/house.ts';
import type { RegisterLine } from '../../tickets/register.ts';
import { isAboutThem, sees, workerOf } from '../../tickets/sight.ts';
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
    if (onBehalfOf !== undefined) return refused('api/not-on-behalf', '在工作台里只能以自己的名义操作');
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
  if (principal.person) return refused('api/not-on-behalf', '在工作台里只能以自己的名义操作');
  const member = staffById(house, onBehalfOf);
  if (!member) return refused('api/unknown-staff', '这个小区没有这位同事');
  const { id: staffId, communityIds } = member;
  return accepted({ ...principal, eyes: { staffId, worker: workerOf(member), communityIds } });
}

export async function seesTicket(tx: Tx, ticket: Ticket, { eyes }: Principal): Promise<boolean> {
  if (eyes === undefined) return true;
  const isHere = eyes.communityIds === '*' || eyes.communityIds.includes(ticket.communityId);
  return isHere && !isAboutThem(ticket, eyes.staffId) && (await sees(tx, ticket, eyes.worker));
}

/** A line of the register tells what its tickets tell. */
export function seesLine({ tickets }: Pick<RegisterLine, 'tickets'>, reader: Principal): boolean {
  return !tickets.some((ticket) => isAboutReader(ticket, reader));
}

/** An incident about somebody is carried by a ticket about them. */
export async function seesIncident(tx: Tx, incidentId: string, reader: Principal): Promise<boolean> {
  if (reader.eyes === undefined) return true;
  const ticketId = (await tx.incidentCourses.get(incidentId))?.ticketId ?? null;
  const ticket = ticketId === null ? null : await tx.tickets.get(ticketId);
  return ticket === null || !isAboutReader(ticket, reader);
}

/** The reader is who the complaint is about. */
export function isAboutReader(ticket: Ticket, { eyes }: Principal): boolean {
  return eyes !== undefined && isAboutThem(ticket, eyes.staffId);
}
