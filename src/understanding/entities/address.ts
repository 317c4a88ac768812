// Finds addresses in words: 3栋2单元501, 3-2-501, A座1503, 501 after a question. Reports what is said; knows no profile.
import type { Address, Span } from '../commands.ts';
import { findAll } from '../find-all.ts';
import type { Estate } from '../input.ts';
import type { Normalised } from '../normalise.ts';
import { joinPieces, type Piece } from './address-join.ts';
import { readPieces } from './address-readers.ts';
import { isRetracted } from './correction.ts';
import { compileHouseNames } from './house-names.ts';
import { mask, type Place } from './mask.ts';
import { compilePlaces, type PlaceFinder } from './public-place.ts';

export { checkAddress } from './check-address.ts';
export { formatAddress } from './format-address.ts';

export type FoundAddress = {
  address: Address;
  raw: string;
  span: Span;
  /** Place in the normalised text. */
  start: number;
  end: number;
  /** `own`: said to be the speaker's (我家, 我住); `neighbour`: somebody else's (楼上, 隔壁). */
  whose: 'own' | 'neighbour' | 'unsaid';
  /** A lone number, read as a room only because a room was asked for. */
  bare: boolean;
  /** Said to be wrong: 不是501. */
  denied: boolean;
};

export type AddressFinder = (
  text: Normalised,
  options?: {
    /** True when a lone 501 may be read as a room: the question was about the place, or the message corrects it. */
    bare?: boolean;
    /** Places that are something else, such as telephone numbers. */
    taken?: readonly Place[];
  },
) => FoundAddress[];

/** Estate `null` = no shared places and no names of houses. Addresses are never checked here: what is said is reported. */
export function createAddressFinder(estate: Estate | null): AddressFinder {
  const places = compilePlaces(estate);
  const houses = compileHouseNames(estate);
  return (text, options = {}) => {
    const masked = mask(text.text, [
      ...(options.taken ?? []),
      ...places.names(text.text),
      ...weekdays(text.text),
    ]);
    const read = readPieces(masked, options.bare === true, houses);
    const pieces = withPublicPlaces(read, places, text.text, masked);
    return putRight(joinPieces(pieces, text.text, options.bare === true), text.text).map((piece) => ({
      address: piece.address,
      raw: text.rawOf(piece.start, piece.end),
      span: text.spanOf(piece.start, piece.end),
      start: piece.start,
      end: piece.end,
      whose: whoseOf(text.text, piece.start),
      bare: piece.bare,
      denied: piece.denied,
    }));
  };
}

/** 周三楼道: the three is the day's. */
function weekdays(text: string): Place[] {
  return findAll(text, WEEKDAY).map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}

const WEEKDAY = /(?:周|星期|礼拜)[一二三四五六日天]/gu;

/** 3栋2单元501，不对，是509: the first is taken back, and what is above the wrong part goes on to the second. */
function putRight(pieces: readonly Piece[], text: string): (Piece & { denied: boolean })[] {
  let above: Address | null = null;
  const read: (Piece & { denied: boolean })[] = [];
  for (const [index, piece] of pieces.entries()) {
    const next = pieces[index + 1];
    const isDenied = DENIED.test(text.slice(Math.max(0, piece.start - 5), piece.start));
    const denied = isDenied || isRetracted(text, piece, next);
    const address: Address =
      above === null ? piece.address : { ...partsAbove(above, piece.address), ...piece.address };
    // 我是3栋501，不是501是509: what is denied was told before, and what is above it stands.
    const told = isDenied ? read.findLast((one) => !one.denied && holds(one.address, address)) : undefined;
    if (told) told.denied = true;
    above =
      denied && next !== undefined && next.start - piece.end <= CLOSE ? (told?.address ?? address) : null;
    read.push({ ...piece, address, denied });
  }
  return read;
}

function holds(whole: Address, part: Address): boolean {
  return ORDER.every((name) => part[name] === undefined || part[name] === whole[name]);
}

const CLOSE = 14;
const ORDER = ['phase', 'building', 'unit', 'floor', 'room'] as const;

/** What of `whole` lies above the highest part of `told`. */
function partsAbove(whole: Address, told: Address): Address {
  const highest = ORDER.findIndex((part) => told[part] !== undefined);
  const above: Address = {};
  for (const part of ORDER.slice(0, Math.max(0, highest))) {
    const value = whole[part];
    if (value !== undefined && part !== 'floor') above[part] = value;
  }
  // 6栋2单元501，写错，是3单元: the flat stays; another building has its own.
  if (
    whole.room !== undefined &&
    told.room === undefined &&
    told.building === undefined &&
    told.unit !== undefined
  )
    above.room = whole.room;
  return above;
}

const DENIED = /(?:^|[^是])(?:不是|并非|不在|不住)(?:在|住)?$/u;

function withPublicPlaces(
  pieces: readonly Piece[],
  places: PlaceFinder,
  text: string,
  masked: string,
): Piece[] {
  // B1 may be the estate's own name of a garage level, and then it is that; inside a home's address it stays a floor.
  const isLoneBasement = ({ address }: Piece) =>
    address.floor?.startsWith('B') === true && Object.keys(address).length === 1;
  const free = mask(
    masked,
    pieces.filter((piece) => !isLoneBasement(piece)),
  );
  const found = places
    .find(free, text)
    .map(({ name, start, end }) => ({ address: { publicPlace: name }, start, end, bare: false }));
  const covered = (piece: Piece) => found.some(({ start, end }) => start <= piece.start && end >= piece.end);
  return [...pieces.filter((piece) => !(isLoneBasement(piece) && covered(piece))), ...found].sort(
    (a, b) => a.start - b.start,
  );
}

const OWN_BEFORE = /(?:我家|我们家|家住|我住|我在|我是|本人|咱家|住在|我这|我们这|我的)[^，。！？,!?]{0,4}$/u;
const NEIGHBOUR_BEFORE = /(?:楼上|楼下|隔壁|对面|对门|邻居|邻居家|上面|下面)[^，。！？,!?]{0,3}$/u;

function whoseOf(text: string, start: number): FoundAddress['whose'] {
  const left = text.slice(Math.max(0, start - 8), start);
  if (NEIGHBOUR_BEFORE.test(left)) return 'neighbour';
  return OWN_BEFORE.test(left) ? 'own' : 'unsaid';
}
