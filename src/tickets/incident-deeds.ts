// What a person makes of a suspected incident: it is one, or it is not. Its tickets learn of it, and nobody is asked again.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Incident, IncidentState, Tx } from '../storage/contract.ts';
import { keepChange, standingOf } from './history.ts';
import type { Actor, House } from './house.ts';
import { MOST_COUNTED } from './incident-watch.ts';

export type IncidentDeed = 'confirm' | 'dismiss';

/** A hasty decision may be taken back the other way. */
const TO: Record<IncidentDeed, IncidentState> = { confirm: 'confirmed', dismiss: 'dismissed' };

export async function decideIncident(
  tx: Tx,
  incidentId: string,
  deed: IncidentDeed,
  by: { actor: Actor; reason?: string; expectedVersion?: number },
  house: Pick<House, 'clock'>,
): Promise<Outcome<Incident>> {
  const incident = await tx.incidents.get(incidentId);
  if (!incident) return refused('incidents/not-found', '没有找到这件事');
  if (by.expectedVersion !== undefined && by.expectedVersion !== incident.version) return versionConflict();
  const state = TO[deed];
  if (incident.state === state) {
    const now = state === 'confirmed' ? '已经确认是一件事' : '已经确认不是一件事';
    return refused('incidents/not-allowed-now', `${now}，不用再点`);
  }
  const at = house.clock.now();
  // Tickets first, as everybody does: whoever has one of them may be about to add to this incident.
  for (const ticketId of await tx.incidents.ticketsOf(incident, MOST_COUNTED)) {
    await tellTicket(tx, ticketId, { incident, state, by, at });
  }
  const decision = { state, by: by.actor.id ?? by.actor.kind, at, reason: by.reason ?? null };
  if (!(await tx.incidents.decide(incidentId, { ...decision, version: incident.version })))
    return versionConflict();
  const decided = await tx.incidents.get(incidentId);
  return decided ? accepted(decided) : refused('incidents/not-found', '没有找到这件事');
}

async function tellTicket(
  tx: Tx,
  ticketId: string,
  { incident, state, by, at }: { incident: Incident; state: IncidentState; by: { actor: Actor }; at: number },
): Promise<void> {
  await tx.tasks.finish(`incident-suspected:${ticketId}`, at);
  const ticket = await tx.tickets.get(ticketId);
  if (!ticket) return;
  // It may have been counted into another one in the meantime.
  if (ticket.incidentId !== null && ticket.incidentId !== incident.id) return;
  const before = standingOf(ticket);
  ticket.incidentId = state === 'confirmed' ? incident.id : null;
  if (ticket.incidentId !== before.incidentId) {
    ticket.updatedAt = at;
    await tx.tickets.save(ticket);
  }
  await keepChange(tx, ticket, before, {
    type: `ticket.incident-${state}`,
    actor: by.actor,
    at,
    data: { incidentId: incident.id, topic: incident.topic },
  });
}

function versionConflict() {
  return refused('incidents/version-conflict', '这件事刚刚有人改过，请刷新后再操作');
}
