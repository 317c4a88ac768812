// A ticket more: do several households tell of the same matter? Then a candidate is kept and a person is told, once.
import { judgeHouseholds, type Suspicion } from '../groups/household-watch.ts';
import { heaviestTopic, speaksForMany } from '../groups/topic.ts';
import type { Tx } from '../storage/contract.ts';
import { contactFor } from './departments.ts';
import { botActor, type House } from './house.ts';
import { tellStaff } from './paging.ts';
import { raise } from './raising.ts';
import type { Ticket } from './ticket.ts';

/** Enough to count households by; more of one matter in its window is an incident long since. */
export const MOST_COUNTED = 200;
const WATCHED = new Set<Ticket['kind']>(['repair', 'complaint']);

export async function watchForIncident(tx: Tx, ticket: Ticket, house: House): Promise<void> {
  if (!WATCHED.has(ticket.kind)) return;
  const topic = topicOf(ticket, house);
  if (topic === null) return;
  const { incidents: rules } = house;
  const report = {
    ticketId: ticket.id,
    communityId: ticket.communityId,
    topic,
    place: ticket.place.building ?? ticket.place.area,
    household: ticket.residentId ?? ticket.id,
    at: ticket.openedAt,
  };
  await tx.incidents.report(report);
  const reports = await tx.incidents.recent({
    communityId: ticket.communityId,
    topic,
    sinceAt: ticket.openedAt - Math.max(rules.withinMs, rules.wide.withinMs),
    limit: MOST_COUNTED,
  });
  const said = speaksForMany(ticket.description, house.lexicon);
  const suspicion = judgeHouseholds(report, reports, { topic, said }, rules);
  if (suspicion === null) return;
  // One candidate for a matter, a place and a window: a second wave tomorrow is another.
  const key = [
    ticket.communityId,
    topic,
    suspicion.place ?? '*',
    windowOf(suspicion.firstAt, rules.withinMs),
  ];
  const incident = await suspect(tx, ticket, { ...suspicion, topic }, key.join(':'));
  if (incident.isNew) return tellIncident(tx, ticket, { ...suspicion, topic }, house);
  const course = incident.state === 'confirmed' ? await tx.incidentCourses.get(incident.id) : null;
  const { resolvedAt = null } = course ?? {};
  if (course === null || resolvedAt === null) return;
  // That one is over. Those who tell of it since then are a wave of their own.
  const since = judgeHouseholds(
    report,
    reports.filter(({ at }) => at > resolvedAt),
    { topic, said },
    rules,
  );
  if (since === null) return;
  const again = await suspect(tx, ticket, { ...since, topic }, `${key.join(':')}:${course.id}`);
  if (again.isNew) await tellIncident(tx, ticket, { ...since, topic }, house);
}

function suspect(
  tx: Tx,
  ticket: Ticket,
  { topic, place, households, said, firstAt }: Suspicion & { topic: string },
  uniqueKey: string,
) {
  return tx.incidents.suspect({
    ...{ uniqueKey, communityId: ticket.communityId, topic, place, households, said, firstAt },
    lastAt: ticket.openedAt,
  });
}

/** What it is about: the danger or fault of the ticket, else the topic of its words. */
function topicOf(ticket: Ticket, house: House): string | null {
  const isKnown = [...house.lexicon.faults, ...house.lexicon.hazards].some(
    (entry) => entry.id === ticket.category && entry.id !== 'other',
  );
  return isKnown ? ticket.category : heaviestTopic(ticket.description, house.lexicon);
}

function windowOf(at: number, withinMs: number): number {
  return Math.floor(at / withinMs);
}

async function tellIncident(
  tx: Tx,
  ticket: Ticket,
  found: { topic: string; place: string | null; households: number; said: boolean },
  house: House,
): Promise<void> {
  const now = house.clock.now();
  await tx.tasks.add({
    communityId: ticket.communityId,
    kind: 'incident-suspected',
    conversationId: null,
    ticketId: ticket.id,
    reason:
      found.said && found.households < house.incidents.households ? 'said' : `households:${found.households}`,
    createdAt: now,
    uniqueKey: `incident-suspected:${ticket.id}`,
  });
  await tx.tickets.addEvent(ticket.id, {
    type: 'ticket.incident-suspected',
    at: now,
    actor: { kind: botActor.kind, id: botActor.id },
    source: botActor.source,
    data: { topic: found.topic, place: found.place, households: found.households, said: found.said },
  });
  await raise(tx, ticket, 'group', house);
  const { person } = contactFor('service', ticket.communityId, now, house);
  if (!person) return;
  const label =
    [...house.lexicon.hazards, ...house.lexicon.faults].find((entry) => entry.id === found.topic)?.label ??
    '同一件事';
  const many = found.said ? '住户说是很多家的事' : `已有${found.households}户反映`;
  await tellStaff(
    tx,
    person,
    `可能是群诉：${found.place === null ? '多处' : ticket.place.text || '位置待核实'}，${label}，${many}。最近一张单 ${ticket.code}，请看看是不是一件事。`,
    null,
    house,
  );
}
