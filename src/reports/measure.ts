// What a measure is: a pure function over one kind of subject, its definition beside it. Pure.
import type { CalendarConfig } from '../config/config.ts';
import type { Period, Reported, Subject } from './reported.ts';
import type { Sample } from './tally.ts';

/** What a group of a measure stands for, so that its key can be said in words. */
export type GroupedBy =
  | 'all'
  | 'kind'
  | 'grade'
  | 'clock'
  | 'category'
  | 'class'
  | 'level'
  | 'staff'
  | 'age'
  | 'hour'
  | 'day'
  | 'place'
  | 'device'
  | 'stage'
  | 'cause'
  | 'cause-stage'
  | 'way'
  | 'reply';

type Told = {
  name: string;
  title: string;
  definition: string;
  kind: Sample['kind'];
  by: GroupedBy;
};

export type MeasureOf<S extends Subject> = Told & {
  of: S;
  /** It wants to see what was before the period, too. */
  looksBack?: boolean;
  /** Subjects come in order of their beginning. */
  begin(period: Period, calendar: CalendarConfig): (subject: Reported[S]) => Sample[];
};

export type Measure = { [S in Subject]: MeasureOf<S> }[Subject];

export function measuresOf<S extends Subject>(
  of: S,
  list: readonly Omit<MeasureOf<S>, 'of'>[],
): MeasureOf<S>[] {
  return list.map((measure) => ({ ...measure, of }));
}

/** Stands between the two parts of a key that is of two. */
export const BESIDE = ' @ ';
export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const AND_BOTH = '给出自然时间和服务时间两个口径，都带中位数、P90 和样本数。';

export const rate = (group: string, hit: boolean): Sample => ({ kind: 'rate', group, hit });
export const count = (group: string): Sample => ({ kind: 'count', group });
