// What one message tells: place, area, faults, hazards, telephone numbers, each with the resident's own words.
import { isCorrection } from './acts.ts';
import type { Found, Span, Understanding } from './commands.ts';
import { isEnglish } from './english.ts';
import type { AddressFinder, FoundAddress } from './entities/address.ts';
import type { Place } from './entities/mask.ts';
import { findExtensions, findPhones } from './entities/phone.ts';
import { placesTold } from './entities/place-told.ts';
import { findEnglishTimes } from './entities/time/english.ts';
import { type FoundTime, findTimes } from './entities/time.ts';
import { explainFound, explainWords } from './explain.ts';
import { matchFree } from './free-words.ts';
import type { PendingQuestion } from './input.ts';
import { isLive, type LexiconMatch, type LexiconMatcher, UNNAMED_FAULT } from './lexicon.ts';
import { type Normalised, normalise } from './normalise.ts';
import { type Other, readOthers } from './read-others.ts';
import type { SceneFinder } from './scenes.ts';

/** What a message is read with. */
export type Readers = {
  match: LexiconMatcher;
  findAddresses: AddressFinder;
  findScenes: SceneFinder;
  pending: PendingQuestion | null;
  /** The messages of the burst before this one. */
  earlier: readonly { wantsRoom: boolean }[];
  now: number;
};

export type Entities = {
  match: LexiconMatch;
  found: Found[];
  places: Understanding['places'];
  /** Everything told, also neighbours' and second homes. */
  said: Found[];
  /** Kinds of which a wrong value was named: 不是厨房. */
  denied: Set<Found['entity']>;
  hasValue: boolean;
  live: boolean;
  /** 明天别来了，后天来: a visit is moved, and nothing called off. */
  movesVisit: boolean;
  wantsRoom: boolean;
  why: string[];
};

const LONE_NUMBER = /^[^\p{L}\p{N}]*[0-9零〇一二三四五六七八九两洞幺]{3,4}(?:室|房|号)?[^\p{L}\p{N}]*$/u;
const CORRECTING = /不对|错|不是|改|应该是|更正|是/u;

/** `hasScene`: the message speaks of a scene of the company, and a time ahead in it is the time of that. */
export function readEntities(
  text: Normalised,
  messageId: string,
  readers: Readers,
  hasScene: boolean,
): Entities {
  const { match: matchLexicon, findAddresses, pending, now } = readers;
  const at = (hit: { start: number; end: number }) => ({
    raw: text.rawOf(hit.start, hit.end),
    span: text.spanOf(hit.start, hit.end),
    messageId,
    producer: 'rule' as const,
  });
  const phones = findPhones(text);
  const others = readOthers(text);
  const taken = [...phones, ...findExtensions(text), ...others.taken];
  const addresses = findAddresses(text, { bare: mayBeRoom(text.text, readers), taken });
  const isVisit = pending?.entity === 'time';
  // Monday 9:30am: the figures alone would be this evening's.
  const english = isEnglish(text.text) ? englishTimes(text, { now, isWished: isVisit }) : [];
  const chinese = findTimes(text, { now, isWished: isVisit, taken: [...taken, ...addresses] });
  const times =
    english.length > 0
      ? english
      : chinese.length > 0
        ? chinese
        : englishTimes(text, { now, isWished: isVisit });
  const match = matchFree(text, matchLexicon);
  const liveFaults = match.faults
    .filter(isLive)
    .filter(
      (fault) => fault.id !== UNNAMED_FAULT || pending?.entity === 'fault' || !match.hazards.some(isLive),
    );
  const area = areaTold(match);
  const asAddress = (one: FoundAddress) => ({
    entity: 'address' as const,
    value: one.address,
    ...at(one),
  });
  const asTime = (one: FoundTime): Found => ({ entity: 'time', value: one.time, ...at(one) });
  const troubles: Found[] = [
    ...(area ? [{ entity: 'area' as const, value: area.id, ...at(area) }] : []),
    ...liveFaults.map((hit): Found => ({ entity: 'fault', value: hit.id, ...at(hit) })),
    ...match.hazards.filter(isLive).map(
      (hit): Found => ({
        entity: 'hazard',
        value: hit.id,
        ...at(hit),
        ...(hit.heardBy === undefined ? {} : { producer: 'statistics' }),
      }),
    ),
    ...phones.map((hit): Found => ({ entity: 'phone', value: hit.phone, ...at(hit) })),
  ];
  const found: Found[] = [
    ...placesWithDevice(placesTold(addresses).map(asAddress), others.found, at),
    ...troubles,
    ...visitTimes(times, text.text, isVisit, hasScene).map(asTime),
    ...others.found.flatMap((one): Found[] => (one.entity === 'plate' ? [{ ...one, ...at(one) }] : [])),
  ];
  const denied = new Set<Found['entity']>();
  if (addresses.some((address) => address.denied)) denied.add('address');
  if (times.some((time) => time.denied) && found.some((one) => one.entity === 'time')) denied.add('time');
  if (match.areas.some((hit) => hit.denied)) denied.add('area');
  if (match.faults.some((hit) => hit.status === 'negated')) denied.add('fault');
  const last = addresses.at(-1)?.address;
  return {
    match,
    found,
    places: addresses.filter((one) => !one.denied && one.whose !== 'neighbour').map(asAddress),
    said: [
      ...addresses.filter((one) => !one.denied).map(asAddress),
      ...times.filter((one) => !one.denied).map(asTime),
      ...troubles,
      ...others.found.map((one): Found => ({ ...one, ...at(one) })),
    ],
    denied,
    hasValue:
      found.some(({ entity }) => entity !== 'area' && entity !== 'hazard' && entity !== 'plate') ||
      denied.size > 0,
    live: liveFaults.length > 0 || match.hazards.some(isLive),
    movesVisit:
      times.some((one) => one.staysAway) && times.some((one) => !one.denied && one.time.lies === 'future'),
    wantsRoom:
      last !== undefined &&
      last.room === undefined &&
      (last.building !== undefined || last.unit !== undefined),
    why: [
      ...addresses.map((one) =>
        explainFound(asAddress(one), one.denied ? `${one.whose}, denied` : one.whose),
      ),
      ...times.map((one) => explainFound(asTime(one), one.denied ? 'denied' : '')),
      ...troubles.filter((one) => one.entity === 'phone').map((one) => explainFound(one)),
      ...others.found.map((one) => explainFound({ ...one, ...at(one) })),
      ...match.faults.map((hit) => explainHit('fault', hit.id, hit.status, at(hit))),
      ...match.hazards.map((hit) => explainHit('hazard', hit.id, hit.status, at(hit), hit.heardBy)),
      ...(area ? [explainHit('area', area.id, '', at(area))] : []),
    ],
  };
}

