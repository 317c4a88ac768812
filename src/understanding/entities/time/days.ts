// Which day is meant: 明天, 周六, 下个礼拜三, 25号, 12月1号, 月底, 三天后, 国庆节期间. Character by character, from one place of the text.
import type { TimeSaid } from '../../commands.ts';
import { readNumeral } from '../../numerals.ts';
import { breakOf, festivals, isWorkday, lunarDay, yearMeant } from './holidays.ts';
import { dateOf, dayOn, firstOfMonth, weekdayOf } from './wall.ts';

/** Days from `first` to before `until`. */
export type Days = {
  first: number;
  until: number;
  repeats?: TimeSaid['repeats'];
  /** The same words about the past: 25号 is the next 25th, 25号报的修 the last. */
  last?: { first: number; until: number };
  /** 国庆后, 年前: open by the words themselves. */
  open?: 'from' | 'until';
  /** The day on which it must be done when 前 follows: 月底前 is until the month ends. */
  by?: number;
};
export type DaysRead = Days & { end: number };

type Reader = { pattern: RegExp; read: (groups: Groups, today: number) => Days | null };
type Groups = Record<string, string | undefined>;

const N = '0-9零〇一二两三四五六七八九十';
/** What may follow 今, 明, 昨 alone: 今晚, 明早, 昨夜. */
const PART_AHEAD = '(?=早|晚|晨|夜|午|上午|下午|中午|凌晨|半夜|朝|天?傍)';

/** The days said at this place, or null. */
export function readDays(text: string, at: number, today: number): DaysRead | null {
  for (const { pattern, read } of READERS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) continue;
    const days = read(match.groups ?? {}, today);
    if (days !== null) return { ...days, end: at + match[0].length };
  }
  return null;
}

// ---- near days ---------------------------------------------------------------------------------------------------

const NEAR: Readonly<Record<string, number>> = {
  大前: -3,
  前: -2,
  昨: -1,
  琴: -1,
  寻: -1,
  今: 0,
  当: 0,
  明: 1,
  听: 1,
  后: 2,
  大后: 3,
};

function near({ word = '', other }: Groups, today: number): Days | null {
  const offset = NEAR[word];
  if (offset === undefined) return null;
  const first = today + offset;
  const last = other === undefined ? first : today + (NEAR[other] ?? offset);
  return last < first ? null : { first, until: last + 1 };
}

// ---- days of the week --------------------------------------------------------------------------------------------

const WEEK = '(?:周|星期|礼拜)';
const WHICH = '(?<which>下下|上上|这|本|下|上)(?:一?个)?';
const WEEKDAYS = '一二三四五六日';

function weekdayNumber(said: string): number {
  const known = WEEKDAYS.indexOf(said === '天' ? '日' : said);
  return known >= 0 ? known : Number(said) - 1;
}

const WEEKS: Readonly<Record<string, number>> = { 上上: -2, 上: -1, 这: 0, 本: 0, 下: 1, 下下: 2 };

function weekday({ which, day = '', both }: Groups, today: number): Days | null {
  const monday = today - weekdayOf(today);
  if (day === '末' || both !== undefined) {
    const saturday = monday + 5 + 7 * (WEEKS[which ?? '这'] ?? 0);
    return { first: saturday, until: saturday + 2, last: { first: saturday - 7, until: saturday - 5 } };
  }
  const number = weekdayNumber(day);
  if (which !== undefined) {
    const first = monday + 7 * (WEEKS[which] ?? 0) + number;
    return { first, until: first + 1 };
  }
  const coming = today + ((number - weekdayOf(today) + 7) % 7);
  const gone = coming === today ? today : coming - 7;
  return { first: coming, until: coming + 1, last: { first: gone, until: gone + 1 } };
}

function wholeWeek({ which = '这' }: Groups, today: number): Days {
  const monday = today - weekdayOf(today) + 7 * (WEEKS[which] ?? 0);
  return { first: monday, until: monday + 7 };
}

