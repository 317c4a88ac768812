// Numbers of houses, entrances and rooms as people write them: 1-12, 1-3,5,A; 101-104. Pure.

const BETWEEN = /[,，、;；\s]+/u;
const RANGE = /^(\d{1,5})[-–—~～](\d{1,5})$/u;
/** 3, A3, 3A, A: what a house or an entrance may be called in an address. */
const HOUSE = /^(?:[A-Z]{0,2}\d{1,3}[A-F]?|[A-H])$/;
/** The floor, then two digits: 501, 1203. */
const ROOM = /^[1-9]\d{2,4}$/;
const MOST = 2_000;

/** Null when it cannot be read. */
export function readHouseNumbers(text: string): string[] | null {
  return read(text, (one) => HOUSE.test(one));
}

/** Rooms of one floor may be a range; 101-3304 would count rooms nobody has. */
export function readRoomNumbers(text: string): string[] | null {
  const numbers = read(text, (one) => ROOM.test(one));
  const crosses = partsOf(text).some((part) => {
    const [, from = '', to = ''] = RANGE.exec(part) ?? [];
    return from.slice(0, -2) !== to.slice(0, -2);
  });
  return crosses ? null : numbers;
}

function partsOf(text: string): string[] {
  return text.split(BETWEEN).filter((part) => part !== '');
}

function read(text: string, isOne: (number: string) => boolean): string[] | null {
  const numbers: string[] = [];
  for (const part of partsOf(text)) {
    const [, first, last] = RANGE.exec(part) ?? [];
    const from = Number(first ?? Number.NaN);
    const to = Number(last ?? Number.NaN);
    if (first === undefined) numbers.push(part.toUpperCase());
    else if (from > to || to - from > MOST) return null;
    else for (let number = from; number <= to; number += 1) numbers.push(String(number));
  }
  const isWhole = numbers.length > 0 && numbers.length <= MOST && numbers.every(isOne);
  return isWhole ? [...new Set(numbers)] : null;
}

/** The other way round: neighbours in one range. */
export function sayNumbers(numbers: readonly string[]): string {
  const ranges: { from: string; to: string }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && /^\d+$/.test(number) && /^\d+$/.test(last.to) && Number(number) === Number(last.to) + 1)
      last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges.map(({ from, to }) => (from === to ? from : `${from}-${to}`)).join('，');
}
