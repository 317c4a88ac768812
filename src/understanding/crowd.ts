// Does the resident speak for many? 整栋, 业主群里都在说, 联名, 我们十几户. A hint that an incident may be behind it.
import { isFlat } from './entities/headcount.ts';
import { findAll } from './find-all.ts';
import type { LexiconMatch } from './lexicon.ts';

/** From so many households on it is no longer one home's matter. */
const MANY_HOUSEHOLDS = 3;
const HOUSEHOLDS =
  /(?<count>[0-9]{1,4}|[一二两三四五六七八九十百]{1,4}|几|好几|数)(?<round>十|百)?(?:几|多|来)?(?:户|家(?=都|也|人|业主|住户|的)|个?(?:业主|住户|居民))/gu;

/** `text` is normalised. */
export function saysCrowd(text: string, { words }: Pick<LexiconMatch, 'words'>): boolean {
  if (words.some((word) => word.kind === 'crowd')) return true;
  return findAll(text, HOUSEHOLDS).some(({ groups: said, index }) => {
    if (!said || isFlat(said.count ?? '', text.slice(Math.max(0, index - 3), index))) return false;
    const count = Number(said.count);
    if (Number.isInteger(count)) return count >= MANY_HOUSEHOLDS;
    return said.round !== undefined || !/^[一二两]$/u.test(said.count ?? '');
  });
}
