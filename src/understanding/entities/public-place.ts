// Shared places of the estate in the text: 北门, 地下车库C区, 2号梯. Longest name wins; the estate's own name is no place in it.
import { findAll } from '../find-all.ts';
import type { Estate } from '../input.ts';
import { normaliseWord } from '../normalise.ts';

export type FoundPlace = { name: string; start: number; end: number };
export type PlaceFinder = {
  /** Places that may be meant as where it happens. `text` is searched, `whole` gives what stands around. */
  find(text: string, whole: string): FoundPlace[];
  /** Where the estate itself is named. */
  names(text: string): { start: number; end: number }[];
};

export function compilePlaces(estate: Estate | null): PlaceFinder {
  const byName = new Map<string, string>();
  for (const place of estate?.publicPlaces ?? []) {
    for (const name of [place.name, ...place.aliases]) {
      const key = normaliseWord(name);
      if (key !== '' && !byName.has(key)) byName.set(key, place.name);
    }
  }
  const pattern = anyOf([...byName.keys()]);
  const estatePattern = anyOf(estate ? [normaliseWord(estate.name)].filter((name) => name.length >= 2) : []);
  return {
    find(text, whole) {
      if (pattern === null) return [];
      const found: FoundPlace[] = [];
      for (const match of findAll(text, pattern)) {
        const name = byName.get(match[0]);
        const start = match.index;
        const end = start + match[0].length;
        if (name !== undefined && isWhere(whole, start, end, match[0])) found.push({ name, start, end });
      }
      return found;
    },
    names(text) {
      if (estatePattern === null) return [];
      return findAll(text, estatePattern).map((match) => ({
        start: match.index,
        end: match.index + match[0].length,
      }));
    },
  };
}

/** Offices are more often spoken to than spoken of: 打电话给管理处 names no place. */
const OFFICE = /服务中心|管理处|前台|客服|监控室|消控室|控制室/u;
const AT_THE_OFFICE = /^(?:门口|里|的(?:灯|门|空调|厕所|地|墙|窗)|旁|大厅|外|附近|那|楼)/u;
const SPOKEN_TO = /(?:给|找|问|跟|和|向|联系|告诉|通知|叫|让|被|打)(?:了|过|一下)?$/u;

function isWhere(text: string, start: number, end: number, word: string): boolean {
  const before = text.slice(Math.max(0, start - 4), start);
  const after = text.slice(end, end + 4);
  if (OFFICE.test(word)) return AT_THE_OFFICE.test(after);
  // 3号门禁 is no gate; B12 is no B1; an old name is part of a longer one: 世纪花园.
  if (/^[A-Z0-9]/.test(word) && /[A-Z0-9.-]$/.test(before)) return false;
  if (/[A-Z0-9]$/.test(word) && /^(?:[A-Z0-9-]|[栋座幢]|单元|号楼)/u.test(after)) return false;
  if (/门$/u.test(word) && /^(?:禁|子(?!口)|锁|把)/u.test(after)) return false;
  if (word === '花园' && /[\p{Script=Han}]$/u.test(before) && !/[在里去到的我们咱区小中个]$/u.test(before))
    return false;
  return !SPOKEN_TO.test(before);
}

/** The longest first. */
export function anyOf(words: readonly string[]): RegExp | null {
  if (words.length === 0) return null;
  const longestFirst = [...words].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return new RegExp(longestFirst.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|'), 'gu');
}
