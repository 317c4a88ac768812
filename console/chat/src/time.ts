// Dates as people here write them, by the clock of the house.
import type { Lang, Words } from './words.ts';

const ZONE = 'Asia/Shanghai';

const dayOf = (at: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, dateStyle: 'short' }).format(at);

/** 今天 10:05 · 昨天 22:40 · 11月28日星期六 10:05 */
export function sayWhen(at: number, now: number, lang: Lang, words: Words): string {
  const clock = new Intl.DateTimeFormat(lang, {
    timeZone: ZONE,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  const day = dayOf(at);
  if (day === dayOf(now)) return `${words.today} ${clock}`;
  if (day === dayOf(now - 24 * 3_600_000)) return `${words.yesterday} ${clock}`;
  const sameYear = day.slice(0, 4) === dayOf(now).slice(0, 4);
  const date = new Intl.DateTimeFormat(lang, {
    timeZone: ZONE,
    ...(sameYear ? {} : { year: 'numeric' }),
    month: 'long',
    day: 'numeric',
    weekday: 'long',
  }).format(at);
  return `${date} ${clock}`;
}
