// What one message tells: place, area, faults, hazards, telephone numbers, each with the resident's own words.
import { readActs } from './acts.ts';
import type { Found } from './commands.ts';
import { type AddressFinder, formatAddress } from './entities/address.ts';
import { findPhones } from './entities/phone.ts';
import { placesTold } from './entities/place-told.ts';
import type { PendingQuestion } from './input.ts';
import { isLive, type LexiconMatch, type LexiconMatcher, UNNAMED_FAULT } from './lexicon.ts';
import type { Normalised } from './normalise.ts';

/** What a message is read with. */
export type Readers = {
  match: LexiconMatcher;
  findAddresses: AddressFinder;
  pending: PendingQuestion | null;
  /** The messages of the burst before this one. */
  earlier: readonly { wantsRoom: boolean }[];
};

export type Entities = {
  match: LexiconMatch;
  found: Found[];
  /** Everything told, also neighbours' and second homes. */
  said: Found[];
  /** Kinds of which a wrong value was named: 不是厨房. */
  denied: Set<Found['entity']>;
  hasValue: boolean;
  live: boolean;
  wantsRoom: boolean;
  why: string[];
};

const LONE_NUMBER = /^[^\p{L}\p{N}]*[0-9零〇一二三四五六七八九两洞幺]{3,4}(?:室|房|号)?[^\p{L}\p{N}]*$/u;
const CORRECTING = /不对|错|不是|改|应该是|更正|是/u;

export function readEntities(
  text: Normalised,
  messageId: string,
  { match: matchLexicon, findAddresses, pending, earlier }: Readers,
): Entities {
  const at = (hit: { start: number; end: number }) => ({
    raw: text.rawOf(hit.start, hit.end),
    span: text.spanOf(hit.start, hit.end),
    messageId,
    producer: 'rule' as const,
  });
  const phones = findPhones(text);
  const acts = readActs(text.text, { pending, hasValue: false, hasLiveTrouble: false });
  const asksPlace = pending?.entity === 'address';
  const isCorrecting =
    acts.includes('correct') ||
    (CORRECTING.test(text.text) && text.text.length <= 12 && pending !== null && /[0-9]{3}/.test(text.text));
  const isRest = earlier.at(-1)?.wantsRoom === true && LONE_NUMBER.test(text.text);
  const addresses = findAddresses(text, { bare: asksPlace || isCorrecting || isRest, taken: phones });
  const match = matchLexicon(text.text);
  const told = placesTold(addresses);
  const liveFaults = match.faults
    .filter(isLive)
    .filter(
      (fault) => fault.id !== UNNAMED_FAULT || pending?.entity === 'fault' || !match.hazards.some(isLive),
    );
  const area = areaTold(match);
  const asFound = (place: (typeof addresses)[number]): Found => ({
    entity: 'address',
    value: place.address,
    raw: place.raw,
    span: place.span,
    messageId,
    producer: 'rule',
  });
  const found: Found[] = [
    ...told.map(asFound),
    ...(area ? [{ entity: 'area' as const, value: area.id, ...at(area) }] : []),
    ...liveFaults.map((hit): Found => ({ entity: 'fault', value: hit.id, ...at(hit) })),
    ...match.hazards.filter(isLive).map((hit): Found => ({ entity: 'hazard', value: hit.id, ...at(hit) })),
    ...phones.map(
      (hit): Found => ({
        entity: 'phone',
        value: hit.phone,
        raw: hit.raw,
        span: hit.span,
        messageId,
        producer: 'rule',
      }),
    ),
  ];
  const denied = new Set<Found['entity']>();
  if (addresses.some((address) => address.denied)) denied.add('address');
  if (match.areas.some((hit) => hit.denied)) denied.add('area');
  if (match.faults.some((hit) => hit.status === 'negated')) denied.add('fault');
  const last = addresses.at(-1)?.address;
  return {
    match,
    found,
    said: [
      ...addresses.filter((address) => !address.denied).map(asFound),
      ...found.filter((one) => one.entity !== 'address'),
    ],
    denied,
    hasValue: found.some((one) => one.entity !== 'area' && one.entity !== 'hazard') || denied.size > 0,
    live: liveFaults.length > 0 || match.hazards.some(isLive),
    wantsRoom:
      last !== undefined &&
      last.room === undefined &&
      (last.building !== undefined || last.unit !== undefined),
    why: [
      ...addresses.map(
        (address) =>
          `address ${formatAddress(address.address)} (${address.whose}${address.denied ? ', denied' : ''})`,
      ),
      ...phones.map(() => 'phone'),
      ...match.faults.map((hit) => `fault ${hit.id} ${hit.status}: ${text.rawOf(hit.start, hit.end)}`),
      ...match.hazards.map((hit) => `hazard ${hit.id} ${hit.status}: ${text.rawOf(hit.start, hit.end)}`),
      ...(area ? [`area ${area.id}`] : []),
    ],
  };
}

/** The place in the home that belongs to the trouble: the last one named before it, else the first. */
function areaTold({ areas, faults, hazards }: LexiconMatch) {
  const told = areas.filter((area) => !area.denied);
  const trouble = [...faults, ...hazards].filter(isLive).sort((a, b) => a.stateStart - b.stateStart)[0];
  return trouble ? (told.filter((area) => area.start < trouble.stateStart).at(-1) ?? told[0]) : told[0];
}
