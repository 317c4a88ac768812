// Festivals and public holidays. What the state has announced comes from chinese-days; beyond its years only the day itself is sure.
// Its JSON is read and not its functions for holidays: those guess beyond the years they know.
import chineseDays from 'chinese-days';
import announced from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import { dateOf, dayOn, isoDate, weekdayOf } from './wall.ts';

const holidays: Readonly<Record<string, string>> = announced.holidays;
const makeUpDays: Readonly<Record<string, string>> = announced.workdays;

/** The last year whose days off are announced. */
export const lastKnownYear: number = Math.max(
  ...Object.keys(holidays).map((date) => Number(date.slice(0, 4))),
);

type Festival = { announcedAs: string | null; dayIn: (year: number) => number | null };

/** Names as people say them, without 节. */
export const festivals: Readonly<Record<string, Festival>> = {
  元旦: { announcedAs: '元旦', dayIn: (year) => dayOn(year, 1, 1) },
  除夕: { announcedAs: null, dayIn: (year) => before(lunarDay(year, 1, 1)) },
  大年三十: { announcedAs: null, dayIn: (year) => before(lunarDay(year, 1, 1)) },
  春节: { announcedAs: '春节', dayIn: (year) => lunarDay(year, 1, 1) },
  过年: { announcedAs: '春节', dayIn: (year) => lunarDay(year, 1, 1) },
  元宵: { announcedAs: null, dayIn: (year) => lunarDay(year, 1, 15) },
  年三十: { announcedAs: null, dayIn: (year) => before(lunarDay(year, 1, 1)) },
  七夕: { announcedAs: null, dayIn: (year) => lunarDay(year, 7, 7) },
  重阳: { announcedAs: null, dayIn: (year) => lunarDay(year, 9, 9) },
  腊八: { announcedAs: null, dayIn: (year) => lunarDay(year, 12, 8) },
  清明: { announcedAs: '清明', dayIn: clearAndBright },
  五一: { announcedAs: '劳动节', dayIn: (year) => dayOn(year, 5, 1) },
  劳动: { announcedAs: '劳动节', dayIn: (year) => dayOn(year, 5, 1) },
  端午: { announcedAs: '端午', dayIn: (year) => lunarDay(year, 5, 5) },
  中秋: { announcedAs: '中秋', dayIn: (year) => lunarDay(year, 8, 15) },
  国庆: { announcedAs: '国庆节', dayIn: (year) => dayOn(year, 10, 1) },
  十一: { announcedAs: '国庆节', dayIn: (year) => dayOn(year, 10, 1) },
  圣诞: { announcedAs: null, dayIn: (year) => dayOn(year, 12, 25) },
};

/** The days off around a festival as announced; where nothing is known, the day alone. `until` is the first day after. */
export function breakOf(name: string, year: number): { first: number; until: number } | null {
  const festival = festivals[name];
  const day = festival?.dayIn(year) ?? null;
  if (!festival || day === null) return null;
  const isOff = (on: number) => holidays[isoDate(on)]?.split(',')[1] === festival.announcedAs;
  let first = day;
  let until = day + 1;
  if (festival.announcedAs === null || !isOff(day)) return { first, until };
  while (isOff(first - 1)) first -= 1;
  while (isOff(until)) until += 1;
  return { first, until };
}

/** Monday to Friday, but for the days off and the make-up days that are announced. */
export function isWorkday(day: number): boolean {
  const date = isoDate(day);
  if (holidays[date] !== undefined) return false;
  return weekdayOf(day) < 5 || makeUpDays[date] !== undefined;
}

/** 清明: the sun's place decides; the usual formula for this century. */
function clearAndBright(year: number): number | null {
  const short = year % 100;
  return dayOn(year, 4, Math.floor(short * 0.2422 + 4.81) - Math.floor(short / 4));
}

const lunarDays = new Map<string, number | null>();

/**
 * The day of a lunar date whose new year falls into `year`. From the library's table: ICU's Chinese calendar puts the
 * new year of 2027 one day late, because that new moon falls minutes before midnight in Beijing.
 */
export function lunarDay(year: number, month: number, date: number): number | null {
  const key = `${year}-${month}-${date}`;
  const known = lunarDays.get(key);
  if (known !== undefined) return known;
  // A lunar month begins three weeks to seven after the month of its number.
  const from = dayOn(year, month, 20) ?? 0;
  let found: number | null = null;
  for (let day = from; day < from + 62 && found === null; day++) {
    const { lunarMon, lunarDay, isLeap } = chineseDays.getLunarDate(isoDate(day));
    if (lunarMon === month && lunarDay === date && !isLeap) found = day;
  }
  lunarDays.set(key, found);
  return found;
}

function before(day: number | null): number | null {
  return day === null ? null : day - 1;
}

/** The year in which this festival is meant: the one to come within four months, else the nearest. */
export function yearMeant(name: string, today: number): number {
  const { year } = dateOf(today);
  const near = [year - 1, year, year + 1].flatMap((one) => {
    const span = breakOf(name, one);
    return span === null ? [] : [{ year: one, first: span.first, until: span.until }];
  });
  const coming = near.find(({ first, until }) => until > today && first - today <= SOON_DAYS);
  if (coming) return coming.year;
  const distance = ({ first }: { first: number }) => Math.abs(first - today);
  return near.reduce(
    (best, one) => (distance(one) < distance(best) ? one : best),
    near[0] ?? { year, first: 0 },
  ).year;
}

const SOON_DAYS = 120;
