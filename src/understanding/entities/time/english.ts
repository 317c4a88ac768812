// tomorrow at 3 pm, Saturday morning, tonight: the few ways English speakers name a time, told as their Chinese twin. Pure.

const DAYS: Readonly<Record<string, string>> = {
  today: '今天',
  tonight: '今天晚上',
  tomorrow: '明天',
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
// One literal, bounded everywhere, so that no words can make it slow.
const TIME =
  /\b(?<day>today|tonight|tomorrow|(?:(?<next>next) )?(?<week>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?)\b(?:,? (?:in the )?(?<part>morning|noon|afternoon|evening|night)\b)?(?:,? (?:at |around |about )?(?<hour>1[0-2]|0?[1-9])(?:[:.](?<minute>[0-5][0-9]))? ?(?<half>[ap])m\b)?/giu;

/** Where it stands and how it would be said in Chinese. */
export function findEnglishTimes(text: string): { start: number; end: number; chinese: string }[] {
  return [...text.matchAll(TIME)].map((match) => {
    const { day = '', next, week, part, hour, minute, half } = match.groups ?? {};
    const named = week === undefined ? (DAYS[day.toLowerCase()] ?? '') : (DAYS[week.toLowerCase()] ?? '');
    const inDay = part === undefined ? '' : (PARTS[part.toLowerCase()] ?? '');
    const clock =
      hour === undefined
        ? inDay
        : `${half?.toLowerCase() === 'p' ? '下午' : '上午'}${Number(hour)}点${minute ? `${Number(minute)}分` : ''}`;
    const chinese = `${next === undefined ? '' : '下'}${named}${clock}`;
    return { start: match.index, end: match.index + match[0].trimEnd().length, chinese };
  });
}