function workdays(_: Groups, today: number): Days {
  let first = today;
  while (!isWorkday(first)) first += 1;
  return { first, until: first + 1, repeats: 'workdays' };
}

// ---- dates -------------------------------------------------------------------------------------------------------

function number(words: string | undefined): number | null {
  const digits = words === undefined ? null : readNumeral(words);
  return digits === null ? null : Number(digits);
}

const YEARS: Readonly<Record<string, number>> = { 前年: -2, 去年: -1, 今年: 0, 明年: 1 };

function yearOf({ year, yearWord }: Groups, today: number): number | null {
  if (yearWord !== undefined) return dateOf(today).year + (YEARS[yearWord] ?? 0);
  const said = number(year);
  if (said === null) return null;
  return said < 100 ? 2000 + said : said;
}

/** 12月1号: of the year said, else the nearest. */
function monthAndDay(groups: Groups, today: number): Days | null {
  const month = number(groups.month);
  const date = number(groups.date);
  if (month === null || date === null || month < 1 || month > 12) return null;
  const year = yearOf(groups, today);
  const dayIn = (one: number) => dayOn(one, month, date);
  const first = year === null ? nearest(today, dayIn) : dayIn(year);
  if (first === null) return null;
  if (year !== null || first <= today) return { first, until: first + 1 };
  // 五月三号漏的 is the last one that has been.
  const gone = dayIn(dateOf(first).year - 1);
  return {
    first,
    until: first + 1,
    ...(gone === null ? {} : { last: { first: gone, until: gone + 1 } }),
  };
}

function nearest(today: number, dayIn: (year: number) => number | null): number | null {
  const { year } = dateOf(today);
  return [year - 1, year, year + 1]
    .flatMap((one) => dayIn(one) ?? [])
    .reduce<number | null>(
      (best, day) => (best === null || Math.abs(day - today) < Math.abs(best - today) ? day : best),
      null,
    );
}

const MONTHS: Readonly<Record<string, number>> = { 上上: -2, 上: -1, 这: 0, 本: 0, 下: 1, 下下: 2 };

/** 25号: the next such day; 下个月5号: of that month. */
function dayOfMonth({ which, date: said }: Groups, today: number): Days | null {
  const date = number(said);
  if (date === null || date < 1 || date > 31) return null;
  const { year, month } = dateOf(today);
  const on = (offset: number) => {
    const { year: y, month: m } = dateOf(firstOfMonth(year, month + offset));
    return dayOn(y, m, date);
  };
  if (which !== undefined) {
    const first = on(MONTHS[which] ?? 0);
    return first === null ? null : { first, until: first + 1 };
  }
  const coming = [0, 1, 2].map(on).find((day) => day !== null && day >= today);
  const gone = [0, -1, -2].map(on).find((day) => day !== null && day <= today);
  if (coming == null) return null;
  return {
    first: coming,
    until: coming + 1,
    ...(gone == null ? {} : { last: { first: gone, until: gone + 1 } }),
  };
}

/** 月底, 下月初, 上个月, 5月份. Without a part the whole month. */
function partOfMonth({ which, month: said, part, year, yearWord }: Groups, today: number): Days | null {
  const now = dateOf(today);
  const named = number(said);
  if (named !== null && (named < 1 || named > 12)) return null;
  const inMonth = (y: number, m: number) => {
    const first = firstOfMonth(y, m);
    const until = firstOfMonth(y, m + 1);
    if (part === '初' || part === '头') return { first, until: first + 5 };
    if (part === '上旬') return { first, until: first + 10 };
    if (part === '中' || part === '中旬') return { first: first + 10, until: first + 20 };
    if (part === '下旬') return { first: first + 20, until };
    return part === undefined ? { first, until } : { first: until - 5, until, by: until };
  };
  if (named !== null) {
    const saidYear = yearOf({ year, yearWord }, today);
    const first = saidYear === null ? nearest(today, (one) => firstOfMonth(one, named)) : null;
    return inMonth(saidYear ?? dateOf(first ?? today).year, named);
  }
  if (which !== undefined) return inMonth(now.year, now.month + (MONTHS[which] ?? 0));
  const running = inMonth(now.year, now.month);
  return running.until > today ? running : { ...inMonth(now.year, now.month + 1), last: running };
}

