// Which house of an estate, and which entrance: 3栋2单元, 三号楼, 12#楼, A座. Numbers of houses are not counts (三栋楼停水).
import { readNumeral } from '../understanding/numerals.ts';

const HOUSE =
  /(?:(?<![0-9])(?<figure>[0-9]{1,3})|(?<![A-Z])(?<letter>[A-Z])|(?<![零一二三四五六七八九十百])(?<said>[一二三四五六七八九十]{1,3}(?!座)))(?:[栋幢](?!楼(?![道梯上下顶门层里内])|房子|别墅)|座|号楼|#楼?)(?:(?<unit>[0-9]{1,2}|[一二三四五六七八九十]{1,2})单元)?/gu;

/** Where in a house; words of one row are one spot. */
const SPOTS: readonly (readonly [spot: string, words: RegExp])[] = [
  ['garage', /车库|地库|停车场|地下室/u],
  ['stairs', /楼道|走廊|楼梯|过道/u],
  ['hall', /大堂|大厅|门厅|一楼厅/u],
  ['roof', /楼顶|天台|屋顶|屋面/u],
  ['front', /外墙|外立面/u],
  ['yard', /花园|草坪|绿化|楼下/u],
];
const FLAT = /(?<![0-9])[1-9][0-9]?0[1-9](?![0-9])|(?<![0-9])[1-9][0-9]?1[0-9](?=室|房|户)/gu;

export type Houses = {
  houses: Set<string>;
  entrances: Set<string>;
  flats: Set<string>;
  spots: Set<string>;
};

/** `said` is normalised and without blanks. */
export function readHouses(said: string): Houses {
  const found: Houses = {
    houses: new Set(),
    entrances: new Set(),
    flats: new Set(Array.from(said.matchAll(FLAT), ([flat]) => flat)),
    spots: new Set(SPOTS.flatMap(([spot, words]) => (words.test(said) ? [spot] : []))),
  };
  for (const { groups } of said.matchAll(HOUSE)) {
    const house = groups?.letter ?? readNumeral(groups?.figure ?? groups?.said ?? '');
    if (house === null) continue;
    const number = house.replace(/^0+(?=.)/, '');
    found.houses.add(number);
    const unit = readNumeral(groups?.unit ?? '');
    if (unit !== null) found.entrances.add(`${number}-${unit}`);
  }
  return found;
}

/** Which house it is says nothing of what is wrong there. */
export function withoutHouses(said: string): string {
  return said.replace(HOUSE, (whole) => '\n'.repeat(whole.length));
}

/** A house where no name of a place was told. No name is written like this. */
export function houseKey(house: string): string {
  return `#${house}`;
}

export function isHouseKey(place: string): boolean {
  return place.startsWith('#');
}

/** 3栋 and 5栋; two entrances of one house. Who names none is not apart from anybody. */
export function areHousesApart(
  a: Pick<Houses, 'houses' | 'entrances'>,
  b: Pick<Houses, 'houses' | 'entrances'>,
): boolean {
  return areApart(a.houses, b.houses) || areApart(a.entrances, b.entrances);
}

export function areApart(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size > 0 && b.size > 0 && ![...a].some((name) => b.has(name));
}
