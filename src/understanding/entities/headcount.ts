// How many are concerned: 十几户, 我们五家, 三十多个业主, 一百多人联名. For group complaints; money and time are other counts.
import { findAll } from '../find-all.ts';
import type { Normalised } from '../normalise.ts';
import { readNumeral } from '../numerals.ts';
import type { Place } from './mask.ts';

export type FoundHeadcount = Place & { count: number; of: 'households' | 'people'; atLeast: boolean };

const N = '一二两三四五六七八九十百千';
const COUNT = new RegExp(
  `(?<![0-9${N}第.])(?:(?<over>上|好几|几)(?<big>[十百千])|(?<number>[0-9]{1,4}|[${N}]{1,5})(?<odd>多|几|来|余)?)(?:个)?` +
    '(?:(?<households>户(?!型|口|外|主)(?:人家|业主|居民|住户|家庭)?|家(?!里|的|具|电|门|属|长|政|居|访|教|用|装|庭|伙|人|都没人|公司)(?:业主|住户|人)?)|(?<people>位?(?:业主|居民|邻居|住户)(?!委|群|大会)|(?:个|多|名|口)人|人(?=联名|一起|签|都|集体|投诉|反映)))',
  'gu',
);

export function findHeadcounts({ text }: Pick<Normalised, 'text'>): FoundHeadcount[] {
  return findAll(text, COUNT).flatMap((match) => {
    const { over, big, number = '', odd, people } = match.groups ?? {};
    const start = match.index;
    const count =
      big === undefined
        ? Number(readNumeral(number) ?? Number.NaN)
        : (TENS[big] ?? 10) * (over === '上' ? 1 : 2);
    if (Number.isNaN(count) || count < 2) return [];
    if (isFlat(number, text.slice(Math.max(0, start - 3), start))) return [];
    return [
      {
        count,
        of: people === undefined ? ('households' as const) : ('people' as const),
        atLeast: odd !== undefined || big !== undefined,
        start,
        end: start + match[0].length,
      },
    ];
  });
}

/** 501户漏水 is the flat 501, not 501 households; 共501户 are households. */
export function isFlat(number: string, before: string): boolean {
  return /^[1-9][0-9]?(?:0[1-9]|1[0-2])$/.test(number) && !MANY.test(before);
}

const MANY = /(?:共|都|全|有|约|近|超过|总计)[^，。]?$/u;

const TENS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
