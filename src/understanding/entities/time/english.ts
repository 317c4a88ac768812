// tomorrow at 3 pm, Saturday 2-4pm, this evening, tonight after 8: the few ways English speakers name a time, told as their Chinese twin. Pure.

const DAYS: Readonly<Record<string, string>> = {
  today: '今天',
  this: '今天',
  tonight: '今天',
  tomorrow: '明天',
  'the day after tomorrow': '后天',
  mon: '周一',
  tue: '周二',
  wed: '周三',
  thu: '周四',
  fri: '周五',
  sat: '周六',
  sun: '周日',
};
const PARTS: Readonly<Record<string, string>> = {
  morning: '上午',
  noon: '中午',
  afternoon: '下午',
  evening: '晚上',
  night: '晚上',
};
const SIDES: Readonly<Record<string, string>> = {
  after: '以后',
  before: '以前',
  by: '以前',
  around: '左右',
  about: '左右',
};
const DAY =
  '(?<day>today|tonight|the day after tomorrow|tomorrow|this(?= (?:morning|afternoon|evening)\\b)|(?:(?<next>next) )?(?<week>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?)\\b' +
  '(?:,? (?:in the )?(?<part>morning|noon|afternoon|evening|night)\\b)?';
const SIDE = '(?<side>at|around|about|after|before|by|from|between)';
/** Without a word before it a number is a clock only where its half of the day is said. */
const WITH_HALF = '(?=[0-9:. -]{1,12}[ap]m\\b|[0-9:.]{1,5} (?:to|till|until) [0-9:.]{1,5} ?[ap]m\\b)';
const CLOCK =
  '(?<hour>1[0-2]|0?[1-9])(?:[:.](?<minute>[0-5][0-9]))?(?: ?(?<half>[ap])m\\b)?' +
  '(?: ?(?:-|–|to|till|until|and) ?(?<hour2>1[0-2]|0?[1-9])(?:[:.](?<minute2>[0-5][0-9]))?(?: ?(?<half2>[ap])m\\b)?)?(?![0-9])';
// Bounded everywhere, so that no words can make it slow.
const NAMED = new RegExp(
  `\\b(?:(?<noonSide>before|after|around|by) noon (?:on )?)?${DAY}(?:,? (?:${SIDE} |${WITH_HALF})${CLOCK})?`,
  'giu',
);
/** after 6pm, from 2 to 4 pm: no day is named. */
const LONE = new RegExp(`\\b${SIDE} ${WITH_HALF}${CLOCK}`, 'giu');

/** Where it stands and how it would be said in Chinese. */
export function findEnglishTimes(text: string): { start: number; end: number; chinese: string }[] {
  const named = [...text.matchAll(NAMED)];
  return (named.length > 0 ? named : [...text.matchAll(LONE)]).map((match) => {
    const { day = '', next, week, noonSide, minute, half, hour2, minute2, half2 } = match.groups ?? {};
    const { part, side = noonSide ?? '', hour = noonSide && '12' } = match.groups ?? {};
    const date = `${next === undefined ? '' : '下'}${DAYS[(week ?? day).toLowerCase()] ?? ''}`;
    const inDay = PARTS[(part ?? (/^tonight$/i.test(day) ? 'night' : '')).toLowerCase()] ?? '';
    const clock =
      hour === undefined ? '' : clockOf(hour, minute) + (hour2 ? `到${clockOf(hour2, minute2)}` : '');
    const inHalf = halfOf(half ?? half2);
    return {
      start: match.index,
      end: match.index + match[0].trimEnd().length,
      chinese: `${date}${clock === '' ? inDay : inHalf || inDay}${clock}${clock === '' ? '' : (SIDES[side.toLowerCase()] ?? '')}`,
    };
  });
}

function halfOf(half: string | undefined): string {
  return half === undefined ? '' : half.toLowerCase() === 'p' ? '下午' : '上午';
}

function clockOf(hour: string, minute: string | undefined): string {
  return `${Number(hour)}点${minute ? `${Number(minute)}分` : ''}`;
}
