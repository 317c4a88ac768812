// Small values many of the files share: ids, times of day, dates, ranges, weekdays.
import { z } from 'zod';
import type { DayHours, Weekday } from '../config.ts';

export const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens');
export const text = z.string().trim().min(1);
/** A telephone number as people write it. */
export const phone = z
  .string()
  .regex(/^\+?[0-9][0-9 -]{4,18}[0-9]$/, 'must be a telephone number in quotes, such as "020-0000-0101"');
export const seconds = z.int().positive();
export const days = z.int().positive();

const TIME = /^([01][0-9]|2[0-3]):([0-5][0-9])$|^24:00$/;
const timeHint = 'must be a time of day in quotes, such as "08:30"';

export const timeOfDay = z.string().regex(TIME, timeHint).transform(minuteOf);

/** "08:30-18:00" → minutes after midnight. */
export const dayHours = z
  .string()
  .regex(/^\S+-\S+$/, 'must be hours in quotes, such as "08:30-18:00"')
  .transform((value, context): DayHours => {
    const [from = '', to = ''] = value.split('-');
    if (!TIME.test(from) || !TIME.test(to)) {
      context.addIssue({ code: 'custom', message: 'must be hours in quotes, such as "08:30-18:00"' });
      return z.NEVER;
    }
    return { fromMinute: minuteOf(from), toMinute: minuteOf(to) };
  });

/** Hours that end the same day. */
export const openingHours = dayHours.refine((hours) => hours.fromMinute < hours.toMinute, {
  message: 'must end after it begins, such as "08:30-18:00"',
});

export const date = z.union([z.string(), z.date()]).transform((value, context) => {
  const words = typeof value === 'string' ? value : value.toISOString().slice(0, 10);
  const instant = new Date(`${words}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(words) && instant.toJSON()?.startsWith(words)) return words;
  context.addIssue({ code: 'custom', message: 'must be a date such as 2026-10-01' });
  return z.NEVER;
});

/** "1-12" or 5 → the numbers from the first to the last. */
export const numberRange = z.union([z.string(), z.int()]).transform((value, context) => {
  const match = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(String(value));
  const from = Number(match?.[1]);
  const to = Number(match?.[2] ?? match?.[1]);
  if (match && from <= to) return { from, to };
  context.addIssue({
    code: 'custom',
    message: 'must be a number or a range such as 1-12, smaller number first',
  });
  return z.NEVER;
});

export const weekdayNames = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const;
export const weekday = z.enum(weekdayNames).transform((name) => weekdayNames.indexOf(name) as Weekday);

export function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
