// May these words go out? Everything a notice must say is there, and it is said kindly; all that is wrong at once. Pure.
import type { Community, NoticesConfig } from '../config/config.ts';
import { readReachedPlace } from '../groups/reached-place.ts';
import { lintWording } from '../replies/lint.ts';
import { checkAddress } from '../understanding/entities/check-address.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import type { NoticeWords } from './notice.ts';

/** What a field brings in, and the length of a whole notice, are no matters of tone. */
const WITHOUT = ['unbackedPromise', 'length', 'oneQuestion'] as const;

export type WordingProblem = { field: keyof NoticeWords; say: string };

function toneProblems(words: NoticeWords): WordingProblem[] {
  return (['title', 'reason', 'advice', 'en'] as const).flatMap((field) =>
    lintWording(words[field] ?? '', [], null, {
      without: WITHOUT,
      lang: field === 'en' ? 'en' : 'zh-CN',
    }).map(({ found, better }) => ({ field, say: `“${found}”换个说法：${better}` })),
  );
}

export function wordingProblems(
  words: NoticeWords,
  now: number,
  { notices, community }: { notices: NoticesConfig; community: Pick<Community, 'estate'> | null },
): WordingProblem[] {
  const problems: WordingProblem[] = [];
  const need = (isThere: boolean, field: keyof NoticeWords, say: string) => {
    if (!isThere) problems.push({ field, say });
  };
  need(words.title.trim() !== '', 'title', '请写标题');
  need(words.places === null || words.places.length > 0, 'places', '请选范围：全小区，或者哪几处');
  const isKnown = notices.matters.some(({ id }) => id === words.matter);
  need(isKnown, 'matter', '请选停的是什么');
  need(words.reason.trim() !== '', 'reason', '请写原因，住户最先问这个');
  need(words.kind !== 'planned' || words.fromAt !== null, 'fromAt', '计划停的，请写从什么时候开始');
  need(words.restoreAt > now, 'restoreAt', '预计恢复的时间已经过了，请改成还没到的时间');
  need(words.restoreAt > (words.fromAt ?? 0), 'restoreAt', '恢复要晚于开始');
  need(words.endsAt >= words.restoreAt, 'endsAt', '到期要不早于预计恢复的时间');
  for (const place of words.places ?? [])
    need(isInEstate(place, community?.estate ?? null), 'places', `这个小区没有${sayReached(place)}，请核对`);
  return [...problems, ...toneProblems(words)];
}

function isInEstate(text: string, estate: Community['estate'] | null): boolean {
  if (estate === null) return false;
  const place = readReachedPlace(text);
  const { publicPlace } = place;
  if (publicPlace !== undefined) return estate.publicPlaces.some(({ name }) => name === publicPlace);
  return estate.buildings.some(({ id }) => id === place.building) && checkAddress(place, estate).ok;
}

function sayReached(text: string): string {
  return formatAddress(readReachedPlace(text));
}