// ---- so many days from now ---------------------------------------------------------------------------------------

/** 三天后, 一周前, 半个月后, 过两天. */
function daysAway({ count, half, unit = '', side = '后' }: Groups, today: number): Days | null {
  const many = half === undefined ? number(count) : 0.5;
  if (many === null || many > 400) return null;
  const first = today + (side === '前' ? -1 : 1) * daysIn(many, unit);
  return { first, until: first + 1 };
}

/** 半个月 is fifteen days, three months are ninety-one. */
export function daysIn(count: number, unit: string): number {
  if (/周|星期|礼拜/u.test(unit)) return Math.round(count * 7);
  if (unit === '年') return Math.round(count * 365);
  if (unit !== '月') return Math.round(count);
  return count === 0.5 ? 15 : Math.round((count * 365) / 12);
}

// ---- festivals ---------------------------------------------------------------------------------------------------

function festival({ name = '', year, yearWord, span, side }: Groups, today: number): Days | null {
  const saidYear = yearOf({ year, yearWord }, today);
  const inYear = saidYear ?? yearMeant(name, today);
  const around = breakOf(name, inYear);
  const day = festivals[name]?.dayIn(inYear) ?? null;
  if (around === null || day === null) return null;
  if (span !== undefined && /[那当]天/u.test(span)) return { first: day, until: day + 1 };
  if (side === undefined || saidYear !== null || around.until >= today) return beside(around, side);
  // 国庆后再说, said in November, is of the next one; 国庆后就没来过 of the last.
  const next = breakOf(name, inYear + 1);
  return next && { ...beside(next, side), last: { first: around.until, until: around.until + 1 } };
}

/** 这两天, 这几天: from today on; told of the past, up to today. */
function theseDays({ count }: Groups, today: number): Days | null {
  const many = /[几些]/u.test(count ?? '') ? 3 : number(count);
  if (many === null || many < 1 || many > 10) return null;
  return { first: today, until: today + many, last: { first: today - many + 1, until: today + 1 } };
}

/** 最近两天, 这几天一直: up to today. */
function theDaysBefore(groups: Groups, today: number): Days | null {
  return theseDays(groups, today)?.last ?? null;
}

/** 国庆后 begins when the days off are over, 国庆前 ends when they begin. */
function beside(around: { first: number; until: number }, side: string | undefined): Days {
  if (side === undefined) return around;
  return side.endsWith('前')
    ? { first: around.first, until: around.first + 1, open: 'until' }
    : { first: around.until, until: around.until + 1, open: 'from' };
}

/** 年前, 年后, 过完年: the Chinese new year is meant. */
function newYear({ side }: Groups, today: number): Days | null {
  const around = breakOf('春节', yearMeant('春节', today));
  return around && beside(around, side);
}

/** 节前, 节后: the days off that come next. */
function nextBreak({ side }: Groups, today: number): Days | null {
  const { year } = dateOf(today);
  const [next] = Object.entries(festivals)
    .filter(([, { announcedAs }]) => announcedAs !== null)
    .flatMap(([name]) => [breakOf(name, year), breakOf(name, year + 1)])
    .flatMap((one) => (one !== null && one.until > today ? [one] : []))
    .sort((a, b) => a.first - b.first);
  return next === undefined ? null : beside(next, side);
}

