// What residents call a building beside its number: 海棠苑2单元501 is 13栋2单元501.
import type { Estate } from '../input.ts';
import { normaliseWord } from '../normalise.ts';
import { anyOf } from './public-place.ts';

/** 海棠苑 and 海棠苑栋 alike. */
const KIND = '(?:号楼|[栋幢座])?';

export type HouseNames = { pattern: RegExp; idOf(words: string): string | undefined };

/** Null where no building has a name. For normalised text. */
export function compileHouseNames(estate: Estate | null): HouseNames | null {
  const ids = namesIn(estate);
  const names = anyOf([...ids.keys()]);
  return names === null
    ? null
    : {
        pattern: new RegExp(`(?:${names.source})${KIND}`, 'gu'),
        idOf: (words) => ids.get(words) ?? ids.get(words.replace(/(?:号楼|[栋幢座])$/u, '')),
      };
}

/** The same words with numbers for names, for those who read nothing but numbers. */
export function withHouseNumbers(words: string, estate: Estate): string {
  const houses = compileHouseNames(estate);
  if (houses === null) return words;
  const behind = new RegExp(`(?:${houses.pattern.source})[-—–]?`, 'giu');
  return words.replaceAll(behind, (found) => {
    const id = houses.idOf(normaliseWord(found.replace(/[-—–]$/u, '')));
    return id === undefined ? found : `${id}栋`;
  });
}

function namesIn(estate: Estate | null): Map<string, string> {
  const ids = new Map<string, string>();
  for (const { id, names = [] } of estate?.buildings ?? []) {
    for (const name of names) {
      const key = normaliseWord(name);
      if (key !== '' && !ids.has(key)) ids.set(key, id);
    }
  }
  return ids;
}
