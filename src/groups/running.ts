// Does somebody tell of an incident that is known? The same matter at a place it reaches, and nothing beside it. Pure.
import type { Address } from '../understanding/commands.ts';
import { reachesPlace } from './reached-place.ts';

/** A known incident as a conversation needs it; the words are in the resident's language. */
export type KnownIncident = {
  id: string;
  kind: string;
  /** Names of its matter. */
  topics: readonly string[];
  /** Faults that come of it: without water no tap runs. */
  explains: readonly string[];
  /** Buildings and shared places; null = the whole site. */
  places: readonly string[] | null;
  title: string;
  bulletin: string;
  /** When residents hear more. */
  next: string;
};

/** `faults` as the word list names them; `topic` is what the words speak of where no fault is named. */
export type Telling = {
  kind: string;
  faults: readonly string[];
  topic: string | null;
  place: string | null;
  /** The same place as far as it is known, for what holds in a part of a building only. */
  at?: Address;
};

type Reach = Pick<KnownIncident, 'kind' | 'topics' | 'explains' | 'places'>;

/** The word list's name for a fault it has no name for. */
const UNNAMED = 'other';

export function tellsOf(telling: Telling, incident: Reach): boolean {
  if (telling.kind !== incident.kind || !isReached(telling, incident)) return false;
  const faults = telling.faults.filter((fault) => fault !== UNNAMED);
  const isIt = (fault: string) => incident.topics.includes(fault);
  // Who has a leak beside it needs somebody for the leak.
  if (faults.length > 0)
    return faults.some(isIt) && faults.every((fault) => isIt(fault) || incident.explains.includes(fault));
  return telling.topic !== null && incident.topics.includes(telling.topic);
}

function isReached({ kind, place, at }: Telling, { places }: Pick<Reach, 'places'>): boolean {
  if (places === null || (place !== null && places.includes(place))) return true;
  // Who only asks, and did not say from where, is told of it; who is sent nobody must be known to live there.
  if (kind === 'inquiry') return reachesPlace(places, at ?? {}, true);
  return at !== undefined && reachesPlace(places, at, false);
}

/** Faults that come of any of these matters. */
export function explainedBy(
  topics: readonly string[],
  explains: readonly { matter: string; faults: readonly string[] }[],
): string[] {
  return explains.filter(({ matter }) => topics.includes(matter)).flatMap(({ faults }) => [...faults]);
}

/** All names of a matter: it may stand in the lists as a fault and as a topic. */
export function namesOf(topic: string, same: readonly (readonly string[])[]): string[] {
  return [...(same.find((names) => names.includes(topic)) ?? [topic])];
}