/** 大年初三, 正月十五, 腊月二十八: the nearest that has not been. */
function lunarDate({ lunarMonth, date: said }: Groups, today: number): Days | null {
  const month =
    lunarMonth === undefined || lunarMonth === '正'
      ? 1
      : lunarMonth === '腊'
        ? 12
        : lunarMonth === '冬'
          ? 11
          : number(lunarMonth);
  const date = number(said?.replace('初', '').replace('廿', '二十'));
  if (month === null || date === null || month < 1 || month > 12 || date < 1 || date > 30) return null;
  const { year } = dateOf(today);
  const days = [year - 1, year, year + 1]
    .flatMap((one) => lunarDay(one, month, date) ?? [])
    .sort((a, b) => a - b);
  const first = days.find((day) => day >= today) ?? days.at(-1);
  const gone = days.findLast((day) => day <= today);
  if (first === undefined) return null;
  return {
    first,
    until: first + 1,
    ...(gone === undefined ? {} : { last: { first: gone, until: gone + 1 } }),
  };
}

const YEAR = `(?:(?:(?<year>20[0-9]{2}|[0-9]{2}(?=年))[年.]?|(?<yearWord>前年|去年|今年|明年)的?) ?)?`;
/** 3号 is a day; 3号楼, 3号门 and 3号梯 are not. */
const NO_NUMBER_OF =
  '(?!楼|栋|幢|门|线|梯|电梯|货梯|客梯|库|岗|道闸|闸|车位|机|院|房|室|座|桌|柜|店|商铺|铺|口|出口|井|泵|变|厅|台|桥|地块|别墅|公馆|小区|单元|业主|住户|户|家(?!里有人)|桩|箱|宿舍|公寓|坑|灯|表|[A-Z0-9])';

/** 后来又漏了 is another word; 国庆后来修 is not. */
const SIDE =
  '(?:之后|以后|过后|过了|后(?!天|面|门|勤|排|院|来(?!修|看|弄|装|换|处理|上门|吧|[,，。]|$))|之前|以前|前(?!天|面|门|台|排|后|院))';

