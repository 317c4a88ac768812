// How alike two matters are: the same problem × the same place, rare words before common ones. Figures between 0 and 1.
import { areApart, areHousesApart, isHouseKey } from './houses.ts';
import type { Matter, Pieces } from './matter.ts';

export type Kind = 'places' | 'whole' | 'problem' | 'title' | 'topics';
export type Rarity = (kind: Kind, piece: string) => number;

/** The topic speaks first: who names the same one needs few words in common. Found on own reports, where joining moves little. */
const OF_TOPIC = 0.5;
const OF_PROBLEM = 0.3;
const OF_WHOLE = 0.1;
const OF_TITLE = 0.2;
/** Words alike fill up from here on: a tenth is much where people tell of one matter in their own words. */
const MUCH = { problem: 0.12, whole: 0.2, title: 0.15 };
/** Below this the topics named are others, and words alike weigh less. */
const OTHER_TOPIC = 0.2;
const OF_ANOTHER = 0.7;
/** What is left of a likeness when no place is shared: less than any joining asks for. */
const WITHOUT_PLACE = 0.15;
/** A name that every fifth report holds tells no place; one shared rare name is nearly enough. */
const COMMON_PLACE = 1.5;
const ENOUGH_PLACE = 1.5;
/** Titles that name other places, though a town or a company is shared further down. */
const OF_OTHER_TITLES = 0.6;
/** The lift of house 3 is not the lift of house 9, though the estate is the same. */
const OF_OTHER_HOUSES = 0.35;

export function likeness(a: Matter, b: Matter, rarity: Rarity): number {
  const place = placeLikeness(a.places, b.places, rarity) * (nameOthers(a, b) ? OF_OTHER_TITLES : 1);
  const houses = isOtherHouse(a, b) ? OF_OTHER_HOUSES : 1;
  // A number of a house says little: without a name of a place only who tells of the same thing is meant to be near.
  if (onlyHouse(a) && (!sharesTopic(a, b) || areApart(a.spots, b.spots) || areOfTwoFlats(a, b))) return 0;
  return houses * (WITHOUT_PLACE + (1 - WITHOUT_PLACE) * place) * problemLikeness(a, b, rarity);
}

/** Another house or entrance, and nothing that reaches over houses. */
export function isOtherHouse(a: Matter, b: Matter): boolean {
  return areHousesApart(a, b) && !reachesOver(a, b);
}

/** What happens in one's own flat: a leak in 501 is not the leak in 1102. */
const OF_A_FLAT = new Set(
  [
    ...['leak', 'pipe', 'faucet', 'drain', 'toilet', 'hot-water', 'tripping', 'socket', 'lock', 'lockout'],
    ...['door', 'aircon', 'gas-appliance', 'ventilation'],
  ].map((fault) => `trouble ${fault}`),
);

function areOfTwoFlats(a: Matter, b: Matter): boolean {
  if (!areApart(a.flats, b.flats)) return false;
  return [...a.topics.keys()].every(
    (topic) => !b.topics.has(topic) || OF_A_FLAT.has(topic) || !topic.startsWith('trouble'),
  );
}

function onlyHouse({ places }: Matter): boolean {
  for (const place of places) return isHouseKey(place);
  return false;
}

function sharesTopic({ topics: a }: Matter, { topics: b }: Matter): boolean {
  return [...a.keys()].some((topic) => b.has(topic));
}

function nameOthers({ titlePlaces: a }: Matter, { titlePlaces: b }: Matter): boolean {
  return areApart(a, b);
}

/** No water in house 3 and none in house 9 have one cause. */
const OVER_HOUSES = new Set([
  ...['water-supply', 'water-quality', 'water-pressure', 'power-supply', 'gas-supply', 'heating', 'network'],
  ...[
    'trouble no-water',
    'trouble no-power',
    'trouble water-quality',
    'trouble water-pressure',
    'trouble network',
  ],
]);

function reachesOver({ topics: a }: Matter, { topics: b }: Matter): boolean {
  return [...a.keys()].some((topic) => OVER_HOUSES.has(topic) && b.has(topic));
}

export function problemLikeness(a: Matter, b: Matter, rarity: Rarity): number {
  const words = (kind: 'whole' | 'problem' | 'title') =>
    1 - Math.exp(-cosine(a[kind], b[kind], (piece) => rarity(kind, piece), damp) / MUCH[kind]);
  const topic = cosine(a.topics, b.topics, (piece) => rarity('topics', piece), dampTopic);
  const sum =
    OF_TOPIC * topic + OF_PROBLEM * words('problem') + OF_WHOLE * words('whole') + OF_TITLE * words('title');
  const isAnother = topic < OTHER_TOPIC && a.topics.size > 0 && b.topics.size > 0;
  return isAnother ? sum * OF_ANOTHER : sum;
}

function placeLikeness(a: ReadonlySet<string>, b: ReadonlySet<string>, rarity: Rarity): number {
  const shared = [...a].filter((name) => b.has(name));
  let sum = 0;
  for (const name of shared) {
    // 星沙凉塘路 holds 凉塘路: one place counts once.
    if (shared.some((other) => other.length > name.length && other.includes(name))) continue;
    if (isHouseKey(name)) return 1;
    sum += Math.max(0, rarity('places', name) - COMMON_PLACE) * (name.length > 3 ? 1.2 : 0.9);
  }
  return 1 - Math.exp(-sum / ENOUGH_PLACE);
}

type Damp = (count: number) => number;
const damp: Damp = (count) => 1 + Math.log(count);
const dampTopic: Damp = (count) => Math.log(1 + count);

function cosine(a: Pieces, b: Pieces, weightOf: (piece: string) => number, dampen: Damp): number {
  let dot = 0;
  for (const [piece, count] of a) {
    const other = b.get(piece);
    if (other !== undefined) dot += dampen(count) * dampen(other) * weightOf(piece) ** 2;
  }
  return dot === 0 ? 0 : dot / Math.sqrt(squares(a, weightOf, dampen) * squares(b, weightOf, dampen));
}

function squares(pieces: Pieces, weightOf: (piece: string) => number, dampen: Damp): number {
  let sum = 0;
  for (const [piece, count] of pieces) sum += (dampen(count) * weightOf(piece)) ** 2;
  return sum;
}
