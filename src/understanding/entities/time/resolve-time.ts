// What a time that was said means at this moment: UTC instants. Pure; the moment is given.
import type { TimeSaid } from '../../commands.ts';
import { minutesOf } from './clocks.ts';
import { isWorkday } from './holidays.ts';
import type { ParsedTime } from './parse-time.ts';
import { dayOf, instantOf } from './wall.ts';

export type Resolved = Omit<TimeSaid, 'words' | 'lies'> & { day: number };

export type Moment = {
  now: number;
  /** The day of the time said just before, for 明天上午或者下午. */
  dayBefore: number | null;
  /** A visit is being arranged: what is over for today is meant for tomorrow. */
  isWished: boolean;
};

const DAY = 24 * 60;
const HOUR = 60;
const MINUTE_MS = 60_000;

export function resolveTime(said: ParsedTime, { now, dayBefore, isWished }: Moment): Resolved {
  const today = dayOf(now);
  const repeats = repeatsOf(said);
  const named = said.days !== null || dayBefore !== null;
  const days = daysOf(said, today, dayBefore);
  const { from, to } = minutes(said, said.days !== null);
  const at = (day: number) => ({
    startAt: instantOf(day, from),
    endAt: instantOf(lastDay(said, day, days), to),
  });
  let day = days.first;
  if (repeats !== null) day = nextTime(repeats, day, today, (one) => at(one).endAt > now);
  let { startAt, endAt } = at(day);
  if (!named && repeats === null && said.isTold && startAt > now) {
    // 晚上漏的, said in the morning, was last night.
    day -= 1;
    ({ startAt, endAt } = at(day));
  }
  if (!named && repeats === null && endAt <= now && !said.isTold) {
    const isHalfOpen =
      said.clock !== null && said.part === null && said.clock.hour >= 7 && said.clock.hour < 12;
    if (isHalfOpen && said.clock !== null) {
      // 8点 said at ten in the morning is eight in the evening.
      startAt = instantOf(day, from + DAY / 2);
      endAt = instantOf(day, to + DAY / 2);
    } else if (isWished) {
      day += 1;
      ({ startAt, endAt } = at(day));
    }
  }
  const open =
    said.since && startAt < now && repeats === null ? 'from' : (said.open ?? said.days?.open ?? null);
  if (open === 'from') endAt = openEnd(said, { startAt, endAt, day, now });
  if (open === 'until') {
    endAt = said.clock || said.part ? startOrEnd(said, startAt, endAt) : deadline(said, days, now);
    const floor = instantOf(day, 0);
    startAt = day === today || (said.clock === null && said.part === null) ? Math.min(now, endAt) : floor;
    if (endAt <= now) startAt = floor;
  }
  return {
    startAt,
    // A last day before the first is a slip; what was said first stands.
    endAt: endAt < startAt ? startAt + HOUR * MINUTE_MS : endAt,
    day,
    precision: precisionOf(said, days.until - days.first),
    approximate: said.approximate,
    open,
    repeats,
  };
}

function repeatsOf({ every, days }: ParsedTime): TimeSaid['repeats'] {
  if (days?.repeats) return days.repeats;
  if (every !== 'weekly') return every;
  return days !== null && days.until - days.first === 2 ? 'weekends' : 'weekly';
}

function daysOf(said: ParsedTime, today: number, dayBefore: number | null): { first: number; until: number } {
  if (said.days === null) return { first: dayBefore ?? today, until: (dayBefore ?? today) + 1 };
  const { first, until, last } = said.days;
  return last !== undefined && (said.isTold || said.since) ? last : { first, until };
}

/** 周末上午 is Saturday's; whole days go on to the last. */
function lastDay(said: ParsedTime, day: number, days: { first: number; until: number }): number {
  if (said.to?.days) return said.to.days.first;
  return said.clock === null && said.part === null ? day + days.until - days.first - 1 : day;
}

/** First and last minute of the day; a clock time lasts an hour, one with minutes half of one. */
function minutes(said: ParsedTime, isDayNamed: boolean): { from: number; to: number } {
  const { clock, part, to } = said;
  if (clock === null && to === null)
    return part === null ? { from: 0, to: DAY } : { from: part.from, to: part.to };
  const half = part?.half ?? null;
  const from = clock === null ? (part?.from ?? 0) : minutesOf(clock, half, isDayNamed);
  if (to !== null) {
    const end =
      to.clock === null
        ? (to.part?.to ?? DAY)
        : minutesOf(
            to.clock,
            // 到次日六点 is the morning.
            to.part?.half ?? (to.isNextDay ? 'am' : to.days === null ? half : null),
            isDayNamed,
          );
    if (to.isNextDay) return { from, to: end + DAY };
    // 三点到五点 keeps the half of the day, 十点到两点 goes over noon, 十点到六点 over midnight.
    const isPlain = to.part === null && to.days === null;
    const noon = isPlain && end <= from && end + DAY / 2 > from ? end + DAY / 2 : end;
    const later = to.days === null && noon <= from ? noon + DAY : noon;
    return { from, to: later };
  }
  if (clock === null) return { from, to: part?.to ?? DAY };
  if (clock.untilHour !== null)
    return { from, to: minutesOf({ hour: clock.untilHour, minute: 0 }, half, isDayNamed) + HOUR };
  const isAbout = said.approximate && !clock.approximate;
  if (isAbout) return { from: from - HOUR / 2, to: from + HOUR / 2 };
  return { from, to: from + (clock.precision === 'minute' ? HOUR / 2 : HOUR) };
}

const FARTHEST = 14;

/** The next day on which it comes, or the one on which it is going on. */
function nextTime(
  repeats: NonNullable<TimeSaid['repeats']>,
  from: number,
  today: number,
  isAhead: (day: number) => boolean,
): number {
  if (repeats === 'monthly') return from;
  const step = repeats === 'weekly' || repeats === 'weekends' ? 7 : 1;
  for (let day = repeats === 'daily' ? today : from; day < from + FARTHEST; day += step) {
    const fits = repeats !== 'workdays' || isWorkday(day);
    if (fits && isAhead(day)) return day;
  }
  return from;
}

function openEnd(
  said: ParsedTime,
  { startAt, endAt, day, now }: { startAt: number; endAt: number; day: number; now: number },
): number {
  if (said.since && startAt < now && said.every === null) return now;
  if (said.clock === null && said.part === null) return instantOf(day + 7, 0);
  // 今晚零点以后 goes on until the morning.
  const night = startAt >= instantOf(day + 1, 0) ? 6 * HOUR : 0;
  return Math.max(endAt, instantOf(day + 1, night));
}

/** 月底前 is until the month ends; 周五之前, said on Friday, until that day ends; 国庆前 until it begins. */
function deadline(said: ParsedTime, days: { first: number; until: number }, now: number): number {
  const begins = instantOf(said.days?.by ?? days.first, 0);
  const isToday = begins <= now && instantOf(days.until, 0) > now && !said.isTold;
  return isToday ? instantOf(days.until, 0) : begins;
}

/** 五点前 ends at five; 下班前 is a part that ends there. */
function startOrEnd(said: ParsedTime, startAt: number, endAt: number): number {
  return said.clock !== null ? startAt : said.part?.open === 'until' ? endAt : startAt;
}

function precisionOf(said: ParsedTime, dayCount: number): TimeSaid['precision'] {
  if (said.clock !== null) return said.to?.clock?.precision === 'minute' ? 'minute' : said.clock.precision;
  if (said.part !== null) return 'part';
  return dayCount === 1 ? 'day' : 'days';
}
