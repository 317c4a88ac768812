// A matter that people are at work on for everybody: the resident is told how it stands instead of being asked for more.
import { type KnownIncident, tellsOf } from '../groups/running.ts';
import { matterFacts } from './matter.ts';
import type { Frame } from './state.ts';
import { flowOf, type Turn } from './turn.ts';

/** The known incident this matter is; null where it is none, where there is danger, or where the resident says it is another. */
export function knownIncident(turn: Turn, frame: Frame): KnownIncident | null {
  const { incidents = [] } = turn.input.facts;
  const flow = flowOf(turn, frame);
  if (incidents.length === 0 || flow === null || frame.ticket !== null || frame.incident?.left) return null;
  const { hazards, faults, place, area, description } = matterFacts(turn, frame);
  if (hazards.length > 0) return null;
  const telling = {
    kind: flow.kind,
    faults,
    topic: turn.ports.topicOf(description),
    place: place.building ?? area ?? place.publicPlace ?? null,
  };
  return incidents.find((incident) => tellsOf(telling, incident)) ?? null;
}

export function isJoined({ incident }: Frame): boolean {
  return incident !== undefined && !incident.left;
}

export function joinIncident(turn: Turn, frame: Frame): void {
  const known = knownIncident(turn, frame);
  if (known === null) return;
  const { id, title, bulletin, next } = known;
  frame.incident = { id, title, bulletin, next, left: false };
  turn.effects.push({
    ...{ type: 'incident.join', ref: frame.ref, incidentId: id },
    facts: matterFacts(turn, frame),
  });
}

export function leaveIncident(turn: Turn, frame: Frame): void {
  if (frame.incident === undefined || frame.incident.left) return;
  frame.incident.left = true;
  turn.effects.push({ type: 'incident.leave', ref: frame.ref, incidentId: frame.incident.id });
}

export function incidentWords({ incident }: Frame): Record<string, string> {
  if (incident === undefined) return {};
  return {
    'incident.title': incident.title,
    'incident.bulletin': incident.bulletin,
    'incident.next': incident.next,
  };
}