const READERS: readonly Reader[] = [
  { pattern: /(?<word>今|明)(?<other>明|后)(?:两天|二天|天)/uy, read: near },
  { pattern: /(?<word>大前|前|昨|琴|寻|今|明|听|大后|后)(?:天|日|儿个?)/uy, read: near },
  { pattern: new RegExp(`(?<word>大前|前|昨|今|当|明|听|后)${PART_AHEAD}`, 'uy'), read: near },
  {
    pattern:
      /(?:最近|近|这)(?<count>[两二三四五几些]|[2-5])[天日](?=[^,，。!?]{0,6}(?:一直|老|总|天天|又|都在[漏滴响吵停渗]|经常|频繁|每天|不停))/uy,
    read: theDaysBefore,
  },
  { pattern: /最近(?<count>[两二三四五几些]|[2-5])[天日](?!之?内)/uy, read: theDaysBefore },
  {
    pattern: /这(?<count>[两二三四五几些]|[2-5])[天日](?!之?内|之?后|之?前|以)/uy,
    read: theseDays,
  },
  { pattern: /工作日|平日|上班日|周一[到至](?:周)?五|星期一[到至](?:星期)?五/uy, read: workdays },
  { pattern: new RegExp(`(?:${WHICH})?${WEEK}(?<both>六日|六天)(?![${N}])`, 'uy'), read: weekday },
  {
    pattern: new RegExp(`(?:${WHICH})?${WEEK}(?<day>[一二三四五六日天末1-7])(?!年|次|期)`, 'uy'),
    read: weekday,
  },
  { pattern: new RegExp(`${WHICH}${WEEK}`, 'uy'), read: wholeWeek },
  {
    pattern: new RegExp(
      `${YEAR}(?<month>[${N}]{1,3})月(?<date>[${N}]{1,3})(?:[日号](?!楼|栋)|(?![${N}]))`,
      'uy',
    ),
    read: monthAndDay,
  },
  {
    pattern: /(?<year>20[0-9]{2})[-/.](?<month>[0-9]{1,2})[-/.](?<date>[0-9]{1,2})(?![0-9-])/uy,
    read: monthAndDay,
  },
  {
    pattern:
      /(?<month>1[0-2]|[1-9])[./](?<date>[12][0-9]|3[01]|[1-9])(?=[日号]|[ 的]?(?:早|上午|中午|下午|傍晚|晚)|[ ](?:[01]?[0-9]|2[0-3]):[0-5][0-9])[日号]?/uy,
    read: monthAndDay,
  },
  {
    pattern: new RegExp(
      `(?:(?<which>下下|上上|这|本|下|上)(?:一?个)?月的?)?(?<date>[${N}]{1,3})[号日]${NO_NUMBER_OF}`,
      'uy',
    ),
    read: dayOfMonth,
  },
  {
    pattern: /(?<which>下下|上上|这|本|下|上)(?:一?个)?月(?<part>底|末|初|头|中旬|中|上旬|下旬)?/uy,
    read: partOfMonth,
  },
  {
    pattern: new RegExp(
      `${YEAR}(?<month>[${N}]{1,3})月(?:份(?<part>底)?|(?<part2>底|末|初|中旬|上旬|下旬))`,
      'uy',
    ),
    read: (groups, today) => partOfMonth({ ...groups, part: groups.part ?? groups.part2 }, today),
  },
  { pattern: /月(?<part>底|末|初|中旬|上旬|下旬)/uy, read: partOfMonth },
  {
    pattern: new RegExp(
      `(?:(?<count>[${N}]{1,3})|(?<half>半))个?(?<unit>天|日|周|星期|礼拜|月|年)多?(?:以|之)?(?<side>后(?!面|门|排|勤|天)|前(?!面|门|台|排|天))`,
      'uy',
    ),
    read: daysAway,
  },
  {
    pattern:
      /(?:再?过|隔)(?<count>[一两二三四五六七八九]|[0-9]{1,2})(?<unit>天|周|个?星期|个?礼拜)(?!了|年)/uy,
    read: daysAway,
  },
  {
    pattern: new RegExp(
      `${YEAR}(?<name>元旦|除夕|大年三十|年三十|春节|过年|元宵|清明|端午|七夕|中秋|重阳|腊八|国庆|圣诞|劳动(?=节)|五一(?![${N}])(?!路|街|大道|广场)|十一(?=期间|长假|假期|放假|黄金周|之?[前后]|以[前后]))节?` +
        `(?:(?<side>${SIDE})|(?<span>期间|长假|假期|放假|黄金周|那天|当天)?(?<side2>${SIDE})?)`,
      'uy',
    ),
    read: (groups, today) => festival({ ...groups, side: groups.side ?? groups.side2 }, today),
  },
  { pattern: /过完?(?:大|新)?年(?<side>之?以?[后前]|再)/uy, read: newYear },
  { pattern: /过完年(?<side>)/uy, read: (_, today) => newYear({ side: '后' }, today) },
  {
    pattern:
      /(?<![0-9零〇一二两三四五六七八九十百几半多去今明前后整当每末])年(?<side>前(?!面|台|后)|后(?!面|台))/uy,
    read: newYear,
  },
  { pattern: new RegExp(`(?<![春季环关细情章时])节(?<side>${SIDE})`, 'uy'), read: nextBreak },
  {
    pattern:
      /(?:农历|阴历|旧历)?(?<lunarMonth>正|腊|冬)月(?<date>(?:二十|廿)[一二三四五六七八九]?|三十|十[一二三四五六七八九]|初?[一二三四五六七八九十])(?:[号日])?/uy,
    read: lunarDate,
  },
  {
    pattern:
      /(?:农历|阴历|旧历)(?<lunarMonth>[一二三四五六七八九十]{1,2})月(?<date>(?:二十|廿)[一二三四五六七八九]?|三十|十[一二三四五六七八九]|初?[一二三四五六七八九十])(?:[号日])?/uy,
    read: lunarDate,
  },
  { pattern: /(?:大年|正月|过年)(?<date>初[一二三四五六七八九十])/uy, read: lunarDate },
  {
    pattern: /(?<date>初[一二三四五六七八九])(?=来|上门|开工|上班|以后|之后|再|早|上午|中午|下午|晚上)/uy,
    read: lunarDate,
  },
];
