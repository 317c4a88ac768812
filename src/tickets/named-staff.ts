// Which colleagues a complaint names, so that none of them handles it. Rather one too many than the one who is meant.
import type { Staff } from '../config/config.ts';

/** `names` as residents say them (保安王师傅, 小李, 姓张的客服); a whole name in the words counts as well. */
export function colleaguesNamed(
  { names, words }: { names: readonly string[]; words: string },
  staff: readonly Pick<Staff, 'id' | 'name' | 'communityIds'>[],
  communityId: string,
): string[] {
  const surnames = new Set(names.flatMap((name) => SURNAME.exec(name)?.slice(1).find(Boolean) ?? []));
  return staff
    .filter(({ communityIds }) => communityIds.includes(communityId))
    .filter(({ name }) => words.includes(name) || surnames.has([...name][0] ?? ''))
    .map(({ id }) => id);
}

const SURNAME =
  /(?:[小老姓](\p{Script=Han})|(\p{Script=Han})(?:师傅|经理|主管|主任|队长|阿姨|大姐|大哥|先生|女士|小姐|工))$/u;
