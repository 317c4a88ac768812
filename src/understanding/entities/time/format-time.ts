// A time as staff and residents read it on any other day: 11月28日周六 9:00–12:00.
import type { TimeSaid } from '../../commands.ts';
import { dateOf, dayOf, minuteOf, weekdayOf } from './wall.ts';

const WEEKDAYS = '一二三四五六日';
const REPEATS: Readonly<Record<NonNullable<TimeSaid['repeats']>, string>> = {
  daily: '每天',
  workdays: '工作日',
  weekends: '每个周末',
  weekly: '每周',
  monthly: '每月',
};

export function formatTime(
  time: Pick<TimeSaid, 'startAt' | 'endAt' | 'open' | 'repeats' | 'approximate'>,
): string {
  const { startAt, endAt, open, repeats } = time;
  const about = time.approximate ? '左右' : '';
  const first = dayOf(startAt);
  // An end at midnight belongs to the day before.
  const last = dayOf(endAt - 1);
  const day = repeats === null || repeats === 'weekly' || repeats === 'monthly' ? sayDay(first) : '';
  const head = `${repeats === null ? '' : `${REPEATS[repeats]} `}${day}`.trim();
  const isWholeDays = minuteOf(startAt) === 0 && minuteOf(endAt) === 0;
  if (isWholeDays && open === null) return first === last ? head : `${head}–${sayDay(last)}`;
  if (open === 'from') return `${head} ${sayClock(startAt)}以后`.trim();
  if (open === 'until') return `${sayDay(last)} ${sayClock(endAt)}以前`;
  const end = first === last ? sayEnd(endAt) : `${sayDay(dayOf(endAt))} ${sayClock(endAt)}`;
  return `${head} ${sayClock(startAt)}–${end}${about}`.trim();
}

function sayDay(day: number): string {
  const { month, date } = dateOf(day);
  return `${month}月${date}日周${WEEKDAYS[weekdayOf(day)] ?? ''}`;
}

function sayClock(at: number): string {
  const minute = minuteOf(at);
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

function sayEnd(at: number): string {
  return minuteOf(at) === 0 ? '24:00' : sayClock(at);
}
