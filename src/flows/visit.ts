// The wish for a visit as words that can be read on any day.
import type { TimeSaid } from '../understanding/commands.ts';
import { formatTime } from '../understanding/entities/time/format-time.ts';

/** What a slot of type `timeRange` holds: a time, or only the words (下周随便哪天) with both instants null. */
export type Visit = { startAt: number | null; endAt: number | null; words: string } & Partial<
  Pick<TimeSaid, 'open' | 'repeats' | 'approximate'>
>;

/** 明天上午（11月28日周六 9:00–12:00）: 明天 is not read on the wrong day, and a misheard time is seen. */
export function sayVisit({
  startAt,
  endAt,
  words,
  open = null,
  repeats = null,
  approximate = false,
}: Visit): string {
  if (startAt === null || endAt === null) return words;
  return `${words}（${formatTime({ startAt, endAt, open, repeats, approximate })}）`;
}
