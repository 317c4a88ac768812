// Pieces of addresses that stand together and do not contradict each other become one; what only repeats is dropped.
import type { Address } from '../commands.ts';
import type { Place } from './mask.ts';

export type Piece = Place & { address: Address; bare: boolean };

const PARTS = ['phase', 'building', 'unit', 'floor', 'room', 'publicPlace'] as const;

/** 3栋，2单元，501 · 3栋的地下车库 · 10栋 … 10栋1单元 (told once). With `keepRooms` a second room stays: it may be the right one. */
export function joinPieces(pieces: readonly Piece[], text: string, keepRooms: boolean): Piece[] {
  const joined: Piece[] = [];
  let base: { address: Address } | null = null;
  for (const [index, piece] of pieces.entries()) {
    // 3栋5-6楼: both floors are the building's.
    if (base !== null && pieces[index - 1]?.start === piece.start) {
      joined.push({ ...piece, address: { ...base.address, ...piece.address } });
      continue;
    }
    base = null;
    const last = joined.at(-1);
    const between = last && text.slice(last.end, piece.start);
    if (
      last &&
      between !== undefined &&
      between.length <= LONGEST_BETWEEN &&
      BETWEEN.test(between) &&
      (goesOn(last.address, piece.address) || fitsBetween(last.address, piece.address))
    ) {
      base = { address: last.address };
      joined[joined.length - 1] = {
        address: { ...last.address, ...piece.address },
        start: last.start,
        end: piece.end,
        bare: false,
      };
    } else if (
      last &&
      between !== undefined &&
      (BACKWARDS.test(between) || ADDED.test(between)) &&
      goesBack(last.address, piece.address)
    ) {
      joined[joined.length - 1] = {
        address: { ...last.address, ...piece.address },
        start: last.start,
        end: piece.end,
        bare: false,
      };
    } else {
      joined.push(piece);
    }
  }
  const told: Piece[] = [];
  for (const piece of joined) {
    const same = told.findIndex((other) => isSameHome(other.address, piece.address));
    const before = told[same];
    if (before === undefined) told.push(piece);
    else if (Object.keys(piece.address).some((part) => !(part in before.address))) {
      told[same] = { ...piece, address: { ...before.address, ...piece.address } };
    }
  }
  const hasHome = told.some(({ address }) => address.building !== undefined && address.room !== undefined);
  return keepRooms || !hasHome ? told : told.filter(({ address }) => !isOnly(address, 'room'));
}

/** 3栋，2单元 · 3栋的业主，房号501 · 三栋的嗯二单元 · 3栋电梯里，大概12楼. */
const BETWEEN =
  /^(?:[ ,，、的.\-—那这是在楼门口下边旁侧东西南北嗯呃额:：]|业主|住户|房间?号|门牌号?|那个|就是|电梯里?|大概|可能){0,5}$/u;
const LONGEST_BETWEEN = 10;
/** 19楼电梯口的窗户(3栋): the building is added in brackets. */
const ADDED = /^[^。!?;\n]{0,16}[(（]$/u;

/** The next part of the same address: a unit behind a building, never a second building. */
function goesOn(last: Address, next: Address): boolean {
  const highest = Math.max(...ranksOf(last));
  const lowest = Math.min(...ranksOf(next));
  return lowest > highest;
}

/** 13栋顶楼2单元: the unit of a building of which the floor was said first. */
function fitsBetween({ building, unit, room }: Address, next: Address): boolean {
  return (
    building !== undefined &&
    unit === undefined &&
    room === undefined &&
    next.unit !== undefined &&
    next.building === undefined &&
    next.floor === undefined
  );
}

/** 502室，3单元，8号楼; Room 1203 in building 7: from the flat to the building. */
const BACKWARDS = /^(?:的?[,，、 ]{0,2}|,? ?(?:OF|IN|AT) )$/u;

function goesBack(last: Address, next: Address): boolean {
  return next.publicPlace === undefined && last.publicPlace === undefined && goesOn(next, last);
}

function ranksOf(address: Address): number[] {
  return PARTS.flatMap((part, rank) => (address[part] === undefined ? [] : [rank]));
}

/** Word for word the same, or the same building with nothing against it. */
function isSameHome(a: Address, b: Address): boolean {
  if (PARTS.every((part) => a[part] === b[part])) return true;
  if (a.building === undefined || a.building !== b.building) return false;
  return PARTS.every((part) => a[part] === undefined || b[part] === undefined || a[part] === b[part]);
}

function isOnly(address: Address, part: keyof Address): boolean {
  return address[part] !== undefined && Object.keys(address).length === 1;
}