/** Read as their Chinese twins, so that one grammar knows what tomorrow is. */
function englishTimes(text: Normalised, options: { now: number; isWished: boolean }): FoundTime[] {
  return findEnglishTimes(text.text).flatMap(({ start, end, chinese }) => {
    const [twin] = findTimes(normalise(chinese), options);
    if (twin === undefined) return [];
    const raw = text.rawOf(start, end);
    const time = { ...twin.time, words: raw };
    return [{ ...twin, time, raw, span: text.spanOf(start, end), start, end }];
  });
}

function explainHit(
  kind: string,
  id: string,
  status: string,
  { raw, span }: { raw: string; span: Span },
  producer = 'rule',
): string {
  return `${`${kind} ${id} ${status}`.trim()} · ${producer} · ${explainWords(raw, span)}`;
}

/** Devices of which the estate has one of that number: where they stand is known without a building. */
const ONE_IN_THE_ESTATE = new Set<string>(['barrier', 'gate']);

/** 3栋2号梯 is a place in 3栋; 3号道闸 is one by itself. */
function placesWithDevice(
  places: readonly Found[],
  others: readonly Other[],
  at: (hit: Place) => Omit<Extract<Found, { entity: 'address' }>, 'entity' | 'value'>,
): Found[] {
  const device = others.find((one) => one.entity === 'device' && one.value.kind !== 'door');
  if (device?.entity !== 'device') return [...places];
  const { kind, name } = device.value;
  const [first, ...rest] = places;
  if (first === undefined)
    return ONE_IN_THE_ESTATE.has(kind)
      ? [{ entity: 'address', value: { publicPlace: name }, ...at(device) }]
      : [];
  if (first.entity !== 'address' || rest.length > 0 || first.value.building === undefined) return [...places];
  if (first.value.publicPlace !== undefined || first.value.room !== undefined) return [...places];
  return [{ ...first, value: { ...first.value, publicPlace: name } }];
}

/** A lone 501 may be a room: the place was asked for, is being corrected, or waits for its room. */
function mayBeRoom(text: string, { pending, earlier }: Readers): boolean {
  if (pending?.entity === 'address') return true;
  if (earlier.at(-1)?.wantsRoom === true && LONE_NUMBER.test(text)) return true;
  return (
    isCorrection(text, pending) ||
    (CORRECTING.test(text) && text.length <= 12 && pending !== null && /[0-9]{3}/.test(text))
  );
}

/** Said besides a time that is wished for. */
const VISIT_TALK =
  /来|上门|修|在家|有人|有空|方便|约|改[成到为]|换[成到]|推迟|客|朋友|亲戚|搬家|送货|到门口|装修|開工|开工|动工|进场|visit|guest|coming|arriv|appointment|\bbook\b|renovat|movers|delivery/iu;
/** Said of somebody who comes now: 等下有朋友来, 今天下午有访客. */
const OF_GUESTS = /客|朋友|亲戚|搬家|送货|到门口|来家里|visit|guest|coming|movers|delivery/iu;

/** Times that are meant for a visit: whatever answers our question, else what lies ahead beside words of coming or of a scene. */
function visitTimes(
  times: readonly FoundTime[],
  text: string,
  isAsked: boolean,
  hasScene: boolean,
): FoundTime[] {
  const told = times.filter(
    (one) => !one.denied && !isOfTheHour(one, text) && (isAsked || one.time.repeats === null),
  );
  if (isAsked) return told.slice(0, 1);
  const isMoved = times.some((one) => one.denied);
  if (!hasScene && !isMoved && !VISIT_TALK.test(text)) return [];
  const comesNow = OF_GUESTS.test(text);
  return told.filter(({ time }) => time.lies === 'future' || (comesNow && time.lies === 'now')).slice(0, 1);
}

/** 都半夜了, 大半夜的: how late it is, and no wish for a night. 晚上的时候来 and 改到晚上了再说 are one. */
function isOfTheHour({ raw, end }: FoundTime, text: string): boolean {
  return NIGHT.test(raw) && /^(?:了(?!再)|的(?!话|时|那|六|七|八|九|十|[0-9]))/u.test(text.slice(end));
}
const NIGHT = /^(?:大?半夜|三更半夜|半夜三更|深夜|夜里|大?晚上|凌晨)$/u;

/** The place in the home that belongs to the trouble: the last one named before it, else the first. */
function areaTold({ areas, faults, hazards }: LexiconMatch) {
  const told = areas.filter((area) => !area.denied);
  const trouble = [...faults, ...hazards].filter(isLive).sort((a, b) => a.stateStart - b.stateStart)[0];
  return trouble ? (told.filter((area) => area.start < trouble.stateStart).at(-1) ?? told[0]) : told[0];
}
