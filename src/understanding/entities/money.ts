// Sums of money: 200元, 三百多块, 1.2万, 两三百块, ¥35.5. In fen, so that nothing is lost.
import { findAll } from '../find-all.ts';
import type { Normalised } from '../normalise.ts';
import { readNumeral } from '../numerals.ts';
import type { Place } from './mask.ts';

export type FoundMoney = Place & { fen: number; approximate: boolean };

const CHINESE = '零〇一二两三四五六七八九十百千万';
const ARABIC = '[0-9]{1,3}(?:,[0-9]{3}){1,3}|[0-9]{1,9}';
const AMOUNT = new RegExp(
  `(?<![0-9A-Z.,])(?<sign>[¥￥])? ?(?:(?<arabic>${ARABIC})(?:\\.(?<decimals>[0-9]{1,2}))?|(?<chinese>[${CHINESE}]{1,9}))` +
    '(?<scale>[百千万])?(?<odd>[多几来余])?(?<scale2>[万])?(?<unit>人民币|块钱|块|元|圆)?(?:(?<jiao>[0-9一二三四五六七八九])(?=毛|角|钱|[,。!?; ]|$))?',
  'gu',
);
/** 三块玻璃, 一块地: pieces, no money. */
const PIECES =
  /^(?:玻璃|瓷砖|地砖|砖|板|地(?!下)|木|墙|石|皮|布|牌|门板|天花|铁|空地|绿地|区域|儿|广告|水泥|肉|窗|屏|补|镜|吊顶|来|去|走|住|修|弄)/u;
const SCALES: Readonly<Record<string, number>> = { 百: 100, 千: 1000, 万: 10_000 };
/** Without 元 or 块 only money talk makes 1.2万 or 2000 money. */
const MONEY_TALK = /(?:交了?|收了?|要|花了?|赔|罚款?|扣了?|押金|费|价|钱|退|付了?|共|欠)[了我是: ]{0,2}$/u;
const BARE_TALK = /(?:押金|费|罚款|罚了|扣了|赔了|交了|收了|花了|付了|退了)[我是: ]{0,2}$/u;
const BARE_END = /^(?:$|[,。!?; ]|了|吗|不|给|没)/u;
const LEAST_BARE = 10;

export function findMoney({ text }: Pick<Normalised, 'text'>): FoundMoney[] {
  const found: FoundMoney[] = [];
  for (const match of findAll(text, AMOUNT)) {
    const { sign, arabic, decimals = '', chinese, scale, odd, scale2, unit, jiao } = match.groups ?? {};
    const start = match.index;
    const left = text.slice(Math.max(0, start - 5), start);
    const isBig = scale === '万' || scale2 === '万' || chinese?.includes('万') === true;
    const isBare =
      Number(arabic) >= LEAST_BARE &&
      BARE_TALK.test(left) &&
      BARE_END.test(text.slice(start + match[0].length));
    const isMoney = unit !== undefined || sign !== undefined || isBare || (isBig && MONEY_TALK.test(left));
    const end = start + match[0].length - (unit === undefined && jiao !== undefined ? jiao.length : 0);
    if (
      !isMoney ||
      (unit?.startsWith('块') === true && unit !== '块钱' && PIECES.test(text.slice(end, end + 2)))
    )
      continue;
    const guess = chinese === undefined ? null : between(chinese);
    const whole =
      arabic === undefined ? (guess ?? chineseAmount(chinese ?? '')) : Number(arabic.replaceAll(',', ''));
    if (whole === null) continue;
    const times = (SCALES[scale ?? ''] ?? 1) * (SCALES[scale2 ?? ''] ?? 1);
    const yuan = (whole + Number(`0.${decimals || '0'}`)) * times;
    const tenth = unit === undefined || jiao === undefined ? 0 : Number(readNumeral(jiao) ?? 0);
    found.push({
      fen: Math.round(yuan * 100) + tenth * 10,
      approximate: odd !== undefined || guess !== null,
      start,
      end,
    });
  }
  return found;
}

/** 两三百 is about two hundred: the lower one, as a guess. */
function between(words: string): number | null {
  const match = /^([一二两三四五六七八])([二三四五六七八九])([百千万])$/u.exec(words);
  const low = Number(readNumeral(match?.[1] ?? '') ?? Number.NaN);
  const high = Number(readNumeral(match?.[2] ?? '') ?? Number.NaN);
  return high === low + 1 ? low * (SCALES[match?.[3] ?? ''] ?? 1) : null;
}

/** 一万二 is 12 000, 两万三千五 23 500. */
function chineseAmount(words: string): number | null {
  const [head = '', tail, ...more] = words.split('万');
  if (more.length > 0) return null;
  if (tail === undefined) return toNumber(head);
  const high = toNumber(head);
  const low = tail === '' ? 0 : [...tail].length === 1 ? Number(readNumeral(tail)) * 1000 : toNumber(tail);
  return high === null || low === null || Number.isNaN(low) ? null : high * 10_000 + low;
}

function toNumber(words: string): number | null {
  const digits = readNumeral(words);
  return digits === null ? null : Number(digits);
}
